"""Arrays and probabilities that fit no network are refused by name, and nothing wrong passes in silence."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, from_arrays, network
from fluxforce.networks.system import network_rates

PAIR = {"states": 2, "tail": [0], "head": [1], "forward": [1.0], "backward": [1.0]}
THREE = {
    "a": Channel("0", "1", 1.0, 0.5),
    "b": Channel("1", "2", 2.0, 0.25),
    "c": Channel("2", "0", 3.0, 0.2),
}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"states": 0}, "without states"),
        ({"states": 2.5}, "'states' has a number that is not whole"),
        ({"tail": [0, 1]}, r"'head' has the shape \(1,\), not \(2,\)"),
        ({"tail": [0.5]}, "'tail' has a number that is not whole"),
        ({"tail": [-1]}, "leads to a state that does not exist"),
        ({"forward": []}, "'forward' has the shape"),
        ({"forward": [[1.0]]}, "'forward' has the shape"),
        ({"forward": 1.0}, "'forward' has the shape"),
        ({"forward": [1.0 + 1.0j]}, "'forward' is not an array of real numbers"),
        ({"forward": ["fast"]}, "'forward' is not an array of real numbers"),
        ({"entropy": [1.0, 2.0]}, "'entropy' has the shape"),
        ({"internal": [0.0, np.nan]}, "'internal' has a number that is not finite"),
        ({"process": [9], "processes": ("one",)}, "'process' of channel 0 is 9, and there are 1 names"),
        ({"reservoir": [9]}, "'reservoir' of channel 0 is 9"),
        ({"labels": ("one",)}, "1 labels for 2 states"),
        ({"labels": ("one", "one")}, "'one' is listed twice"),
        ({"labels": ("on", "off"), "forward": [-1.0]}, r"channel 0 \(on -> off, rates -1 and 1 1/s\)"),
    ],
)
def test_arrays_that_do_not_fit_are_named(changed, said):
    with pytest.raises(BadInput, match=said):
        from_arrays(**PAIR | changed)


@pytest.mark.parametrize(
    ("channels", "states", "said"),
    [
        ({}, None, "without states"),
        ({"a": ("0", "1", 1.0, 1.0)}, None, "'a' is no Channel"),
        ({"a": Channel("0", "1", "fast", 1.0)}, None, "'forward' is not an array of real numbers"),  # type: ignore[arg-type]
        ({"a": Channel("0", "1", 1.0, 1.0)}, ["0", "1", "1"], "'1' is listed twice"),
    ],
)
def test_named_channels_that_make_no_network(channels, states, said):
    with pytest.raises(BadInput, match=said):
        network(channels, states=states)


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        ([0.5, 0.5], r"'probability' has the shape \(2,\), not \(3,\)"),
        ([[0.2], [0.3], [0.5]], "'probability' has the shape"),
        ([np.nan, 0.5, 0.5], "'probability' has a number that is not finite"),
        ([-0.5, 0.5, 1.0], "the probability of state '0' is -0.5"),
    ],
)
def test_probabilities_that_are_none(probability, said):
    with pytest.raises(BadInput, match=said):
        network_rates(network(THREE), np.array(probability))


def test_round_off_below_zero_counts_as_zero():
    rates = network_rates(network(THREE), np.array([-1e-17, 0.5, 0.5]))
    assert np.all(np.isfinite(rates.production))
    assert rates.production[0] > 0.0


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((-1.0, 1.0), r"channel 'first' \(0 -> 1, rates -1 and 1 1/s\) has a negative rate"),
        ((np.nan, 1.0), r"channel 'first' \(0 -> 1, .* not a finite number"),
        ((0.0, 0.0), r"channel 'first' \(0 -> 1, .* no rate in either direction"),
    ],
)
def test_bad_rates_are_said_by_the_name_of_the_channel(rates, said):
    with pytest.raises(BadInput, match=said):
        network({"other": Channel("1", "0", 1.0, 1.0), "first": Channel("0", "1", *rates)})
