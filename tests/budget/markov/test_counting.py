"""Cumulants and generating functions against closed forms and differences of dense eigenvalues."""

import numpy as np
import pytest

from fluxforce.budget.markov.counting import (
    Counted,
    counted,
    counted_jumps,
    counted_reservoir,
    covariance,
    cumulants,
    mean_current,
    scgf,
    scgf_state,
)
from fluxforce.budget.markov.gauge import gauged
from fluxforce.budget.markov.perturbation import higher_cumulants
from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.networks.rings import ring as driven_ring
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.generator import tilted
from fluxforce.solve.markov.poisson import poisson
from fluxforce.solve.markov.stationary import stationary
from tests.budget.markov.samples import random_network

WALK = from_arrays(
    states=1, tail=np.array([0]), head=np.array([0]), forward=np.array([3.0]), backward=np.array([1.0])
)


def largest(made, count: Counted, s: float) -> float:
    return float(np.linalg.eigvals(tilted(made, count.forward, s, count.backward).toarray()).real.max())


def derivatives(made, count: Counted) -> np.ndarray:
    """First four derivatives of the eigenvalue at zero by Cauchy's integral over a small circle of complex s."""
    radius, points = 0.1, 32
    circle = radius * np.exp(2j * np.pi * np.arange(points) / points)
    values = []
    for s in circle:
        w = np.zeros((made.states, made.states), dtype=complex)
        np.add.at(w, (made.head, made.tail), made.forward * np.exp(s * count.forward))
        np.add.at(w, (made.tail, made.head), made.backward * np.exp(s * count.backward))
        np.add.at(w, (made.tail, made.tail), -made.forward)
        np.add.at(w, (made.head, made.head), -made.backward)
        found = np.linalg.eigvals(w)
        values.append(found[np.argmax(found.real)])
    orders = np.arange(1, 5)
    sums = np.array(values) @ circle[:, None] ** -orders.astype(float)
    return sums.real / points * np.array([1.0, 2.0, 6.0, 24.0])


@pytest.mark.parametrize("seed", range(3))
def test_cumulants_are_derivatives_of_the_eigenvalue(seed: int):
    made = random_network(seed)
    draw = np.random.default_rng(seed)
    current = counted(made, draw.normal(size=made.channels))
    for count in (current, counted_jumps(made)):
        given = cumulants(made, count, 4)
        expected = derivatives(made, count)
        assert np.array(given.values) == pytest.approx(expected, rel=1e-9, abs=1e-10 * np.abs(expected).max())
        assert mean_current(made, count) == pytest.approx(given.mean, rel=1e-12)


def test_a_walk_has_all_its_cumulants():
    """Steps at 3 and 1: cumulants 3 + (-1)^k and lambda = 3 (e^s - 1) + (e^-s - 1)."""
    steps = counted(WALK, np.ones(1))
    assert cumulants(WALK, steps, 6).values == pytest.approx([2.0, 4.0, 2.0, 4.0, 2.0, 4.0], rel=1e-14)
    s = np.array([[0.3, -2.0], [0.0, 1.0]])
    assert scgf(WALK, steps, s) == pytest.approx(3.0 * np.expm1(s) + np.expm1(-s), abs=1e-15)


def test_variance_of_both_ways_of_summing():
    """Squares of the martingale's jumps against the perturbation series; covariances likewise and symmetric."""
    made = random_network(8)
    draw = np.random.default_rng(3)
    first, second = (counted(made, draw.normal(size=made.channels)) for _ in range(2))
    equation = poisson(made)
    matrix = covariance(made, [first, second], equation)
    both = counted(made, first.forward + second.forward)
    variances = [
        higher_cumulants(made, each.forward, each.backward, equation, 2)[1] for each in (first, second, both)
    ]
    assert np.diagonal(matrix) == pytest.approx(variances[:2], rel=1e-11)
    assert 2.0 * matrix[0, 1] == pytest.approx(variances[2] - variances[0] - variances[1], rel=1e-10)
    assert matrix[0, 1] == pytest.approx(matrix[1, 0], rel=1e-12)


def test_moving_a_counter_changes_no_cumulant_and_no_eigenvalue():
    made = random_network(5)
    counts = np.random.default_rng(0).normal(size=made.channels)
    moved = gauged(made, counts, stationary(made))
    # a spanning tree of five states counts nothing any more
    assert np.sum(np.abs(moved) < 1e-14) >= 4
    plain, other = counted(made, counts), counted(made, moved)
    assert largest(made, plain, 0.6) == pytest.approx(largest(made, other, 0.6), rel=1e-12)
    assert higher_cumulants(made, counts, -counts, poisson(made), 4) == pytest.approx(
        higher_cumulants(made, moved, -moved, poisson(made), 4), rel=1e-10
    )


