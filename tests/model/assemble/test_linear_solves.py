"""Three ways to a Newton correction, one answer: the structured solves against the dense Jacobian."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, prepared
from fluxforce.solve.equal import EqualDiffusivities, is_scalar, transport_operator
from fluxforce.solve.linear import Dense, FullBlocks
from fluxforce.solve.residual import Stage


def disturbed(made, seed: int = 3):
    """A state off equilibrium everywhere, a stage that it does not solve, and the prepared system."""
    noise = 0.05 * jax.random.normal(jax.random.key(seed), made.start.shape)
    z = made.start + noise * made.scale[:, None]
    reading = made.system.potential.read(z)
    system = prepared(made.system, reading.content)
    target = made.system.potential.read(made.start).content
    return system, Stage(target, jnp.array(400.0)), z


@pytest.mark.parametrize("which", ["equal", "planck"])
def test_full_blocks_agree_with_the_dense_jacobian(which, request):
    made = request.getfixturevalue(which)
    system, stage, z = disturbed(made)
    nc = len(made.notes["parts"].rock.model.components)
    dense = jax.jit(Dense().correction)(system, stage, z)
    blocks = jax.jit(FullBlocks(nc).correction)(system, stage, z)
    np.testing.assert_allclose(blocks, dense, rtol=1e-7, atol=1e-9 * float(jnp.max(jnp.abs(dense))))


def test_equal_diffusivities_agree_with_full_blocks(equal):
    system, stage, z = disturbed(equal)
    nc = len(equal.notes["parts"].rock.model.components)
    blocks = jax.jit(FullBlocks(nc).correction)(system, stage, z)
    fast = jax.jit(EqualDiffusivities(nc).correction)(system, stage, z)
    np.testing.assert_allclose(fast, blocks, rtol=1e-7, atol=1e-9 * float(jnp.max(jnp.abs(blocks))))


def test_the_scalar_operator_is_the_transport_of_the_kernel(equal):
    system, _, z = disturbed(equal)
    rates = evaluate(system, z)
    mobile = system.flows[0].mobile
    content = rates.reading.content[:mobile]
    operator = transport_operator(system)
    moved = operator.diagonal[None] * content
    moved = moved + operator.lower[None] * jnp.roll(content, 1, axis=1)
    moved = moved + operator.upper[None] * jnp.roll(content, -1, axis=1)
    spread = sum(
        s[:mobile] for e, s in zip(system.exchanges, rates.exchanged, strict=True) if e.rows[-1] == "H2O"
    )
    carried = system.flows[0].sites.collect(rates.carried[0], rates.carried[0], z.shape[1])[:mobile]
    expected = (spread + carried) * system.active[:mobile]
    np.testing.assert_allclose(moved, expected, rtol=1e-12, atol=1e-14 * float(jnp.max(jnp.abs(expected))))
    assert all(is_scalar(process) for process in (*system.exchanges, *system.flows))


def test_nernst_planck_is_not_taken_for_a_scalar_operator(planck):
    assert not all(is_scalar(process) for process in planck.system.exchanges)
