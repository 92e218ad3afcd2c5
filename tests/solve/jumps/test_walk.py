"""Walks on Markov networks against the dense master equation; channels apart, fluctuation theorems, sequences."""

from functools import partial

import numpy as np
import pytest
from scipy.linalg import expm

from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks.network import Channel, Network, from_arrays, network
from fluxforce.solve.jumps.paths import Outcome
from fluxforce.solve.jumps.walk import sequence, walk
from tests.solve.jumps.brute import apart, deviate, variance_apart

MANY = 4096
# Every width is a program of its own to compile; one is enough where widths do not matter.
quick = partial(walk, widths=(64,))
START = np.array([0.6, 0.3, 0.1])
# The ring P2 of the reference problems, with a second channel between the first two states.
RING = network(
    {
        "01": Channel("0", "1", 1.0, 0.5),
        "12": Channel("1", "2", 2.0, 0.25),
        "20": Channel("2", "0", 3.0, 0.2),
        "01 hot": Channel("0", "1", 0.3, 0.6, reservoir="hot"),
    }
)


def generator(one: Network) -> np.ndarray:
    w = np.zeros((one.states, one.states))
    np.add.at(w, (one.head, one.tail), one.forward)
    np.add.at(w, (one.tail, one.head), one.backward)
    return w - np.diag(w.sum(axis=0))


def test_occupations_currents_and_channels():
    times = [0.4, 2.0]
    walks = walk(
        RING, START, times, walkers=MANY, seed=1, currents={"winding": np.array([1.0, 1.0, 1.0, 1.0])}
    )
    assert walks.forward is not None
    assert walks.backward is not None
    for k, time in enumerate(times):
        assert deviate(walks.states[k], expm(generator(RING) * time) @ START) < 4.0
    # Mean jumps of a channel: rate times the integral of the occupation.
    occupied = np.linalg.solve(
        generator(RING) + 10.0 * np.ones((3, 3)),
        (expm(generator(RING) * 2.0) - np.eye(3)) @ START + 10.0 * 2.0,
    )
    for c in range(4):
        assert apart(walks.forward[1, c], RING.forward[c] * occupied[RING.tail[c]]) < 4.0
        assert apart(walks.backward[1, c], RING.backward[c] * occupied[RING.head[c]]) < 4.0
    net = walks.forward - walks.backward
    assert np.array_equal(walks.currents["winding"], net.sum(axis=1))
    assert np.allclose(walks.entropy, np.einsum("c,tcn->tn", RING.entropy, net), rtol=0.0, atol=1e-12)
    assert np.array_equal(walks.events, (walks.forward + walks.backward).sum(axis=1))


def test_fluctuation_theorems():
    """<exp(-S)> = 1; and P(S)/P~(-S) = exp(S) from a steady state: ln of frequencies against S, bin by bin."""
    time = 0.5
    later = expm(generator(RING) * time) @ START
    walks = quick(RING, START, time, walkers=MANY, seed=2)
    total = walks.total_entropy(START, later[None])[0]
    assert total.mean() > 0.0
    assert apart(np.exp(-total), 1.0) < 4.0
    # The steady state is its own time reversal here, rates being constant.
    values, vectors = np.linalg.eig(generator(RING))
    steady = np.real(vectors[:, np.argmax(np.real(values))])
    steady /= steady.sum()
    walks = quick(RING, steady, 1.0, walkers=4 * MANY, seed=3)
    total = walks.total_entropy(steady, steady[None])[0]
    assert apart(np.exp(-total), 1.0) < 4.0
    for low, high in ((0.2, 1.0), (1.0, 2.0), (2.0, 4.0)):
        plus = (total > low) & (total <= high)
        minus = (total < -low) & (total >= -high)
        difference = minus.astype(float) - np.where(plus, np.exp(-total), 0.0)
        assert apart(difference, 0.0) < 4.0


def test_large_networks_count_what_is_asked_for():
    """A ring of 40 states with p = 3 and m = 1: mean (p - m) t and variance (p + m) t of the winding current."""
    size = 40
    at = np.arange(size)
    ring = from_arrays(
        states=size, tail=at, head=(at + 1) % size, forward=np.full(size, 3.0), backward=np.full(size, 1.0)
    )
    walks = quick(ring, 0, 5.0, walkers=MANY, seed=4, currents={"steps": np.ones(size)})
    assert walks.forward is None
    assert apart(walks.currents["steps"][0], 10.0) < 4.0
    assert variance_apart(walks.currents["steps"][0], 20.0) < 4.0
    assert np.allclose(walks.entropy, np.log(3.0) * walks.currents["steps"])


def test_one_way_channels_and_absorbing_states():
    chain = network({"go": Channel("a", "b", 1.0, 1.0), "fall": Channel("b", "c", 0.5)})
    walks = quick(chain, "a", 2.0, walkers=500, seed=5)
    fallen = walks.states[0] == 2
    assert 0 < fallen.sum() < 500
    assert np.array_equal(walks.outcome == Outcome.ABSORBED, fallen)
    assert np.array_equal(np.isposinf(walks.entropy[0]), fallen)
    path = sequence(chain, 1000, start="a", seed=5)
    assert path.last == 2
    assert path.states.size < 1000
    assert path.states[-1] == 1


def test_sequence_of_jumps():
    """Dwell times are exponential with the rate of leaving, channels are chosen by their rates, ends meet."""
    path = sequence(RING, 70_000, start=2, seed=6)
    assert path.states[0] == 2
    tail = np.where(path.directions > 0, RING.tail[path.channels], RING.head[path.channels])
    head = np.where(path.directions > 0, RING.head[path.channels], RING.tail[path.channels])
    assert np.array_equal(path.states, tail)
    assert np.array_equal(np.append(path.states[1:], path.last), head)
    leaving = -np.diag(generator(RING))
    for state in range(3):
        here = path.states == state
        assert apart(path.dwell[here], 1.0 / leaving[state]) < 4.0
        assert apart(path.dwell[here] ** 2, 2.0 / leaving[state] ** 2) < 4.0
    hot = (path.channels == 3)[path.states == 0]
    assert apart(hot.astype(float), 0.3 / leaving[0]) < 4.0
    assert np.array_equal(path.dwell[:500], sequence(RING, 500, start=2, seed=6).dwell)


def test_bad_input_and_limits():
    with pytest.raises(BadInput, match="add up to one"):
        quick(RING, np.array([0.5, 0.1, 0.1]), 1.0, walkers=2)
    with pytest.raises(BadInput, match="states 0 to 2"):
        quick(RING, 7, 1.0, walkers=2)
    with pytest.raises(BadInput, match="0 walkers"):
        quick(RING, START, 1.0, walkers=0)
    with pytest.raises(BadInput, match="one number for each"):
        quick(RING, 0, 1.0, walkers=2, currents={"x": np.ones(3)})
    with pytest.raises(SolverGaveUp, match="most_jumps"):
        quick(RING, START, 1e4, walkers=2, most_jumps=100.0)


def test_currents_by_name_are_those_by_numbers():
    by_name = {"x": RING.processes[0], "y": {RING.processes[1]: 2.0}}
    by_number = {"x": np.eye(RING.channels)[0], "y": 2.0 * np.eye(RING.channels)[1]}
    one, other = (quick(RING, 0, 1.0, walkers=8, currents=each).currents for each in (by_name, by_number))
    for name in by_name:
        np.testing.assert_array_equal(one[name], other[name])
