"""Kinetic laws that are mass action, recognised as polynomials of the copy numbers."""

from collections.abc import Mapping
from dataclasses import dataclass

from fluxforce.model.sbml.formula import Formula, Monomial, Polynomial, polynomial, product, summands, total

AGREES = 1e-12  # of the largest coefficient


@dataclass(frozen=True)
class Recognised:
    """Constants K [1/s] of K n (n - 1) ... and the species that a law holds beyond its side: catalysts.

    ``powers`` is true where the law is written with n^nu, as in the macroscopic rate equation.
    """

    forward: float
    backward: float
    catalysts: Mapping[str, int]
    powers: bool


def recognised(
    law: Formula,
    reactants: Mapping[str, int],
    products: Mapping[str, int],
    values: Mapping[str, float],
    scales: Mapping[str, float],
    held: set[str],
) -> Recognised | None:
    """The law as K+ groups of reactants - K- groups of products, or None.

    k A A and k A (A - 1) are both order 2; k A (A - 1)/2 has half the constant. What is held by a chemostat enters
    as a power. Catalysts stand in both directions.
    """
    whole = polynomial(law, values, scales)
    if whole is None:
        return None
    alone = _matched(whole, reactants, held)
    if alone is not None:
        return Recognised(alone[0], 0.0, alone[1], alone[2])
    added, taken = summands(law, values)
    sides = [_sum(side, values, scales) for side in (added, taken)]
    if not taken or sides[0] is None or sides[1] is None:
        return None
    forward, backward = _matched(sides[0], reactants, held), _matched(sides[1], products, held)
    if forward is None or backward is None or forward[1] != backward[1]:
        return None
    return Recognised(forward[0], backward[0], forward[1], forward[2] or backward[2])


def _sum(parts: list[Formula], values: Mapping[str, float], scales: Mapping[str, float]) -> Polynomial | None:
    found = [polynomial(part, values, scales) for part in parts]
    known = [one for one in found if one is not None]
    return total(known, [1.0] * len(known)) if len(known) == len(found) else None


def _matched(
    given: Polynomial, side: Mapping[str, int], held: set[str]
) -> tuple[float, dict[str, int], bool] | None:
    """Constant, catalysts, and whether powers are meant, of a polynomial that is mass action of a side."""
    if not given:
        return 0.0, {}, False
    degree = max(sum(n for _, n in monomial) for monomial in given)
    highest = [monomial for monomial in given if sum(n for _, n in monomial) == degree]
    if len(highest) != 1 or given[highest[0]] < 0.0:
        return None
    powers = dict(highest[0])
    if any(powers.get(name, 0) < nu for name, nu in side.items()):
        return None
    catalysts = {name: n for name, n in powers.items() if name not in side}
    if any(powers[name] != nu for name, nu in side.items()):
        return None
    constant = given[highest[0]]
    everyone = {**side, **catalysts}
    for literal in (False, True):
        factors = [_groups(name, nu, literal or name in held) for name, nu in everyone.items()]
        if _same(given, product([{(): constant}, *factors])):
            return constant, catalysts, literal
    return None


def _groups(name: str, count: int, power: bool) -> Polynomial:
    """n (n - 1) ... with ``count`` factors, or n^count."""
    steps: list[Polynomial] = []
    for taken in range(count):
        one: Polynomial = {((name, 1),): 1.0}
        if taken and not power:
            one[()] = -float(taken)
        steps.append(one)
    return product(steps)


def _same(left: Polynomial, right: Polynomial) -> bool:
    size = max(abs(c) for c in (*left.values(), *right.values()))
    names: set[Monomial] = {*left, *right}
    return all(abs(left.get(m, 0.0) - right.get(m, 0.0)) <= AGREES * size for m in names)
