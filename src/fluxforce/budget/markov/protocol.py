"""Driven protocols: energies and rates that an outside hand changes, and the work it does, without sampling."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from scipy.integrate import solve_ivp
from scipy.special import logsumexp

from fluxforce._types import Array, Float
from fluxforce.budget.markov.speed import SpeedLimit, entropy_of
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.network import Network
from fluxforce.solve.markov.evolve import checked


@dataclass(frozen=True)
class Segment:
    """A smooth piece of a protocol, at times 0..``duration`` [s] of its own.

    ``network(t)`` gives the network at a time, always with the same states and channels; ``energies(t)`` [states]
    in units of k_B T, written in JAX, is differentiated for the power. A jump of the protocol belongs BETWEEN two
    segments, where its work is booked; inside a segment it is found out and refused.
    """

    duration: float
    network: Callable[[float], Network]
    energies: Callable[[Float[Array, ""]], Float[Array, " states"]]


@dataclass(frozen=True)
class DrivenChange:
    """What a protocol did; energies and work in k_B T, entropies in k_B.

    - ``start``, ``end`` [states]: probabilities;
    - ``work`` <W> = integral of sum p dE/dt, and jumps of E between segments; ``work_variance`` <W^2> - <W>^2;
    - ``exponential`` <exp(-W)>, by the equation of its own, and ``free_energy`` Delta F = -ln(Z_end/Z_start) from
      the energies: equal to -ln of the former when the start was the equilibrium one (Jarzynski's equality);
    - ``heat`` taken from the reservoirs, Delta E = heat + work;
    - ``discharged``: entropy that the reservoirs took up; ``production`` = change of the network's + discharged;
    - ``activity`` [1/s]: jumps per second, averaged.

    Source: [crooks1998], [seifert2012].
    """

    duration: float
    start: np.ndarray
    end: np.ndarray
    work: float
    work_variance: float
    exponential: float
    free_energy: float
    energy_change: float
    discharged: float
    production: float
    activity: float

    @property
    def heat(self) -> float:
        """Energy taken from the reservoirs by the first law."""
        return self.energy_change - self.work

    @property
    def dissipated(self) -> float:
        """<W> - Delta F, zero or more from an equilibrium start."""
        return self.work - self.free_energy

    @property
    def speed_limit(self) -> SpeedLimit:
        """The bound on the time that this change could have taken."""
        return SpeedLimit(
            self.duration, float(np.abs(self.end - self.start).sum()), self.production, self.activity
        )


def drive(
    segments: Sequence[Segment], start: np.ndarray | None = None, relative: float = 1e-11
) -> DrivenChange:
    """Work statistics of a protocol by integrating the master equation with its tilted companions.

    dp/dt = W p; dm/dt = W m + dE/dt p (work done so far, by state); d<W^2>/dt = 2 dE/dt . m;
    dg/dt = W g - dE/dt g (exp(-work), by state). From Boltzmann's distribution at the first energies unless
    ``start`` is given. Networks up to a few hundred states.

    Raises BadInput for an empty protocol, a duration that is not above zero, or energies that jump inside a
    segment; SolverGaveUp where the integrator stops.
    """
    if not segments:
        raise BadInput([Problem("the protocol has no segments")])
    for k, one in enumerate(segments):
        if not (np.isfinite(one.duration) and one.duration > 0.0):
            raise BadInput(
                [Problem(f"segment {k + 1} lasts {one.duration:g} s; it must last longer than zero")]
            )
    before = _energies(segments[0], 0.0)
    first, made = before, segments[0].network(0.0)
    p = np.exp(-before - _log_partition(before)) if start is None else checked(made, start)
    begin, initial = p, entropy_of(made, p)
    m, g = np.zeros_like(p), p.copy()
    second = discharged = jumps = 0.0
    for one in segments:
        now = _energies(one, 0.0)
        step = now - before  # energies may jump between segments while nothing has time to move
        second += float(np.sum(2.0 * step * m + step**2 * p))
        m, g = m + step * p, g * np.exp(-step)
        p, m, g, more, taken, counted = _along(one, p, m, g, relative)
        second, discharged, jumps = second + more, discharged + taken, jumps + counted
        before = _energies(one, one.duration)
    made = segments[-1].network(segments[-1].duration)
    total = sum(one.duration for one in segments)
    mean = float(m.sum())
    return DrivenChange(
        duration=total,
        start=begin,
        end=p,
        work=mean,
        work_variance=second - mean**2,
        exponential=float(g.sum()),
        free_energy=_log_partition(first) - _log_partition(before),
        energy_change=float(before @ p - first @ begin),
        discharged=discharged,
        production=entropy_of(made, p) - initial + discharged,
        activity=jumps / total,
    )


def reverse(segments: Sequence[Segment]) -> tuple[Segment, ...]:
    """The protocol run backwards in time."""

    def turned(one: Segment) -> Segment:
        return Segment(
            one.duration,
            lambda t: one.network(one.duration - t),
            lambda t: one.energies(one.duration - t),
        )

    return tuple(turned(one) for one in reversed(segments))


def _energies(one: Segment, time: float) -> np.ndarray:
    return np.asarray(one.energies(jnp.asarray(time)))


def _log_partition(energies: np.ndarray) -> float:
    return float(np.asarray(logsumexp(-energies)))


def _along(
    one: Segment, p: np.ndarray, m: np.ndarray, g: np.ndarray, relative: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float, float, float]:
    n = p.size
    slope = jax.jit(lambda t: jax.jvp(one.energies, (t,), (jnp.ones_like(t),))[1])

    def change(time: float, y: np.ndarray) -> np.ndarray:
        made, power = one.network(float(time)), np.asarray(slope(np.float64(time)))
        now, work, weight = y[:n], y[n : 2 * n], y[2 * n : 3 * n]
        ahead, back = made.forward * now[made.tail], made.backward * now[made.head]
        flux, away = ahead - back, made.tail != made.head
        moving = flux != 0.0
        last = [
            2.0 * power @ work,
            np.sum(flux[moving] * made.entropy[moving]),
            np.sum((ahead + back)[away]),
        ]
        rise = (
            _supply(made, now),
            _supply(made, work) + power * now,
            _supply(made, weight) - power * weight,
            power,
        )
        return np.concatenate([*rise, last])

    begin = np.concatenate([p, m, g, np.zeros(n + 3)])
    found = solve_ivp(
        change, (0.0, one.duration), begin, method="DOP853", rtol=max(relative, 1e-13), atol=1e-3 * relative
    )
    if not found.success:
        raise SolverGaveUp(
            f"the protocol could not be followed beyond t = {found.t[-1]:g} s: {found.message}"
        )
    y = found.y[:, -1]
    off = np.abs(y[3 * n : 4 * n] - (_energies(one, one.duration) - _energies(one, 0.0))).max()
    if off > 1e-7 * (1.0 + np.abs(y[3 * n : 4 * n]).max()):
        raise BadInput(
            [
                Problem(
                    f"energies jump inside a segment: their slope misses {off:g} k_B T of their change",
                    hint="end the segment where the protocol jumps and begin another",
                )
            ]
        )
    return y[:n], y[n : 2 * n], y[2 * n : 3 * n], float(y[-3]), float(y[-2]), float(y[-1])


def _supply(made: Network, values: np.ndarray) -> np.ndarray:
    """W v without building W, which changes at every stage of every step."""
    flux = made.forward * values[made.tail] - made.backward * values[made.head]
    arriving = np.bincount(made.head, flux, minlength=made.states)
    return arriving - np.bincount(made.tail, flux, minlength=made.states)
