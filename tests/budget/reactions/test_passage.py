"""Mean first passage times: sums of waiting times, the double sum of a birth-death chain, the rate of switching."""

import numpy as np
import pytest

from fluxforce.budget.reactions.copy_numbers import stationary_copy_numbers
from fluxforce.budget.reactions.passage import mean_passage_times
from fluxforce.errors import BadInput
from fluxforce.networks import kinetics
from fluxforce.networks.master import master_equation
from fluxforce.networks.reactions import reaction_network
from fluxforce.solve.markov.slowest import slowest_rate


def test_pure_birth_is_a_sum_of_waiting_times():
    made = master_equation(reaction_network({"birth": ("X -> 2 X", 0.5)}), bounds=6, initial={"X": 1})
    times = mean_passage_times(made.network, made.counts[:, 0] >= 5)
    np.testing.assert_allclose(times[made.state({"X": 1})], sum(2.0 / n for n in range(1, 5)), rtol=1e-13)


def test_chain_against_the_double_sum():
    """T(a -> b) = sum_{n=a}^{b-1} sum_{m<=n} p_m/(w+_n p_n) [gardiner2009] with p from ratios of rates."""
    made = master_equation(kinetics.schloegl(10.0), bounds=60)
    n = np.arange(61.0)
    up = 3.0 * n * (n - 1) / 10.0 + 0.25 * 10.0
    down = 0.6 * n * (n - 1) * (n - 2) / 100.0 + 2.95 * n
    p = np.concatenate([[1.0], np.cumprod(up[:-1] / down[1:])])
    expected = sum(p[: k + 1].sum() / (up[k] * p[k]) for k in range(2, 40))
    times = mean_passage_times(made.network, made.counts[:, 0] >= 40)
    np.testing.assert_allclose(times[2], expected, rtol=1e-10)


def test_switching_is_there_and_back():
    """The slowest rate is that of passage there plus that of passage back, as far as the states are apart."""
    found = stationary_copy_numbers(kinetics.schloegl(40.0, k3=0.55), {})
    x, net = found.master.counts[:, 0], found.master.network
    up, down = mean_passage_times(net, x >= 150)[10], mean_passage_times(net, x <= 10)[150]
    np.testing.assert_allclose(slowest_rate(net), 1.0 / up + 1.0 / down, rtol=0.05)


def test_what_may_never_come_is_infinite():
    """X -> A or X -> B: B may be missed, so its mean time is infinite; extinction of a decay is certain."""
    fork = reaction_network({"left": ("X -> A", 1.0), "right": ("X -> B", 1.0)})
    made = master_equation(fork, bounds=1, initial={"X": 1})
    times = mean_passage_times(made.network, made.counts[:, fork.species.index("B")] == 1)
    assert times[made.state({"X": 1})] == np.inf
    assert times[made.state({"A": 1})] == np.inf
    assert times[made.state({"B": 1})] == 0.0
    either = mean_passage_times(made.network, made.counts[:, fork.species.index("X")] == 0)
    np.testing.assert_allclose(either[made.state({"X": 1})], 0.5, rtol=1e-14)


def test_empty_target_is_refused():
    made = master_equation(kinetics.birth_death(), bounds=5)
    with pytest.raises(BadInput, match="at least one state"):
        mean_passage_times(made.network, np.zeros(6, dtype=bool))
