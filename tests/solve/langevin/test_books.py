"""Work, heat and entropy along trajectories: first law, jumps of the protocol, products against sums written apart."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.networks import diffusion_models as models
from fluxforce.networks.diffusion import Convention, overdamped, underdamped
from fluxforce.networks.gaussian import Gaussian
from fluxforce.networks.protocol import hold, protocol, ramp
from fluxforce.solve.langevin.adaptive import sample_adaptive
from fluxforce.solve.langevin.currents import Current
from fluxforce.solve.langevin.overdamped import Heun, LeimkuhlerMatthews
from fluxforce.solve.langevin.sample import sample
from fluxforce.solve.langevin.state import State
from fluxforce.solve.langevin.underdamped import BAOAB


def quartic(x, parameter):
    return 0.25 * jnp.sum(x**4) - parameter * x[0] + 0.3 * x[0] * x[1]


def swirl(x, parameter):
    return jnp.stack([-x[1], x[0] * parameter])


JUMPING = protocol([(1.0, lambda t: 2.0 * t)], before=-1.0, after=0.5)
PLANE = ("x", "y")
SYSTEMS = {
    "two baths": overdamped(quartic, temperature=(1.0, 3.0), coordinates=PLANE, force=swirl),
    "full matrix": overdamped(
        quartic, temperature=0.7, coordinates=PLANE, force=swirl, mobility=np.array([[1.0, 0.4], [0.4, 2.0]])
    ),
    "inertia": underdamped(
        quartic,
        temperature=(1.0, 2.0),
        friction=np.array([[1.0, 0.0], [0.5, 2.0]]),
        coordinates=PLANE,
        force=swirl,
    ),
}
CASES = [
    ("two baths", Heun()),
    ("two baths", LeimkuhlerMatthews()),
    ("full matrix", Heun()),
    ("inertia", BAOAB),
]


@pytest.mark.parametrize(("name", "integrator"), CASES, ids=[f"{a}, {type(b).__name__}" for a, b in CASES])
def test_first_law_holds_to_round_off(name: str, integrator):
    """250 steps, a protocol with two jumps, forces that are no gradient: energy is lost nowhere."""
    found = sample(
        SYSTEMS[name],
        np.array([0.5, -0.5]),
        [0.3, 1.0],
        step=0.004,
        trajectories=6,
        protocol=JUMPING,
        integrator=integrator,
    )
    assert np.max(np.abs(found.first_law)) < 250 * 16 * np.finfo(float).eps * np.max(np.abs(found.energy))
    assert np.all(np.abs(found.heat) > 0.0)
    assert np.all(np.abs(found.work[-1]) > 0.0)


def test_a_jump_costs_the_change_of_energy_and_no_more():
    """Trap at 0, moved to 2 at t = 0+, to 1 at t = 0.1 and back at the end: each jump costs U(x, new) - U(x, old)."""
    trap = models.dragged_trap(stiffness=3.0)
    level = hold(2.0, 0.1).pieces[0].value, hold(1.0, 0.1).pieces[0].value
    jump = protocol([(0.1, level[0]), (0.1, level[1])], before=0.0, after=0.0)
    found = sample(trap, np.array([0.4]), [0.0, 0.1, 0.2], step=0.01, trajectories=5, protocol=jump)
    places = [0.4, found.x[1, 0], found.x[2, 0]]
    moves = zip(places, [(0, 2), (2, 1), (1, 0)], strict=True)
    costs = [1.5 * ((x - new) ** 2 - (x - old) ** 2) for x, (old, new) in moves]
    np.testing.assert_allclose(found.work[1], costs[0], rtol=1e-13)
    np.testing.assert_allclose(found.work[2], costs[0] + costs[1] + costs[2], rtol=1e-12)


def test_heat_and_currents_against_sums_in_numpy():
    """Gyrator step by step: heat of each bath is k-weighted mean force times dx, written out again here."""
    system, step = models.brownian_gyrator(), 0.05
    matrix = np.array([[1.0, 0.5], [0.5, 1.0]])
    torque = Current(lambda x, _: jnp.stack([-x[1], x[0]]))
    late = Current(lambda x, _: x, Convention.ISOTHERMAL)
    heat, turned, squared = np.zeros(2), 0.0, 0.0
    state = State(jnp.array([1.0, -0.3]), jnp.zeros(0), jnp.zeros(0), jnp.zeros(0))
    advance = jax.jit(lambda s, n: Heun().advance(system, s, jnp.asarray(0.0), jnp.asarray(step), n))
    rng, booked, counted = np.random.default_rng(0), np.zeros(2), np.zeros(2)
    for _ in range(20):
        after, books = advance(state, jnp.asarray(rng.normal(size=2)))
        a, b = np.asarray(state.x), np.asarray(after.x)
        heat += (matrix @ (a + b) / 2.0) * (b - a)
        turned += (a[0] + b[0]) / 2.0 * (b[1] - a[1]) - (a[1] + b[1]) / 2.0 * (b[0] - a[0])
        squared += b @ (b - a)
        booked += np.asarray(books.heat)
        counted += [float(one.over(state.x, after.x, jnp.asarray(0.0))) for one in (torque, late)]
        state = after
    np.testing.assert_allclose(booked, heat, atol=1e-13)
    np.testing.assert_allclose(counted, np.array([turned, squared]), atol=1e-13)


@pytest.mark.parametrize("convention", list(Convention))
def test_entropy_of_a_varying_mobility(convention: Convention):
    """One dimension, no drive: the medium takes up the fall of U/T + (1 - value) ln D, whatever the path."""
    system = overdamped(
        lambda x, _: 0.5 * x[0] ** 2,
        temperature=0.8,
        mobility=lambda x: 1.0 / (1.0 + x[0] ** 2),
        convention=convention,
    )
    found = sample(system, np.array([1.0]), 0.4, step=2e-4, trajectories=8)
    x = found.x[-1, 0]

    def level(x):
        return 0.5 * x**2 / 0.8 - (1.0 - convention.value) * np.log(1.0 + x**2)

    np.testing.assert_allclose(found.entropy[-1], level(1.0) - level(x), atol=1e-3)


def test_heat_into_a_bath_at_zero_temperature_is_infinite_entropy():
    found = sample(models.run_and_tumble(), np.zeros(1), 1.0, step=0.01, trajectories=4)
    assert np.all(np.isposinf(found.entropy))


def test_shadow_work_falls_with_the_square_of_the_step():
    """Same noise is not needed: the mean energy that BAOAB loses or makes per time is of second order."""
    system = underdamped(models.DoubleWell(1.0), temperature=1.0, friction=1.0)
    means = []
    for step in (0.2, 0.1):
        found = sample(system, np.array([1.0]), 10.0, step=step, trajectories=2000, seed=2)
        means.append(np.mean(np.abs(found.shadow[-1])))
    assert 1.5 < np.log2(means[0] / means[1]) < 2.5


def test_the_same_seed_gives_the_same_trajectories_whatever_their_number():
    system = models.double_well()
    few = sample(system, np.array([-1.0]), 0.2, step=0.01, trajectories=3, seed=5)
    many = sample(system, np.array([-1.0]), 0.2, step=0.01, trajectories=7, seed=5)
    other = sample(system, np.array([-1.0]), 0.2, step=0.01, trajectories=3, seed=6)
    np.testing.assert_allclose(many.x[..., :3], few.x, rtol=1e-12)
    assert np.all(few.x != other.x)


def test_going_on_from_the_end():
    system = models.dragged_trap()
    first = sample(system, np.zeros(1), 0.1, step=0.01, trajectories=4)
    second = sample(system, first.final, [0.0, 0.1], step=0.01, seed=1)
    np.testing.assert_array_equal(second.x[0], first.x[-1])


@pytest.mark.slow
def test_adaptive_steps_keep_the_same_books():
    """Dragged trap [mazonka1999]: first law to round-off, mean work within four standard errors."""
    initial = Gaussian(np.zeros(1), np.eye(1))
    found = sample_adaptive(
        models.dragged_trap(),
        initial,
        1.0,
        tolerance=0.03,
        trajectories=400,
        protocol=ramp(0.0, 1.0, 1.0),
        most_steps=128,
    )
    assert np.max(np.abs(found.first_law)) < 1e-13
    work = found.work[-1]
    assert abs(work.mean() - 0.3678794411714423) < 4.0 * work.std() / np.sqrt(work.size)
