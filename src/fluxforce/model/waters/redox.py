"""Waters whose redox state is told by couples: a pe that follows from activities, and elements divided by a couple.

Both are found by repetition. A couple's pe hardly depends on what that pe does elsewhere. An element that is divided
by a couple has its valences as components of their own; with a_s = total_s / ratio_s, where ratio_s hardly changes with
the division, its total is divided anew until the activities of all valences agree with the couple's pe.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce.constants import LN10
from fluxforce.errors import SolverGaveUp
from fluxforce.model.databases.records import Database
from fluxforce.model.schema.water_file import Solution, plain_element
from fluxforce.model.schema.water_units import Couple
from fluxforce.model.waters.couples import Half, half_reaction, pe_of
from fluxforce.model.waters.elements import states
from fluxforce.thermo.equilibria import solution as engine

ROUNDS = 40
AGREED = 1e-11  # in pe, and in log10 of what a valence holds
FIRST_PE = 8.0
LEAST_SHARE = 1e-22

Solve = Callable[[dict[str, float], float | None], engine.Solution]


@dataclass(frozen=True)
class Divided:
    """An element whose valences a couple divides: its name, its valences, and their half reactions with the first."""

    element: str
    states: tuple[str, ...]
    halves: tuple[Half, ...]
    couple: Half


def divided(database: Database, water: Solution) -> list[Divided]:
    """Every element of a water with a couple of its own."""
    found = []
    for name, total in water.totals.items():
        if total.couple is None:
            continue
        element = plain_element(name)
        kinds = states(database, element)
        main = next(k for k in kinds if database.masters[k].species == database.masters[element].species)
        rest = [k for k in kinds if k != main]
        halves = [(k, half_reaction(database, main, k)) for k in rest]
        known = [(k, half) for k, half in halves if half is not None]
        couple = _half(database, total.couple)
        found.append(Divided(element, (main, *(k for k, _ in known)), tuple(h for _, h in known), couple))
    return found


def with_states(elements: list[str], of: list[Divided]) -> list[str]:
    """The elements of a water with the divided ones by valence."""
    parts = {one.element: one.states for one in of}
    return [state for name in elements for state in parts.get(name, (name,))]


def solved(
    database: Database,
    water: Solution,
    totals: dict[str, float],
    pe: float | None,
    of: list[Divided],
    solve: Solve,
) -> engine.Solution:
    """The water whose pe and divided elements agree with their couples. Raises SolverGaveUp."""
    couple = None if water.redox is None else _half(database, water.redox)
    pe = FIRST_PE if couple is not None else pe
    whole = {one.element: totals[one.element] for one in of}
    shares = {one.element: np.eye(1, len(one.states))[0] for one in of}
    for _ in range(ROUNDS):
        given = {name: amount for name, amount in totals.items() if name not in whole}
        for one in of:
            kept = np.maximum(shares[one.element], LEAST_SHARE)
            given |= dict(zip(one.states, whole[one.element] * kept, strict=True))
        found = solve(given, pe)
        if not bool(found.converged[0]):
            return found
        logs = _logs(found)
        moved = 0.0
        if couple is not None:
            new = pe_of(couple, logs, water.temperature)
            assert new is not None  # the valences of a couple are among the totals
            assert pe is not None
            moved, pe = abs(new - pe), new
        for one in of:
            share = _divide(one, found, logs, water.temperature)
            old = np.maximum(shares[one.element], LEAST_SHARE)
            moved = max(moved, float(np.max(np.abs(np.log10(np.maximum(share, LEAST_SHARE) / old)))))
            shares[one.element] = share
        if moved < AGREED:
            return _below_floor(found, of, shares)
    raise SolverGaveUp(
        "the redox couples of the water do not agree; what to try: give pe in place of a couple"
    )


def _below_floor(found: engine.Solution, of: list[Divided], shares: dict[str, np.ndarray]) -> engine.Solution:
    """Valences of which there is less than the engine keeps, at the activity that the couple gives them.

    They are too dilute to change anything else, so their species and what would form from them just go along.
    """
    u, amounts = found.solved.u, found.solved.amounts
    for one in of:
        for state, share in zip(one.states, shares[one.element], strict=True):
            j = found.chemistry.totals.index(state)
            whole = sum(float(found.valence_totals[name][0]) for name in one.states)
            less = np.log(max(share, 1e-300) * whole / float(found.valence_totals[state][0]))
            if less < -1e-6:
                u = u.at[j].add(less)
                amounts = amounts * jnp.exp(less * found.chemistry.nu[:, j])[:, None]
    return replace(found, solved=eqx.tree_at(lambda s: (s.u, s.amounts), found.solved, (u, amounts)))


def _divide(one: Divided, found: engine.Solution, logs: dict[str, float], temperature: float) -> np.ndarray:
    """Shares of the valences at the pe of the couple, from how much of each there is for its activity."""
    pe = pe_of(one.couple, logs, temperature)
    assert pe is not None  # its valences are among the totals
    totals = found.valence_totals
    logarithms = [np.log10(max(float(totals[one.states[0]][0]), 1e-300))]
    for state, half in zip(one.states[1:], one.halves, strict=True):
        own = pe_of(half, logs, temperature)
        assert own is not None
        # ox + n e- = red: with pe higher by one there is 10^n more of ox for the same red
        side = half.sides[_master(found, state)]
        change = (own - pe) * half.electrons / side  # side is negative for what is oxidised
        logarithms.append(np.log10(max(float(totals[state][0]), 1e-300)) + change)
    powers = 10.0 ** (np.array(logarithms) - max(logarithms))
    return powers / powers.sum()


def _master(found: engine.Solution, state: str) -> str:
    return found.chemistry.components[found.chemistry.totals.index(state)]


def _logs(found: engine.Solution) -> dict[str, float]:
    count = found.chemistry.dissolved
    values = np.asarray(found.ln_activity)[:count, 0] / LN10
    logs = dict(zip(found.chemistry.species[:count], map(float, values), strict=True))
    return logs | {"H2O": float(np.log10(float(found.water_activity[0])))}


def _half(database: Database, couple: Couple) -> Half:
    half = half_reaction(database, couple.first, couple.second)
    if half is None:
        raise SolverGaveUp(
            f"the database does not link the valences of {couple.write()}; what to try: give pe"
        )
    return half
