"""Direct steady states: Newton's method with pseudo-transient continuation."""

import equinox as eqx
import jax
import jax.numpy as jnp

from fluxforce._types import Array, Bool, Float, Int
from fluxforce.balance import Rates, System, evaluate, prepared, prepared_at
from fluxforce.solve.integrate import first_rates
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.newton import NewtonOptions, newton
from fluxforce.solve.residual import Stage
from fluxforce.solve.status import Status

QUIET = 1e-12  # of the sum of absolute supplies
ROUND_OFF = 1e-13  # of the coordinates
# Limiters see a content that follows the state at half speed: at full speed, with long steps, they switch to and
# fro for ever.
BLEND = 0.5


class SteadyOptions(eqx.Module):
    """``first`` pseudo-time step [s]; ``longest`` relative to it; ``tolerance`` of the last correction.

    Every step is an implicit Euler step solved by ``newton``, so that conserved totals (probability,
    charge) keep their values; a single correction of the logarithms would change them. They do so to
    round-off times the longest step over the fastest time, so the longest step is finite; every step
    then shrinks the distance to the steady state by the slowest rate times its length. A ``first`` step
    beyond every time scale is plain Newton from the start.
    """

    first: float | None = None
    longest: float = 1e9
    tolerance: float = 1e-11
    reach: float = 1.0
    growth: float = 3.0
    most: int = 400
    attempts: int = 3
    newton: NewtonOptions = NewtonOptions(tolerance=1e-7, reach=1.0, most=10)


class SteadyResult(eqx.Module):
    """Coordinates of the steady state; ``size`` is the last correction relative to the scale."""

    coordinates: Float[Array, "coordinates places"]
    size: Float[Array, ""]
    iterations: Int[Array, ""]
    status: Int[Array, ""]

    @property
    def converged(self) -> bool:
        """Whether the last correction met the tolerance."""
        return int(self.status) == Status.DONE


def steady(
    solver: AbstractCorrection,
    system: System,
    start: Float[Array, "coordinates places"],
    *,
    scale: Float[Array, " coordinates"] | None = None,
    options: SteadyOptions = SteadyOptions(),  # noqa: B008 - a frozen module
) -> SteadyResult:
    """A state whose contents do not change, reached from ``start``.

    Implicit Euler steps, longer and longer (switched evolution relaxation,
    Mulder and van Leer 1985; Kelley and Keyes 1998). A change longer than ``reach`` is not taken:
    the step is cut instead. Where the start is so far off that its own rates set steps that are too short for the
    rest of the way, it begins again from where it got, up to ``attempts`` times. Raises ``NotFinite`` if a first rate
    is not a number.
    """
    result = _attempt(solver, system, start, scale, options)
    for _ in range(options.attempts - 1):
        if int(result.status) != Status.NOT_CONVERGED or int(result.iterations) < options.most:
            break
        result = _attempt(solver, system, result.coordinates, scale, options)
    return result


def _attempt(
    solver: AbstractCorrection,
    system: System,
    start: Float[Array, "coordinates places"],
    scale: Float[Array, " coordinates"] | None,
    options: SteadyOptions,
) -> SteadyResult:
    slope = first_rates(system, start)
    scale = jnp.ones(start.shape[0]) if scale is None else scale
    first = options.first
    if first is None:
        # what a content may change by: all of it, and what a change of the coordinates by their scale makes of it
        content, moved = jax.jvp(
            lambda z: system.potential.read(z).content,
            (start,),
            (jnp.broadcast_to(scale[:, None], start.shape),),
        )
        largest = jnp.max(jnp.abs(content) + jnp.abs(moved), axis=1, keepdims=True)
        speed = jnp.max(jnp.abs(slope) / (largest + 1e-300))
        first = 0.1 / jnp.maximum(speed, 1e-30)
    return _continue(solver, system, start, scale, jnp.asarray(first, dtype=float), options)


def gross_supplies(system: System, rates: Rates) -> Float[Array, "balanced places"]:
    """Absolute supplies of every content, before they cancel: what is given plus what is taken."""
    balanced, places = system.active.shape
    gross = jnp.zeros((balanced, places))
    for exchange, flux in zip(system.exchanges, rates.fluxes, strict=True):
        taken, given = (jnp.abs(side.T) @ jnp.abs(flux) for side in (exchange.reactants, exchange.products))
        gross = gross - exchange.sites.collect(taken, -given, places)[:balanced]
    for flow, carried in zip(system.flows, rates.carried, strict=True):
        gross = gross - flow.sites.collect(jnp.abs(carried), -jnp.abs(carried), places)
    return gross


def _quiet(system: System, coordinates: Float[Array, "coordinates places"]) -> Bool[Array, ""]:
    """Whether supplies cancel to round-off everywhere: a correction along a conserved total is noise then."""
    ready = prepared_at(system, coordinates)
    rates = evaluate(ready, coordinates)
    gross = gross_supplies(system, rates)
    # a flux that vanishes as the difference of large ones is known to the round-off of the coordinates only
    signs = jax.random.rademacher(jax.random.key(0), coordinates.shape, coordinates.dtype)
    _, moved = jax.jvp(
        lambda z: evaluate(ready, z).supply, (coordinates,), (signs * (1.0 + jnp.abs(coordinates)),)
    )
    noise = jnp.max(jnp.abs(moved), axis=1, keepdims=True)
    return jnp.all(jnp.abs(rates.supply) <= QUIET * gross + ROUND_OFF * noise + 1e-300)


@eqx.filter_jit
def _continue(
    solver: AbstractCorrection,
    system: System,
    start: Float[Array, "coordinates places"],
    scale: Float[Array, " coordinates"],
    first: Float[Array, ""],
    options: SteadyOptions,
) -> SteadyResult:
    longest = first * options.longest

    def unfinished(state):
        _, _, _, count, status, _ = state
        return (status == Status.RUNNING) & (count < options.most)

    def relax(state):
        z, step, _, count, _, seen = state
        content = system.potential.read(z).content
        seen = seen + BLEND * (content - seen)
        ready = prepared(system, seen)
        found = newton(solver, ready, Stage(content, step), z, scale, options.newton)
        change = found.coordinates - z
        size = jax.lax.stop_gradient(jnp.max(jnp.abs(change) / scale[:, None]))
        good = found.converged & jnp.isfinite(size) & (size <= options.reach)
        longer = jnp.minimum(
            step * jnp.clip(0.3 * options.reach / (size + 1e-300), 1.0, options.growth), longest
        )
        still = (size <= options.tolerance) | _quiet(system, found.coordinates)
        done = good & still & (step >= longest)
        lost = step < 1e-20 * first
        status = jnp.where(done, Status.DONE, jnp.where(lost, Status.NOT_CONVERGED, Status.RUNNING))
        after = jnp.where(good, z + jnp.where(good, change, 0.0), z)
        step = jax.lax.stop_gradient(jnp.where(good, longer, 0.2 * step))
        return after, step, size, count + found.iterations, status, seen

    counters = (jnp.array(1e300), jnp.array(0), jnp.array(int(Status.RUNNING)))
    state = (start, first, *counters, system.potential.read(start).content)
    z, _, size, count, status, _ = jax.lax.while_loop(unfinished, relax, state)
    status = jnp.where(status == Status.RUNNING, Status.NOT_CONVERGED, status)
    return SteadyResult(z, size, count, status)
