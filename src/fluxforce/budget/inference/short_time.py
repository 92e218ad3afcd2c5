"""Short-time uncertainty relation of a continuous path, its current optimised."""

import abc
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations_with_replacement
from typing import ClassVar

import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, pieces
from fluxforce.budget.inference.blocks import blocks_of
from fluxforce.budget.inference.data import Data, Path
from fluxforce.errors import BadInput, Problem


class AbstractBasis(abc.ABC):
    """Functions of position in which the weights of a current are sought."""

    @abc.abstractmethod
    def functions(self, x: np.ndarray) -> np.ndarray:
        """[steps, functions] at positions ``x`` [steps, dims], scaled to mean zero and spread one unless periodic."""


@dataclass(frozen=True)
class Polynomials(AbstractBasis):
    """Products of coordinates up to ``degree``, one included; degree 1 holds every linear (Gaussian) process."""

    degree: int = 1

    def functions(self, x: np.ndarray) -> np.ndarray:
        columns = [np.ones(x.shape[0])]
        for order in range(1, self.degree + 1):
            for chosen in combinations_with_replacement(range(x.shape[1]), order):
                columns.append(np.prod(x[:, chosen], axis=1))
        return np.stack(columns, axis=1)


@dataclass(frozen=True)
class Waves(AbstractBasis):
    """Sines and cosines along every coordinate of a periodic landscape, up to ``harmonics`` of ``period``.

    The period is in units of the coordinates as given; positions need not be folded back.
    """

    period: float
    harmonics: int = 3

    def functions(self, x: np.ndarray) -> np.ndarray:
        angle = 2.0 * np.pi * x / self.period
        columns = [np.ones(x.shape[0])]
        for k in range(1, self.harmonics + 1):
            columns += [*np.cos(k * angle).T, *np.sin(k * angle).T]
        return np.stack(columns, axis=1)


@dataclass(frozen=True)
class ShortTime(AbstractEstimator):
    """sigma = max over d of 2 <J_d>^2/(dt Var J_d), J_d = d(x at mid-step) . dx, in the limit of short steps.

    The best d in the span of ``basis`` follows from one linear system, and the best bound is 2 m C^-1 m/dt with the
    mean m and covariance C of the currents f_a(x at mid-step) dx_b. The square of the mean is freed of the variance of
    the mean, as blocks of time tell it, so that noise is not mistaken for a current however many functions there
    are. Equal to the production for overdamped Langevin dynamics where the basis holds the thermodynamic force
    (current over density), else below it. Short steps miss a part in proportion to the step; ``extrapolate`` takes it
    out with steps twice as long, 2 value(dt) - value(2 dt), which is no bound.
    Source: [manikandan2020], [otsubo2020], [vanvu2020].
    """

    basis: AbstractBasis = field(default_factory=Polynomials)
    extrapolate: bool = False
    takes: ClassVar[tuple[type, ...]] = (Path,)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = pieces(self, data)
        values = [one.values for one in given if isinstance(one, Path)]
        assert isinstance(given[0], Path)
        step = given[0].step
        fine, coarse = (_bound(self.basis, [one[::k] for one in values], k * step) for k in (1, 2))
        used, kind = fine, Kind.LOWER_BOUND
        assumes = "overdamped diffusion, all variables that carry currents seen and even under time reversal"
        said = []
        if self.extrapolate:
            used, kind = _limit(fine, coarse), Kind.ESTIMATE
            assumes += "; first order in the step, basis holding the thermodynamic force"
        elif abs(coarse.value - fine.value) > 3.0 * max(fine.error, coarse.error) + 0.05 * abs(fine.value):
            said.append(f"steps twice as long give {coarse.value:.4g}: the step is not short, sample faster")
        value, error, freedom = used.value, used.error, used.blocks.size - 1.0
        if value < 2.0 * error:
            said.append("not told from zero")
        count = sum(one.shape[0] - 1 for one in values)
        band = interval(value, error, freedom)
        detail = {"step": np.array([step, 2.0 * step]), "value": np.array([fine.value, coarse.value])}
        return Estimate("short time", value, error, band, kind, "k_B/s", assumes, count, tuple(said), detail)


@dataclass(frozen=True)
class Found:
    """A value [k_B/s], its deviation block by block, and its error of second order, which is left in equilibrium."""

    value: float
    blocks: np.ndarray
    floor: float

    @property
    def error(self) -> float:
        count = self.blocks.size
        return max(float(np.sqrt(count / (count - 1.0) * (self.blocks**2).sum())), self.floor)


def _limit(fine: Found, coarse: Found) -> Found:
    """What is left of a deviation in proportion to the step: none."""
    value, floor = 2.0 * fine.value - coarse.value, float(np.hypot(2.0 * fine.floor, coarse.floor))
    if fine.blocks.size != coarse.blocks.size:
        return Found(value, 2.0 * fine.blocks, max(floor, 2.0 * fine.error + coarse.error))
    return Found(value, 2.0 * fine.blocks - coarse.blocks, floor)


def _bound(basis: AbstractBasis, values: list[np.ndarray], step: float) -> Found:
    """2 m C^-1 m/step without its bias."""
    block, blocks = blocks_of([one.shape[0] - 1 for one in values])
    currents = _currents(basis, values)
    count, size = currents.shape
    if count < 20 * size:
        hint = "fewer functions or more data"
        raise BadInput([Problem(f"{count} steps for {size} weights are too few", hint=hint)])
    mean = currents.mean(axis=0)
    # directions without any variance (a constant, a repeated function) carry nothing
    inverse = np.linalg.pinv(np.atleast_2d(np.cov(currents, rowvar=False)), rcond=1e-10, hermitian=True)
    edges = np.searchsorted(block, np.arange(blocks))
    rest = np.add.reduceat(currents, edges, axis=0) - mean * np.bincount(block, minlength=blocks)[:, None]
    of_mean = blocks / (blocks - 1.0) * inverse @ rest.T @ rest / count**2
    along = currents @ (inverse @ mean)
    value = 2.0 * float(mean @ inverse @ mean - np.trace(of_mean)) / step
    # first order of m C^-1 m, with C changing too
    off = along - along.mean()
    influence = 4.0 * off - 2.0 * (off**2 - off.var())
    sums = np.bincount(block, influence, minlength=blocks) / (count * step)
    floor = 2.0 * float(np.sqrt(2.0 * np.trace(of_mean @ of_mean))) / step
    return Found(value, sums, floor)


def _currents(basis: AbstractBasis, values: list[np.ndarray]) -> np.ndarray:
    """f_a(x at mid-step) dx_b of every step, [steps, functions * dims]."""
    every = np.concatenate(values)
    if isinstance(basis, Waves):
        centre, scale = 0.0, np.ones(every.shape[1])
    else:
        centre, scale = every.mean(axis=0), np.maximum(every.std(axis=0), 1e-300)
    rows = []
    for one in values:
        z = (one - centre) / scale
        middle, moved = 0.5 * (z[1:] + z[:-1]), z[1:] - z[:-1]
        rows.append((basis.functions(middle)[:, :, None] * moved[:, None, :]).reshape(moved.shape[0], -1))
    return np.concatenate(rows)
