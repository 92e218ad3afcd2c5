"""Minerals that may only dissolve, or only precipitate: PHREEQC's -dissolve_only and -precipitate_only.

With N_0 the amount that there is at first, a mineral that only dissolves has N <= N_0 and may stay supersaturated at
N = N_0; one that only precipitates has N >= N_0 and may stay undersaturated there. The second is a mineral of which
there is nothing at first, beside an N_0 that does not react; of the first those cells are sought in which it stays.
"""

from collections.abc import Sequence
from dataclasses import replace

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import LN10
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.contact import Contact, Mineral
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.systems import react
from fluxforce.thermo.equilibria.waters import Number, WaterError, asked_of, per_cell

_NEVER = 100.0  # log10 of a saturation ratio that nothing reaches
_GROWN = 1e-12  # [mol] by which an amount may exceed the first


def react_one_way(
    chemistry: Chemistry,
    contents: Float[Array, "totals cells"],
    contact: Contact,
    *,
    dissolve: Sequence[str] = (),
    precipitate: Sequence[str] = (),
    temperature: Number = 298.15,
    pressure: Number = 1.0,
    near: Solution | None = None,
) -> Solution:
    """As `react`, where the minerals named in ``dissolve`` cannot grow and those in ``precipitate`` cannot shrink."""
    names = [mineral.name for mineral in contact.minerals]
    for name in (*dissolve, *precipitate):
        if name not in names:
            raise WaterError(f"{name!r} is no mineral in contact with the water")
    both = sorted({*dissolve} & {*precipitate})
    if both:
        raise WaterError(f"{both[0]!r} cannot both only dissolve and only precipitate")
    cells = contents.shape[1]
    t = per_cell(temperature, cells)
    first = {m.name: np.asarray(per_cell(m.amount, cells)) for m in contact.minerals}
    still = {name: np.zeros(cells, dtype=bool) for name in dissolve}  # cells in which it stays as it is
    found = None
    for _ in range(2 * len(still) + 2):
        minerals = [_restricted(mineral, still, precipitate, cells) for mineral in contact.minerals]
        found = react(
            chemistry, contents, replace(contact, minerals=minerals), temperature=temperature, pressure=pressure,
            near=near,
        )  # fmt: skip
        changed = False
        for name in dissolve:
            mineral = contact.minerals[names.index(name)]
            asked = np.asarray(asked_of(chemistry, name, mineral.index, t, cells)) / LN10
            grown = ~still[name] & (np.asarray(found.phase_amounts[name]) > first[name] + _GROWN)
            short = still[name] & (np.asarray(found.saturation_indices[name]) < asked)
            changed |= bool(np.any(grown | short))
            still[name] = (still[name] | grown) & ~short
        if not changed:
            break
    assert found is not None
    amounts = found.solved.phase_amounts
    for k, name in enumerate(names):
        if name in precipitate:
            amounts = amounts.at[k].add(first[name])
        if name in still:
            amounts = amounts.at[k].set(jnp.where(still[name], first[name], amounts[k]))
    return replace(found, solved=eqx.tree_at(lambda s: s.phase_amounts, found.solved, amounts))


def _restricted(
    mineral: Mineral, still: dict[str, np.ndarray], precipitate: Sequence[str], cells: int
) -> Mineral:
    """The mineral as the engine is to see it."""
    if mineral.name in precipitate:
        return replace(mineral, amount=0.0)
    if mineral.name not in still:
        return mineral
    stays = still[mineral.name]
    amount, index = per_cell(mineral.amount, cells), per_cell(mineral.index, cells)
    return replace(mineral, amount=jnp.where(stays, 0.0, amount), index=jnp.where(stays, _NEVER, index))
