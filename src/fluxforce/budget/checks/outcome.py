"""What a check found: held, broken with the state that breaks it, or not applicable with the reason."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from fluxforce.numerics.summary import AbstractSummarised, Summary, number

# rule -> what it asks, in the order in which they are told
RULES: dict[str, str] = {
    "C1": "linear laws are semidefinite and reciprocal",
    "C2": "activities follow from one entropy (Gibbs-Duhem)",
    "C3": "the matrix of dmu/dc is symmetric and positive",
    "C4": "three forms of the production agree",
    "C5": "no dependence on datum, gauge or frame",
    "C6": "fluxes follow their forces and rest with them",
    "C7": "elements, charge and energy are conserved",
    "C8": "Curie: scalars do not drive vectors in a bulk",
    "C9": "at rest, production is the entropy that leaves",
    "C10": "equilibrium is at rest, with no flux",
    "C11": "reciprocal experiments agree on the solver",
    "C12": "numerical terms stand apart from physical ones",
    "C13": "exergy destroyed is T0 times the production",
    "C14": "linear range and local equilibrium",
}


@dataclass(frozen=True)
class Held:
    """The rule holds; ``reached`` is the worst number found, relative, and ``said`` what was tried."""

    rule: str
    reached: float
    said: str

    @property
    def status(self) -> str:
        return "held"


@dataclass(frozen=True)
class NotApplicable:
    """The rule asks for something that is not there; ``said`` is the reason."""

    rule: str
    said: str

    @property
    def status(self) -> str:
        return "not applicable"


@dataclass(frozen=True)
class Broken:
    """The rule is broken in a state that is admissible.

    ``fault`` names the mistake where it is a known one (`trap 3`, `one-way law`); ``state`` holds the contents or
    conjugates there by name, ``numbers`` those that contradict each other. ``serious``: the books, or the second law
    itself, cannot be trusted. What is booked in a row of its own is told, but not serious.
    """

    rule: str
    said: str
    fault: str = ""
    process: str = ""
    row: str = ""
    place: int | None = None
    state: dict[str, float] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    serious: bool = True

    @property
    def status(self) -> str:
        return "broken" if self.serious else "broken, and booked"

    def where(self) -> str:
        """Process, row and place in words."""
        parts = [f"'{self.process}'" if self.process else "", f"row {self.row}" if self.row else ""]
        parts.append(f"place {self.place}" if self.place is not None else "")
        return ", ".join(part for part in parts if part)

    def sentence(self) -> str:
        """Name, place and reason in one line."""
        named = f"{self.fault}: " if self.fault else ""
        at = f" [{self.where()}]" if self.where() else ""
        told = ", ".join(f"{name} = {number(value)}" for name, value in self.numbers.items())
        return f"{self.rule} broken: {named}{self.said}{at}" + (f"; {told}" if told else "")


Outcome = Held | Broken | NotApplicable


@dataclass(frozen=True, repr=False)
class Report(AbstractSummarised):
    """All outcomes, rule by rule; a rule may be broken several times. ``seed`` and ``states`` say what was tried."""

    outcomes: tuple[Outcome, ...]
    seed: int
    states: int

    @property
    def broken(self) -> tuple[Broken, ...]:
        """Every broken rule."""
        return tuple(one for one in self.outcomes if isinstance(one, Broken))

    @property
    def serious(self) -> tuple[Broken, ...]:
        """Broken rules on which the books or the second law depend."""
        return tuple(one for one in self.broken if one.serious)

    @property
    def held(self) -> tuple[Held, ...]:
        """Rules that hold."""
        return tuple(one for one in self.outcomes if isinstance(one, Held))

    def faults(self) -> tuple[str, ...]:
        """Names of the known mistakes that were found."""
        return tuple(dict.fromkeys(one.fault for one in self.broken if one.fault))

    def of(self, rule: str) -> tuple[Outcome, ...]:
        """Outcomes of one rule."""
        return tuple(one for one in self.outcomes if one.rule == rule)

    def data(self) -> list[dict[str, Any]]:
        """Plain data, one entry for each outcome."""
        return [
            {"rule": one.rule, "asks": RULES[one.rule], "status": one.status} | dict(vars(one))
            for one in self.outcomes
        ]

    def summary(self) -> Summary:
        """A table of rules, and a sentence for everything that is broken."""
        rows = tuple((f"{one.rule} {RULES[one.rule]}", one.status, _reached(one)) for one in self.outcomes)
        count = f"{self.states} random states, seed {self.seed}"
        said = tuple(f"  {one.sentence()}" for one in self.broken)
        return Summary("Checks", (("tried at", count),), ("rule", "", "reached"), rows, said)


def _reached(one: Outcome) -> str:
    return f"{one.reached:.1e}" if isinstance(one, Held) else ""


def joined(rule: str, found: Iterable[Outcome], nothing: str) -> list[Outcome]:
    """Outcomes of single processes as those of a rule: all that is broken, or one that holds, or none of it applies."""
    outcomes = list(found)
    broken: list[Outcome] = [one for one in outcomes if isinstance(one, Broken)]
    held = [one for one in outcomes if isinstance(one, Held)]
    if broken:
        return broken
    if held:
        worst = max(held, key=lambda one: one.reached)
        names = "; ".join(dict.fromkeys(one.said for one in held))
        return [Held(rule, worst.reached, names)]
    reasons = dict.fromkeys(one.said for one in outcomes if isinstance(one, NotApplicable))
    return [NotApplicable(rule, "; ".join(reasons) or nothing)]
