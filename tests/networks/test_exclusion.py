"""Exclusion processes against their rules, spelled out configuration by configuration."""

from itertools import product
from math import comb

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.exclusion import Boundaries, asep, occupation, ring, ssep, tasep
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.stationary import stationary


def by_rules(sites: int, ends: Boundaries, right: float, left: float) -> np.ndarray:
    """W from occupations as tuples, in the order of binary numbers."""
    states: list[tuple[int, ...]] = list(product((0, 1), repeat=sites))
    number = {state: k for k, state in enumerate(states)}
    w = np.zeros((len(states), len(states)))

    def jump(state: tuple[int, ...], site: int, becomes: tuple[int, ...], rate: float) -> None:
        after = (*state[:site], *becomes, *state[site + len(becomes) :])
        w[number[after], number[state]] += rate
        w[number[state], number[state]] -= rate

    for state in states:
        jump(state, 0, (1 - state[0],), ends.remove_left if state[0] else ends.inject_left)
        jump(state, sites - 1, (1 - state[-1],), ends.remove_right if state[-1] else ends.inject_right)
        for k in range(sites - 1):
            if state[k] != state[k + 1]:
                jump(state, k, (state[k + 1], state[k]), right if state[k] else left)
    return w


def test_open_line_is_its_rules():
    ends = Boundaries(1.0, 0.8, 0.3, 0.2)
    made = asep(5, ends, 1.5, 0.4)
    assert generator(made).toarray() == pytest.approx(by_rules(5, ends, 1.5, 0.4), abs=1e-13)
    assert made.processes == ("enter left", "hop 1-2", "hop 2-3", "hop 3-4", "hop 4-5", "leave right")
    assert made.reservoirs == ("left", "bulk", "right")


def test_forward_leads_from_left_to_right():
    """Every forward jump moves a particle to the right, comes in on the left or goes out on the right."""
    made = asep(4, Boundaries(1.0, 1.0, 1.0, 1.0), 1.0, 1.0)
    taken = occupation(4)
    place = taken @ np.arange(1, 5) + 5 * (4 - taken.sum(axis=1)) - 20
    moved = place[made.head] - place[made.tail]
    inside = (made.process > 0) & (made.process < 4)
    assert np.all(moved[inside] == 1)
    change = taken.sum(axis=1)[made.head] - taken.sum(axis=1)[made.tail]
    assert np.all(change[made.process == 0] == 1)
    assert np.all(change[made.process == 4] == -1)


def test_channels_are_as_many_as_can_jump():
    made = tasep(10)
    assert made.channels == 2 * 2**9 + 9 * 2**8
    assert np.all(made.one_way)
    assert not np.any(ssep(4, Boundaries(1.0, 1.0, 1.0, 1.0)).one_way)


def test_one_site_is_a_dot():
    """In at 2, out at 3: taken for 2/5 of the time."""
    assert stationary(tasep(1, 2.0, 3.0)) == pytest.approx([0.6, 0.4])


def test_ring_has_uniform_probability_and_its_current():
    """Every configuration is as likely; the displacement per time is N (L - N)/(L - 1)."""
    made = ring(7, 3)
    assert made.network.states == comb(7, 3) == made.configurations.size
    p = stationary(made.network)
    assert p == pytest.approx(np.full(35, 1.0 / 35.0), rel=1e-12)
    assert float(p[made.network.tail].sum()) == pytest.approx(3 * 4 / 6, rel=1e-13)
    assert np.all(occupation(7, made.configurations).sum(axis=1) == 3)


@pytest.mark.parametrize(
    ("build", "said"),
    [
        (lambda: tasep(0), "0 sites"),
        (lambda: tasep(40), "from 1 to 24"),
        (lambda: tasep(3, -1.0), "'enter left' has the rate -1"),
        (lambda: tasep(3, 1.0, 0.0), "'leave right' has no rate"),
        (lambda: ring(4, 4), "nothing to move"),
    ],
)
def test_processes_that_cannot_be(build, said: str):
    with pytest.raises(BadInput, match=said):
        build()
