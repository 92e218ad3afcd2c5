"""Forward derivatives of what a column does by its parameters, against finite differences."""

from dataclasses import replace

import equinox as eqx
import jax
import jax.numpy as jnp
import pytest

from fluxforce.solve.esdirk import Carry, StepOptions, advance
from fluxforce.solve.integrate import first_rates
from fluxforce.solve.newton import NewtonOptions

TIGHT = NewtonOptions(tolerance=1e-9)


def dissolved(made, carry, options, factor):
    """Calcite lost by the column within an hour when its rate constants are multiplied by ``factor``."""
    exchange = made.system.exchanges[0]
    law = replace(exchange.law, rate_constant=exchange.law.rate_constant * factor)
    exchanges = (replace(exchange, law=law), *made.system.exchanges[1:])
    system = replace(made.system, exchanges=exchanges)
    after, _, _ = advance(made.solver, system, carry, jnp.array([3600.0]), made.scale, options)
    row = system.potential.quantities.index("Calcite")
    end, start = (system.potential.read(z).content[row] for z in (after.coordinates, carry.coordinates))
    return jnp.sum((start - end) * system.size * system.active[row])


def both(made, options: StepOptions) -> tuple[float, float]:
    """Derivative by the factor through the loop, and by central differences."""
    slope = first_rates(made.system, made.start)
    first = jnp.asarray(float(options.first))
    carry = Carry(
        jnp.array(0.0), made.start, slope, jnp.zeros_like(made.start), first, jnp.array(0), jnp.array(0)
    )
    run = eqx.filter_jit(lambda factor: dissolved(made, carry, options, factor))
    _, forward = jax.jvp(run, (jnp.array(1.0),), (jnp.array(1.0),))
    small = 1e-3
    difference = (run(jnp.array(1.0 + small)) - run(jnp.array(1.0 - small))) / (2 * small)
    return float(forward), float(difference)


@pytest.mark.slow
def test_on_fixed_steps_the_derivative_is_exact(equal):
    forward, difference = both(equal, StepOptions(tolerance=1e9, first=120.0, longest=120.0, newton=TIGHT))
    assert forward == pytest.approx(difference, rel=1e-6)
    assert forward > 0.0


@pytest.mark.slow
def test_on_adaptive_steps_it_is_that_of_the_steps_taken(equal):
    """The step size is outside the derivative: inside, it was wrong by a factor of 550 and in sign.

    Finite differences also see the steps change, which matters as much as the truncation error does.
    """
    forward, difference = both(equal, StepOptions(tolerance=1e-3, first=1.0, newton=TIGHT))
    assert forward == pytest.approx(difference, rel=5e-3)
