"""Symmetry of Gallavotti and Cohen, and rate functions, against closed forms."""

import numpy as np
import pytest

from fluxforce.budget.markov.counting import counted, cumulants, scgf
from fluxforce.budget.markov.deviations import (
    conjugate_affinity,
    driven_current,
    rate_function,
    symmetry_error,
)
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks.network import from_arrays
from tests.budget.markov.samples import random_network

WALK = from_arrays(
    states=1, tail=np.array([0]), head=np.array([0]), forward=np.array([3.0]), backward=np.array([1.0])
)
STEPS = counted(WALK, np.ones(1))


def ring(seed: int):
    draw = np.random.default_rng(seed)
    return from_arrays(
        states=4,
        tail=np.arange(4),
        head=(np.arange(4) + 1) % 4,
        forward=np.exp(draw.normal(size=4) + 0.5),
        backward=np.exp(draw.normal(size=4)),
    )


@pytest.mark.parametrize("seed", range(3))
def test_affinity_of_a_ring_from_its_generating_function(seed: int):
    made = ring(seed)
    one = counted(made, np.eye(4)[seed])
    expected = float(np.sum(np.log(made.forward / made.backward)))
    assert conjugate_affinity(made, one) == pytest.approx(expected, rel=1e-10)
    assert symmetry_error(made, one, expected) < 1e-12


def test_entropy_has_affinity_one_in_every_network():
    made = random_network(4)
    entropy = counted(made, np.log(made.forward / made.backward))
    assert conjugate_affinity(made, entropy) == pytest.approx(1.0, rel=1e-9)


def test_one_of_several_currents_has_no_symmetry_of_its_own():
    made = random_network(4)
    with pytest.raises(BadInput, match="no symmetry of its own"):
        conjugate_affinity(made, counted(made, "channel 3"))


def test_one_way_channels_have_none_either():
    made = from_arrays(
        states=2, tail=np.array([0, 1]), head=np.array([1, 0]), forward=np.ones(2), backward=np.zeros(2)
    )
    with pytest.raises(BadInput, match="one-way channels have no affinity"):
        conjugate_affinity(made, counted(made, np.ones(2)))


def test_rate_function_of_a_walk():
    """Steps at p and m: I(j) = p + m - sqrt(j^2 + 4 p m) + j ln((j + sqrt(j^2 + 4 p m))/(2 p))."""
    j = np.array([-3.0, 0.0, 0.5, 2.0, 7.0])
    root = np.sqrt(j**2 + 12.0)
    expected = 4.0 - root + j * np.log((j + root) / 6.0)
    given = rate_function(WALK, STEPS, j)
    assert [one.value for one in given] == pytest.approx(expected, abs=1e-12)
    assert [one.tilt for one in given] == pytest.approx(np.log((j + root) / 6.0), abs=1e-11)


def test_slope_is_the_current_of_the_driven_process():
    made, h = ring(1), 1e-4
    one = counted(made, np.eye(4)[0])
    around = scgf(made, one, [0.7 - h, 0.7 + h])
    value, slope = driven_current(made, one, 0.7)
    assert slope == pytest.approx((around[1] - around[0]) / (2.0 * h), rel=1e-7)
    assert value == pytest.approx(float(scgf(made, one, 0.7)), rel=1e-13)
    near = rate_function(made, one, np.array([cumulants(made, one).mean * 1.001]))[0]
    gap = cumulants(made, one).mean * 0.001
    assert near.value == pytest.approx(gap**2 / (2.0 * cumulants(made, one).variance), rel=1e-2)


def test_currents_that_no_tilt_makes_typical():
    made = from_arrays(
        states=2, tail=np.array([0, 1]), head=np.array([1, 0]), forward=np.ones(2), backward=np.zeros(2)
    )
    with pytest.raises((SolverGaveUp, BadInput)):
        rate_function(made, counted(made, np.ones(2)), np.array([-1.0]))
