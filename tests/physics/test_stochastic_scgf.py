"""Generating functions far smaller than the rates, enclosed by elimination in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from fluxforce import stochastic as st
from fluxforce.networks.motors import KINESIN_HYDROLYSIS, KINESIN_STEPS


def lies_above(network: st.Network, counts: np.ndarray, s: float, theta: Fraction) -> bool:
    """Whether theta exceeds every eigenvalue of W(s): then, and only then, all pivots of theta - W(s) are positive."""
    n = network.states
    matrix = [[theta if i == j else Fraction(0) for j in range(n)] for i in range(n)]
    for i, j, ahead, back, c in zip(
        network.tail, network.head, network.forward, network.backward, counts, strict=True
    ):
        weight = Fraction(float(np.exp(s * c)))
        matrix[j][i] -= Fraction(float(ahead)) * weight
        matrix[i][j] -= Fraction(float(back)) / weight
        matrix[i][i] += Fraction(float(ahead))
        matrix[j][j] += Fraction(float(back))
    for k in range(n):
        if matrix[k][k] <= 0:
            return False
        for i in range(k + 1, n):
            factor = matrix[i][k] / matrix[k][k]
            matrix[i] = [a - factor * b for a, b in zip(matrix[i], matrix[k], strict=True)]
    return True


def assert_enclosed(network: st.Network, counts: np.ndarray, s: float, within: float = 1e-10) -> None:
    theta = Fraction(float(st.scgf(network, st.counted(network, np.asarray(counts, dtype=float)), s)))
    margin = abs(theta) * Fraction(within)
    assert lies_above(network, counts, s, theta + margin), f"{float(theta)} is too low at s = {s}"
    assert not lies_above(network, counts, s, theta - margin), f"{float(theta)} is too high at s = {s}"


def clusters(link: float) -> st.Network:
    """Two rings of three states, joined by channels of rate ``link``."""
    rows = [
        (0, 1, 1.0, 2.0),
        (1, 2, 3.0, 0.5),
        (2, 0, 1.0, 1.0),
        (3, 4, 2.0, 1.0),
        (4, 5, 0.3, 1.0),
        (5, 3, 1.5, 0.7),
        (2, 3, link, 3.0 * link),
        (5, 0, 0.5 * link, link),
    ]
    tail, head, forward, backward = (np.array(each) for each in zip(*rows, strict=True))
    return st.from_arrays(states=6, tail=tail, head=head, forward=forward, backward=backward)


@pytest.mark.parametrize("counts", [KINESIN_STEPS, KINESIN_HYDROLYSIS], ids=["steps", "hydrolysis"])
@pytest.mark.parametrize(("load", "drive"), [(0.0, 0.01), (3.0, 0.5), (-4.0, 12.0), (16.0, 30.0)])
def test_kinesin_next_to_equilibrium_and_beyond_stall(load, drive, counts):
    """Currents down to 1e-14 per second beside rates of 1e5."""
    for s in (-0.5, 0.5, 3.0):
        assert_enclosed(st.kinesin(load, drive), counts, s)


@pytest.mark.parametrize("link", [1e-3, 1e-6, 1e-12])
@pytest.mark.parametrize("channel", [0, 6], ids=["inside", "between"])
def test_nearly_decomposable_networks(link, channel):
    counts = np.zeros(8)
    counts[channel] = 1.0
    for s in (-0.5, 0.5, 3.0):
        assert_enclosed(clusters(link), counts, s)


@pytest.mark.parametrize("seed", [0, 2, 5])
def test_rates_over_forty_powers_of_ten(seed):
    draw = np.random.default_rng(seed)
    tail = np.array([0, 1, 2, 3, 4, 0, 1])
    head = np.array([1, 2, 3, 4, 0, 2, 4])
    rates = 10.0 ** draw.uniform(-25.0, 15.0, (2, 7))
    network = st.from_arrays(states=5, tail=tail, head=head, forward=rates[0], backward=rates[1])
    for s in (-0.5, 0.5, 3.0):
        assert_enclosed(network, np.array([1.0, 0, 0, 0, 0, 0, 0]), s)


def test_far_tilts_of_a_ring():
    """lambda(s) = p (e^s - 1) + m (e^-s - 1) per channel counted everywhere, s beyond the range of plain sums."""
    ring = st.driven_ring([3.0] * 7, [0.4] * 7)
    for s in (-60.0, -20.0, 20.0, 60.0):
        found = st.scgf(ring, st.counted(ring, np.ones(7)), s)
        assert found == pytest.approx(3.0 * np.expm1(s) + 0.4 * np.expm1(-s), rel=1e-12)


def test_a_current_without_a_cycle_has_no_generating_function_of_its_own():
    """One channel between two states: the net count is a difference of states, so lambda(s) = 0 for every s."""
    pair = st.network({"only": st.Channel("0", "1", 1.0, 3.0)})
    for s in (-200.0, -50.0, 7.0, 50.0, 400.0):
        assert st.scgf(pair, st.counted(pair, "only"), s) == pytest.approx(0.0, abs=1e-14)


@pytest.mark.parametrize("s", [-30.0, 30.0, 50.0, 70.0])
def test_one_channel_counted_far_out(s):
    """A gauge spreads the count over all N channels of an even ring: p (e^(s/N) - 1) + m (e^(-s/N) - 1)."""
    sites, ahead, back = 5, 2.0, 0.3
    ring = st.driven_ring([ahead] * sites, [back] * sites)
    found = st.scgf(ring, st.counted(ring, np.eye(sites)[0]), s)
    expected = ahead * np.expm1(s / sites) + back * np.expm1(-s / sites)
    assert found == pytest.approx(expected, rel=1e-11)
