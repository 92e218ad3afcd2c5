"""Probabilities in time against the dense exponential and closed forms."""

import numpy as np
import pytest
from scipy.linalg import expm

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.solve.markov.evolve import evolve, evolve_pieces
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.stationary import stationary
from tests.solve.markov.samples import random_network

START = np.eye(12)[0]


@pytest.mark.parametrize("scale", [1.0, 1e6])
def test_exponential_action(scale: float):
    """The same in units of time in which a step holds a few jumps or a million: sums of 1 to round-off."""
    made = random_network(12, 4)
    times = np.array([0.0, 0.3, 0.3, 2.0, 40.0])
    faster = from_arrays(
        states=12,
        tail=made.tail,
        head=made.head,
        forward=scale * made.forward,
        backward=scale * made.backward,
    )
    given = evolve(faster, START, times / scale)
    expected = [expm(generator(made).toarray() * t) @ START for t in times]
    assert given == pytest.approx(np.array(expected), abs=1e-13)
    assert np.abs(given.sum(axis=1) - 1.0).max() < 1e-15
    assert given.min() >= 0.0


def test_rates_that_are_far_apart():
    """Two states that exchange at 1 per second, one of them with a twin at 1e13: p = 1/3 each in the end."""
    made = network({"slow": Channel("a", "b", 1.0, 1.0), "fast": Channel("b", "twin", 1e13, 1e13)})
    # a and the pair b + twin: out at 1, back at 1/2
    p = evolve(made, np.array([1.0, 0.0, 0.0]), np.array([0.7, 50.0]))
    expected = 1.0 / 3.0 + 2.0 / 3.0 * np.exp(-1.5 * 0.7)
    assert p[0, 0] == pytest.approx(expected, rel=1e-11)
    assert p[1] == pytest.approx(np.full(3, 1.0 / 3.0), rel=1e-11)


def test_many_stiff_states():
    """Diffusion on a fine line by spaces of the resolvent: the mode cos(pi x) decays at its own rate."""
    states, spacing = 600, 1.0 / 600
    here = np.arange(states - 1)
    rate = np.full(states - 1, spacing**-2)
    line = from_arrays(states=states, tail=here, head=here + 1, forward=rate, backward=rate)
    x = (np.arange(states) + 0.5) * spacing
    mode = np.cos(np.pi * x)
    decay = 2.0 * (1.0 - np.cos(np.pi * spacing)) / spacing**2
    p = evolve(line, (1.0 + 0.9 * mode) / states, np.array([0.02, 0.2]))
    for one, time in zip(p, (0.02, 0.2), strict=True):
        assert one == pytest.approx((1.0 + 0.9 * np.exp(-decay * time) * mode) / states, rel=1e-9)


def test_piecewise_constant_rates():
    pieces = [(random_network(12, 4), 0.5), (random_network(12, 5), 0.25)]
    given = evolve_pieces(pieces, START)
    expected = START
    for k, (made, duration) in enumerate(pieces):
        expected = expm(generator(made).toarray() * duration) @ expected
        assert given[k + 1] == pytest.approx(expected, abs=1e-13)


def test_it_ends_in_the_stationary_state():
    made = random_network(12, 6)
    assert evolve(made, START, np.array([1e6]))[0] == pytest.approx(stationary(made), rel=1e-10)


@pytest.mark.parametrize(
    ("p0", "said"),
    [
        (np.full(12, 0.1), "sum to 1.2"),
        (np.array([1.1, -0.1] + [0.0] * 10), "state '1' is -0.1"),
        (np.ones(3) / 3.0, "3 probabilities for 12 states"),
        (np.ones((12, 1)) / 12.0, r"an array of \(12, 1\)"),
    ],
)
def test_probabilities_that_are_none(p0: np.ndarray, said: str):
    with pytest.raises(BadInput, match=said):
        evolve(random_network(12, 4), p0, np.array([1.0]))


def test_times_that_fall():
    with pytest.raises(BadInput, match="times must be finite"):
        evolve(random_network(12, 4), START, np.array([1.0, 0.5]))
