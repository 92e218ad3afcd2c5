"""Steady states that depend on one parameter: the equations, their slope by it, and how far states lie apart."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np

from fluxforce.solve.branches.equations import Equations, Posed

NUDGE = 1e-5  # of the range: for slopes that only steer Newton's method


@runtime_checkable
class Family(Protocol):
    """A model for every value of a parameter; all of one structure. Raises BadInput for values that make no model."""

    def at(self, value: float) -> Posed: ...


@dataclass(frozen=True)
class Axis:
    """The range of a parameter, walked from 0 at ``low`` to 1 at ``high``, evenly or in its logarithm."""

    low: float
    high: float
    logarithmic: bool = False

    def value(self, share: float) -> float:
        """The parameter at a place between 0 and 1; the ends are met exactly."""
        if share in (0.0, 1.0):
            return self.high if share else self.low
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** share)
        return float(self.low + (self.high - self.low) * share)

    def share(self, value: float) -> float:
        """The place of a value."""
        if self.logarithmic:
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return float((value - self.low) / (self.high - self.low))


def axis(low: float, high: float) -> Axis:
    """Logarithmic where the ends have one sign and differ by a factor of 50 or more."""
    return Axis(low, high, bool(low * high > 0.0 and not 1 / 50 < high / low < 50))


@dataclass
class Problem:
    """Equations R(z, s) = 0 with s the place on the axis of the parameter."""

    family: Family
    axis: Axis
    shape: Equations
    scale: np.ndarray
    weight: np.ndarray
    _kept: dict[float, Posed] = field(default_factory=dict)

    def posed(self, share: float) -> Posed:
        """The model at a place of the axis; the last few are kept."""
        if share not in self._kept:
            if len(self._kept) > 24:
                self._kept.pop(next(iter(self._kept)))
            self._kept[share] = self.family.at(self.axis.value(share))
        return self._kept[share]

    def slope(self, of: Callable[[Posed], np.ndarray], share: float) -> np.ndarray:
        """Derivative by s from two values on one side, the inner one; good enough to steer by."""
        other = share - NUDGE if share > 0.5 else share + NUDGE
        return np.asarray((of(self.posed(other)) - of(self.posed(share))) / (other - share))

    def apart(self, one: np.ndarray, other: np.ndarray) -> float:
        """Root mean square of the difference of two states over the scale."""
        return float(np.sqrt(np.sum(self.weight * (one - other).reshape(-1) ** 2)))

    def inner(self, one: np.ndarray, other: np.ndarray) -> float:
        """Product of two directions (coordinates flat, then s)."""
        return float(np.sum(self.weight * one[:-1] * other[:-1]) + one[-1] * other[-1])


def problem(family: Family, along: Axis, shape: Equations, posed: Posed) -> Problem:
    """The problem of a family whose members have the structure of one of them."""
    scale = np.repeat(np.asarray(posed.scale, dtype=float), shape.shape[1])
    moving = np.ones(shape.shape, bool)
    moving[: shape.held.shape[0]] = ~shape.held
    moving[shape.held.shape[0] :] = np.any(~shape.held, axis=0)
    weight = moving.reshape(-1) / scale**2 / max(int(moving.sum()), 1)
    return Problem(family, along, shape, scale, weight)
