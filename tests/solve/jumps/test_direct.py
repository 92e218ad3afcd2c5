"""Exact jumps: distributions against closed forms and the dense master equation, books exact, traps avoided."""

from functools import partial

import numpy as np
import pytest

from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks.kinetics import birth_death, immigration_death, pair_annihilation, schloegl
from fluxforce.networks.reactions import Reaction, reaction_network
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.paths import Outcome, Paths
from fluxforce.solve.jumps.pool import Limits
from tests.solve.jumps.brute import after, apart, deviate, variance_apart

MANY = 4096
# Every width is a program of its own to compile; one is enough where widths do not matter.
quick = partial(sample, widths=(64,))


def test_immigration_and_death_are_poisson():
    """From nothing, X(t) is Poisson with mean k (1 - exp(-g t))/g; jumps in are Poisson with mean k t."""
    paths = quick(immigration_death(10.0, 1.0), {}, [0.5, 2.0], trajectories=MANY, seed=1)
    for k, time in enumerate((0.5, 2.0)):
        mean = 10.0 * (1.0 - np.exp(-time))
        assert apart(paths.numbers[k, 0], mean) < 4.0
        assert variance_apart(paths.numbers[k, 0], mean) < 4.0
        assert apart(paths.forward[k, 0], 10.0 * time) < 4.0
        assert variance_apart(paths.forward[k, 0], 10.0 * time) < 4.0


def test_schloegl_follows_the_master_equation():
    """Volume 5, cubic and square orders, against the exponential of the dense generator."""
    network, start = schloegl(5.0), np.zeros(80)
    start[6] = 1.0
    paths = sample(network, {"X": 6}, [0.3, 3.0], trajectories=MANY, seed=2)
    for k, time in enumerate((0.3, 3.0)):
        assert deviate(paths.numbers[k, 0], after(network, start, time)) < 4.0


def test_a_trajectory_depends_on_its_own_stream_only():
    """Lanes, portions and company do not matter: bit by bit the same."""
    network = schloegl(5.0)
    one = sample(network, {"X": 6}, [0.2, 0.5], trajectories=50, seed=3)
    other = sample(network, {"X": 6}, [0.2, 0.5], trajectories=20, seed=3, widths=(8, 4), portion=7)
    assert np.array_equal(one.numbers[:, :, :20], other.numbers)
    assert np.array_equal(one.forward[:, :, :20], other.forward)
    assert not np.array_equal(
        one.numbers, sample(network, {"X": 6}, [0.2, 0.5], trajectories=50, seed=4).numbers
    )


ENZYME = {"b": ("E + S <=> C", 0.2, 1.0), "r": ("C <=> E + P", 2.0, 0.1), "pairs": ("2 P <=> D", 0.3, 0.7)}


def test_books_close_for_every_trajectory():
    """What is there is what was there plus what every channel brought, without any rounding."""
    network = reaction_network(ENZYME, volume=2.0)
    paths = quick(network, {"E": 5, "S": 30}, [1.0, 4.0], trajectories=200, seed=5)
    brought = np.einsum("rs,trn->tsn", network.change(), paths.currents)
    assert np.array_equal(paths.numbers - paths.initial[None], brought)
    assert paths.numbers.min() >= 0.0
    assert np.array_equal(paths.events, (paths.forward[-1] + paths.backward[-1]).sum(axis=0))


def test_entropy_from_counts_is_the_sum_over_jumps():
    """The same propensities as laws of their own, whose ln(w+/w-) is gathered jump by jump."""
    network = reaction_network(ENZYME, volume=2.0)
    laws = {
        "b": (lambda n: 0.1 * n["E"] * n["S"], lambda n: 1.0 * n["C"]),
        "r": (lambda n: 2.0 * n["C"], lambda n: 0.05 * n["E"] * n["P"]),
        "pairs": (lambda n: 0.15 * n["P"] * (n["P"] - 1.0), lambda n: 0.7 * n["D"]),
    }
    own = reaction_network(
        {
            one.name: Reaction(one.name, one.reactants, one.products, 1.0, 1.0, "bath", *laws[one.name])
            for one in network.reactions
        },
        species=network.species,
        volume=2.0,
    )
    start = {"E": 5, "S": 30}
    a = quick(network, start, [1.0, 4.0], trajectories=100, seed=6)
    b = quick(own, start, [1.0, 4.0], trajectories=100, seed=6)
    assert np.array_equal(a.forward, b.forward)
    assert np.allclose(a.log_ratio(), b.log_ratio(), rtol=0.0, atol=1e-10)
    assert np.allclose(a.reservoir_entropy(), b.reservoir_entropy(), rtol=0.0, atol=1e-10)


