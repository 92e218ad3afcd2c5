"""Coupled processes at one temperature: linear laws between what drives and what is driven."""

from collections.abc import Iterator
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, unknown_name
from fluxforce.model.schema.fields import (
    Degree,
    LinearCoefficient,
    LinearConductance,
    LoadConductance,
    MolarEnergy,
    Name,
    PoolCapacity,
    Positive,
    Temperature,
)

LARGEST = 1e9  # [J/mol]
SAME = 1e-9  # relative: entries that are written twice agree to this


class Pool(Part):
    """What a process makes piles up, and its potential is the force against it; a load takes it away again.

    `load`: a conductance, or `matched`: the one at which the efficiency of a pair is largest. None without it.
    """

    capacity: PoolCapacity
    potential: MolarEnergy = 0.0
    load: Literal["matched"] | LoadConductance | None = None


class Process(Part):
    """A process that its surroundings drive with a given `force` (an affinity), or one that fills a `pool`."""

    force: MolarEnergy | None = None
    pool: Pool | None = None


class Pair(Part):
    """The matrix of two processes by L of the input, Z = sqrt(L_out/L_in) and the degree of coupling q."""

    input: Name
    output: Name
    conductance: LinearConductance
    stoichiometry: Positive
    degree: Degree


class Coupled(Part):
    """Processes and the matrix that couples them: flux of every row by the affinity of every column."""

    processes: Annotated[dict[Name, Process], Field(min_length=1, max_length=20)]
    matrix: dict[Name, dict[Name, LinearCoefficient]] | None = None
    pair: Pair | None = None

    def coefficients(self) -> np.ndarray:
        """L over the affinities [mol2/J/s]."""
        names = list(self.processes)
        if self.pair is None:
            given = self.matrix or {}
            return np.array([[given[row][column] for column in names] for row in names])
        z, q, own = self.pair.stoichiometry, self.pair.degree, self.pair.conductance
        order = [names.index(self.pair.input), names.index(self.pair.output)]
        values = np.zeros((2, 2))
        values[np.ix_(order, order)] = own * np.array([[1.0, q * z], [q * z, z**2]])
        return values


class CoupledModel(Model):
    """Linear flows coupled to each other, at one temperature."""

    kind: Literal["coupled"]
    temperature: Temperature
    coupled: Coupled
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Every process driven or filling a pool; a matrix that is complete, symmetric and not negative."""
        yield from self.time.complaints()
        names, path = tuple(self.coupled.processes), ("coupled",)
        for name, one in self.coupled.processes.items():
            if (one.force is None) == (one.pool is None):
                hint = "for example 'force: 200 kJ/mol', or 'pool: {capacity: 1e-6 mol2/J}'"
                said = "one of 'force' and 'pool' is needed, and only one"
                yield Complaint((*path, "processes", name), said, hint, True)
            given = one.force if one.pool is None else one.pool.potential
            if given is not None and abs(given) > LARGEST:
                key = ("force",) if one.pool is None else ("pool", "potential")
                said = f"{given:g} J/mol is beyond any affinity of a process ({LARGEST:g} J/mol)"
                yield Complaint((*path, "processes", name, *key), said)
            if one.pool is not None and one.pool.load == "matched" and not self._is_converter():
                said = "a matched load belongs to two processes, one with a force and one with a pool"
                yield Complaint((*path, "processes", name, "pool", "load"), said, "write the conductance")
        if (self.coupled.matrix is None) == (self.coupled.pair is None):
            yield Complaint(path, "one of 'matrix' and 'pair' is needed, and only one", None, True)
            return
        complete = True
        for complaint in self._names(names):
            complete = False
            yield complaint
        if complete:
            yield from self._lawful(names)

    def _is_converter(self) -> bool:
        held = [one for one in self.coupled.processes.values() if one.force is not None]
        return len(self.coupled.processes) == 2 and len(held) == 1

    def _names(self, names: tuple[str, ...]) -> Iterator[Complaint]:
        path = ("coupled", "matrix")
        if self.coupled.pair is not None:
            pair, path = self.coupled.pair, ("coupled", "pair")
            for key, name in (("input", pair.input), ("output", pair.output)):
                if name not in names:
                    yield unknown_name((*path, key), name, names, "process")
            if pair.input == pair.output:
                yield Complaint((*path, "output"), "input and output are the same process")
            if len(names) != 2:
                said = f"a pair couples two processes; here are {len(names)}"
                yield Complaint(path, said, "write the matrix", True)
            return
        given = self.coupled.matrix or {}
        for row, entries in given.items():
            if row not in names:
                yield unknown_name((*path, row), row, names, "process", at_key=True)
            for column in entries:
                if column not in names:
                    yield unknown_name((*path, row, column), column, names, "process", at_key=True)
            missing = [name for name in names if name not in entries]
            if missing:
                said = f"no entry for {', '.join(missing)}"
                yield Complaint((*path, row), said, "write '0 mol2/J/s' where nothing couples", True)
        absent = [name for name in names if name not in given]
        if absent:
            yield Complaint(path, f"no row for {', '.join(absent)}", None, True)

    def _lawful(self, names: tuple[str, ...]) -> Iterator[Complaint]:
        """Onsager's reciprocity and the second law, each broken by name."""
        values, path = self.coupled.coefficients(), ("coupled", "matrix")
        symmetric = True
        for i, one in enumerate(names):
            for j, other in enumerate(names[:i]):
                here, back = values[i, j], values[j, i]
                if abs(here - back) > SAME * max(abs(here), abs(back)):
                    symmetric = False
                    said = (
                        f"the matrix is not symmetric: {one} by {other} is {here:g}, {other} by {one} is {back:g} "
                        "mol2/J/s (Onsager's reciprocity)"
                    )
                    yield Complaint((*path, one, other), said, "write the same coefficient in both places")
        for k, name in enumerate(names):
            if values[k, k] <= 0.0:
                said = f"{name} by {name} must be greater than 0, or entropy would be destroyed"
                yield Complaint((*path, name, name), said)
                symmetric = False
        if not symmetric:
            return
        root = np.sqrt(np.diag(values))
        least, vectors = np.linalg.eigh(values / np.outer(root, root))
        if least[0] < -1e-12:
            force = vectors[:, 0] / root
            force = force / force[np.argmax(np.abs(force))]
            told = ", ".join(f"{name} {value:.3g}" for name, value in zip(names, force, strict=True))
            said = f"the matrix is indefinite: affinities in the ratio {told} would destroy entropy"
            yield Complaint(
                path, said, "no coefficient squared may exceed the product of the two it couples", True
            )

    def facts(self) -> dict[str, str]:
        """What is held, and what the laws are."""
        return {
            "laws": "linear: every flow is a sum of coefficients times affinities",
            "forces": "held by the surroundings; pools have a constant capacity (amount per potential)",
        }

    def bytes_needed(self) -> float:
        """A dense system of two places."""
        count = len(self.coupled.processes)
        return 8.0 * (40 * count**2 + 10 * count * len(self.time.output_times))
