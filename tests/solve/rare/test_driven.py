"""Driven networks: eigenvalues against a dense eigenvalue routine, currents against its derivative."""

import numpy as np
import pytest
import scipy.linalg

from fluxforce.errors import BadInput
from fluxforce.networks.network import Channel, network
from fluxforce.networks.system import network_rates
from fluxforce.solve.rare.driven import dominant, doob
from fluxforce.solve.rare.tilted import tilted, tilted_generator
from tests.solve.rare.exclusion import dense_generating, exclusion, ring3

ASEP = (4, 1.0, 0.8, 0.3, 0.2, 1.0, 0.4)


def largest(matrix: np.ndarray) -> float:
    return float(np.linalg.eigvals(matrix).real.max())


def stationary(matrix: np.ndarray) -> np.ndarray:
    p = scipy.linalg.null_space(matrix)[:, 0]
    return p / p.sum()


def test_tilted_generator_is_the_one_written_out():
    net, entrance, _ = exclusion(*ASEP)
    found = tilted_generator(net, entrance, 0.6).toarray()
    np.testing.assert_allclose(found, dense_generating(net, entrance, 0.6), atol=1e-15)


def test_dominant_eigenvalue_of_published_models():
    """P2 and P31 of the reference table; a system above the dense limit against a dense routine."""
    assert dominant(ring3(), np.array([1.0, 0.0, 0.0]), 0.5).value == pytest.approx(
        0.2544528531128807, rel=1e-12
    )
    net, entrance, _ = exclusion(*ASEP)
    assert dominant(net, entrance, 0.6).value == pytest.approx(0.1397858304747777, rel=1e-12)
    net, entrance, _ = exclusion(9, *ASEP[1:])
    found = dominant(net, entrance, 0.6)
    assert found.value == pytest.approx(largest(dense_generating(net, entrance, 0.6)), rel=1e-9)
    np.testing.assert_allclose(
        found.left @ tilted_generator(net, entrance, 0.6), found.value * found.left, atol=1e-8
    )


def test_driven_network_carries_the_rare_current():
    """Mean current of the transform = d theta / d s, here by a central difference of dense eigenvalues."""
    net, entrance, _ = exclusion(*ASEP)
    changed = doob(net, entrance, 0.6)
    p = stationary(dense_generating(changed, entrance, 0.0))
    h = 1e-4
    slope = (
        largest(dense_generating(net, entrance, 0.6 + h)) - largest(dense_generating(net, entrance, 0.6 - h))
    ) / (2 * h)
    assert (network_rates(changed, p).flux * entrance).sum() == pytest.approx(slope, rel=1e-7)


def test_driven_network_at_zero_tilt_is_the_network():
    net, entrance, _ = exclusion(*ASEP)
    changed = doob(net, entrance, 0.0)
    np.testing.assert_allclose(changed.forward, net.forward, rtol=1e-10)
    np.testing.assert_allclose(changed.entropy, net.entropy, atol=1e-9)


def test_growth_bounds_hold_the_eigenvalue_for_any_guide():
    net, entrance, _ = exclusion(*ASEP)
    random = np.random.default_rng(3)
    for s in (-1.0, 0.3, 0.6):
        exact = largest(dense_generating(net, entrance, s))
        low, high = tilted(net, entrance, s, random.uniform(0.1, 3.0, net.states)).bounds
        assert low <= exact <= high
        low, high = tilted(net, entrance, s, dominant(net, entrance, s).left).bounds
        assert high - low < 1e-9
        assert low - 1e-9 <= exact <= high + 1e-9


def test_bad_input_is_named():
    with pytest.raises(BadInput, match="counted has shape"):
        tilted(ring3(), np.ones(2), 0.5)
    with pytest.raises(BadInput, match="guide is not positive"):
        tilted(ring3(), np.ones(3), 0.5, np.array([1.0, 0.0, 1.0]))
    with pytest.raises(BadInput, match="overflow"):
        tilted(ring3(), np.ones(3), 1e4)
    apart = network({"one": Channel("a", "b", 1.0, 1.0), "two": Channel("c", "d", 3.0, 1.0)})
    with pytest.raises(BadInput, match="eigenvector"):
        dominant(apart, np.array([1.0, 0.0]), 0.5)
