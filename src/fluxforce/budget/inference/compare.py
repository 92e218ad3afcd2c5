"""Several estimators on the same data, side by side."""

from collections.abc import Sequence
from textwrap import wrap

from fluxforce.budget.inference.base import AbstractEstimator, Estimate
from fluxforce.budget.inference.data import Chain, Data, Path, StateSequence, Transitions, as_tuple
from fluxforce.budget.inference.k_step import KStep
from fluxforce.budget.inference.plug_in import PlugIn
from fluxforce.budget.inference.short_time import ShortTime
from fluxforce.budget.inference.spectral import Spectral
from fluxforce.budget.inference.uncertainty import UncertaintyRelation
from fluxforce.budget.inference.waiting import WaitingTimes

DEFAULTS: dict[type, tuple[AbstractEstimator, ...]] = {
    StateSequence: (PlugIn(), KStep(), UncertaintyRelation(), WaitingTimes()),
    Chain: (PlugIn(), KStep(), UncertaintyRelation()),
    Transitions: (WaitingTimes(),),
    Path: (ShortTime(), Spectral()),
}
WIDTH = 110


def estimate(
    data: Data | Sequence[Data], methods: Sequence[AbstractEstimator] | None = None
) -> tuple[Estimate, ...]:
    """Entropy production by every method; left out, by all that read these data and need no training.

    Raises BadInput as the methods do. Spectral is left out of the methods by default for a single variable.
    """
    given = as_tuple(data)
    chosen = DEFAULTS[type(given[0])] if methods is None else tuple(methods)
    first = given[0]
    if methods is None and isinstance(first, Path) and first.dims < 2:
        chosen = (ShortTime(),)
    return tuple(method.estimate(given) for method in chosen)


def report(estimates: Sequence[Estimate]) -> str:
    """A table: value, standard error, interval, kind and count; below it what each assumes and warns of."""
    head = ("method", "value", "error", "95 % interval", "unit", "kind", "data")
    rows = [head, *(_row(one) for one in estimates)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(head))]
    right = (False, True, True, False, False, False, True)
    lines = [
        "  ".join(_put(text, w, r) for text, w, r in zip(row, widths, right, strict=True)) for row in rows
    ]
    lines.insert(1, "  ".join("-" * w for w in widths))
    for one in estimates:
        lines += wrap(f"{one.method} assumes: {one.assumes}.", WIDTH, subsequent_indent="  ")
        for said in one.warnings:
            lines += wrap(f"  warning: {said}", WIDTH, subsequent_indent="    ")
    return "\n".join(line.rstrip() for line in lines)


def _row(one: Estimate) -> tuple[str, ...]:
    low, high = one.interval
    upper = "no limit" if high == float("inf") else f"{high:.5g}"
    return (
        one.method, f"{one.value:.5g}", f"{one.error:.2g}", f"{low:.5g} to {upper}", one.unit, one.kind.value,
        f"{one.count}",
    )  # fmt: skip


def _put(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)
