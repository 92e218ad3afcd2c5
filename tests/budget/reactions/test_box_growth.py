"""Boxes of copy numbers hold the start, whatever bounds are given."""

from fluxforce.budget.reactions.box_growth import first_bounds
from fluxforce.networks.reactions import reaction_network

TWO = reaction_network({"swap": ("X <=> Y", 1.0, 1.0)})


def test_bounds_below_the_start_are_raised_to_it():
    assert first_bounds(TWO, {"X": 30, "Y": 2}, {"X": 20, "Y": 50}) == {"X": 30, "Y": 50}
    assert first_bounds(TWO, {"X": 30, "Y": 2}, 20) == {"X": 30, "Y": 20}
