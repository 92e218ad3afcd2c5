"""How a steady state and what is read of it depend on a parameter: implicit differentiation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.errors import BadInput
from fluxforce.solve.branches.equations import Equations, Posed
from fluxforce.solve.branches.kernel import rows_of
from fluxforce.solve.branches.settle import NoSteadyState, polished

STEP, RESOLVED_STEP = 5e-4, 1e-3  # relative to the parameter
CENTRAL = {1: 3 / 4, 2: -3 / 20, 3: 1 / 60}  # sixth order
FOURTH = {1: 2 / 3, 2: -1 / 12}
AHEAD = (-49 / 20, 6.0, -15 / 2, 20 / 3, -15 / 4, 6 / 5, -1 / 6)


@dataclass(frozen=True)
class Readings:
    """What is read of a model and the coordinates of its state, numbers in a fixed order: the same function twice.

    ``traced`` can be differentiated by both, ``values`` is quick.
    """

    traced: Callable[[Any, Array], Array]
    values: Callable[[Any, Any], np.ndarray]


@runtime_checkable
class Varied(Protocol):
    """A family whose members JAX may be able to differentiate by the parameter."""

    def at(self, value: float) -> Posed: ...
    def traceable(self, value: float) -> bool: ...
    @property
    def build(self) -> Callable[[Any], Any]: ...


@dataclass(frozen=True)
class Sensitivity:
    """``values`` of the readings and their total derivatives ``slopes`` by the parameter.

    ``error`` bounds what is wrong with the differences by which the model's own dependence was differentiated, per
    reading; zero where JAX differentiated it. ``resolved`` are central differences of states solved anew, where asked
    for. ``moved`` is the derivative of the coordinates.
    """

    values: np.ndarray
    slopes: np.ndarray
    error: np.ndarray
    moved: np.ndarray
    resolved: np.ndarray | None = None


def _residual(shape: Equations, posed: Posed, coordinates: Array) -> Array:
    """All equations, flat, as something that can be traced through the model itself."""
    content = posed.system.potential.read(posed.start).content
    rows = rows_of(posed.system, jnp.asarray(shape.held), content, coordinates).reshape(-1)
    if shape.given_up.size:
        weights = jnp.asarray(shape.totals) * posed.system.size[None, None]
        now = posed.system.potential.read(coordinates).content
        rows = rows.at[shape.given_up].set(jnp.einsum("tqp,qp->t", weights, now - content))
    return rows


def sensitivity(
    family: Varied,
    value: float,
    shape: Equations,
    coordinates: np.ndarray,
    readings: Readings,
    *,
    typical: float = 1.0,
    resolve: bool = False,
) -> Sensitivity:
    """d(readings)/dp = explicit part + d(readings)/dz . dz/dp with dz/dp = -(dR/dz)^-1 dR/dp.

    The explicit parts are exact where ``family`` can be traced, else differences of sixth order in the model's
    arrays at an unchanged state; ``typical`` sets their step where the parameter is zero. Raises Singular at folds.
    """
    posed, z = family.at(value), jnp.asarray(coordinates)

    def both(one: Any) -> Array:
        return jnp.concatenate([_residual(shape, one, z), readings.traced(one, z)])

    def both_values(one: Any) -> np.ndarray:
        return np.concatenate([shape.values(one, coordinates), readings.values(one, coordinates)])

    explicit, error = _by_parameter(family, value, (both, both_values), typical)
    count = shape.unknowns
    at = shape.linear(posed, coordinates)
    scale = np.repeat(np.asarray(posed.scale), shape.shape[1])
    factors = at.jacobian.factored(scale)
    moved = -factors.solve(explicit[:count])
    pushed = jax.jit(lambda way: jax.jvp(lambda at: readings.traced(posed, at), (z,), (way,)))
    values, along = pushed(moved.reshape(shape.shape))
    spread = pushed(factors.solve(error[:count]).reshape(shape.shape))[1]
    resolved = None
    if resolve:
        resolved = _resolved(family, value, shape, coordinates, readings, typical, moved)
    return Sensitivity(
        np.asarray(values), np.asarray(along) + explicit[count:], np.abs(np.asarray(spread)) + error[count:],
        moved.reshape(shape.shape), resolved,
    )  # fmt: skip


def _by_parameter(
    family: Varied,
    value: float,
    of: tuple[Callable[[Any], Array], Callable[[Any], np.ndarray]],
    typical: float,
) -> tuple[np.ndarray, np.ndarray]:
    """Derivative of a function of the model by the parameter, and how far it may be off."""
    if family.traceable(value):
        slope = np.asarray(jax.jvp(lambda p: of[0](family.build(p)), (float(value),), (1.0,))[1])
        return slope, np.zeros_like(slope)
    step = STEP * (abs(value) or typical)

    def at(shift: int) -> np.ndarray:
        return of[1](family.at(value + shift * step))

    try:
        pairs = {k: (at(k) - at(-k)) / step for k in CENTRAL}
        slope = sum((weight * pairs[k] for k, weight in CENTRAL.items()), start=np.zeros(()))
        rough = sum((weight * pairs[k] for k, weight in FOURTH.items()), start=np.zeros(()))
    except BadInput:
        # on one side of the value there are no models: a concentration of zero, a probability of one
        way = _open_side(family, value, step)
        ahead = [at(way * k) for k in range(len(AHEAD))]
        slope = sum((w * one for w, one in zip(AHEAD, ahead, strict=True)), start=np.zeros(())) / (way * step)
        rough = (-1.5 * ahead[0] + 2.0 * ahead[1] - 0.5 * ahead[2]) / (way * step)
    return slope, np.abs(slope - rough)


def _open_side(family: Varied, value: float, step: float) -> int:
    for way in (1, -1):
        try:
            family.at(value + 6 * way * step)
        except BadInput as error:
            said = str(error)
        else:
            return way
    raise BadInput(f"there is no model beside this one to differentiate by: {said}")


def _resolved(
    family: Varied, value: float, shape: Equations, coordinates: np.ndarray, readings: Readings,
    typical: float, moved: np.ndarray,
) -> np.ndarray:  # fmt: skip
    """Differences of fourth order of readings of states that are solved anew."""
    step = RESOLVED_STEP * (abs(value) or typical)
    found = np.zeros(())
    for shift, weight in FOURTH.items():
        ends = []
        for signed in (shift * step, -shift * step):
            posed = family.at(value + signed)
            done = polished(shape, posed, coordinates + signed * moved.reshape(shape.shape))
            if done is None:
                raise NoSteadyState(f"no steady state beside the parameter at {value + signed:g}")
            ends.append(readings.values(posed, done.coordinates))
        found = found + weight * (ends[0] - ends[1]) / step
    return np.asarray(found)
