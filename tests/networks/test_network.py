"""Networks on the kernel: production of a driven ring, typed one-way channels, chemostats folded in."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.networks.macroscopic import macroscopic
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.networks.propensity import propensities
from fluxforce.networks.reactions import parse_sides, reaction_network
from fluxforce.networks.system import network_rates

RING = {
    "first": Channel("0", "1", 1.0, 0.5),
    "second": Channel("1", "2", 2.0, 0.25),
    "third": Channel("2", "0", 3.0, 0.2),
}


def test_production_of_a_driven_ring_is_that_of_schnakenberg():
    """sum (J+ - J-) ln(J+/J-) by hand at p = (0.6, 0.3, 0.1)."""
    rates = network_rates(network(RING), np.array([0.6, 0.3, 0.1]))
    pairs = [(0.6 * 1.0, 0.3 * 0.5), (0.3 * 2.0, 0.1 * 0.25), (0.1 * 3.0, 0.6 * 0.2)]
    expected = [(a - b) * np.log(a / b) for a, b in pairs]
    np.testing.assert_allclose(rates.production, expected, rtol=1e-13)
    np.testing.assert_allclose(rates.supply, [-0.27, -0.125, 0.395], atol=1e-15)


def test_two_channels_between_the_same_states_stay_apart():
    """Merged they would be in balance: 1 + 2 forth and 2 + 1 back."""
    both = {"hot": Channel("a", "b", 1.0, 2.0, "hot"), "cold": Channel("a", "b", 2.0, 1.0, "cold")}
    rates = network_rates(network(both), np.array([0.5, 0.5]))
    np.testing.assert_allclose(rates.total_production, np.log(2.0), rtol=1e-14)
    np.testing.assert_allclose(rates.supply, 0.0, atol=1e-16)


def test_a_channel_without_a_way_back_is_unbounded():
    net = network({"there": Channel("a", "b", 1.0), "round": Channel("a", "b", 1.0, 1.0)})
    rates = network_rates(net, np.array([0.5, 0.5]))
    assert list(net.one_way) == [True, False]
    assert rates.by_process() == {"there": np.inf, "round": 0.0}


def test_a_channel_written_backwards_is_turned_round():
    net = from_arrays(states=2, tail=[0], head=[1], forward=[0.0], backward=[2.0])
    assert (net.tail[0], net.head[0], net.forward[0], bool(net.one_way[0])) == (1, 0, 2.0, True)


def test_internal_entropy_enters_detailed_balance():
    """Two states of which one is a lump of three: equal energies, rates 3 to 1, no entropy to the bath."""
    net = network({"open": Channel("one", "three", 3.0, 1.0, entropy=0.0)}, internal={"three": np.log(3.0)})
    np.testing.assert_allclose(net.detailed_balance_error(), 0.0, atol=1e-15)
    rates = network_rates(net, np.array([0.25, 0.75]))
    np.testing.assert_allclose(rates.force, 0.0, atol=1e-14)


@pytest.mark.parametrize(
    ("forward", "backward", "said"),
    [(-1.0, 1.0, "negative"), (np.nan, 1.0, "finite"), (0.0, 0.0, "no rate")],
)
def test_wrong_rates_are_named(forward, backward, said):
    with pytest.raises(BadInput, match=said):
        network({"bad": Channel("a", "b", forward, backward)})


def test_macroscopic_production_of_schloegl():
    """J+ and J- by hand at x = 2: (3 x^2 - 0.6 x^3) and (0.25 - 2.95 x) with their logarithms."""
    net = reaction_network({"auto": ("2 X <=> 3 X", 3.0, 0.6), "feed": ("0 <=> X", 0.25, 2.95)}, volume=20.0)
    rates = evaluate(macroscopic(net), jnp.log(jnp.array([[2.0]])))
    expected = [20 * (12.0 - 4.8) * np.log(12.0 / 4.8), 20 * (0.25 - 5.9) * np.log(0.25 / 5.9)]
    np.testing.assert_allclose([float(p[0]) / GAS_CONSTANT for p in rates.production], expected, rtol=1e-13)


def test_chemostats_multiply_the_constants():
    net = reaction_network({"r": ("2 A + X <=> B", 3.0, 5.0)}, chemostats={"A": 2.0, "B": 7.0})
    forward, backward = net.constants()
    assert (net.species, forward[0], backward[0]) == (("X",), 12.0, 35.0)


def test_propensities_count_ordered_groups():
    """Two of n give n (n - 1): 0, 0, 2, 6 times k/V."""
    net = reaction_network({"pair": ("2 A -> 0", 0.5)}, volume=4.0)
    forward, backward = propensities(net, jnp.array([[0.0, 1.0, 2.0, 3.0]]))
    np.testing.assert_allclose(forward[0], [0.0, 0.0, 0.25, 0.75])
    np.testing.assert_allclose(backward, 0.0)


def test_sums_of_one_species_add_up():
    assert parse_sides("A + A -> B") == ({"A": 2}, {"B": 1}, False)
    assert parse_sides("2 A -> B") == parse_sides("2*A -> B") == parse_sides("A + A -> B")
    assert parse_sides("0 <=> A") == ({}, {"A": 1}, True)


@pytest.mark.parametrize("text", ["A", "A -> ", "A => B C", "A + -> B", "0 A -> B", "-> ", "x" * 400])
def test_what_is_no_reaction_is_refused(text):
    if text == "A -> ":
        assert parse_sides(text) == ({"A": 1}, {}, False)
        return
    with pytest.raises(BadInput):
        parse_sides(text)


def test_arrow_and_rates_must_agree():
    with pytest.raises(BadInput, match="no backward rate"):
        reaction_network({"r": ("A <=> B", 1.0)})
    with pytest.raises(BadInput, match="one way"):
        reaction_network({"r": ("A -> B", 1.0, 2.0)})


def test_a_sharp_start_produces_without_bound_at_that_instant():
    """(J+ - J-) ln(J+/J-) with J- = 0; a moment later both are finite."""
    net = network({"jump": Channel("a", "b", 1.0, 1.0)})
    rates = network_rates(net, np.array([1.0, 0.0]))
    assert (rates.total_production, rates.force[0], rates.flux[0]) == (np.inf, np.inf, 1.0)
    later = network_rates(net, np.array([1.0 - 1e-9, 1e-9]))
    np.testing.assert_allclose(later.total_production, (1.0 - 2e-9) * np.log((1.0 - 1e-9) / 1e-9), rtol=1e-12)


def test_underflow_in_a_steady_state_is_no_sharp_start():
    net = network({"jump": Channel("a", "b", 1.0, 1.0)})
    assert network_rates(net, np.array([1e-305, 0.0])).total_production < 1e-300
