"""Copy numbers in time: seven digits of mean and deviation for linear networks, dense exponentials for the others."""

import numpy as np
import pytest
from scipy.linalg import expm

from fluxforce.budget.reactions.projection import evolved_copy_numbers
from fluxforce.errors import SolverGaveUp
from fluxforce.networks import kinetics
from fluxforce.networks.master import master_equation
from fluxforce.networks.reactions import reaction_network

TIMES = np.array([10.0, 50.0])


def birth_death(birth: float, death: float, first: float, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and variance of independent lines of descent (branching process)."""
    grown = np.exp((birth - death) * t)
    return first * grown, first * (birth + death) / (birth - death) * grown * (grown - 1.0)


def immigration_death(rate: float, death: float, batch: int, t: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Batches arrive at random, every member survives on its own: compound Poisson with binomial survivors."""
    once, twice = -np.expm1(-death * t) / death, -np.expm1(-2.0 * death * t) / (2.0 * death)
    return rate * batch * once, rate * (batch * once + batch * (batch - 1) * twice)


CASES = {
    "birth 0.1, death 0.11": (kinetics.birth_death(0.1, 0.11), 100, birth_death(0.1, 0.11, 100.0, TIMES)),
    "birth 1, death 1.1": (kinetics.birth_death(1.0, 1.1), 100, birth_death(1.0, 1.1, 100.0, TIMES[:1])),
    "immigration 1": (kinetics.immigration_death(1.0, 0.1), 0, immigration_death(1.0, 0.1, 1, TIMES)),
    "immigration 10": (kinetics.immigration_death(10.0, 0.1), 0, immigration_death(10.0, 0.1, 1, TIMES)),
    "batches of 5": (kinetics.immigration_death(1.0, 0.2, batch=5), 0, immigration_death(1.0, 0.2, 5, TIMES)),
    "batches of 100": (
        kinetics.immigration_death(1.0, 4.0, batch=100),
        0,
        immigration_death(1.0, 4.0, 100, TIMES[:1]),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_means_and_deviations_of_linear_networks(name: str):
    network, first, (mean, variance) = CASES[name]
    found = evolved_copy_numbers(network, {"X": first}, TIMES[: mean.size])
    np.testing.assert_allclose(found.mean()[:, 0], mean, rtol=1e-9)
    np.testing.assert_allclose(found.deviation()[:, 0], np.sqrt(variance), rtol=1e-9)
    assert all(one.lost <= 1e-12 for one in found.states)


# (case, time, mean, standard deviation) of the discrete stochastic models test suite as printed
PRINTED = [
    ("birth 0.1, death 0.11", 10.0, "90.48374", "13.44708"),
    ("birth 0.1, death 0.11", 50.0, "60.65307", "22.38677"),
    ("birth 1, death 1.1", 10.0, "36.78794", "22.09848"),
    ("immigration 10", 10.0, "63.21206", "7.950601"),
    ("batches of 5", 10.0, "21.616618", "8.408379"),
    ("batches of 5", 50.0, "24.998865", "8.660189"),
]


@pytest.mark.parametrize(("name", "time", "mean", "deviation"), PRINTED)
def test_printed_digits_of_the_test_suite(name: str, time: float, mean: str, deviation: str):
    network, first, _ = CASES[name]
    (state,) = evolved_copy_numbers(network, {"X": first}, [time]).states
    digits = [len(text.replace(".", "")) for text in (mean, deviation)]
    assert f"{state.mean()[0]:.{digits[0]}g}" == mean
    assert f"{state.deviation()[0]:.{digits[1]}g}" == deviation


def test_dimers_against_a_dense_exponential():
    """2 P <=> P2 from a hundred P with k P (P - 1)/2: expm of the generator that loops over channels make."""
    network = kinetics.dimerisation(0.0005, 0.01)
    net = master_equation(network, bounds={"P": 100, "P2": 50}, initial={"P": 100}).network
    w = np.zeros((net.states, net.states))
    for tail, head, forward, backward in zip(net.tail, net.head, net.forward, net.backward, strict=True):
        w[[head, tail], [tail, tail]] += [forward, -forward]
        w[[tail, head], [head, head]] += [backward, -backward]
    p = expm(10.0 * w)[:, net.states - 1]
    found = evolved_copy_numbers(network, {"P": 100}, [10.0])
    mean = p @ (net.positions if net.positions is not None else w)
    np.testing.assert_allclose(found.mean()[0], mean, rtol=1e-10)
    assert found.states[0].lost == 0.0


def test_what_is_lost_bounds_the_error():
    """With a coarse tolerance probabilities are too low everywhere, in sum by no more than what was lost."""
    network = kinetics.immigration_death(10.0, 0.1)
    coarse = evolved_copy_numbers(network, {}, [20.0], tolerance=5e-2, bounds=112).states[0]
    fine = evolved_copy_numbers(network, {}, [20.0]).states[0]
    gap = fine.probability[: coarse.probability.size] - coarse.probability
    assert gap.min() > -1e-12
    assert gap.sum() - 1e-10 <= coarse.lost <= 5e-2
    assert coarse.lost > 1e-4


def test_explosion_names_the_reaction():
    network = reaction_network({"birth": ("X -> 2 X", 3.0), "death": ("X -> 0", 1.0)})
    with pytest.raises(SolverGaveUp, match="reaction 'birth' carries it"):
        evolved_copy_numbers(network, {"X": 10}, [3.0], most_states=500)
