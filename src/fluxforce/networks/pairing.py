"""Pairs of one-way reactions that are each other's way back, as one reversible reaction."""

from collections.abc import Mapping
from dataclasses import replace

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import Reaction, ReactionNetwork

Sides = tuple[frozenset[tuple[str, int]], frozenset[tuple[str, int]]]


def paired(network: ReactionNetwork) -> ReactionNetwork:
    """The network with A -> B and B -> A, two one-way reactions with mass action, joined into A <=> B.

    That one is the microscopic way back of the other is an assumption about the mechanism, which files in SBML often
    leave open: only who knows it can make the entropy production finite. The pair keeps the name and reservoir of
    its first member. Raises BadInput where a reaction has several partners.
    """
    ways: dict[Sides, list[int]] = {}
    for k, one in enumerate(network.reactions):
        if one.mass_action and one.one_way:
            ways.setdefault(_sides(one.reactants, one.products), []).append(k)
    joined: dict[int, Reaction] = {}
    gone: set[int] = set()
    for k, one in enumerate(network.reactions):
        if not (one.mass_action and one.one_way) or k in gone or one.reactants == one.products:
            continue
        there = ways[_sides(one.reactants, one.products)]
        back = ways.get(_sides(one.products, one.reactants), [])
        if back and (len(there) > 1 or len(back) > 1):
            names = ", ".join(f"'{network.reactions[j].name}'" for j in (*there, *back))
            raise BadInput(
                [Problem(f"{names} can be paired in several ways", hint="write the pairs with '<=>'")]
            )
        if back:
            joined[k] = replace(one, backward=network.reactions[back[0]].forward)
            gone.add(back[0])
    kept = tuple(joined.get(k, one) for k, one in enumerate(network.reactions) if k not in gone)
    return replace(network, reactions=kept)


def _sides(before: Mapping[str, int], after: Mapping[str, int]) -> Sides:
    return frozenset(before.items()), frozenset(after.items())
