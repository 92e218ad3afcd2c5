"""One-way reactions that are each other's way back become one, and only those."""

import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.pairing import paired
from fluxforce.networks.reactions import reaction_network


def test_pairs_are_joined_in_place():
    made = reaction_network(
        {
            "on": ("2 A -> B", 3.0),
            "in": ("0 -> A", 1.0),
            "off": ("B -> 2 A", 0.5),
            "both": ("A <=> C", 1.0, 2.0),
        }
    )
    got = paired(made)
    assert [(one.name, str(one)) for one in got.reactions] == [
        ("on", "2 A <=> B"),
        ("in", "0 -> A"),
        ("both", "A <=> C"),
    ]
    assert (got.reactions[0].forward, got.reactions[0].backward) == (3.0, 0.5)
    assert got.species == made.species


def test_several_partners_are_refused():
    made = reaction_network({"a": ("A -> B", 1.0), "b": ("A -> B", 2.0), "c": ("B -> A", 1.0)})
    with pytest.raises(BadInput, match="'a', 'b', 'c' can be paired in several ways"):
        paired(made)
