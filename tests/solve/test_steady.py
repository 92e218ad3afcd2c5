"""Direct steady states: known answers, and conserved totals that keep their values."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, prepared
from fluxforce.solve.equal import EqualDiffusivities
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.linear import Dense
from fluxforce.solve.status import NotFinite, Status
from fluxforce.solve.steady import SteadyOptions, steady
from tests.problems import SMALL, carried_pulse, every_small, runaway


@every_small
def test_nothing_changes_any_more(name):
    made = SMALL[name][0]()
    found = steady(made.solver, made.system, made.start, scale=made.scale)
    assert found.converged
    system = made.system
    ready = prepared(system, system.potential.read(found.coordinates).content)
    rates = evaluate(ready, found.coordinates)
    size = max(float(jnp.max(jnp.abs(flux))) for flux in rates.fluxes)
    assert float(jnp.max(jnp.abs(rates.supply))) <= 1e-10 * size


def test_known_states():
    """Linear temperature; A = 52.4285714285714 mol/m3; probabilities by the matrix-tree theorem."""
    content = {}
    for name in ("slab", "tank", "ring"):
        made = SMALL[name][0]()
        found = steady(made.solver, made.system, made.start, scale=made.scale)
        content[name] = np.asarray(made.system.potential.read(found.coordinates).content)
    np.testing.assert_allclose(content["slab"][0, 1:-1], 400.0 - 12.5 * (np.arange(8) + 0.5), rtol=1e-11)
    assert content["tank"][0, 1] == pytest.approx(52.4285714285714, rel=1e-12)
    stationary = [0.5679702048417132, 0.2458100558659218, 0.186219739292365]
    np.testing.assert_allclose(content["ring"][:3, 0], stationary, rtol=1e-9)


def test_conserved_totals_keep_their_values():
    """Probability adds up to 1, every cell of the bridge stays neutral: up to round-off times the
    longest step.
    """
    ring, bridge = (SMALL[name][0]() for name in ("ring", "bridge"))
    found = steady(ring.solver, ring.system, ring.start, scale=ring.scale)
    assert float(jnp.sum(jnp.exp(found.coordinates[:3]))) == pytest.approx(1.0, abs=1e-7)
    found = steady(bridge.solver, bridge.system, bridge.start, options=SteadyOptions(longest=1e6))
    charge = jnp.asarray(bridge.charge) @ jnp.exp(found.coordinates)
    assert float(jnp.max(jnp.abs(charge))) < 1e-7


@pytest.mark.slow
def test_a_chain_with_limited_flow_against_a_long_integration():
    system, z = carried_pulse(7)
    found = steady(EqualDiffusivities(2), system, z)
    assert found.converged
    # short steps: with long ones the limiter, which is set once in a step, goes to and fro
    options = StepOptions(longest=0.1)
    late = integrate(EqualDiffusivities(2), system, z, [40.0], options=options).stages[-1, -1]
    np.testing.assert_allclose(found.coordinates, late, atol=1e-7)


def test_no_steady_state_is_told_by_status():
    """dX/dt = X^2 has none."""
    system, start = runaway()
    found = steady(Dense(), system, start, options=SteadyOptions(most=100))
    assert not found.converged
    assert int(found.status) == Status.NOT_CONVERGED


def test_a_start_that_is_not_finite_is_named():
    made = SMALL["tank"][0]()
    with pytest.raises(NotFinite, match="content of A"):
        steady(made.solver, made.system, made.start.at[0, 1].set(jnp.nan))
