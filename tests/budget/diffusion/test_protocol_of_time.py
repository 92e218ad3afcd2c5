"""Optimal protocols drive trajectories: sampled work against the closed form and against the moments."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.diffusion.protocol_of_time import protocol_of_time
from fluxforce.budget.diffusion.protocols import drive, optimal_protocol, trap
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion import overdamped
from fluxforce.networks.diffusion_models import dragged_trap
from fluxforce.networks.gaussian import Gaussian
from fluxforce.solve.langevin.sample import sample

MOMENTS = trap(mobility=1.0, temperature=1.0)


def test_the_same_numbers_at_all_times():
    found = optimal_protocol(MOMENTS, (0.0, 1.0), (1.0, 2.0), 1.0)
    driving = protocol_of_time(found)
    for time in (0.0, 0.13, 0.5, 1.0):
        np.testing.assert_allclose(driving.pieces[0].value(jnp.asarray(time)), found.at(time), rtol=1e-12)
    np.testing.assert_array_equal(driving.before, [0.0, 1.0])
    np.testing.assert_array_equal(driving.after, [1.0, 2.0])
    with pytest.raises(BadInput, match="no control 2"):
        protocol_of_time(found, 2)


def test_sampled_work_of_optimal_transport_of_a_trap():
    """W = distance^2/(duration + 2) = 1/3, jumps by 1/3 at both ends [schmiedl2007]."""
    driving = protocol_of_time(optimal_protocol(MOMENTS, (0.0, 1.0), (1.0, 1.0), 1.0), 0)
    runs = sample(
        dragged_trap(), Gaussian(0.0, 1.0), 1.0, step=0.02, trajectories=8192, seed=3, protocol=driving
    )
    work = runs.work[-1]
    error = work.std(ddof=1) / np.sqrt(work.size)
    assert error < 0.012
    assert abs(work.mean() - 1.0 / 3.0) < 4.0 * error


def test_all_controls_at_once():
    """Centre and stiffness together: the mean of sampled work is that of the moments."""
    found = optimal_protocol(MOMENTS, (0.0, 1.0), (1.0, 2.0), 1.0)
    system = overdamped(lambda x, c: c[1] * (x[0] - c[0]) ** 2 / 2.0, temperature=1.0, coordinates=("x",))
    driving = protocol_of_time(found)
    runs = sample(system, Gaussian(0.0, 1.0), 1.0, step=0.02, trajectories=8192, seed=4, protocol=driving)
    work = runs.work[-1]
    assert abs(work.mean() - drive(MOMENTS, found).work) < 4.0 * work.std(ddof=1) / np.sqrt(work.size)
