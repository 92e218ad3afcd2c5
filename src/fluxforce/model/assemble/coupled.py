"""Coupled processes as a System: an Onsager matrix between what drives, what is driven, and the loads on it."""

import math
from dataclasses import dataclass
from functools import partial

import jax.numpy as jnp
import numpy as np
from numpy.typing import ArrayLike

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.errors import BadInput
from fluxforce.laws.transport import ConstantOnsager
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.schema.coupled import CoupledModel
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.joint import Joint


@dataclass(frozen=True)
class Driven:
    """A process held at an affinity [J/mol]; positive drives it forward."""

    force: float


@dataclass(frozen=True)
class Pool:
    """A process whose product piles up: amount = ``capacity`` [mol2/J] times its potential [J/mol].

    The potential is the affinity against the process. ``load`` [mol2/J/s] takes the product away.
    """

    capacity: float
    potential: float = 0.0
    load: float = 0.0


def coupled(
    *,
    processes: dict[str, Driven | Pool],
    matrix: ArrayLike,
    temperature: float,
    environment: float | None = None,
) -> Assembled:
    """J = L A at one temperature, L [mol2/J/s] over the affinities; places: the surroundings and the system.

    Every process has a quantity, what it consumes (held) or makes (a pool), with s = -Q^2/(2 c T) and the potential
    Q/c. The kernel's force is A/T, so its matrix is T L. Raises BadInput where L is not symmetric or destroys entropy.
    """
    values, names = np.asarray(matrix, dtype=float), tuple(processes)
    _lawful(values, names)
    count = len(names)
    pools = [one.capacity for one in processes.values() if isinstance(one, Pool)]
    spare = sum(pools) or 1.0
    parts = [
        Charged(
            capacitance=jnp.array(one.capacity if isinstance(one, Pool) else spare),
            temperature=jnp.array(float(temperature)),
            quantities=(name,),
        )
        for name, one in processes.items()
    ]
    potential = Joint(*parts)
    # a driven process takes from the system, one with a pool brings into it
    sign = np.array([1.0 if isinstance(one, Pool) else -1.0 for one in processes.values()])
    way, one_site = jnp.diag(jnp.asarray(sign)), Pairs(jnp.array([0]), jnp.array([1]))
    law = ConstantOnsager(jnp.asarray(temperature * values))
    exchanges = [Exchange("coupled processes", one_site, way, way, law, jnp.ones(1), names)]
    back = Pairs(jnp.array([1]), jnp.array([0]))
    for k, (name, one) in enumerate(processes.items()):
        if isinstance(one, Pool) and one.load > 0.0:
            row = jnp.eye(count)[k : k + 1]
            takes = ConstantOnsager(jnp.array([[temperature * one.load]]))
            exchanges.append(
                Exchange(f"load on {name}", back, row, row, takes, jnp.ones(1), (f"load on {name}",))
            )
    active = jnp.zeros((count, 2)).at[:, 1].set(jnp.asarray(np.where(sign > 0.0, 1.0, 0.0)))
    system = System(potential, tuple(exchanges), (), jnp.ones(2), active)
    levels = [one.potential if isinstance(one, Pool) else one.force for one in processes.values()]
    scale = max(map(abs, levels)) or 1e4
    start = jnp.zeros((count, 2)).at[:, 1].set(jnp.array(levels, dtype=float))
    rates = [
        (values[k, k] + one.load) / one.capacity
        for k, one in enumerate(processes.values())
        if isinstance(one, Pool)
    ]
    return Assembled(
        kind="coupled", system=system, start=start, solver=Dense(), scale=jnp.full(count, scale),
        inside=np.array([1]), x=None, bulk=1.0, conserved=dict(zip(names, np.eye(count), strict=True)),
        charge=None, temperature=temperature,
        environment=temperature if environment is None else environment,
        first_step=1e-3 / max(rates, default=1.0), numbers=_numbers(names, sign, temperature),
        profiles=_profiles(names, sign, temperature),
        title="Coupled processes", units=("mol", "J/K/mol", "mol/s", "W/K"), place_names=("system",),
    )  # fmt: skip


def _lawful(values: np.ndarray, names: tuple[str, ...]) -> None:
    count = len(names)
    if values.shape != (count, count) or not np.all(np.isfinite(values)):
        raise BadInput(f"the matrix of {count} processes has {count} x {count} finite entries")
    size = np.sqrt(np.maximum(np.diag(values), 0.0))
    if not np.all(size > 0.0):
        raise BadInput(f"{names[int(np.argmin(size))]}: its own coefficient must be greater than 0")
    scaled = values / np.outer(size, size)
    off = np.abs(scaled - scaled.T)
    if off.max() > 1e-9:
        i, j = np.unravel_index(int(np.argmax(off)), off.shape)
        raise BadInput(
            f"the matrix is not symmetric: {names[i]} by {names[j]} and the other way round differ"
        )
    if np.linalg.eigvalsh(scaled)[0] < -1e-12:
        raise BadInput("the matrix is indefinite: some affinities would destroy entropy")


