"""Known reaction networks: rates that their sources print, and that all can be read by the kernel."""

import numpy as np
import pytest

from fluxforce.networks import kinetics
from fluxforce.networks.propensity import propensities


def test_vilar_has_the_published_rates():
    """Propensities with one copy of everything are the constants of the caption of figure 1 of Vilar and others."""
    network = kinetics.vilar_oscillator()
    forward, backward = propensities(network, np.ones(9))
    assert sorted(forward.tolist()) == sorted([1, 1, 50, 500, 0.01, 50, 50, 5, 2, 1, 1, 0.2, 10, 0.5])
    assert sorted(backward[backward > 0].tolist()) == [50, 100]
    assert len(network.species) == 9


def test_order_two_is_order_two_however_it_is_written():
    """Ordered pairs: k n (n - 1)/V, no factor 1/2."""
    for network in (kinetics.dimerisation(0.3, 0.1, volume=2.0), kinetics.open_dimer(dimer=(0.15, 0.1))):
        counts = np.zeros(len(network.species))
        counts[0] = 5.0
        forward, _ = propensities(network, counts)
        np.testing.assert_allclose(forward[-1], 0.15 * 5.0 * 4.0, rtol=1e-15)


def test_propensities_of_numpy_and_jax_agree():
    import jax.numpy as jnp

    network = kinetics.brusselator(3.0)
    counts = np.array([[0.0, 1.0, 2.0, 9.0], [4.0, 0.0, 1.0, 7.0]])
    for ours, theirs in zip(
        propensities(network, counts), propensities(network, jnp.asarray(counts)), strict=True
    ):
        assert isinstance(ours, np.ndarray)
        np.testing.assert_allclose(ours, np.asarray(theirs), rtol=1e-15)


@pytest.mark.parametrize("batch", [1, 5])
def test_batches(batch: int):
    assert kinetics.immigration_death(batch=batch).change().tolist() == [[batch], [-1]]
