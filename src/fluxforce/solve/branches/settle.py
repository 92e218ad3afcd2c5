"""A steady state to round-off: pseudo-time to its neighbourhood, then Newton's method on the bare equations."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.solve.branches.equations import Equations, Linear, Posed, equations
from fluxforce.solve.branches.matrices import Singular
from fluxforce.solve.branches.spectrum import spectrum
from fluxforce.solve.integrate import first_rates
from fluxforce.solve.steady import steady

CLOSE, ROUND_OFF, MOST, REACH = 1e-9, 1e-14, 30, 1.0
# steps of pseudo-time: how many at most, what a step should change, how long they may grow against the first
MOST_STEPS, AIM, LONGEST = 400, 0.3, 1e7


class NoSteadyState(RuntimeError):
    """No state was found whose contents do not change."""


@dataclass(frozen=True)
class Settled:
    """Coordinates of a steady state; ``size`` is the last correction over the scale, ``iterations`` how many."""

    coordinates: np.ndarray
    size: float
    iterations: int


def polished(
    shape: Equations, posed: Posed, start: np.ndarray, *, reach: float = REACH, most: int = MOST
) -> Settled | None:
    """Newton's method from a state nearby, longer corrections cut to ``reach``; None where it does not converge."""
    z = np.array(start, dtype=float)
    scale = np.repeat(np.asarray(posed.scale), shape.shape[1])
    before = np.inf
    for count in range(1, most + 1):
        at = shape.linear(posed, z)
        try:
            step = -at.jacobian.factored(scale).solve(at.residual)
        except Singular:
            return None
        size = float(np.max(np.abs(step) / scale))
        if not np.isfinite(size):
            return None
        # the last correction is round-off when it no longer shrinks
        if size < CLOSE and size > 0.3 * before:
            return Settled(z, size, count)
        z = z + (step * min(1.0, reach / max(size, 1e-300))).reshape(shape.shape)
        if size <= ROUND_OFF:
            return Settled(z, size, count)
        before = size
    return Settled(z, before, most) if before < CLOSE else None


def settled(posed: Posed, shape: Equations | None = None, start: np.ndarray | None = None) -> Settled:
    """The steady state that a model comes to from its start, or from a given state. Raises NoSteadyState, NotFinite.

    Conserved totals are those of the model's own start. Pseudo-time follows the dynamics closely enough to end, as
    a rule, on the branch that the start leads to; Newton's method alone would not.
    """
    shape = equations(posed) if shape is None else shape
    begin = np.asarray(posed.start if start is None else start, dtype=float)
    done = relaxed(shape, posed, begin)
    if done is not None:
        return done
    found = steady(posed.solver, posed.system, jnp.asarray(begin), scale=posed.scale)
    near = np.asarray(found.coordinates)
    done = polished(shape, posed, near) if np.all(np.isfinite(near)) else None
    if done is None:
        said = f"the last correction was {float(found.size):.2g} of the scale of the coordinates"
        raise NoSteadyState(
            f"no steady state was found from the start: {said} after {int(found.iterations)} of them"
        )
    return done


def _drifting(shape: Equations, posed: Posed, near: np.ndarray) -> str:
    """Which content still changes fastest, in words."""
    balanced = shape.held.shape[0]
    rows = np.abs(shape.values(posed, near).reshape(shape.shape)[:balanced])
    content = np.abs(shape.member(posed).content_at(near))
    speed = np.where(shape.held, 0.0, rows / (content + 1e-9 * content.max() + 1e-300))
    if not np.all(np.isfinite(speed)):
        return "contents grew beyond all numbers"
    row, place = np.unravel_index(int(np.argmax(speed)), speed.shape)
    name = posed.system.potential.quantities[row]
    return f"'{name}' at place {place} still changes by {speed[row, place]:.2g} of itself per second"


def relaxed(shape: Equations, posed: Posed, start: np.ndarray) -> Settled | None:
    """Implicit steps of pseudo-time with one correction each, longer as less changes; None where that fails.

    (M/h - A) dz = f with M = d(content)/dz; rows given to totals, held contents and constraints take Newton's
    correction at once [kelley1998]. Newton's method takes over where it ends nearby, on a stable state unless the
    steps have outgrown every time scale: a saddle that is passed is not where the dynamics ends.
    """
    z, scale = start, np.asarray(posed.scale)
    at = shape.linear(posed, z)
    if not np.all(np.isfinite(at.residual)):
        first_rates(posed.system, jnp.asarray(start))
        return None
    first = _first_step(shape, posed, at, z)
    step, tried, flat = first, first, np.repeat(scale, shape.shape[1])
    for _ in range(MOST_STEPS):
        try:
            change = -shape.relaxing(at, step).factored(flat).solve(at.residual).reshape(shape.shape)
        except Singular:
            change = np.full(shape.shape, np.nan)
        size = float(np.max(np.abs(change) / scale[:, None]))
        later = shape.linear(posed, z + change) if size <= REACH else None
        if later is None or not np.all(np.isfinite(later.residual)):
            step *= 0.2
            if step < 1e-12 * first:
                return None
            continue
        z, at = z + change, later
        step *= float(np.clip(AIM / max(size, 1e-300), 0.3, 10.0))
        if size < AIM and step > 100.0 * tried:
            tried = step
            done = polished(shape, posed, z, reach=0.3, most=12)
            near = done is not None and np.max(np.abs(done.coordinates - z) / scale[:, None]) <= 0.5 * REACH
            if done is not None and near and (step > LONGEST * first or _attracts(shape, posed, done)):
                return done
        if step > LONGEST**2 * first:
            break
    return polished(shape, posed, z)


def _attracts(shape: Equations, posed: Posed, done: Settled) -> bool:
    return spectrum(shape, posed, shape.linear(posed, done.coordinates)).stable


def _first_step(shape: Equations, posed: Posed, at: Linear, z: np.ndarray) -> float:
    """A tenth of the shortest time in which a content changes by itself or by what its coordinate's scale makes."""
    balanced = shape.held.shape[0]
    moved = np.abs(np.einsum("ecp,c->ep", at.contents, np.asarray(posed.scale)))[:balanced]
    content = np.abs(shape.member(posed).content_at(z))
    largest = np.max(content + moved, axis=1, keepdims=True) + 1e-300
    rows = at.residual.reshape(shape.shape)[:balanced]
    kept = np.zeros(shape.unknowns, bool)
    kept[shape.given_up] = True
    supplies = np.where(shape.held | kept.reshape(shape.shape)[:balanced], 0.0, rows)
    return 0.1 / max(float(np.max(np.abs(supplies) / largest)), 1e-30)