def test_currents_next_to_equilibrium_keep_their_digits():
    """A ring of three with traffic 1e6 on two channels and an affinity of 1e-12: J = A/(3 sum of resistances).

    p = 1/3 and each channel is a resistor of 3/(rate) to first order, so J = A/(3 (1e-6 + 1e-6 + 1)).
    """
    a = 1e-12
    ring = from_arrays(
        states=3,
        tail=np.arange(3),
        head=np.array([1, 2, 0]),
        forward=np.array([1e6, 1e6, 1.0 + a]),
        backward=np.array([1e6, 1e6, 1.0]),
    )
    drive = np.log(ring.forward[2])  # 1 + a as it is stored
    given = cumulants(ring, counted(ring, np.array([1.0, 0.0, 0.0])))
    assert given.mean == pytest.approx(drive / 3.0 / (1.0 + 2e-6), rel=1e-9)
    assert given.variance == pytest.approx(2.0 / 3.0 / (1.0 + 2e-6), rel=1e-9)


def test_generating_function_of_several_tilts_and_its_driven_process():
    made = random_network(2)
    count = counted(made, np.random.default_rng(4).normal(size=made.channels))
    s = np.array([1.0, -1.5, 0.2])
    assert scgf(made, count, s) == pytest.approx([largest(made, count, float(x)) for x in s], rel=1e-11)
    state = scgf_state(made, count, 0.0)
    assert state.driven == pytest.approx(stationary(made), rel=1e-12)


def test_transient_states_do_not_count():
    """In from outside once, then two states to and fro: the current round them is that of the two alone."""
    made = network(
        {"in": Channel("out", "a", 9.0), "up": Channel("a", "b", 1.0, 3.0), "on": Channel("b", "a", 2.0)}
    )
    up = counted(made, "up")
    # a and b: out of a at 1, out of b at 5; net up = p_a - 3 p_b = 5/6 - 3/6
    assert cumulants(made, up).mean == pytest.approx(1.0 / 3.0, rel=1e-14)
    two = np.array([[-1.0, 2.0 + 3.0 * np.exp(-0.4)], [np.exp(0.4), -5.0]])
    assert float(scgf(made, up, 0.4)) == pytest.approx(np.linalg.eigvals(two).real.max(), rel=1e-13)


def test_counters_by_process_and_by_reservoir():
    made = random_network(1)
    rates = network_rates(made, stationary(made))
    cold = counted_reservoir(made, "bath 1")
    expected = float(np.sum((rates.flux * made.entropy)[made.reservoir == 1]))
    assert cumulants(made, cold).mean == pytest.approx(expected, rel=1e-12)
    assert counted(made, "channel 3").forward[3] == 1.0
    assert counted(made, {"channel 3": 2.0}).forward.sum() == 2.0
    assert counted(made, "channel 3").current
    assert not counted_jumps(made).current


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("nothing", "no process 'nothing' to count"),
        (np.ones(3), "counts of 3 channels"),
        (np.full(9, np.inf), "not finite"),
    ],
)
def test_counters_that_cannot_be(given: object, said: str):
    with pytest.raises(BadInput, match=said):
        counted(random_network(1), given)  # type: ignore[arg-type]


def test_other_refusals():
    made = random_network(1)
    with pytest.raises(BadInput, match="no reservoir 'sea'"):
        counted_reservoir(made, "sea")
    with pytest.raises(BadInput, match="order 0"):
        cumulants(made, counted(made, "channel 3"), 0)


def test_a_name_or_numbers_are_counted_as_their_counter_is():
    ring = driven_ring((1.0, 2.0, 3.0), (0.5, 0.25, 0.2))
    weights = np.array([1.0, 0.0, 0.0])
    count = counted(ring, weights)
    assert counted(ring, count) is count
    for same in (weights, {"channel 0": 1.0}, "channel 0"):
        assert cumulants(ring, same).values == cumulants(ring, count).values
        assert scgf(ring, same, 0.5) == scgf(ring, count, 0.5)
        assert mean_current(ring, same) == mean_current(ring, count)
        assert np.array_equal(covariance(ring, [same, count]), covariance(ring, [count, count]))
