"""Copolymer growth against jumps of a chain, and its limits."""

import numpy as np
import pytest

from fluxforce.budget.reactions.copolymer import copolymer
from fluxforce.errors import BadInput


def test_a_chain_that_is_grown_unit_by_unit():
    """Jumps with a fixed key: 60 000 events; standard error of the velocity by blocks of the run."""
    on, off = np.array([1.0, 0.5]), np.array([0.2, 0.4])
    expected = copolymer(on, off)
    rng = np.random.default_rng(7)
    draws, chain, lengths, times = rng.random((60_000, 2)), [], [], []
    time = 0.0
    for first, second in draws:
        rates = np.array([*on, off[chain[-1]] if chain else 0.0])
        total = rates.sum()
        time -= np.log1p(-first) / total
        what = int(np.searchsorted(np.cumsum(rates), second * total))
        if what == 2:
            chain.pop()
        else:
            chain.append(what)
        lengths.append(len(chain))
        times.append(time)
    ends = np.linspace(0, draws.shape[0] - 1, 41).astype(int)
    steps, spans = np.diff(np.array(lengths)[ends]), np.diff(np.array(times)[ends])
    blocks = steps / spans
    error = blocks.std(ddof=1) / np.sqrt(blocks.size)  # about 0.012
    assert abs(lengths[-1] / times[-1] - expected.velocity) < 4.0 * error
    inside = np.array(chain)
    share = np.mean(inside == 0)
    spread = np.sqrt(share * (1 - share) / inside.size)  # independent units; about 0.003
    assert abs(share - expected.fractions[0]) < 4.0 * spread


def test_one_kind_of_unit():
    """v = k+ - k-, A = ln(k+/k-), no disorder."""
    grown = copolymer(np.array([3.0]), np.array([1.0]))
    np.testing.assert_allclose(
        [grown.velocity, grown.affinity, grown.production, grown.disorder],
        [2.0, np.log(3.0), 2.0 * np.log(3.0), 0.0],
        rtol=1e-13,
        atol=1e-15,
    )


def test_growth_on_disorder_alone():
    """Two equal units with k+ < k- < 2 k+: drive below zero, affinity ln(2 k+/k-) above it, by hand."""
    grown = copolymer(np.array([1.0, 1.0]), np.array([1.5, 1.5]))
    np.testing.assert_allclose(grown.velocity, 0.5, rtol=1e-13)
    np.testing.assert_allclose([grown.drive, grown.affinity], [-np.log(1.5), np.log(2.0 / 1.5)], rtol=1e-13)


def test_second_law_near_the_end_of_growth():
    """v falls to zero in proportion to the affinity: both halve together, production by four."""
    far, near = (copolymer(np.ones(2), np.full(2, 2.0 - h)) for h in (2e-3, 1e-3))
    np.testing.assert_allclose(far.production / near.production, 4.0, rtol=2e-3)


def test_a_unit_that_never_detaches_is_unbounded():
    assert copolymer(np.ones(2), np.array([0.0, 1.0])).production == np.inf
    assert copolymer(np.ones(2), np.zeros(2)).velocity == 2.0


@pytest.mark.parametrize(
    ("on", "off", "said"),
    [
        ([1.0, 1.0], [2.0, 2.0], "does not grow: sum of k\\+/k- is 1"),
        ([1.0, -1.0], [1.0, 1.0], "unit 1 attaches at -1"),
        ([1.0], [1.0, 2.0], "one rate for every kind"),
    ],
)
def test_bad_input(on, off, said):
    with pytest.raises(BadInput, match=said):
        copolymer(np.array(on), np.array(off))
