"""Reaction networks among species that are counted, with chemostats: one set of laws for every reading of them."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.summary import AbstractSummarised, Summary, named, number, numbers

_ARROW = re.compile(r"\s(<=>|<->|=|->|=>)\s")
_TERM = re.compile(r"(?:(\d{1,4})\s*\*?\s+|(\d{1,4})\*)?([^\s\d+*][^\s+*]*)")
_NOTHING = {"", "0", "∅", "null"}

# Propensity [1/s] of one direction as a function of the copy numbers by name (arrays of any one shape).
Propensity = Callable[[Mapping[str, Array]], Array]


@dataclass(frozen=True)
class Reaction:
    """One channel with both directions; species may stand on both sides (autocatalysis).

    Mass action, as ``forward`` and ``backward`` constants: in concentrations J+ = k+ prod c^nu [1/s per volume],
    in copy numbers the propensity w+ = k+ V prod_k n_k!/((n_k - nu_k)! V^nu_k) [1/s]. `A + A` and `2 A` are the
    same complex: order 2, propensity k n (n-1)/V, WITHOUT a factor 1/2 (who counts pairs halves k). A ``backward``
    of zero types the reaction as one-way. Source: [gillespie1977], [schmiedl2007b].

    ``forward_law`` and ``backward_law`` replace mass action by any propensity of the copy numbers.
    """

    name: str
    reactants: Mapping[str, int]
    products: Mapping[str, int]
    forward: float
    backward: float = 0.0
    reservoir: str = "bath"
    forward_law: Propensity | None = None
    backward_law: Propensity | None = None

    @property
    def mass_action(self) -> bool:
        """Whether both directions follow mass action."""
        return self.forward_law is None and self.backward_law is None

    @property
    def one_way(self) -> bool:
        """Whether there is no way back."""
        return self.backward == 0.0 and self.backward_law is None

    def __str__(self) -> str:
        """The reaction as an equation."""
        arrow = "->" if self.one_way else "<=>"
        return f"{_side(self.reactants)} {arrow} {_side(self.products)}"


@dataclass(frozen=True, repr=False)
class ReactionNetwork(AbstractSummarised):
    """Species that change, reactions among them, and chemostats that hold other species' concentrations.

    ``species`` are the dynamic ones in order; ``chemostats`` maps a held species to its concentration [1/volume];
    ``volume`` V turns concentrations into copy numbers, n = c V. What reactions do with chemostatted species is
    part of their stoichiometry, so conservation laws that the chemostats break can be found.
    """

    species: tuple[str, ...]
    reactions: tuple[Reaction, ...]
    chemostats: Mapping[str, float] = field(default_factory=dict)
    volume: float = 1.0

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the reactions."""
        return tuple(one.name for one in self.reactions)

    def stoichiometry(self, species: Sequence[str] | None = None) -> tuple[np.ndarray, np.ndarray]:
        """Numbers of reactants and of products [reactions, species], both positive, of the dynamic species."""
        names = self.species if species is None else tuple(species)
        before = np.array(
            [[one.reactants.get(s, 0) for s in names] for one in self.reactions], dtype=np.int64
        )
        after = np.array([[one.products.get(s, 0) for s in names] for one in self.reactions], dtype=np.int64)
        return before.reshape(-1, len(names)), after.reshape(-1, len(names))

    def change(self) -> np.ndarray:
        """Net change of the dynamic species per reaction forward [reactions, species]."""
        before, after = self.stoichiometry()
        return after - before

    def constants(self) -> tuple[np.ndarray, np.ndarray]:
        """Mass-action constants with the chemostats' concentrations folded in, forward and backward [reactions]."""
        forward = [one.forward * self._held(one.reactants) for one in self.reactions]
        backward = [one.backward * self._held(one.products) for one in self.reactions]
        return np.array(forward), np.array(backward)

    def _held(self, side: Mapping[str, int]) -> float:
        return float(np.prod([self.chemostats[s] ** nu for s, nu in side.items() if s in self.chemostats]))

    def summary(self) -> Summary:
        """Its species, and its reactions with their constants."""
        held = [f"{name} {number(value)}" for name, value in self.chemostats.items()]
        facts = [
            ("species", named(self.species)),
            ("chemostats", named(held)),
            ("volume", number(self.volume)),
        ]
        rows = tuple(
            (one.name, str(one), *(numbers(one.forward, one.backward) if one.mass_action else ("law", "law")))
            for one in self.reactions
        )
        return Summary(
            f"Reaction network of {len(self.species)} species and {len(self.reactions)} reactions",
            tuple(fact for fact in facts if fact[1]),
            ("reaction", "equation", "forward", "backward"),
            rows,
        )


