"""Variational statements about steady states, tested on each: least production, evolution, excess production."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import scipy.linalg
from scipy.optimize import minimize

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate, prepared_at, rates_at
from fluxforce.solve.branches.equations import Equations, Posed
from fluxforce.solve.branches.spectrum import rates_matrix
from fluxforce.thermo.slopes import slopes

STATIONARY, LEAST = 1e-7, 1e-9
MOST, MOST_WITH_TOTALS = 900, 60  # contents for which the least production is sought


@dataclass(frozen=True)
class LeastProduction:
    """Prigogine's theorem at a steady state: is its production stationary, is it the least for what is held?

    ``gradient`` is the largest change of the production by a relative change of one free content, over the sum of
    the absolute productions of all processes. ``lowest`` is the least production found with the same contents held
    and the same totals, at ``coordinates``; None where it was not sought.
    """

    production: float
    gradient: float
    lowest: float | None
    coordinates: np.ndarray | None

    @property
    def stationary(self) -> bool:
        """Whether the production does not change to first order."""
        return self.gradient <= STATIONARY

    @property
    def minimal(self) -> bool | None:
        """Whether no state of lower production was found."""
        return None if self.lowest is None else self.below <= LEAST

    @property
    def below(self) -> float:
        """How much less the least production is, relative."""
        return 0.0 if self.lowest is None or self.production == 0.0 else 1.0 - self.lowest / self.production


def _production(system: System, coordinates: Float[Array, "coordinates places"]) -> tuple[Array, Array]:
    rates = rates_at(system, coordinates)
    each = jnp.stack([jnp.sum(p) for p in rates.production])
    return jnp.sum(each), jnp.sum(jnp.abs(each))


@eqx.filter_jit
def _value_and_slope(system: System, coordinates: Array) -> tuple[Array, Array]:
    return jax.value_and_grad(lambda z: _production(system, z)[0])(coordinates)


@eqx.filter_jit
def _curved(system: System, coordinates: Array, along: Array) -> Array:
    return jax.jvp(jax.grad(lambda z: _production(system, z)[0]), (coordinates,), (along,))[1]


def least_production(
    shape: Equations, posed: Posed, coordinates: np.ndarray, *, seek: bool = True
) -> LeastProduction:
    """Test the theorem of least production at a steady state by its gradient and by looking for less."""
    system = posed.system
    value, slope = (np.asarray(one) for one in _value_and_slope(system, jnp.asarray(coordinates)))
    own = np.asarray(slopes(system.potential, jnp.asarray(coordinates)).equations)
    # by contents: constraints stay fulfilled
    by_content = np.linalg.solve(np.transpose(own, (2, 1, 0)), slope.T[..., None])[..., 0].T
    moving = shape.moving
    unit = np.abs(np.diagonal(own)).T.reshape(-1)[moving]
    gradient = by_content[: shape.held.shape[0]].reshape(-1)[moving] * unit
    weights = shape.totals * np.asarray(system.size)[None, None]
    kept = (
        weights.reshape(len(weights), -1)[:, moving] * unit[None]
        if len(weights)
        else np.zeros((0, moving.size))
    )
    if len(kept):
        gradient = gradient - kept.T @ np.linalg.lstsq(kept @ kept.T, kept @ gradient, rcond=None)[0]
    size = float(_production(system, jnp.asarray(coordinates))[1])
    relative = float(np.max(np.abs(gradient), initial=0.0)) / size if size > 0.0 else 0.0
    most = MOST_WITH_TOTALS if len(kept) else MOST
    constrained = shape.shape[0] > shape.held.shape[0]
    if not seek or constrained or moving.size > most or not size > 0.0:
        return LeastProduction(float(value), relative, None, None)
    lowest, state = _lowest(shape, posed, coordinates)
    return LeastProduction(float(value), relative, min(lowest, float(value)), state)


def _lowest(shape: Equations, posed: Posed, coordinates: np.ndarray) -> tuple[float, np.ndarray]:
    system, moving = posed.system, shape.moving
    own = shape.member(posed)
    unit = float(_value_and_slope(system, jnp.asarray(coordinates))[0]) or 1.0
    scale = np.repeat(np.asarray(posed.scale), shape.shape[1])[moving]

    def whole(x: np.ndarray) -> np.ndarray:
        z = coordinates.reshape(-1).copy()
        z[moving] = z[moving] + scale * x
        return z.reshape(shape.shape)

    def value(x: np.ndarray):
        found, slope = _value_and_slope(system, jnp.asarray(whole(x)))
        return float(found) / unit, np.asarray(slope).reshape(-1)[moving] * scale / unit

    def curved(x: np.ndarray, along: np.ndarray) -> np.ndarray:
        direction = np.zeros(shape.unknowns)
        direction[moving] = scale * along
        found = _curved(system, jnp.asarray(whole(x)), jnp.asarray(direction.reshape(shape.shape)))
        return np.asarray(found).reshape(-1)[moving] * scale / unit

    start = np.zeros(moving.size)
    if not shape.totals.size:
        done = minimize(value, start, jac=True, hessp=curved, method="trust-ncg", options={"gtol": 1e-10})
        return float(done.fun) * unit, whole(done.x)
    weights = shape.totals * own.size[None, None]

    def amounts(x: np.ndarray) -> np.ndarray:
        return np.einsum("tqp,qp->t", weights, own.content_at(whole(x))) - own.amounts

    done = minimize(
        value, start, jac=True, method="SLSQP", constraints={"type": "eq", "fun": amounts},
        options={"ftol": 1e-14, "maxiter": 200},
    )  # fmt: skip
    return float(done.fun) * unit if done.success else unit, whole(done.x)


@dataclass(frozen=True)
class ExcessProduction:
    """Stability by the second variation of the entropy: L = sum size dq (-dy/dq) dq / 2 as a Lyapunov function.

    dL/dt = sum dq . dy-by-supply = -(excess production, sum dJ dX). ``slowest`` [1/s] is the least ratio of excess
    production to 2 L over all deviations: where it is positive, L falls whatever the deviation and the state is
    stable [glansdorff1971]. ``along`` is the excess production of the deviation that grows fastest or decays
    slowest, over its 2 L. None where some contents have no curvature of the entropy (pure phases).
    """

    slowest: float
    along: float


def excess_production(shape: Equations, posed: Posed, coordinates: np.ndarray) -> ExcessProduction | None:
    """Excess entropy production of all small deviations from a steady state; None where it decides nothing."""
    system = posed.system
    moving, balanced = shape.moving, shape.held.shape[0]
    if not 0 < moving.size <= MOST:
        return None
    at = shape.linear(posed, coordinates)
    matrix, unit = rates_matrix(shape, at)
    metric = _metric(system, coordinates, at.contents, balanced)
    places = shape.shape[1]
    row, place = moving // places, moving % places
    same = place[:, None] == place[None, :]
    dense = (
        np.where(same, metric[row[:, None], row[None, :], place[:, None]], 0.0) * unit[:, None] * unit[None]
    )
    falls = -dense @ matrix.array()
    falls = 0.5 * (falls + falls.T)
    weights = shape.totals * np.asarray(system.size)[None, None]
    if len(weights):
        kept = weights.reshape(len(weights), -1)[:, moving] * unit[None]
        free = scipy.linalg.null_space(kept / np.linalg.norm(kept, axis=1, keepdims=True))
        dense, falls, inner = free.T @ dense @ free, free.T @ falls @ free, free.T @ matrix.array() @ free
    else:
        inner = matrix.array()
    try:
        values = scipy.linalg.eigh(falls, dense, eigvals_only=True)
    except np.linalg.LinAlgError:
        return None
    rates, vectors = np.linalg.eig(inner)
    worst = vectors[:, np.argmax(np.real(rates))]
    ratio = np.vdot(worst, falls @ worst).real / np.vdot(worst, dense @ worst).real
    return ExcessProduction(float(values[0]), float(ratio))


def _metric(system: System, coordinates: np.ndarray, own: np.ndarray, balanced: int) -> np.ndarray:
    """-size dy/dq of every place [row, column, place], symmetric where the potential is thermodynamics."""
    z = jnp.asarray(coordinates)
    count = z.shape[0]
    seeds = jnp.broadcast_to(jnp.eye(count)[:, :, None], (count, *z.shape))
    pushed = jax.vmap(
        lambda seed: jax.jvp(lambda a: system.potential.read(a).conjugates[:balanced], (z,), (seed,))[1]
    )
    by_z = np.moveaxis(np.asarray(pushed(seeds)), 0, 1)  # [conjugate, coordinate, place]
    inverse = np.linalg.inv(np.moveaxis(own, 2, 0))  # [place, coordinate, content]
    by_q = np.einsum("bcp,pcj->bjp", by_z, inverse)[:, :balanced]
    found = -by_q * np.asarray(system.size)[None, None]
    return 0.5 * (found + found.transpose(1, 0, 2))


@eqx.filter_jit
def evolution(
    system: System, coordinates: Float[Array, "coordinates places"]
) -> tuple[Float[Array, ""], Float[Array, ""]]:
    """d_X P = sum J dX/dt, and dP/dt, of a state on its way [J/K/s2].

    While everything that is held stays as it is and nothing is advected, d_X P = sum over places of supply . dy/dt is
    never positive (the general evolution criterion); dP/dt may have either sign far from equilibrium
    [glansdorff1971].
    """
    ready = prepared_at(system, coordinates)
    rates = evaluate(ready, coordinates)
    equations = jnp.moveaxis(slopes(system.potential, coordinates).equations, 2, 0)
    missing = coordinates.shape[0] - system.active.shape[0]
    wanted = jnp.pad(rates.supply / system.size[None], ((0, missing), (0, 0)))
    speed = jnp.linalg.solve(equations, wanted.T[..., None])[..., 0].T
    _, pushed = jax.jvp(lambda z: evaluate(ready, z), (coordinates,), (speed,))
    by_force = sum(
        (jnp.sum(j * x) for j, x in zip(rates.fluxes, pushed.forces, strict=True)), start=jnp.zeros(())
    )
    by_both = sum((jnp.sum(p) for p in pushed.production), start=jnp.zeros(()))
    return by_force, by_both
