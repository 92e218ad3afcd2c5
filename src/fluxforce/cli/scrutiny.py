"""What only numbers can tell of a column before it runs: the charge of its waters, and their activity model in words.

The command line imports this module only where it is used.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from fluxforce.budget.checks.outcome import Broken, Held, Outcome
from fluxforce.model.assemble import Assembled
from fluxforce.model.schema import BatchModel, ColumnModel, Tabulated

# Charge left over, relative to the sum of |z| m, that is more than the round-off of a typed composition.
NEUTRAL = 1e-6


def charged(made: Assembled) -> Iterator[str]:
    """Waters that are not neutral: nothing was asked to balance their charge."""
    parts: Any = made.notes["parts"]
    number = np.abs(np.asarray(parts.chemistry.model.charge))
    for name, water in parts.waters.items():
        if abs(water.charge) > NEUTRAL * float(number @ water.molality):
            yield (
                f"water '{name}' carries a charge of {water.charge:.3g} mol/kgw; "
                "'charge: pH', or an element, would balance it"
            )


def disputed(model: ColumnModel | BatchModel) -> Iterator[str]:
    """Rates from the table of Palandri and Kharaka (2004) whose values are doubted, and why."""
    for name, mineral in model.minerals.items():
        if isinstance(mineral.rate, Tabulated):
            said = mineral.rate.disputed(name)
            if said is not None:
                yield f"the rate of {name} in the table of Palandri and Kharaka (2004) is disputed: {said}"


def asymmetry(one: Outcome) -> tuple[float, str]:
    """Largest |ds/dq - y|/R in the outcome of check C2, and a sentence about it.

    Zero for an activity model that follows from one entropy s(q); others book the row `model: activity`.
    """
    if isinstance(one, Broken):
        worst = one.numbers["|ds/dq - y|/R"]
        return worst, (
            f"|ds/dq - y|/R is up to {worst:.2g}: its activities do not quite follow from one entropy, and what that "
            "costs is the row 'model: activity' of the ledger"
        )
    worst = one.reached if isinstance(one, Held) else 0.0
    return worst, f"|ds/dq - y|/R is up to {worst:.1e}: activities follow from one entropy, to round-off"
