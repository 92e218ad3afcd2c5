"""How fast an error falls with a size: a rate, not a value."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class OrderReport:
    """``order`` fitted to all errors; ``steps`` between successive sizes."""

    order: float
    steps: tuple[float, ...]


def check_order(
    errors: Sequence[float], sizes: Sequence[float], order: float, tolerance: float = 0.2
) -> OrderReport:
    """error ~ size^order within ``tolerance`` of the exponent, by a straight line through the logarithms.

    ``sizes`` are step lengths or cell widths; errors may be of either sign.
    """
    amount, size = np.log(np.abs(np.asarray(errors))), np.log(np.asarray(sizes))
    fitted = float(np.polyfit(size, amount, 1)[0])
    steps = tuple(float(v) for v in np.diff(amount) / np.diff(size))
    assert np.isfinite(fitted), f"errors {list(errors)} are not finite or exactly zero"
    assert abs(fitted - order) <= tolerance, (
        f"order {fitted:.3f} instead of {order} +- {tolerance}: errors {list(errors)} at sizes "
        f"{list(sizes)}, from one to the next {[f'{step:.2f}' for step in steps]}"
    )
    return OrderReport(fitted, steps)
