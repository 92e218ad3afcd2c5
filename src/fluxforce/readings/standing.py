"""What is read of a steady state: production by process and the numbers of its kind, and its books as rates."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System, evaluate, prepared_at
from fluxforce.budget.advection import inlet_mixing, inlets
from fluxforce.budget.standing import Standing
from fluxforce.budget.variation import ExcessProduction, LeastProduction
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.hop import Irreversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.readings.budget import PER_COPY
from fluxforce.readings.exergy import AT_INLET
from fluxforce.readings.small import units_of
from fluxforce.solve.branches.spectrum import Spectrum
from fluxforce.thermo.coordinates import implicit_coordinates
from fluxforce.thermo.slopes import books as books_of

TOTAL, BY = "total entropy production", "entropy production by"
MOST_CONTENTS = 6  # contents that are read one by one


@dataclass(frozen=True)
class Named:
    """A number that is read of states: its unit and what it says."""

    name: str
    unit: str
    meaning: str


def entropy_unit(made: Assembled) -> tuple[float, str]:
    """Factor and unit in which rates of entropy are shown: W/K, or k_B/s per copy of a network."""
    return (1.0 / GAS_CONSTANT, "k_B/s") if made.kind in PER_COPY else (1.0, "W/K")


def named(made: Assembled) -> list[Named]:
    """All numbers that a state of a model has, in the order of ``readings``."""
    unit = entropy_unit(made)[1]
    found = [Named(TOTAL, unit, "of all processes that have a way back")]
    found += [Named(f"{BY} {name}", unit, "of one process") for name in _processes(made.system)]
    if made.system.flows:
        found.append(Named(f"{BY} {AT_INLET}", unit, "what a feed dissipates on mixing in"))
    found += [Named(number.name, number.unit, number.meaning) for number in made.numbers]
    units = [units_of(made)[0]] * len(made.system.active)
    if made.quantity_units is not None:
        units = list(made.quantity_units)
    found += [Named(name, units[quantity], "content") for name, quantity, _ in _contents(made)]
    return found


def _contents(made: Assembled) -> list[tuple[str, int, int]]:
    """Name, quantity and place of every content that changes, where there are few."""
    active = np.asarray(made.system.active) != 0.0
    inside = [int(place) for place in made.inside]
    found = [(q, p) for q in range(active.shape[0]) for p in inside if active[q, p]]
    if len(found) > MOST_CONTENTS:
        return []
    names = made.system.potential.quantities
    places = dict(zip(inside, made.place_names or [str(p) for p in inside], strict=True))
    taken = {number.name for number in made.numbers}
    rows = [(names[q] if len(inside) == 1 else f"{names[q]} in {places[p]}", q, p) for q, p in found]
    return [(f"content of {name}" if name in taken else name, q, p) for name, q, p in rows]


def _processes(system: System) -> list[str]:
    return list(dict.fromkeys(e.name for e in system.exchanges if not isinstance(e.law, Irreversible)))


def readings(made: Assembled, coordinates: Array) -> Array:
    """The values of ``named`` in one state; traceable."""
    rates, produced = _seen(made.system, coordinates)
    factor = entropy_unit(made)[0]
    return _joined(made, rates, factor * produced)


def _joined(made: Assembled, rates: Rates, produced: Array) -> Array:
    own = [jnp.reshape(number.of(made.system, rates), ()) for number in made.numbers]
    contents = [rates.reading.content[q, p] for _, q, p in _contents(made)]
    return jnp.concatenate([jnp.sum(produced)[None], produced, jnp.array(own), jnp.array(contents)])


def _seen(system: System, coordinates: Array) -> tuple[Rates, Array]:
    ready = prepared_at(system, coordinates)
    rates = evaluate(ready, coordinates)
    parts = {name: jnp.zeros(()) for name in _processes(system)}
    for exchange, production in zip(system.exchanges, rates.production, strict=True):
        if exchange.name in parts:
            parts[exchange.name] = parts[exchange.name] + jnp.sum(production)
    each = list(parts.values())
    if system.flows:
        each.append(_mixing(ready, rates, coordinates))
    return rates, jnp.stack(each) if each else jnp.zeros(0)


def _mixing(ready: System, rates: Rates, coordinates: Array) -> Array:
    """What feeds dissipate on mixing in, with the derivatives of an implicit solution."""
    own = books_of(ready.potential, coordinates)
    total = jnp.zeros(())
    for flow in ready.flows:
        if flow.inlets:
            at = inlets(flow, own.reading, coordinates)
            inside = implicit_coordinates(ready.potential, at.inside, at.start)
            total = total + jnp.sum(inlet_mixing(at, books_of(ready.potential, inside)))
    return total


@lru_cache(maxsize=32)
def _compiled(structure: Any):
    return jax.jit(lambda leaves, z: _seen(jax.tree.unflatten(structure, leaves), z))


def readings_along(members: list[tuple[Assembled, np.ndarray]]) -> np.ndarray:
    """The values of ``named`` [state, number] of many states of one family; the processes are compiled once."""
    return np.stack([readings_at(made, coordinates) for made, coordinates in members])


def readings_at(made: Assembled, coordinates: Array | np.ndarray) -> np.ndarray:
    """The values of ``named`` of one state, by compiled functions."""
    leaves, structure = jax.tree.flatten(made.system)
    rates, produced = _compiled(structure)(leaves, coordinates)
    return np.asarray(_joined(made, rates, entropy_unit(made)[0] * produced))


def books(made: Assembled, at: Standing) -> dict[str, Any]:
    """The ledger of the instant as plain data: rates of entropy in the unit shown, exergy destroyed in W."""
    factor, unit = entropy_unit(made)
    one_way = [e.name for e in made.system.exchanges if isinstance(e.law, Irreversible)]
    produced = {name: factor * value for name, value in at.produced.items() if name not in one_way}
    if made.system.flows:
        produced[AT_INLET] = factor * at.mixing
    total = sum(produced.values())
    found: dict[str, Any] = {
        "unit": unit, "produced": produced, "total": total,
        "numerical": {"space": factor * at.space},
        "model": {"activity": factor * at.model}, "water supply": factor * at.water,
        "volume work": factor * at.volume_work, "outflow": factor * at.outflow, "stored": factor * at.stored,
        "closure": at.closure,
    }  # fmt: skip
    if one_way:
        found["unbounded"] = one_way
    if unit == "W/K":
        t0 = made.environment
        found["exergy destroyed"] = {name: t0 * value for name, value in produced.items()}
        found["exergy destroyed"]["all"] = t0 * total
        found["environment"] = t0
    return found


def process_rows(made: Assembled, at: Standing) -> list[dict[str, Any]]:
    """Net flux, largest force and detailed balance of every process."""
    units = units_of(made)
    rows = []
    for one in at.processes:
        molar = units[1] == "J/K/mol"
        rows.append(
            {
                "name": one.name, "rows": list(one.rows), "net flux": [float(v) for v in one.fluxes],
                "flux unit": units[2], "largest force": one.force / GAS_CONSTANT if molar else one.force,
                "force unit": "R" if molar else units[1], "imbalance": one.imbalance,
                "detailed balance": one.balanced,
                "reversible": one.reversible,
            }
        )  # fmt: skip
    return rows


def kind_of_state(at: Standing, seen: Spectrum) -> str:
    """What a state is, in one line of words."""
    if not at.steady:
        return "not a steady state"
    what = "equilibrium" if at.equilibrium else "steady state away from equilibrium"
    return f"{_stability(seen)} {what}"


def _stability(seen: Spectrum) -> str:
    if not seen.values.size or seen.stable:
        return "stable"
    growing = seen.values[np.real(seen.values) > 0.0]
    turning = bool(np.any(np.abs(np.imag(growing)) > 1e-9 * np.abs(growing)))
    if seen.unstable == 2 and turning:
        return "unstable (oscillations grow)"
    growing_ones = "1 deviation grows" if seen.unstable == 1 else f"{seen.unstable} deviations grow"
    return f"unstable ({growing_ones})"


def stability(seen: Spectrum) -> dict[str, Any]:
    """The spectrum as plain data."""
    values = seen.values
    found: dict[str, Any] = {
        "stable": seen.stable, "unstable": seen.unstable, "complete": seen.complete,
        "eigenvalues": [[float(v.real), float(v.imag)] for v in values[:24]],
    }  # fmt: skip
    if values.size and values[0].real != 0.0:
        found["slowest time"] = float(1.0 / abs(values[0].real))
    return found


def theorems(
    at: Standing, least: LeastProduction | None, excess: ExcessProduction | None, made: Assembled
) -> dict[str, Any]:
    """What variational statements come to at this state, each tested."""
    factor = entropy_unit(made)[0]
    found: dict[str, Any] = {
        "outflow equals production": {"mismatch": at.mismatch, "holds": at.mismatch <= 1e-8}
    }
    if least is not None:
        found["least production"] = {
            "stationary": least.stationary, "gradient": least.gradient, "minimal": least.minimal,
            "production": factor * least.production,
            "lowest found": None if least.lowest is None else factor * least.lowest, "below": least.below,
        }  # fmt: skip
    if excess is not None:
        found["excess production"] = {
            "slowest decay of the second variation": excess.slowest, "of the slowest deviation": excess.along,
            "stable": True if excess.slowest > 0.0 else None,
        }  # fmt: skip
    return found
