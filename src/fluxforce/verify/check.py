"""One line of the table: a number that the kernel computed beside one that it should be."""

import math
from dataclasses import asdict, dataclass

import numpy as np


@dataclass(frozen=True)
class Check:
    """``tolerance`` is relative to ``expected``, absolute where that is zero; it states the grid's error."""

    id: str
    claim: str
    source: str
    value: float
    expected: float
    tolerance: float

    @property
    def ok(self) -> bool:
        """Whether the value is finite and within its tolerance."""
        allowed = self.tolerance * (abs(self.expected) if self.expected != 0.0 else 1.0)
        return bool(math.isfinite(self.value) and abs(self.value - self.expected) <= allowed)

    def row(self, group: str) -> dict[str, object]:
        """The check as plain data, as `fluxforce verify --json` prints it."""
        return {"id": self.id, "group": group} | asdict(self) | {"value": float(self.value), "ok": self.ok}


def extrapolated(sizes: list[float], values: list[float], orders: tuple[float, ...]) -> float:
    """Richardson's limit of value(h) = limit + sum_k c_k h^order_k, from one size more than orders."""
    columns = [np.ones(len(sizes)), *(np.asarray(sizes) ** order for order in orders)]
    return float(np.linalg.solve(np.stack(columns, axis=1), np.asarray(values))[0])
