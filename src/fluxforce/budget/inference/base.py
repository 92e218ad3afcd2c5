"""What an estimator of entropy production is: data to a number that says how sure it is and what it assumes."""

import abc
import enum
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from scipy.stats import norm
from scipy.stats import t as student

from fluxforce.budget.inference.data import Chain, Data, StateSequence, as_tuple
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.summary import AbstractSummarised, Summary, number

CONFIDENCE = 0.95


class Kind(enum.Enum):
    """What the expectation of an estimate is, when its assumptions hold and data are plenty."""

    ESTIMATE = "estimate"
    LOWER_BOUND = "lower bound"


@dataclass(frozen=True, repr=False)
class Estimate(AbstractSummarised):
    """Entropy production found in data.

    ``value`` and ``error`` (one standard error) in ``unit``, k_B/s or k_B/step; ``interval`` covers what the
    estimator converges to in 95 of 100 repeats: the production itself, or where ``kind`` is a lower bound, the bound.
    An upper end of infinity says that the data set no limit. ``assumes``: what has to hold, in words; ``warnings``:
    what in these data speaks against trusting the number; ``count``: number of jumps, steps or events used;
    ``detail``: further arrays of the method, named.
    """

    method: str
    value: float
    error: float
    interval: tuple[float, float]
    kind: Kind
    unit: str
    assumes: str
    count: int
    warnings: tuple[str, ...] = ()
    detail: dict[str, np.ndarray] = field(default_factory=dict)

    def summary(self) -> Summary:
        """Value, interval, and what it assumes."""
        low, high = self.interval
        facts = (
            ("95 % interval", f"{number(low)} to {number(high)} {self.unit}"),
            ("from", f"{self.count} jumps, steps or events"),
            ("assumes", self.assumes),
        )
        title = f"{self.method}, {self.kind.value}: {number(self.value)} +- {number(self.error)} {self.unit}"
        return Summary(title, facts, said=self.warnings)


class AbstractEstimator(abc.ABC):
    """Entropy production per second of ``StateSequence``, ``Transitions`` and ``Path``, per step of ``Chain``.

    ``takes`` lists the types of data that the method reads. Data may be one piece or several independent ones of the
    same process; all are taken to be stationary. Values are in k_B, so ln(forward/backward) without a factor.
    """

    takes: ClassVar[tuple[type, ...]]

    @abc.abstractmethod
    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        """Run the method. Raises BadInput for data of a type it does not take, or too few to give an error bar."""


def pieces(method: AbstractEstimator, data: Data | Sequence[Data]) -> tuple[Data, ...]:
    """The data as a tuple of pieces of one type that the method takes. Raises BadInput."""
    given = as_tuple(data)
    for one in given:
        if not isinstance(one, method.takes):
            known = " or ".join(kind.__name__ for kind in method.takes)
            said = f"{type(method).__name__} does not read a {type(one).__name__}"
            raise BadInput([Problem(said, hint=f"it reads {known}")])
    return given


def sequences(method: AbstractEstimator, data: Data | Sequence[Data]) -> tuple[StateSequence | Chain, ...]:
    """The same where the method takes sequences of states."""
    return tuple(one for one in pieces(method, data) if isinstance(one, StateSequence | Chain))


def interval(value: float, error: float, freedom: float = np.inf) -> tuple[float, float]:
    """value -+ the 95 % quantile times the error, of Student's t with ``freedom`` degrees of freedom."""
    level = 0.5 + 0.5 * CONFIDENCE
    width = float(student.ppf(level, freedom) if np.isfinite(freedom) else norm.ppf(level)) * error
    return value - width, value + width
