"""Langevin steps against JAX as it comes: ns per step and trajectory on one core, distributions first.

Ours sums work and heat at every step; the peer, a scan over `jax.random.normal` for as many trajectories side by side,
moves the particles and does nothing else. Times are the least of several, taken in turns, without compiling. `error` is
the larger difference of the second and of the fourth moment between the two, in standard errors of the difference.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array
from fluxforce.networks.diffusion import LangevinSystem, underdamped
from fluxforce.networks.diffusion_models import DoubleWell, brownian_gyrator, double_well, dragged_trap
from fluxforce.networks.protocol import ramp
from fluxforce.solve.langevin.overdamped import EulerMaruyama, Heun
from fluxforce.solve.langevin.sample import sample
from fluxforce.solve.langevin.state import AbstractIntegrator
from fluxforce.solve.langevin.underdamped import BAOAB

TRAJECTORIES = 2048
STEPS = 16000
STEP = 0.01
REPEATS = 7
TEMPERATURE = 0.1


@dataclass(frozen=True)
class Problem:
    """A system as ours and the same steps written out by hand for the peer."""

    system: LangevinSystem
    integrator: AbstractIntegrator
    start: np.ndarray
    peer: Callable[[tuple, Array, Array], tuple]
    moved: bool = False


def _well(x: Array) -> Array:
    return x - x**3


def _euler(state: tuple, normal: Array, time: Array) -> tuple:
    (x,) = state
    return (x + STEP * _well(x) + jnp.sqrt(2.0 * TEMPERATURE * STEP) * normal,)


def _heun(state: tuple, normal: Array, time: Array) -> tuple:
    (x,) = state
    noise = jnp.sqrt(2.0 * TEMPERATURE * STEP) * normal
    guess = x + STEP * _well(x) + noise
    return (x + 0.5 * STEP * (_well(x) + _well(guess)) + noise,)


def _dragged(state: tuple, normal: Array, time: Array) -> tuple:
    (x,) = state
    noise, centre = jnp.sqrt(2.0 * STEP) * normal, time + 0.5 * STEP
    guess = x - STEP * (x - centre) + noise
    return (x - 0.5 * STEP * (x + guess - 2.0 * centre) + noise,)


def _baoab(state: tuple, normal: Array, time: Array) -> tuple:
    x, p = state
    p = p + 0.5 * STEP * _well(x)
    x = x + 0.5 * STEP * p
    p = jnp.exp(-STEP) * p + jnp.sqrt(-TEMPERATURE * jnp.expm1(-2.0 * STEP)) * normal
    x = x + 0.5 * STEP * p
    return x, p + 0.5 * STEP * _well(x)


def _gyrator(state: tuple, normal: Array, time: Array) -> tuple:
    (x,) = state
    noise = jnp.sqrt(2.0 * STEP * jnp.array([1.0, 2.0]))[:, None] * normal
    guess = x - STEP * (x + 0.5 * x[::-1]) + noise
    mean = 0.5 * (x + guess)
    return (x - STEP * (mean + 0.5 * mean[::-1]) + noise,)


def problems() -> dict[str, Problem]:
    """The cases by name."""
    well, origin = double_well(0.25, TEMPERATURE), np.array([-1.0])
    inertial = underdamped(DoubleWell(0.25), temperature=TEMPERATURE, friction=1.0)
    return {
        "langevin overdamped double well": Problem(well, EulerMaruyama(), origin, _euler),
        "langevin heun double well": Problem(well, Heun(), origin, _heun),
        "langevin dragged trap": Problem(dragged_trap(), Heun(), np.zeros(1), _dragged, moved=True),
        "langevin baoab double well": Problem(inertial, BAOAB, origin, _baoab),
        "langevin brownian gyrator": Problem(brownian_gyrator(), Heun(), np.zeros(2), _gyrator),
    }


@partial(jax.jit, static_argnames=("step", "steps"))
def scanned(step: Callable, start: tuple, key: Array, steps: int) -> tuple:
    """The peer: one draw of normal numbers in every turn of a scan."""

    def turn(state: tuple, given: tuple) -> tuple:
        k, number = given
        normal = jax.random.normal(k, start[0].shape)
        return step(state, normal, number.astype(float) * STEP), None

    return lax.scan(turn, start, (jax.random.split(key, steps), jnp.arange(steps)))[0]


def measured(name: str, problem: Problem) -> dict:
    """One line of the table."""
    duration = STEPS * STEP
    protocol = ramp(0.0, duration, duration) if problem.moved else None
    start = jnp.broadcast_to(jnp.asarray(problem.start)[:, None], (problem.start.size, TRAJECTORIES))
    first = (start, jnp.zeros_like(start)) if problem.integrator is BAOAB else (start,)
    momenta = np.zeros(problem.start.size) if len(first) == 2 else None

    def ours(seed: int) -> np.ndarray:
        found = sample(
            problem.system,
            problem.start,
            duration,
            step=STEP,
            trajectories=TRAJECTORIES,
            seed=seed,
            protocol=protocol,
            integrator=problem.integrator,
            momenta=momenta,
        )
        return found.x[-1]

    def theirs(seed: int) -> np.ndarray:
        x = scanned(problem.peer, first if problem.start.size > 1 else tuple(one[0] for one in first),
                    jax.random.key(seed), STEPS)[0]  # fmt: skip
        return np.asarray(x).reshape(problem.start.size, TRAJECTORIES)

    error = _distance(ours(1), theirs(2))
    times = np.array([(_seconds(ours, k), _seconds(theirs, k)) for k in range(REPEATS)]).min(axis=0)
    mine, other = (float(one) for one in 1e9 * times / (STEPS * TRAJECTORIES))
    return {
        "name": name,
        "ours": mine,
        "peer": other,
        "ratio": other / mine,
        "unit": "ns/step",
        "error": error,
    }


def _distance(a: np.ndarray, b: np.ndarray) -> float:
    """Largest difference of second and fourth central moments, in standard errors."""
    away = []
    for power in (2, 4):
        p, q = ((one - one.mean(axis=1, keepdims=True)) ** power for one in (a, b))
        spread = np.sqrt((p.var(axis=1) + q.var(axis=1)) / a.shape[1])
        away.append(np.max(np.abs(p.mean(axis=1) - q.mean(axis=1)) / spread))
    return float(max(away))


def _seconds(run: Callable[[int], np.ndarray], seed: int) -> float:
    begin = time.perf_counter()
    run(seed)
    return time.perf_counter() - begin


def cases() -> list[dict]:
    """All lines."""
    return [measured(name, problem) for name, problem in problems().items()]


if __name__ == "__main__":
    for case in cases():
        print(case)
