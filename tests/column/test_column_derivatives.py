"""Forward derivatives of what a column does by its parameters, against finite differences."""

from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce.solve.esdirk import Carry, StepOptions, advance
from fluxforce.solve.integrate import first_rates
from fluxforce.solve.newton import NewtonOptions


def dissolved(made, carry, factor):
    """Calcite lost by the column within an hour when its rate constants are multiplied by ``factor``."""
    exchange = made.system.exchanges[0]
    law = replace(exchange.law, rate_constant=exchange.law.rate_constant * factor)
    exchanges = (replace(exchange, law=law), *made.system.exchanges[1:])
    system = replace(made.system, exchanges=exchanges)
    options = StepOptions(tolerance=1e-5, newton=NewtonOptions(tolerance=1e-9), chunk=1024)
    after, _, _ = advance(made.solver, system, carry, jnp.array([3600.0]), made.scale, options)
    row = system.potential.quantities.index("Calcite")
    content = system.potential.read(after.coordinates).content - system.potential.read(carry.coordinates).content
    return -jnp.sum(content[row] * system.size * system.active[row])


def test_dissolved_calcite_by_its_rate_constant(equal):
    """The step size is outside the derivative: with it inside, the derivative was wrong in sign.

    Finite differences also see how the steps change; what that changes is of the order of the tolerance.
    """
    slope = first_rates(equal.system, equal.start)
    carry = Carry(
        jnp.array(0.0), equal.start, slope, jnp.zeros_like(equal.start), jnp.array(equal.first_step),
        jnp.array(0), jnp.array(0),
    )  # fmt: skip
    run = eqx.filter_jit(lambda factor: dissolved(equal, carry, factor))
    _, slope_by_factor = jax.jvp(run, (jnp.array(1.0),), (jnp.array(1.0),))
    small = 1e-4
    difference = (run(jnp.array(1.0 + small)) - run(jnp.array(1.0 - small))) / (2 * small)
    np.testing.assert_allclose(slope_by_factor, difference, rtol=2e-4)
    assert float(slope_by_factor) > 0.0
