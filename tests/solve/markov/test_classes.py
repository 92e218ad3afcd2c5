"""Networks that fall apart are described with their states."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, network
from fluxforce.solve.markov.classes import communicating_classes
from fluxforce.solve.markov.stationary import stationary, stationary_of_class

FORK = network(
    {
        "start": Channel("source", "middle", 1.0),
        "left": Channel("middle", "a", 2.0),
        "swap": Channel("a", "b", 1.0, 3.0),
        "right": Channel("middle", "end", 1.0),
    }
)


def test_classes_are_named():
    found = communicating_classes(FORK)
    assert found.count == 4
    assert not found.unique
    named = {found.named(states) for states in found.recurrent_states}
    assert named == {"{a; b}", "{end}"}
    assert found.named(found.transient_states) == "{source; middle}"
    assert found.named(found.unreachable) == "{source}"
    assert found.named(found.absorbing) == "{end}"
    said = " | ".join(found.sentences())
    assert "not unique" in said
    assert "never left once reached: {end}" in said


def test_several_steady_states_are_refused_and_given_one_by_one():
    with pytest.raises(BadInput, match=r"2 recurrent classes of states: .*\{a; b\}"):
        stationary(FORK)
    given = [stationary_of_class(FORK, k) for k in range(2)]
    pair = next(p for p in given if p[FORK.index("a")] > 0.0)
    assert pair == pytest.approx([0.0, 0.0, 0.75, 0.25, 0.0])
    with pytest.raises(BadInput, match="there is no recurrent class 2"):
        stationary_of_class(FORK, 2)


def test_transient_states_do_not_hide_the_one_steady_state():
    one = network({"in": Channel("out", "a", 1.0), "swap": Channel("a", "b", 1.0, 3.0)})
    found = communicating_classes(one)
    assert found.unique
    assert "transient" in found.sentences()[-1]
    assert np.array_equal(stationary(one) > 0.0, [False, True, True])
