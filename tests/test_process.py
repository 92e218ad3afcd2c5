"""Processes alone: stoichiometry, what a flow carries, the limiter."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.places import Chain, Everywhere, Pairs
from fluxforce.process import Flow, limited


def flow(rate: float, faces: int = 5, limit: float = 1.0, mobile: int = 1) -> Flow:
    return Flow(
        "flow", Chain(), jnp.full(faces, rate), jnp.zeros(faces), jnp.full(faces, limit), jnp.zeros(faces),
        mobile,
    )  # fmt: skip


def test_sites_find_both_ends():
    values = jnp.array([[1.0, 2.0, 3.0]])
    tail, head = Chain().ends(values)
    assert tail.tolist() == [[1.0, 2.0]]
    assert head.tolist() == [[2.0, 3.0]]
    pairs = Pairs(jnp.array([2, 0]), jnp.array([0, 0]))
    assert pairs.ends(values)[0].tolist() == [[3.0, 1.0]]
    assert Everywhere().ends(values)[0].tolist() == values.tolist()


@pytest.mark.parametrize(
    "sites", [Chain(), Pairs(jnp.array([0, 1]), jnp.array([1, 2]))], ids=["chain", "pairs"]
)
def test_what_leaves_a_tail_arrives_at_a_head(sites):
    """A chain written as pairs supplies the same; equal amounts taken and given add up to nothing."""
    taken, given = jnp.array([[1.0, 10.0]]), jnp.array([[2.0, 20.0]])
    assert sites.collect(taken, given, 3).tolist() == [[-1.0, 2.0 - 10.0, 20.0]]
    assert float(jnp.sum(sites.collect(taken, taken, 3))) == 0.0


def test_pairs_may_meet_in_one_place():
    """Two sites with the same head add their supplies."""
    pairs = Pairs(jnp.array([0, 1]), jnp.array([2, 2]))
    amount = jnp.array([3.0, 4.0])
    assert pairs.collect(amount, amount, 3).tolist() == [-3.0, -4.0, 7.0]


@pytest.mark.parametrize("rate", [2.0, -2.0])
def test_upwind_carries_what_lies_upstream(rate):
    content = jnp.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0], [5.0] * 6])
    carried = flow(rate).carried(content)
    upstream = content[0, :-1] if rate > 0 else content[0, 1:]
    np.testing.assert_allclose(carried[0], rate * upstream)
    np.testing.assert_array_equal(carried[1], 0.0)  # only the first quantity moves


def test_full_weight_is_downwind_and_half_is_central():
    content = jnp.array([[1.0, 3.0, 9.0]])
    for weight, expected in ((1.0, [3.0, 9.0]), (0.5, [2.0, 6.0])):
        one = dataclasses.replace(flow(1.0, 2), weight=jnp.full(2, weight))
        np.testing.assert_allclose(one.carried(content)[0], expected)


def test_limiter_of_van_leer():
    """phi(r) = (r + |r|)/(1 + |r|) (van Leer 1974): 1 on a straight line, 2r/(1 + r), 0 at an extremum.

    The limiter keeps out of changes below a thousandth, which shifts r by about its square.
    """
    straight = limited(flow(1.0), jnp.arange(1.0, 7.0)[None])
    np.testing.assert_allclose(straight.weight, 0.5, rtol=1e-9)
    bent = limited(flow(1.0), jnp.array([[1.0, 2.0, 4.0, 3.0, 3.0, 3.0]]))
    np.testing.assert_allclose(bent.weight[1], 0.5 * 2.0 / 3.0, rtol=1e-4)
    assert float(bent.weight[2]) == pytest.approx(0.0, abs=1e-4)


def test_one_weight_for_all_quantities_and_none_where_forbidden():
    """The smallest of all quantities counts, so that salts stay neutral; `limit` = 0 keeps plain upwind."""
    content = jnp.array([[1.0, 2.0, 3.0, 4.0, 5.0, 6.0], [1.0, 2.0, 1.0, 2.0, 1.0, 2.0]])
    assert float(jnp.max(jnp.abs(limited(flow(1.0, mobile=2), content).weight[1:]))) < 1e-4
    np.testing.assert_array_equal(limited(flow(1.0, limit=0.0), content).weight, 0.0)


def test_limited_advection_keeps_bounds():
    """An explicit step at Courant number 1/2 makes no new extremum (total variation diminishing)."""
    content = jnp.array([[1.0, 1.0, 1.0, 0.1, 0.1, 0.5, 0.1, 0.1]])
    one = limited(flow(0.5, 7), content)
    carried = one.carried(content)
    after = content + one.sites.collect(carried, carried, 8)
    inner = np.asarray(after)[0, 1:-1]
    assert inner.min() >= 0.1 - 1e-5
    assert inner.max() <= 1.0 + 1e-5
