"""Sampled averages within four standard errors of closed forms: fixed seeds, errors from the samples themselves."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.networks import diffusion_models as models
from fluxforce.networks.diffusion import Convention, overdamped
from fluxforce.networks.gaussian import Gaussian
from fluxforce.networks.protocol import Protocol, ramp
from fluxforce.solve.langevin.currents import Current
from fluxforce.solve.langevin.passage import first_passage
from fluxforce.solve.langevin.sample import sample


def agrees(values: np.ndarray, expected: float, allowed: float = 0.0) -> bool:
    """Whether the mean is within four standard errors, and what the step is allowed, of ``expected``."""
    error = values.std(ddof=1) / np.sqrt(values.size)
    return abs(values.mean() - expected) < 4.0 * error + allowed


@pytest.mark.parametrize(
    ("stiffness", "temperature", "speed", "time", "mean"),
    [(1.0, 1.0, 1.0, 1.0, 0.3678794411714423), (2.0, 0.5, 3.0, 0.4, 1.121980338527497)],
)
def test_dragged_trap(stiffness: float, temperature: float, speed: float, time: float, mean: float):
    """Mean, variance 2 T <W>, Jarzynski's average and the share of negative work [mazonka1999]."""
    trap = models.dragged_trap(stiffness, 1.0, temperature)
    initial = Gaussian(np.zeros(1), np.array([[temperature / stiffness]]))
    moved = ramp(0.0, speed * time, time)
    work = sample(trap, initial, time, step=time / 40, trajectories=20_480, protocol=moved, seed=4).work[-1]
    assert agrees(work, mean)
    assert agrees((work - mean) ** 2, 2.0 * temperature * mean)
    assert agrees(np.exp(-work / temperature), 1.0)
    below = {1.0: 0.3340045710044116, 2.0: 0.1447462175687258}[stiffness]
    assert agrees((work < 0.0).astype(float), below)


def test_crooks_for_a_trap_that_stiffens():
    """E_F[exp(-W/2T)] = exp(-dF/T) E_R[exp(-W/2T)] with dF = (T/2) ln 3 [crooks1998], and Jarzynski both ways."""
    trap, forward = models.breathing_trap(), ramp(1.0, 3.0, 0.7)

    def work(path: Protocol, stiffness: float, seed: int) -> np.ndarray:
        initial = Gaussian(np.zeros(1), np.array([[1.0 / stiffness]]))
        return sample(trap, initial, 0.7, step=0.01, trajectories=20_480, protocol=path, seed=seed).work[-1]

    there, back = work(forward, 1.0, 1), work(forward.reversed(), 3.0, 2)
    free = 0.5 * np.log(3.0)
    assert agrees(np.exp(-there), np.exp(-free))
    assert agrees(np.exp(-back), np.exp(free))
    left, right = np.exp(-0.5 * there), np.exp(-free - 0.5 * back)
    error = np.sqrt((left.var() + right.var()) / left.size)
    assert abs(left.mean() - right.mean()) < 4.0 * error


def test_gyrator_in_its_steady_state():
    """Heat c^2 (T_2 - T_1)/2k through the gyrator and its entropy; <x o dy - y o dx>/t with mobility one is the torque
    -c(<x^2> - <y^2>) = 1/2 [filliger2007], here as a counted current.
    """
    initial = Gaussian(np.zeros(2), np.array([[1.5, -1.0], [-1.0, 2.5]]))
    turning = {"turning": Current(lambda x, _: jnp.stack([-x[1], x[0]]))}
    found = sample(
        models.brownian_gyrator(), initial, 8.0, step=0.04, trajectories=8192, currents=turning, seed=9
    )
    assert agrees(found.heat[-1, 0] / 8.0, -0.125, 1e-3)
    assert agrees(found.heat[-1, 1] / 8.0, 0.125, 1e-3)
    assert agrees(found.entropy[-1] / 8.0, 0.0625, 1e-3)
    assert agrees(found.currents["turning"][-1] / 8.0, 0.5, 2e-3)


def test_heat_between_two_baths_at_one_particle():
    """gamma_1 gamma_2 (T_1 - T_2)/(gamma_1 + gamma_2) = 2/3 [visco2006], once the start is forgotten."""
    found = sample(models.two_baths(), np.zeros(1), [2.0, 12.0], step=0.05, trajectories=8192, seed=3)
    assert agrees((found.heat[1, 0] - found.heat[0, 0]) / 10.0, 2.0 / 3.0, 2e-3)
    assert agrees((found.entropy[1] - found.entropy[0]) / 10.0, 1.0 / 3.0, 2e-3)


@pytest.mark.slow
def test_active_particles():
    """Run and tumble <x^2> = v^2/(k (k + 2 alpha)); active Brownian <r^2>; coloured force: variance and entropy."""
    tumble = sample(models.run_and_tumble(), np.zeros(1), 8.0, step=0.02, trajectories=8192, seed=1)
    assert agrees(tumble.x[-1, 0] ** 2, 0.2, 1e-3)
    swimmer = sample(models.active_brownian(), np.zeros(2), 0.5, step=0.01, trajectories=8192, seed=1)
    assert agrees(np.sum(swimmer.x[-1] ** 2, axis=0), 1.052245277701067, 2e-4)
    assert agrees(swimmer.entropy[-1] / 0.5, 40.0, 0.02)
    found = sample(models.active_ou(), np.zeros(1), [12.0, 20.0], step=0.02, trajectories=4096, seed=1)
    assert agrees(found.x[-1, 0] ** 2, 0.8666666666666667, 1e-3)
    assert agrees((found.driven[1] - found.driven[0]) / 8.0, 1.333333333333333, 2e-3)
    assert agrees((found.entropy[1] - found.entropy[0]) / 8.0, 6.666666666666667, 1e-2)


def test_equilibrium_of_the_conventions():
    """p = exp(-U/T) D^(value - 1) with D = 1/(1 + x^2), U = x^2/2, T = 1: <x^2> is 1, or 2 when read by Ito."""
    trap = models.HarmonicTrap(1.0)
    for convention, expected in ((Convention.ISOTHERMAL, 1.0), (Convention.ITO, 2.0)):
        system = overdamped(
            trap, temperature=1.0, mobility=lambda x: 1.0 / (1.0 + x[0] ** 2), convention=convention
        )
        found = sample(system, np.array([0.5]), 40.0, step=0.04, trajectories=4096, seed=8)
        assert agrees(found.x[-1, 0] ** 2, expected, 0.02)


def test_first_passage_over_the_barrier():
    """Mean time from -1 to 1 at T = 0.1: 66.27 by quadrature; the edge looks 0.58 sqrt(2 T h) farther away."""
    times = first_passage(
        models.double_well(),
        np.array([-1.0]),
        lambda x: x[0] >= 1.0,
        step=0.02,
        longest=2000.0,
        trajectories=1024,
    )
    assert np.all(np.isfinite(times))
    assert agrees(times, 66.26862636491788, 1.0)
