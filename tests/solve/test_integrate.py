"""The integrator: order, conservation, failure with a sentence, derivatives."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, prepared
from fluxforce.solve.esdirk import Carry, StepOptions, advance
from fluxforce.solve.integrate import integrate
from fluxforce.solve.linear import Dense
from fluxforce.solve.newton import NewtonOptions
from fluxforce.solve.status import GaveUp, NotFinite, Status
from fluxforce.solve.tableau import KVAERNO3, TR_BDF2
from fluxforce.testing import check_order
from tests.problems import SMALL, every_small, runaway, stirred_tank, tank_exact

END = 2000.0
TIGHT = NewtonOptions(tolerance=1e-9)


def fixed(step: float, tableau=TR_BDF2) -> StepOptions:
    """Steps of one length: a tolerance that nothing offends."""
    return StepOptions(first=step, longest=step, tolerance=1e6, newton=TIGHT, tableau=tableau)


@pytest.mark.parametrize(("tableau", "order"), [(TR_BDF2, 2), (KVAERNO3, 3)], ids=["TR-BDF2", "Kvaerno3"])
def test_order_of_the_method(tableau, order):
    """Against the exponential that the linear tank obeys."""
    made = stirred_tank()
    steps = [500.0, 250.0, 125.0, 62.5]
    runs = [integrate(made.solver, made.system, made.start, [END], options=fixed(h, tableau)) for h in steps]
    errors = [float(np.exp(run.stages[-1, -1, 0, 1])) - tank_exact(END) for run in runs]
    assert [run.time.size for run in runs] == [4, 8, 16, 32]
    check_order(errors, steps, order, 0.25)


@every_small
def test_contents_follow_their_supplies(name):
    """A stage adds contents, not coordinates: what is conserved stays to Newton's tolerance."""
    build, end = SMALL[name]
    made = build()
    run = integrate(made.solver, made.system, made.start, [end], options=StepOptions(first=made.first_step))
    assert run.status == Status.DONE
    assert run.time[-1] == end
    if name == "ring":
        total = np.exp(run.states()[:, :3, 0]).sum(axis=1)
        np.testing.assert_allclose(total, 1.0, atol=1e-12)
    if name == "tank":
        assert float(np.exp(run.stages[-1, -1, 0, 1])) == pytest.approx(tank_exact(end), rel=1e-3)
        np.testing.assert_allclose(np.exp(run.states()[:, :, 1]).sum(axis=1), 101.0, rtol=1e-11)
    if name == "bridge":
        charge = np.asarray(made.charge) @ np.exp(run.states())[:, :, made.inside]
        assert np.abs(charge).max() < 1e-9


def test_every_target_ends_a_step():
    made = stirred_tank()
    targets = [10.0, 333.0, 333.5, 2000.0]
    run = integrate(made.solver, made.system, made.start, targets, options=StepOptions(first=1.0))
    assert set(targets) <= set(run.time.tolist())


def test_a_smaller_tolerance_gives_a_smaller_error():
    made = stirred_tank()
    errors = []
    for tolerance in (1e-2, 1e-4, 1e-6):
        options = StepOptions(first=1.0, tolerance=tolerance, newton=TIGHT)
        run = integrate(made.solver, made.system, made.start, [END], options=options)
        errors.append(abs(float(np.exp(run.stages[-1, -1, 0, 1])) - tank_exact(END)))
    assert errors[0] > 5 * errors[1] > 25 * errors[2]


def test_first_rate_that_is_not_finite_names_the_process():
    made = stirred_tank()
    broken = eqx.tree_at(
        lambda s: s.exchanges[0].law.one_way.rate_constant, made.system, jnp.array([jnp.nan])
    )
    with pytest.raises(NotFinite, match=r"process 'isomerisation'.*is not finite"):
        integrate(made.solver, broken, made.start, [END])


