"""Driven networks: work, its fluctuations, and what is found out about protocols."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce._types import Array
from fluxforce.budget.markov.protocol import Segment, drive, reverse
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, Network, network


def level(energy: float) -> Network:
    """Two levels, the upper one at ``energy`` in k_B T."""
    rate = float(np.exp(energy / 2.0))
    return network({"exchange": Channel("down", "up", 1.0 / rate, rate)})


def held(energy: float, duration: float) -> Segment:
    """The upper level kept where it is."""
    return Segment(duration, lambda _: level(energy), lambda t: jnp.stack([0.0 * t, energy + 0.0 * t]))


def ramp(start: float, end: float, duration: float) -> Segment:
    """The upper level moved steadily."""

    def energies(t: Array) -> Array:
        return jnp.stack([0.0 * t, start + (end - start) * t / duration])

    return Segment(duration, lambda t: level(start + (end - start) * t / duration), energies)


def free(energy: float) -> float:
    return -float(np.log1p(np.exp(-energy)))


def test_a_sudden_change_does_work_on_what_is_there():
    """Jump 0 -> 2 from equilibrium: W is 2 with probability 1/2 and 0 else. Then nothing but relaxing."""
    found = drive([held(0.0, 0.5), held(2.0, 1.5)])
    np.testing.assert_allclose([found.work, found.work_variance], [1.0, 1.0], rtol=1e-10)
    np.testing.assert_allclose(found.exponential, 0.5 * (1.0 + np.exp(-2.0)), rtol=1e-10)
    np.testing.assert_allclose(found.free_energy, free(2.0) - free(0.0), rtol=1e-13)
    # relaxation of p_up from 1/2 towards 1/(1 + e^2) at the rate e^-1 + e
    final = 1.0 / (1.0 + np.exp(2.0))
    p_up = final + (0.5 - final) * np.exp(-1.5 * (np.exp(-1.0) + np.exp(1.0)))
    np.testing.assert_allclose(found.end[1], p_up, rtol=1e-10)
    np.testing.assert_allclose(found.heat, 2.0 * p_up - 1.0, rtol=1e-9)
    np.testing.assert_allclose(found.discharged, -found.heat, rtol=1e-9)


def test_jarzynski_holds_and_slow_driving_dissipates_as_one_over_time():
    fast, slow = drive([ramp(0.0, 2.0, 10.0)]), drive([ramp(0.0, 2.0, 20.0)])
    for found in (fast, slow):
        np.testing.assert_allclose(-np.log(found.exponential), found.free_energy, rtol=1e-9)
    # linear response: W_diss tau is constant, and the variance of the work is twice the dissipation
    np.testing.assert_allclose(slow.dissipated * 20.0, fast.dissipated * 10.0, rtol=0.1)
    np.testing.assert_allclose(slow.work_variance, 2.0 * slow.dissipated, rtol=0.05)


def test_books_of_a_driven_change():
    found = drive([ramp(-1.0, 2.0, 0.7), held(2.0, 0.2), ramp(2.0, 0.5, 0.4)])
    entropies = [-float(np.sum(p * np.log(p))) for p in (found.start, found.end)]
    np.testing.assert_allclose(found.production, entropies[1] - entropies[0] - found.heat, rtol=1e-9)
    assert found.production > 0.0
    assert found.speed_limit.least_time <= found.duration
    # dissipated work = entropy production + what relaxing to the end's equilibrium would still give
    end = np.array([1.0, np.exp(-0.5)]) / (1.0 + np.exp(-0.5))
    distance = float(np.sum(found.end * np.log(found.end / end)))
    np.testing.assert_allclose(found.dissipated, found.production + distance, rtol=1e-9)


def test_reverse_of_a_reverse_is_the_protocol():
    protocol = [held(0.3, 0.1), ramp(0.3, 2.0, 0.5)]
    forth, again = drive(protocol), drive(reverse(reverse(protocol)))
    np.testing.assert_allclose(again.work, forth.work, rtol=1e-11)
    np.testing.assert_allclose(drive(reverse(protocol)).free_energy, -forth.free_energy, rtol=1e-12)


def test_protocols_that_jump_inside_a_segment_are_refused():
    def step(t: Array) -> Array:
        return jnp.stack([0.0 * t, jnp.where(t > 0.3, 1.0, 0.0)])

    with pytest.raises(BadInput, match="energies jump inside a segment"):
        drive([Segment(1.0, lambda t: level(1.0 if t > 0.3 else 0.0), step)])
    with pytest.raises(BadInput, match="no segments"):
        drive([])
    with pytest.raises(BadInput, match="segment 1 lasts 0 s"):
        drive([held(0.0, 0.0)])