def reaction_network(
    reactions: Mapping[str, "tuple[str, float, float] | tuple[str, float] | Reaction"],
    *,
    chemostats: Mapping[str, float] | None = None,
    species: Sequence[str] | None = None,
    volume: float = 1.0,
) -> ReactionNetwork:
    """A network from one-line reactions: {"binding": ("E + S <=> ES", 2.0, 1.0)}.

    The dynamic species are those of the reactions that no chemostat holds, in order of appearance unless they are
    listed. Raises BadInput with the reaction named.
    """
    held = dict(chemostats or {})
    made = tuple(_made(name, one) for name, one in reactions.items())
    found = list(dict.fromkeys(s for one in made for side in (one.reactants, one.products) for s in side))
    names = [s for s in found if s not in held] if species is None else list(species)
    lost = [s for s in found if s not in held and s not in names]
    if lost:
        raise BadInput([Problem(f"species '{lost[0]}' is neither listed nor held by a chemostat")])
    for s, value in held.items():
        if s not in found:
            raise BadInput(
                [Problem(f"chemostat '{s}' takes part in no reaction", hint=f"species: {', '.join(found)}")]
            )
        if not np.isfinite(value) or value < 0.0:
            raise BadInput(
                [Problem(f"the concentration of chemostat '{s}' is {value:g}; it must be zero or above")]
            )
    if not np.isfinite(volume) or volume <= 0.0:
        raise BadInput([Problem(f"the volume is {volume:g}; it must be above zero")])
    return ReactionNetwork(tuple(names), made, held, float(volume))


def _made(name: str, one: "tuple[str, float, float] | tuple[str, float] | Reaction") -> Reaction:
    if not isinstance(one, Reaction):
        reactants, products, reversible = parse_sides(one[0])
        backward = float(one[2]) if len(one) == 3 else 0.0  # type: ignore[misc]  # the length tells which
        if reversible != (backward != 0.0):
            said = "has no backward rate" if reversible else "is written one way and has a backward rate"
            raise BadInput(
                [Problem(f"reaction '{name}' ({one[0]}) {said}", hint="'<=>' has two rates, '->' one")]
            )
        one = Reaction(name, reactants, products, float(one[1]), backward)
    for way, rate in (("forward", one.forward), ("backward", one.backward)):
        if not np.isfinite(rate) or rate < 0.0:
            raise BadInput(
                [Problem(f"reaction '{name}': the {way} rate constant is {rate:g}; it must be zero or above")]
            )
    if one.mass_action and one.forward == 0.0:
        raise BadInput(
            [Problem(f"reaction '{name}' has no forward rate", hint="write it the other way round")]
        )
    return one


def parse_sides(text: str) -> tuple[dict[str, int], dict[str, int], bool]:
    """Reactants, products, and whether the arrow points both ways: "2 X + Y <=> 3 X", "0 -> A", "A + A -> B".

    Numbers of one species add up, on either side: `A + A` is 2 A. Raises BadInput.
    """
    like = "write it as '2 X + Y <=> 3 X', '0 -> A' or 'A + A -> B', with blanks around + and the arrow"
    parts = _ARROW.split(f" {text.strip()} ") if len(text) <= 300 else []
    if len(parts) != 3:
        raise BadInput([Problem(f"'{text[:80]}' is not a reaction", hint=like)])
    before, arrow, after = parts
    sides = (_parsed(before, text, like), _parsed(after, text, like))
    if not sides[0] and not sides[1]:
        raise BadInput([Problem(f"'{text}' has nothing on either side", hint=like)])
    return *sides, arrow in ("<=>", "<->", "=")


def _parsed(side: str, text: str, like: str) -> dict[str, int]:
    found: Counter[str] = Counter()
    if side.strip() in _NOTHING:
        return {}
    for term in re.split(r"\s\+\s", f" {side.strip()} "):
        match = _TERM.fullmatch(term.strip())
        if match is None or int(match[1] or match[2] or 1) == 0:
            raise BadInput(
                [Problem(f"'{term.strip()}' in '{text}' is not a species with its number", hint=like)]
            )
        found[match[3]] += int(match[1] or match[2] or 1)
    return dict(found)


def _side(side: Mapping[str, int]) -> str:
    return " + ".join(s if nu == 1 else f"{nu} {s}" for s, nu in side.items()) or "0"
