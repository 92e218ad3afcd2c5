"""C7: elements, charge and energy are the same before and after every process."""

from collections.abc import Iterator

import numpy as np

from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome, joined
from fluxforce.budget.checks.states import Measured
from fluxforce.budget.checks.subject import Subject

ROUND_OFF = 1e-9


def check_conservation(subject: Subject, found: Measured) -> list[Outcome]:
    """w . (products - reactants) = 0 for every conserved w: row by row, or in the sum of coupled rows."""
    weights = {name: np.asarray(w, float) for name, w in subject.conserved.items()}
    if subject.charge is not None:
        weights["charge"] = np.asarray(subject.charge, float)
    if not weights:
        return [NotApplicable("C7", "nothing is known to be conserved: the species have no formulas")]
    outcomes = [
        one for k, _ in enumerate(subject.system.exchanges) for one in _process(subject, found, k, weights)
    ]
    return joined("C7", outcomes, "there are no processes with a force")


def _process(subject: Subject, found: Measured, k: int, weights: dict[str, np.ndarray]) -> Iterator[Outcome]:
    exchange = subject.system.exchanges[k]
    balanced = subject.balanced
    change = np.asarray(exchange.products - exchange.reactants)[:, :balanced]
    touched = np.asarray(exchange.products + exchange.reactants)[:, :balanced]
    # slaved quantities are supplied by reservoirs that are no balanced quantity
    open_rows = np.any(np.asarray(exchange.products - exchange.reactants)[:, balanced:] != 0.0, axis=1)
    worst = 0.0
    for name, weight in weights.items():
        made = change @ weight
        size = touched @ np.abs(weight) + 1e-300
        off = np.where(open_rows, 0.0, np.abs(made) / size)
        if off.max(initial=0.0) <= ROUND_OFF:
            worst = max(worst, float(off.max(initial=0.0)))
            continue
        flux = np.moveaxis(found.fluxes[k], 1, 0).reshape(change.shape[0], -1)
        together = np.abs(made @ flux) / (np.abs(made) @ np.abs(flux) + 1e-300)
        if together.max(initial=0.0) <= ROUND_OFF and np.abs(flux).max(initial=0.0) > 0.0:
            continue  # rows that give and take: sum J over them is what is conserved
        row = int(off.argmax())
        kind = _kind(subject, exchange)
        said = f"one unit of it makes {made[row]:.6g} of {name} out of nothing"
        yield Broken(
            "C7", said, f"unbalanced {kind}", exchange.name, subject.label(k, row), None, {},
            {f"{name} on the left": float(np.asarray(exchange.reactants)[row, :balanced] @ weight),
             f"{name} on the right": float(np.asarray(exchange.products)[row, :balanced] @ weight)},
        )  # fmt: skip
        return
    yield Held("C7", worst, f"{', '.join(weights)} in every process")


def _kind(subject: Subject, exchange) -> str:
    """An electrode moves charge and something else; other exchanges are reactions or transport."""
    names = subject.system.potential.quantities
    involved = {
        names[q]
        for q in np.flatnonzero(np.any(np.asarray(exchange.reactants + exchange.products) != 0.0, axis=0))
    }
    if "charge" in involved and len(involved) > 1 and not np.allclose(exchange.products, exchange.reactants):
        return "electrode"
    return "transport" if np.allclose((exchange.products > 0), (exchange.reactants > 0)) else "reaction"
