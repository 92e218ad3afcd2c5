"""What cannot be run is refused with a sentence, and what runs away is stopped with one."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks import diffusion_models as models
from fluxforce.networks.diffusion import Convention, overdamped
from fluxforce.networks.gaussian import Gaussian
from fluxforce.networks.protocol import hold
from fluxforce.solve.langevin.adaptive import sample_adaptive
from fluxforce.solve.langevin.linear import step_map
from fluxforce.solve.langevin.overdamped import EulerMaruyama, Heun, LeimkuhlerMatthews
from fluxforce.solve.langevin.passage import first_passage
from fluxforce.solve.langevin.sample import sample
from fluxforce.solve.langevin.underdamped import BAOAB, splitting

TRAP = models.dragged_trap()
ORIGIN = np.zeros(1)


def test_an_explosion_names_step_time_and_coordinate():
    """U = -x^4/4 without noise: x -> x + h x^3 from 1 with h = 0.01; the first overflow is counted here."""
    system = overdamped(lambda x, _: -0.25 * x[0] ** 4, temperature=0.0, coordinates=("height",))
    x, steps = 1.0, 0
    with np.errstate(over="ignore"):
        while np.isfinite(-0.25 * np.float64(x) ** 4):
            x, steps = np.float64(x) + 0.01 * np.float64(x) ** 3, steps + 1
    with pytest.raises(SolverGaveUp) as stopped:
        sample(system, np.ones(1), 2.0, step=0.01, trajectories=2, integrator=EulerMaruyama())
    said = str(stopped.value)
    number = steps + steps % 2  # looked at after every second step
    assert f"step {number}, time {0.01 * number:g} s" in said
    assert "trajectory 0 left the finite numbers" in said
    assert "height" in said or "the energy" in said


def test_a_start_where_the_force_is_infinite_is_named():
    system = overdamped(lambda x, _: -1.0 / x[0], temperature=1.0, coordinates=("distance",))
    with pytest.raises(BadInput, match="no finite number where trajectories start, at distance = 0"):
        sample(system, np.zeros(1), 1.0, step=0.01, trajectories=2)


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (lambda: sample(TRAP, ORIGIN, 1.0, step=3.0), "unstable where the trajectories start"),
        (
            lambda: sample(models.harmonic_chain(2), np.zeros(2), 9.0, step=1.5),
            "unstable where the trajectories start",
        ),
        (lambda: sample(TRAP, ORIGIN, 1.0, step=-0.1), "a step of -0.1 s"),
        (lambda: sample(TRAP, ORIGIN, [1.0, 0.5], step=0.1), "not ascending"),
        (lambda: sample(TRAP, ORIGIN, 2.0, step=0.1, protocol=hold(0.0, 1.0)), "the protocol ends at 1 s"),
        (lambda: sample(TRAP, np.zeros(2), 1.0, step=0.1), "initial positions have the shape (2,)"),
        (
            lambda: sample(TRAP, np.array([np.nan]), 1.0, step=0.1),
            "initial position 'x' is not a finite number",
        ),
        (
            lambda: sample(TRAP, Gaussian(ORIGIN, -np.eye(1)), 1.0, step=0.1),
            "initial positions is not positive",
        ),
        (lambda: sample(TRAP, Gaussian([0, 0], np.eye(2)), 1.0, step=0.1), "2 variables for 1 coordinates"),
        (lambda: sample(TRAP, "here", 1.0, step=0.1), "cannot start from a str"),  # type: ignore[arg-type]
        (lambda: sample(TRAP, [[0.0], [1.0, 2.0]], 1.0, step=0.1), "cannot start from a list"),
        (lambda: sample(TRAP, ORIGIN, 1.0, step=0.1, trajectories=0), "0 trajectories"),
        (
            lambda: sample(TRAP, ORIGIN, 1.0, step=0.1, integrator=BAOAB),
            "with momenta for an overdamped system",
        ),
        (
            lambda: sample(models.two_baths(), ORIGIN, 1.0, step=0.1, integrator=Heun()),
            "of the overdamped equation for a system with momenta",
        ),
        (lambda: splitting("BAD"), "'BAD' is no splitting"),
        (lambda: step_map(models.double_well(), Heun(), 0.1), "the system is not linear"),
        (lambda: step_map(models.run_and_tumble(), Heun(), 0.1), "the drive Telegraph is not linear"),
        (lambda: step_map(TRAP, EulerMaruyama(), 2.5).covariance(), "the steps settle nowhere"),
        (
            lambda: first_passage(TRAP, ORIGIN, lambda x: x[0] > 1.0, step=1.0, longest=0.5),
            "0 < step < longest",
        ),
        (lambda: sample_adaptive(models.active_ou(), ORIGIN, 1.0), "adaptive steps know no active drives"),
        (lambda: sample_adaptive(models.two_baths(), ORIGIN, 1.0), "cannot part the heats of two baths"),
        (lambda: sample_adaptive(TRAP, ORIGIN, 1.0, tolerance=0.0), "a tolerance of 0"),
    ],
)
def test_refused(run, words: str):
    with pytest.raises(BadInput) as refused:
        run()
    assert words in str(refused.value)


def test_schemes_that_cannot_read_a_varying_mobility_say_so():
    varying = overdamped(lambda x, _: x[0] ** 2, temperature=1.0, mobility=lambda x: 1.0 + x[0] ** 2)
    with pytest.raises(BadInput, match="needs the same mobility everywhere"):
        sample(varying, ORIGIN, 1.0, step=0.01, integrator=LeimkuhlerMatthews())
    full = overdamped(
        lambda x, _: x[0] ** 2,
        temperature=1.0,
        coordinates=("x", "y"),
        mobility=lambda x: jnp.eye(2) * (1.0 + x[0] ** 2),
        convention=Convention.STRATONOVICH,
    )
    with pytest.raises(BadInput, match="no one meaning"):
        sample(full, np.zeros(2), 1.0, step=0.01, integrator=Heun())


def test_a_step_near_the_limit_warns():
    with pytest.warns(RuntimeWarning, match="close to the largest stable one"):
        sample(TRAP, ORIGIN, 4.0, step=1.5, trajectories=2)


@pytest.mark.slow
def test_adaptive_steps_that_run_out():
    with pytest.raises(SolverGaveUp, match="did not get from 0 s to its next output"):
        sample_adaptive(TRAP, ORIGIN, 1.0, tolerance=1e-3, trajectories=2, most_steps=8)


def test_numbers_and_lists_are_places_to_start():
    """All noise is the same, so equal starts give equal ends."""
    ends = [
        sample(TRAP, start, 0.1, step=0.05, trajectories=2).final.x
        for start in (np.full(1, 2.0), 2.0, [2], [2.0, 2.0], [[2.0, 2.0]])
    ]
    for end in ends[1:]:
        np.testing.assert_array_equal(end, ends[0])
