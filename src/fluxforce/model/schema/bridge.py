"""Ions between two solutions or walls: a salt bridge, a film that carries a current, a cell with a warm end."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, unknown_name
from fluxforce.model.schema.fields import (
    Area,
    Concentration,
    Conductivity,
    CurrentDensity,
    HeatCapacity,
    IonDiffusion,
    Length,
    MolarEnergy,
    Name,
    Temperature,
)
from fluxforce.model.schema.tank import complete


class Ion(Part):
    """Charge number, diffusion coefficient and heat of transport of an ion (charge 0 for a neutral molecule)."""

    charge: Annotated[int, Field(ge=-9, le=9)]
    diffusion: IonDiffusion
    heat_of_transport: MolarEnergy = 0.0


class Bridge(Part):
    """Two solutions at the ends; inside, at the start, one of them or the straight line between them.

    An end may be a wall; where a current flows, walls let one ion pass. Ends at different temperatures need the
    conductivity and heat capacity of the solution.
    """

    length: Length
    cells: Annotated[int, Field(ge=1)]
    area: Area = 1.0
    ions: Annotated[dict[Name, Ion], Field(min_length=2)]
    left: dict[Name, Concentration]
    right: dict[Name, Concentration]
    initial: Literal["linear", "left", "right"] = "linear"
    left_end: Literal["solution", "wall"] = "solution"
    right_end: Literal["solution", "wall"] = "solution"
    current_density: CurrentDensity = 0.0
    selective: Name | None = None
    left_temperature: Temperature | None = None
    right_temperature: Temperature | None = None
    conductivity: Conductivity | None = None
    heat_capacity: HeatCapacity | None = None

    @property
    def thermal(self) -> bool:
        """Whether the ends have temperatures of their own."""
        return self.left_temperature is not None or self.right_temperature is not None

    @property
    def walls(self) -> bool:
        """Whether an end is a wall."""
        return "wall" in (self.left_end, self.right_end)


class BridgeModel(Model):
    """An electrolyte between two ends; ``temperature`` is that of the whole, or the reference of its energy."""

    kind: Literal["bridge"]
    temperature: Temperature
    bridge: Bridge
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Both ends complete, positive and electrically neutral."""
        yield from self.time.complaints()
        names = tuple(self.bridge.ions)
        for key, given in (("left", self.bridge.left), ("right", self.bridge.right)):
            here = ("bridge", key)
            yield from complete(here, given, names, "ion", "1e-9 mol/m3")
            for name, amount in given.items():
                if amount == 0.0:
                    hint = "write a small concentration such as 1e-9 mol/m3"
                    yield Complaint(
                        (*here, name), f"the potential of '{name}' has no value where there is none", hint
                    )
            charges = [self.bridge.ions[name].charge * given[name] for name in names if name in given]
            if set(names) == set(given) and abs(sum(charges)) > 1e-9 * sum(map(abs, charges)):
                said = f"the solution is not neutral: it carries {sum(charges):g} mol of charge per m3"
                yield Complaint(here, said, "balance the ions", True)
        if self.bridge.cells < 2 and len(names) > 2 and not self.bridge.walls:
            said = "more than two ions need places between the ends"
            yield Complaint(("bridge", "cells"), said, "give 2 cells or more")
        yield from self._warmth()
        yield from self._current()

    def _warmth(self) -> Iterator[Complaint]:
        """Both temperatures and what heat needs, or none of it."""
        given, path = self.bridge, ("bridge",)
        keys = ("left_temperature", "right_temperature", "conductivity", "heat_capacity")
        missing = [key.replace("_", " ") for key in keys if getattr(given, key) is None]
        if given.thermal and missing:
            said = f"ends with temperatures of their own need {', '.join(repr(key) for key in missing)} too"
            yield Complaint(path, said, "or leave out all four for one temperature", True)
        if not given.thermal:
            for key in ("conductivity", "heat_capacity"):
                if getattr(given, key) is not None:
                    said = (
                        f"'{key.replace('_', ' ')}' says nothing where the temperature is the same everywhere"
                    )
                    yield Complaint(
                        (*path, key.replace("_", " ")),
                        said,
                        "give 'left temperature' and 'right temperature'",
                    )
            for name, ion in given.ions.items():
                if ion.heat_of_transport != 0.0:
                    said = "a heat of transport says nothing where the temperature is the same everywhere"
                    hint = "give 'left temperature' and 'right temperature'"
                    yield Complaint((*path, "ions", name, "heat of transport"), said, hint)

    def _current(self) -> Iterator[Complaint]:
        """A current needs ions, and through a wall an ion that passes."""
        given, path = self.bridge, ("bridge",)
        charged = any(ion.charge != 0 for ion in given.ions.values())
        if given.current_density != 0.0 and not charged:
            yield Complaint(
                (*path, "current density"), "nothing here is charged, so no current flows", "add ions"
            )
        if given.current_density != 0.0 and given.walls and given.selective is None:
            said = "a current cannot pass a wall that lets no ion pass"
            yield Complaint(
                (*path, "current density"), said, "name the ion that walls let pass: 'selective: Na+'"
            )
        if given.selective is None:
            return
        here = (*path, "selective")
        if given.selective not in given.ions:
            yield unknown_name(here, given.selective, tuple(given.ions), "ion")
        elif given.ions[given.selective].charge == 0:
            yield Complaint(here, f"'{given.selective}' carries no charge, so no current", "name an ion")
        if not given.walls:
            yield Complaint(here, "there is no wall", "write 'left end: wall', 'right end: wall' or both")
        if given.current_density == 0.0:
            yield Complaint(
                here, "what walls let pass matters with a current only", "give a 'current density'"
            )
        if given.thermal:
            yield Complaint(
                here, "walls that let an ion pass have one temperature", "leave out the temperatures"
            )

    def facts(self) -> dict[str, str]:
        """Ions are dilute in a solvent that is held."""
        found = {"solvent": "a reservoir: its amount is held; ions are ideal and dilute"}
        if self.bridge.current_density == 0.0:
            found["solvent"] += ", current is zero"
        else:
            found["current"] = (
                "driven by a circuit; its work on the ions is booked, its own losses are outside"
            )
        if self.bridge.thermal:
            found["energy"] = "a quantity; partial energies of the ions are those of the solvent"
        return found

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of the ions and the fields kept."""
        count = len(self.bridge.ions) + 3
        return 8.0 * self.bridge.cells * (12 * count**2 + 60 + 12 * count * len(self.time.output_times))
