"""The chemical master equation: states, joined channels, the cut, and what may go wrong with laws of one's own."""

from math import comb

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import gammaln

from fluxforce.errors import BadInput
from fluxforce.networks import kinetics
from fluxforce.networks.master import MasterEquation, master_equation
from fluxforce.networks.reactions import Reaction, reaction_network
from fluxforce.networks.system import network_rates


def dense(made: MasterEquation) -> np.ndarray:
    """W from the channels of the network, one by one."""
    net = made.network
    w = np.zeros((net.states, net.states))
    for tail, head, forward, backward in zip(net.tail, net.head, net.forward, net.backward, strict=True):
        w[head, tail] += forward
        w[tail, tail] -= forward
        w[tail, head] += backward
        w[head, head] -= backward
    return w


def brute(network, high: dict[str, int]) -> np.ndarray:
    """W of a mass-action network on a full box, by loops over compositions and formulas of binomials."""
    names, sides = network.species, [high[s] + 1 for s in network.species]
    states = list(np.ndindex(*sides))
    place = {state: k for k, state in enumerate(states)}
    w = np.zeros((len(states), len(states)))
    for one in network.reactions:
        for takes, leaves, k in (
            (one.reactants, one.products, one.forward),
            (one.products, one.reactants, one.backward),
        ):
            for name, held in network.chemostats.items():
                k = k * held ** takes.get(name, 0)
            for state in states:
                rate = k * network.volume
                for n, name in zip(state, names, strict=True):
                    nu = takes.get(name, 0)
                    # ordered groups: binomial times nu factorial
                    rate *= comb(n, nu) * float(np.prod(range(1, nu + 1))) / network.volume**nu
                after = tuple(
                    n - takes.get(s, 0) + leaves.get(s, 0) for n, s in zip(state, names, strict=True)
                )
                if rate > 0.0 and after in place and after != state:
                    w[place[after], place[state]] += rate
                    w[place[state], place[state]] -= rate
    return w


@pytest.mark.parametrize(
    ("network", "high"),
    [
        (kinetics.schloegl(3.0, a=1.3, b=0.7), {"X": 12}),
        (kinetics.brusselator(2.0), {"X": 5, "Y": 4}),
        (kinetics.open_dimer(), {"A": 6, "B": 3}),
        (kinetics.michaelis_menten(volume=0.5), {"S": 2, "E": 2, "C": 2, "P": 3}),
        (kinetics.immigration_death(batch=5), {"X": 17}),
    ],
)
def test_generator_is_that_of_loops_over_compositions(network, high):
    made = master_equation(network, bounds=high)
    np.testing.assert_allclose(dense(made), brute(network, high), rtol=1e-13, atol=1e-14)


def test_both_directions_are_one_channel_and_chemical_channels_stay_apart():
    """Schloegl: two processes between n and n + 1, and no channel is one-way."""
    made = master_equation(kinetics.schloegl(2.0), bounds=5)
    net = made.network
    assert net.processes == ("autocatalysis", "exchange")
    assert not net.one_way.any()
    pairs = list(zip(net.tail.tolist(), net.head.tolist(), net.process.tolist(), strict=True))
    assert len(set(pairs)) == len(pairs) == 5 + 3  # exchange between all six, autocatalysis from two X on
    assert np.all(net.head == net.tail + 1)


def test_states_within_reach_only():
    """Ten substrates and three enzymes: C = 0..3 and S + C + P = 10 leave (11 + 10 + 9 + 8) compositions."""
    made = master_equation(kinetics.michaelis_menten(), bounds=10, initial={"S": 10, "E": 3})
    assert made.network.states == 11 + 10 + 9 + 8
    assert made.cut.rate.size == 0
    assert np.all(made.counts @ np.array([0, 1, 1, 0]) == 3)


def test_search_without_a_bitmap_finds_the_same(monkeypatch):
    from fluxforce.networks import enumeration

    network = kinetics.open_dimer()
    first = master_equation(network, bounds={"A": 30, "B": 9}, initial={})
    monkeypatch.setattr(enumeration, "BITMAP", 10)
    again = master_equation(network, bounds={"A": 30, "B": 9}, initial={})
    np.testing.assert_array_equal(first.keys, again.keys)
    assert first.network.states == 310


