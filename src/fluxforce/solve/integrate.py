"""A time integration from start to end, in chunks, so that progress shows and nothing computed is lost."""

import time as clock
from collections.abc import Callable, Sequence

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System, evaluate, prepared
from fluxforce.solve.esdirk import STALLED, Carry, StepOptions, advance
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.status import Failure, GaveUp, NotFinite, Status
from fluxforce.solve.trajectory import Trajectory

_advance = eqx.filter_jit(advance)


@eqx.filter_jit
def _first(system: System, coordinates: Array) -> tuple[Rates, Array]:
    content = system.potential.read(coordinates).content
    rates = evaluate(prepared(system, content), coordinates)
    return rates, rates.supply / system.size[None]


def first_rates(system: System, coordinates: Float[Array, "coordinates places"]) -> Array:
    """Slopes of the contents at the start; raises ``NotFinite`` naming the process that is not finite.

    An adaptive solver would otherwise reject steps for minutes without a word.
    """
    rates, slope = _first(system, coordinates)
    if bool(jnp.all(jnp.isfinite(slope))) and all(bool(jnp.all(jnp.isfinite(f))) for f in rates.fluxes):
        return slope
    content = np.asarray(rates.reading.content)
    if not np.all(np.isfinite(content)):
        row, place = np.argwhere(~np.isfinite(content))[0]
        raise NotFinite(
            f"the content of {system.potential.quantities[row]} at place {place} is not finite at the start; "
            "check the initial state of that place"
        )
    for exchange, force, flux in zip(system.exchanges, rates.forces, rates.fluxes, strict=True):
        bad = ~np.isfinite(np.asarray(flux))
        if bad.any():
            row, site = np.argwhere(bad)[0]
            label = exchange.rows[row] if exchange.rows else f"row {row}"
            raise NotFinite(
                f"the first rate of process '{exchange.name}' ({label}, site {site}) is not finite: "
                f"force {float(force[row, site]):g}, flux {float(flux[row, site]):g}; check its parameters and the "
                "initial state there"
            )
    raise NotFinite("the first supplies are not finite: a flow carries something that is not a number")


def integrate(
    solver: AbstractCorrection,
    system: System,
    start: Float[Array, "coordinates places"],
    targets: Sequence[float],
    *,
    options: StepOptions = StepOptions(),  # noqa: B008 - a frozen module
    scale: Float[Array, " coordinates"] | None = None,
    start_time: float = 0.0,
    most_steps: int = 200_000,
    progress: Callable[[float, float], None] | None = None,
    checkpoint: Callable[[Trajectory], None] | None = None,
) -> Trajectory:
    """Integrate to the last of ``targets`` [s], ending a step at each of them.

    ``scale`` [coordinates] is 1 for logarithmic coordinates (default) and a typical amount for linear ones.
    ``progress(time, end)`` and ``checkpoint(trajectory so far)`` are called after every chunk of steps. Raises
    ``NotFinite`` before the first step and ``GaveUp``, with what was computed so far, after the last possible one.
    """
    began = clock.perf_counter()
    slope = first_rates(system, start)
    scale = jnp.ones(start.shape[0]) if scale is None else scale
    goals = jnp.asarray(sorted(targets), dtype=float)
    carry = Carry(
        jnp.asarray(float(start_time)), start, slope, jnp.zeros_like(start),
        jnp.asarray(min(float(options.first), float(goals[-1]) - start_time)), jnp.array(0), jnp.array(0),
    )  # fmt: skip
    parts: list = []
    kept = _trajectory(system, start, start_time, options, parts, carry, clock.perf_counter() - began)
    while int(carry.status) == Status.RUNNING:
        carry, records, count = _advance(solver, system, carry, goals, scale, options)
        parts.append(jax.tree.map(lambda leaf, n=int(count): np.asarray(leaf[:n]), records))
        kept = _trajectory(system, start, start_time, options, parts, carry, clock.perf_counter() - began)
        if kept.time.size + kept.rejected > most_steps and kept.status == Status.RUNNING:
            kept.status = Status.TOO_MANY_STEPS
            kept.failure = diagnose(system, carry, f"more than {most_steps} steps were needed")
            raise GaveUp(kept.failure, kept)
        if progress is not None:
            progress(float(carry.time), float(goals[-1]))
        if checkpoint is not None:
            checkpoint(kept)
    if kept.status != Status.DONE:
        kept.failure = diagnose(system, carry)
        raise GaveUp(kept.failure, kept)
    return kept


def diagnose(system: System, carry: Carry, why: str | None = None) -> Failure:
    """Where the last good state changes fastest, and which process does it: what runs out first, and who takes it.

    Steps that no longer move the clock while that content rises are those of a solution that ends in a finite time.
    """
    rates, _ = _first(system, carry.coordinates)
    content = np.asarray(rates.reading.content)
    supply = np.asarray(rates.supply / system.size[None])
    largest = np.max(np.abs(content), axis=1, keepdims=True) + 1e-300
    # a content that is consumed is measured by what is left of it, one that grows by the largest there is
    left = np.where(supply < 0.0, np.maximum(np.abs(content), 1e-12 * largest), largest)
    speed = np.nan_to_num(np.abs(supply) / left, nan=np.inf, posinf=np.inf)
    quantity, place = np.unravel_index(int(np.argmax(speed)), speed.shape)
    acting = {
        e.name: float(s[quantity, place]) for e, s in zip(system.exchanges, rates.exchanged, strict=True)
    }
    for flow, carried in zip(system.flows, rates.carried, strict=True):
        own = flow.sites.collect(carried, carried, content.shape[1])
        acting[flow.name] = float(own[quantity, place])
    # of the processes that push the same way as the whole, the strongest
    way = -1.0 if supply[quantity, place] < 0.0 else 1.0
    name = max(acting, key=lambda key: way * acting[key]) if acting else "none"
    message = why or f"no step as small as {float(carry.step):.3g} s converges with an acceptable error"
    grows = why is None and way > 0.0 and float(carry.step) < STALLED * float(carry.time)
    if grows:
        message = f"steps have shrunk to {float(carry.step):.3g} s, as where something grows without bound"
    return Failure(float(carry.time), int(place), system.potential.quantities[quantity], name, message, grows)


def _trajectory(system, start, start_time, options, parts, carry, seconds) -> Trajectory:
    def joined(pick) -> np.ndarray:
        return np.concatenate([pick(part) for part in parts]) if parts else np.zeros(0)

    stages = len(options.tableau.a)
    shape = (0, stages, *start.shape)
    return Trajectory(
        system=system,
        tableau=options.tableau,
        start=np.asarray(start),
        start_time=start_time,
        time=joined(lambda r: r.time),
        step=joined(lambda r: r.step),
        stages=joined(lambda r: r.stages) if parts else np.zeros(shape),
        iterations=joined(lambda r: r.iterations),
        error=joined(lambda r: r.error),
        rejected=int(carry.rejected),
        status=Status(int(carry.status)),
        seconds=seconds,
    )