def test_a_content_that_is_not_finite_is_named_with_its_place():
    made = stirred_tank()
    with pytest.raises(NotFinite, match="content of B at place 1"):
        integrate(made.solver, made.system, made.start.at[1, 1].set(jnp.nan), [END])


def test_giving_up_keeps_what_was_computed():
    """dX/dt = X^2 from 1 ends at t = 1 (Riccati): no step leads beyond."""
    system, start = runaway()
    seen = []
    options = StepOptions(tolerance=1e-4)
    with pytest.raises(GaveUp) as caught:
        integrate(
            Dense(), system, start, [2.0], options=options, checkpoint=lambda run: seen.append(run.time.size)
        )
    failure, run = caught.value.failure, caught.value.trajectory
    assert failure.time == pytest.approx(1.0, abs=2e-2)
    assert (failure.place, failure.quantity, failure.process) == (0, "X", "autocatalysis")
    for part in ("t = ", "place 0", "quantity X", "'autocatalysis'"):
        assert part in str(caught.value)
    assert run.status == Status.STEP_TOO_SMALL
    assert run.failure is failure
    assert run.time.size == seen[-1] > 10
    # what was computed before is right: X = 1/(1 - t)
    early = run.time < 0.9
    np.testing.assert_allclose(np.exp(run.stages[early, -1, 0, 0]), 1.0 / (1.0 - run.time[early]), rtol=2e-2)


def test_progress_is_told():
    made = stirred_tank()
    told = []
    options = StepOptions(first=1.0, chunk=8)
    integrate(
        made.solver, made.system, made.start, [END], options=options, progress=lambda *at: told.append(at)
    )
    assert len(told) > 1
    assert told[-1] == (END, END)


@eqx.filter_jit
def final_content(rate: jax.Array, options: StepOptions) -> jax.Array:
    """A in the tank at the end, as a function of the rate constant, by `advance` itself."""
    made = stirred_tank()
    system = eqx.tree_at(lambda s: s.exchanges[0].law.one_way.rate_constant, made.system, rate[None])
    first = evaluate(prepared(system, system.potential.read(made.start).content), made.start)
    carry = Carry(
        jnp.zeros(()), made.start, first.supply / system.size[None], jnp.zeros_like(made.start),
        jnp.asarray(options.first, dtype=float), jnp.array(0), jnp.array(0),
    )  # fmt: skip
    carry, _, _ = advance(made.solver, system, carry, jnp.array([END]), jnp.ones(2), options)
    return jnp.exp(carry.coordinates[0, 1])


def slope_and_difference(options: StepOptions) -> tuple[float, float]:
    at, width = jnp.array(1e-3), 1e-7
    _, slope = jax.jvp(lambda k: final_content(k, options), (at,), (jnp.ones(()),))
    ends = [float(final_content(at + sign * width, options)) for sign in (1.0, -1.0)]
    return float(slope), (ends[0] - ends[1]) / (2 * width)


def test_forward_derivative_on_fixed_steps():
    """The derivative of the discrete solution, to the round-off of differences."""
    slope, difference = slope_and_difference(fixed(250.0))
    assert slope == pytest.approx(difference, rel=1e-6)


def test_forward_derivative_through_adaptive_steps():
    """The step size is outside the derivative: without that it was wrong by orders of magnitude."""
    options = StepOptions(first=1.0, tolerance=1e-5, newton=TIGHT, chunk=1024)
    slope, _ = slope_and_difference(options)
    # of A(t) = r + (100 - r) exp(-b t), r = a/b, a = 0.1 + 10.1 k, b = 1e-3 + 1.1 k, at k = 1e-3
    k, t = 1e-3, END

    def exact(k: float) -> float:
        a, b = 0.1 + 10.1 * k, 1e-3 + 1.1 * k
        return a / b + (100.0 - a / b) * np.exp(-b * t)

    assert slope == pytest.approx((exact(k + 1e-7) - exact(k - 1e-7)) / 2e-7, rel=1e-3)