def test_flux_through_the_cut_is_told_by_reaction_and_species():
    """0 -> X at 2 and X -> 0 on 0..3: only immigration leaves, at 2 p(3)."""
    made = master_equation(kinetics.immigration_death(2.0, 1.0), bounds=3)
    p = np.array([0.4, 0.3, 0.2, 0.1])
    assert made.cut_flux(p) == {"immigration": pytest.approx(0.2)}
    np.testing.assert_allclose(made.crossed(p), [0.2])
    open_one = made.open_network()
    assert open_one.states == 5
    assert made.cut_flux(np.array([0.0, 0.0, 1.0, 0.0])) == {}


def test_extinction_is_an_absorbing_state():
    made = master_equation(kinetics.birth_death(), bounds=9, initial={"X": 3})
    assert made.absorbing().tolist() == [made.state({"X": 0})]


def test_reservoirs_take_up_the_same_for_every_copy_number():
    """With the entropy of ideal particles in the states, ln(k+/k-) per step is left for the reservoir."""
    net = master_equation(kinetics.schloegl(7.0, a=2.0), bounds=20).network
    expected = np.array([np.log(3.0 * 2.0 / 0.6), np.log(0.25 / 2.95)])
    np.testing.assert_allclose(net.entropy, expected[net.process], rtol=0.0, atol=1e-12)
    n = np.arange(21.0)
    np.testing.assert_allclose(net.internal, n * np.log(7.0) - gammaln(n + 1.0), rtol=1e-14)


def test_reaction_among_chemostats_only_still_produces():
    """S + E <=> P + E with S and P held: the composition never changes, E (k+ S - k- P) ln(k+ S/(k- P)) is produced."""
    network = reaction_network({"turn": ("S + E <=> P + E", 2.0, 1.0)}, chemostats={"S": 3.0, "P": 0.5})
    made = master_equation(network, bounds=4, initial={"E": 4})
    rates = network_rates(made.network, np.ones(1))
    np.testing.assert_allclose(rates.total_production, 4.0 * 5.5 * np.log(12.0), rtol=1e-13)


def test_laws_of_their_own_decide_what_is_reached():
    """Pairs A (A - 1)/2 written as a law give the chain of mass action with half the constant."""
    law = Reaction(
        "pairs", {"A": 2}, {"B": 1}, 0.0, forward_law=lambda n: 0.3 * n["A"] * (n["A"] - 1.0) / 2.0
    )
    made = master_equation(reaction_network({"pairs": law}), bounds=7, initial={"A": 7})
    same = master_equation(reaction_network({"pairs": ("A + A -> B", 0.15)}), bounds=7, initial={"A": 7})
    np.testing.assert_allclose(dense(made), dense(same), rtol=1e-14)
    stops = Reaction("stops", {"A": 1}, {}, 0.0, forward_law=lambda n: jnp.where(n["A"] > 4.0, 1.0, 0.0))
    assert master_equation(reaction_network({"stops": stops}), bounds=9, initial={"A": 9}).network.states == 6


def refused(law, initial) -> str:
    one = Reaction("odd", {"A": 2}, {}, 0.0, forward_law=law)
    with pytest.raises(BadInput) as found:
        master_equation(reaction_network({"odd": one}), bounds=5, initial=initial)
    return str(found.value)


def test_laws_that_cannot_be_are_refused_by_name():
    assert "takes 'A' where too few are left" in refused(lambda n: n["A"], {"A": 5})
    assert "'odd': the forward rate at A = 1 is -1" in refused(lambda n: -n["A"], {"A": 5})
    assert "'odd': the forward rate at A = 0 is nan" in refused(lambda n: n["A"] / n["A"], {"A": 4})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"bounds": {"A": 5}}, "species 'B' has no bound"),
        ({"bounds": 5, "initial": {"A": 6}}, "the initial number of 'A' lies above its bound 5"),
        ({"bounds": 5, "initial": {"C": 1}}, "unknown species 'C'"),
        ({"bounds": 5, "initial": {"A": -1}}, "copy numbers are 0, 1, 2"),
        ({"bounds": 100_000}, "more than 20,000,000 states"),
    ],
)
def test_bad_input_is_named(change, said):
    with pytest.raises(BadInput, match=said):
        master_equation(kinetics.open_dimer(), **change)
