"""Antimony: order two however it is written, and there and back."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.model.sbml.antimony import format_antimony, parse_antimony, read_antimony
from fluxforce.networks import kinetics
from fluxforce.networks.propensity import propensities


@pytest.mark.parametrize("side", ["A + A", "2 A"])
@pytest.mark.parametrize(
    ("law", "constant"), [("k*A*A", 3.0), ("k*A^2", 3.0), ("k*A*(A-1)", 3.0), ("k*A*(A-1)/2", 1.5)]
)
def test_order_two_is_order_two(side: str, law: str, constant: float):
    found = parse_antimony(f"J0: {side} => B; {law}; k = 3; A = 5; B = 0")
    (one,) = found.network.reactions
    assert (dict(one.reactants), one.forward) == ({"A": 2}, constant)
    forward, _ = propensities(found.network, np.array([5.0, 0.0]))
    np.testing.assert_allclose(forward, [constant * 5.0 * 4.0])


def test_held_species_and_both_directions():
    found = parse_antimony("J0: $S -> X; kf*S - kr*X; kf = 2; kr = 1; S = 4; X = 0")
    (one,) = found.network.reactions
    assert (str(one), one.forward, one.backward) == ("S <=> X", 2.0, 1.0)
    assert found.network.chemostats == {"S": 4.0}


def test_there_and_back():
    network = kinetics.brusselator(3.0)
    found = parse_antimony(format_antimony(network, {"X": 2.0}))
    for one, other in zip(network.reactions, found.network.reactions, strict=True):
        assert str(one) == str(other)
        assert (other.forward, other.backward) == pytest.approx((one.forward, one.backward), rel=1e-12)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("J0: A -> ", "syntax error"),
        (
            "J0: A -> B; k*A; k = 1; A = 1; B = 0; at A > 3: k = 4",
            "event '_E0' sets 'k', which is no species",
        ),
        ("A' = 3; A = 2", "the rate rule for 'A' cannot be represented"),
        ("J0: A -> B; k*A; A = 1; B = 0", "parameter 'k' has no value"),
    ],
)
def test_what_is_wrong_is_said(text: str, said: str):
    with pytest.raises(BadInput, match=said):
        parse_antimony(text)


def test_files(tmp_path):
    (tmp_path / "a.ant").write_text("J0: => X; 2; J1: X =>; 0.5*X; X = 1")
    assert [str(one) for one in read_antimony(tmp_path / "a.ant").network.reactions] == ["0 -> X", "X -> 0"]
    with pytest.raises(BadInput, match="cannot read the Antimony file"):
        read_antimony(tmp_path / "b.ant")
