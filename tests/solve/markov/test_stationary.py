"""Stationary states against determinants in exact fractions, closed forms, and one another."""

from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import poisson as poisson_law

from fluxforce.errors import SolverGaveUp
from fluxforce.networks.exclusion import Boundaries, ssep, tasep
from fluxforce.networks.network import Network, from_arrays
from fluxforce.solve.markov import stationary as module
from fluxforce.solve.markov.generator import generator, leaving
from fluxforce.solve.markov.method import Method, bandwidth, chosen
from fluxforce.solve.markov.stationary import null_vector, residual, stationary
from tests.solve.markov.samples import random_network


def exact(network: Network) -> np.ndarray:
    """Gauss's elimination in fractions of the rates as they are stored."""
    n = network.states
    w = [[Fraction(0)] * n for _ in range(n)]
    for k in range(network.channels):
        i, j = int(network.tail[k]), int(network.head[k])
        if i != j:
            there, back = Fraction(float(network.forward[k])), Fraction(float(network.backward[k]))
            w[j][i] += there
            w[i][i] -= there
            w[i][j] += back
            w[j][j] -= back
    w[-1], right = [Fraction(1)] * n, [Fraction(0)] * (n - 1) + [Fraction(1)]
    for c in range(n):
        pivot = next(r for r in range(c, n) if w[r][c] != 0)
        w[c], w[pivot], right[c], right[pivot] = w[pivot], w[c], right[pivot], right[c]
        for r in range(n):
            if r != c and w[r][c] != 0:
                share = w[r][c] / w[c][c]
                w[r] = [a - share * b for a, b in zip(w[r], w[c], strict=True)]
                right[r] -= share * right[c]
    return np.array([float(right[k] / w[k][k]) for k in range(n)])


@pytest.mark.parametrize("seed", range(4))
def test_every_probability_has_its_digits_whatever_the_rates(seed: int):
    """Rates over some forty powers of ten: probabilities down to 1e-30 and below, all right to 1e-13 relative."""
    network = random_network(10, seed, spread=15.0)
    found, expected = stationary(network), exact(network)
    assert expected.min() < 1e-12
    assert found == pytest.approx(expected, rel=1e-13, abs=0.0)


def test_all_methods_agree():
    network = random_network(150, 7)
    given = [stationary(network, method) for method in Method]
    assert given[1] == pytest.approx(given[0], rel=1e-12)
    assert given[2] == pytest.approx(given[0], rel=1e-12)


def test_a_long_chain_is_poissonian():
    """Immigration and death: p(n) is Poisson's law, at 1e-300 as at its mode."""
    mean, states = 300.0, 1200
    n = np.arange(states - 1)
    chain = from_arrays(
        states=states, tail=n, head=n + 1, forward=np.full(states - 1, mean), backward=n + 1.0
    )
    assert bandwidth(generator(chain)) == 1
    law = poisson_law.pmf(np.arange(states), mean)
    shown = law > 1e-280
    assert stationary(chain)[shown] == pytest.approx(law[shown], rel=1e-11)


def test_metastable_chain_without_its_likely_state():
    """Sparse elimination leaves out a state of probability 1e-30 first; it notices and chooses another."""
    states = 450
    here = np.arange(states)
    height = 30.0 * np.cos(2.0 * np.pi * here / states)
    drop = 0.5 * (height - np.roll(height, -1))
    slow = np.where((here < 5) | (here > states - 5), 0.1, 1.0)
    ring = from_arrays(
        states=states,
        tail=here,
        head=(here + 1) % states,
        forward=slow * np.exp(drop),
        backward=slow * np.exp(-drop),
    )
    law = np.exp(-height) / np.exp(-height).sum()
    assert law[int(np.argmin(leaving(generator(ring))))] < 1e-25
    assert stationary(ring, Method.DIRECT) == pytest.approx(law, rel=1e-12)


@pytest.mark.parametrize(("alpha", "beta"), [(1.0, 1.0), (0.3, 0.6)])
def test_exclusion_process_by_krylov_spaces(alpha: float, beta: float):
    """Densities of the first site by the matrix solution: current = alpha (1 - <n_1>), with 2^12 states."""
    sites = 12
    made = tasep(sites, alpha, beta)
    p = stationary(made, Method.ITERATIVE)

    def normalisation(length: int) -> float:
        """Derrida, Evans, Hakim and Pasquier (1993), equation 39."""
        total, weight = 0.0, 1.0
        for k in range(1, length + 1):
            weight = k * _ballot(2 * length - 1 - k, length, length - k)
            powers = sum(alpha ** -(k - j) * beta**-j for j in range(k + 1))
            total += weight * powers
        return total

    current = normalisation(sites - 1) / normalisation(sites)
    assert alpha * p[: p.size // 2].sum() == pytest.approx(current, rel=1e-12)
    assert residual(generator(made), p) < 1e-15


def _ballot(top: int, length: int, rest: int) -> float:
    """(2 L - 1 - k)!/(L! (L - k)!)."""
    value = Fraction(1)
    for m in range(1, top + 1):
        value *= m
    for m in (*range(1, length + 1), *range(1, rest + 1)):
        value /= m
    return float(value)


def test_the_method_follows_size_and_shape():
    """Few states are eliminated, lines and grids in a plane have factors, many dimensions are swept."""
    here = np.arange(5000)
    line = from_arrays(
        states=5000, tail=here, head=(here + 1) % 5000, forward=np.ones(5000), backward=np.ones(5000)
    )
    assert chosen(generator(tasep(8))) is Method.ELIMINATION
    assert chosen(generator(line)) is Method.DIRECT
    assert chosen(generator(tasep(14))) is Method.ITERATIVE


def test_small_probabilities_of_krylov_spaces_are_positive_and_right():
    """Symmetric process between equal ends: product measure, from 0.1^12 on."""
    made = ssep(12, Boundaries(0.1, 0.9, 0.9, 0.1))
    p = stationary(made, Method.ITERATIVE)
    taken = np.array([bin(k).count("1") for k in range(p.size)])
    assert p == pytest.approx(0.1**taken * 0.9 ** (12 - taken), rel=1e-11)


def test_a_wrong_answer_is_not_returned(monkeypatch: pytest.MonkeyPatch):
    rates = generator(random_network(20, 1))
    monkeypatch.setattr(module, "_iterative", lambda rates: np.full(rates.shape[0], 0.05))
    with pytest.raises(SolverGaveUp, match=r"20 states was not found by the method 'iterative'.*Rates span"):
        null_vector(rates, Method.ITERATIVE)