def affinities(system: System, rates: Rates, temperature: float) -> Array:
    """Affinity of every process [J/mol]."""
    return temperature * rates.forces[0][:, 0]


def power(system: System, rates: Rates, temperature: float, way: float) -> Array:
    """J A summed over the processes that take free energy (way 1), or that give it (way -1) [W]."""
    each = rates.fluxes[0][:, 0] * affinities(system, rates, temperature)
    return jnp.sum(jnp.maximum(way * each, 0.0))


def efficiency(system: System, rates: Rates, temperature: float) -> Array:
    """Free energy gained over free energy spent."""
    spent = power(system, rates, temperature, 1.0)
    return power(system, rates, temperature, -1.0) / jnp.where(spent > 0.0, spent, jnp.nan)


def _numbers(names: tuple[str, ...], sign: np.ndarray, temperature: float) -> tuple[Number, ...]:
    def flow(k: int):
        return lambda system, rates: rates.fluxes[0][k, 0]

    def potential(k: int):
        return lambda system, rates: -sign[k] * affinities(system, rates, temperature)[k]

    found = []
    for k, name in enumerate(names):
        said = "the potential that it works against" if sign[k] > 0.0 else "the affinity that drives it"
        found.append(Number(f"rate of {name}", "mol/s", "extent per second", flow(k)))
        found.append(Number(f"potential of {name}", "J/mol", said, potential(k)))
    found += [
        Number("power in", "W", "free energy spent by the processes that run downhill",
               partial(power, temperature=temperature, way=1.0)),
        Number("power out", "W", "free energy gained by the processes that are driven uphill",
               partial(power, temperature=temperature, way=-1.0)),
        Number("efficiency", "1", "power out over power in", partial(efficiency, temperature=temperature)),
    ]  # fmt: skip
    if len(names) == 2:
        found += _pair(tuple(np.argsort(sign, kind="stable")))
    return tuple(found)


def _profiles(names: tuple[str, ...], sign: np.ndarray, temperature: float) -> tuple[Profile, ...]:
    """What runs in time: the potentials of the pools, and the efficiency."""

    def potential(k: int):
        return lambda system, rates: -temperature * rates.reading.conjugates[k] / 1e3

    def of_all(system: System, rates: Rates) -> Array:
        return jnp.full(2, efficiency(system, rates, temperature))

    pools = [
        Profile(f"potential_{k}", f"Potential of {name}", "kJ/mol", potential(k))
        for k, name in enumerate(names)
        if sign[k] > 0.0
    ]
    return (*pools, Profile("efficiency", "Efficiency", "1", of_all))


def _pair(order: tuple[int, ...]) -> list[Number]:
    """What the matrix of two processes says of every load: input first."""
    i, o = (int(k) for k in order)

    def matrix(system: System) -> Array:
        law = system.exchanges[0].law
        assert isinstance(law, ConstantOnsager)
        return law.matrix

    def degree(system: System, rates: Rates) -> Array:
        m = matrix(system)
        return m[i, o] / jnp.sqrt(m[i, i] * m[o, o])

    def ratio(system: System, rates: Rates) -> Array:
        m, force = matrix(system), rates.forces[0][:, 0]
        return jnp.sqrt(m[o, o] / m[i, i]) * force[o] / force[i]

    def best(system: System, rates: Rates) -> Array:
        q = degree(system, rates)
        return q**2 / (1.0 + jnp.sqrt(jnp.maximum(1.0 - q**2, 0.0))) ** 2

    def flows(system: System, rates: Rates) -> Array:
        return rates.fluxes[0][o, 0] / rates.fluxes[0][i, 0]

    return [
        Number("degree of coupling", "1", "q = L12/sqrt(L11 L22)", degree),
        Number("stoichiometry Z", "1", "sqrt(L22/L11): output per input of perfect coupling",
               lambda s, r: jnp.sqrt(matrix(s)[o, o] / matrix(s)[i, i])),
        Number("reduced force ratio", "1", "Z X_out/X_in: 0 at level flow, -q at static head", ratio),
        Number("flow ratio", "1", "output per input as it runs", flows),
        Number("largest efficiency", "1", "q^2/(1 + sqrt(1 - q^2))^2, at the matched load", best),
    ]  # fmt: skip


def assemble_coupled(document: CoupledModel) -> Assembled:
    """The coupled processes of a model document."""
    given = document.coupled
    values, processes = given.coefficients(), {}
    for k, (name, one) in enumerate(given.processes.items()):
        if one.pool is None:
            processes[name] = Driven(float(one.force or 0.0))
            continue
        load = one.pool.load or 0.0
        if load == "matched":
            coupling = values[0, 1] ** 2 / (values[0, 0] * values[1, 1])
            load = values[k, k] * math.sqrt(max(0.0, 1.0 - coupling))
        processes[name] = Pool(one.pool.capacity, one.pool.potential, float(load))
    return coupled(
        processes=processes, matrix=values, temperature=document.temperature,
        environment=document.environment.temperature,
    )  # fmt: skip