def test_two_channels_between_the_same_states_are_counted_apart():
    """Merged, the steady state of A <=> B would look like equilibrium; apart, each channel has its own affinity."""
    network = reaction_network({"cold": ("A <=> B", 3.0, 1.0), "hot": ("A <=> B", 1.0, 3.0)})
    paths = quick(network, {"A": 10, "B": 10}, 5.0, trajectories=1000, seed=7)
    # J = 10 (3 - 1) and 10 (1 - 3) per second; entropy production 20 ln 3 + 20 ln 3 per second.
    assert apart(paths.currents[0, 0], 100.0) < 4.0
    assert apart(paths.currents[0, 1], -100.0) < 4.0
    assert apart(paths.reservoir_entropy()[0], 200.0 * np.log(3.0)) < 4.0


def test_pairs_are_ordered_and_end_with_a_single_one():
    """2 A -> 0 with w = k n (n - 1): from 3 the first jump comes at rate 6 k, and the last A stays for ever."""
    network = reaction_network({"annihilation": ("A + A -> 0", 0.5)})
    paths = quick(network, {"A": 3}, [0.2, 50.0], trajectories=MANY, seed=8)
    assert apart((paths.numbers[0, 0] == 3).astype(float), np.exp(-6.0 * 0.5 * 0.2)) < 4.0
    assert np.all(paths.numbers[1, 0] == 1.0)
    assert np.all(paths.outcome == Outcome.ABSORBED)


def test_parity_of_pairs():
    """0 -> A, 2 A -> 0: copy number and number of immigrants have the same parity, always."""
    paths = quick(pair_annihilation(), {}, 3.0, trajectories=200, seed=9)
    assert np.array_equal(paths.numbers[0, 0] % 2, paths.forward[0, 0] % 2)


def test_one_way_channels_produce_without_bound_once_they_have_jumped():
    network = reaction_network({"decay": ("X -> 0", 1.0), "exchange": ("X <=> Y", 1.0, 2.0)})
    paths = quick(network, {"X": 1}, 0.5, trajectories=500, seed=10)
    gone = paths.forward[0, 0] > 0
    assert 0 < gone.sum() < 500
    assert np.array_equal(np.isinf(paths.reservoir_entropy()[0]), gone)


def test_integral_fluctuation_theorem():
    """<exp(-total entropy)> = 1 with starts drawn from probabilities that do not vanish; 0 <=> X through two baths."""
    network = reaction_network({"left": ("0 <=> X", 3.0, 1.0), "right": ("0 <=> X", 1.0, 1.5)})
    p = np.exp(-0.5 * ((np.arange(25) - 3.0) / 2.0) ** 2)
    p /= p.sum()
    start = np.random.default_rng(11).choice(25, MANY, p=p)
    paths = quick(network, start[None], 0.2, trajectories=MANY, seed=11)
    later = after(network, p, 0.2)
    end = paths.numbers[0, 0].astype(int)
    total = paths.log_ratio()[0] + np.log(p[start]) - np.log(later[np.minimum(end, 24)])
    assert total.mean() > 0.0
    assert apart(np.exp(-total), 1.0) < 4.0


def test_time_integrals():
    """Mean of the integral of X over time from the steady state: k t/g, of X^2: (m + m^2) t with m = k/g."""
    start = np.random.default_rng(12).poisson(5.0, MANY)[None]
    paths = quick(
        immigration_death(5.0, 1.0),
        start,
        [1.0, 2.0],
        trajectories=MANY,
        seed=12,
        observables={"X": lambda n: n["X"], "X2": lambda n: n["X"] * n["X"]},
    )
    for k, time in enumerate((1.0, 2.0)):
        assert apart(paths.integrals["X"][k], 5.0 * time) < 4.0
        assert apart(paths.integrals["X2"][k], 30.0 * time) < 4.0


def test_explosions_are_stopped_with_the_reaction_named():
    with pytest.raises(SolverGaveUp, match="reaction 'birth'") as found:
        quick(birth_death(2.0, 0.1), {"X": 10}, 100.0, trajectories=20, limits=Limits(1e9, 5000.0))
    assert isinstance(found.value.results, Paths)
    assert np.all(found.value.results.stopped < 100.0)
    with pytest.raises(SolverGaveUp, match="after"):
        quick(immigration_death(100.0, 1.0), {}, 1e6, trajectories=3, limits=Limits(2000.0, 1e9))


def test_bad_input_is_named():
    network = immigration_death()
    for start, said in (({"Y": 1}, "'Y'"), ({"X": -1}, "-1"), ({"X": 0.5}, "0.5"), (np.zeros(3), "shape")):
        with pytest.raises(BadInput, match=said):
            quick(network, start, 1.0, trajectories=2)
    with pytest.raises(BadInput, match="times"):
        quick(network, {}, [2.0, 1.0], trajectories=2)
    with pytest.raises(BadInput, match="trajectories"):
        quick(network, {}, 1.0, trajectories=0)
