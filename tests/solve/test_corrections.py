"""Every linear solver finds the same Newton correction as the dense one."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce.solve
from fluxforce.balance import prepared
from fluxforce.solve.active import dense_active
from fluxforce.solve.equal import EqualDiffusivities, transport_operator
from fluxforce.solve.linear import AbstractCorrection, Dense, FullBlocks
from fluxforce.solve.residual import Stage, stage_residual
from fluxforce.solve.tridiagonal import block_tridiagonal, scalar_tridiagonal
from tests.members import members
from tests.problems import carried_pulse, salt_bridge

CASES = {
    "FullBlocks": (FullBlocks(3), lambda: (salt_bridge().system, salt_bridge().start), 1e4),
    "FullBlocks, with a reaction": (FullBlocks(2), lambda: carried_pulse(7), 0.3),
    "EqualDiffusivities": (EqualDiffusivities(2), lambda: carried_pulse(7), 0.3),
    "DenseActive": (
        dense_active(np.asarray(salt_bridge().system.active)), lambda: (salt_bridge().system, salt_bridge().start), 1e4
    ),
}  # fmt: skip


def test_every_solver_has_a_case():
    named = {name.split(",")[0] for name in CASES} | {"Dense"}
    assert named == members(fluxforce.solve, AbstractCorrection)


@pytest.mark.parametrize("name", CASES)
def test_same_correction_as_dense(name):
    solver, build, step = CASES[name]
    system, z = build()
    content = system.potential.read(z).content
    ready = prepared(system, content)
    drawn = jnp.asarray(np.random.default_rng(2).uniform(-0.2, 0.2, z.shape)) * system.active
    stage = Stage(content, jnp.array(step))
    wanted = jax.jit(Dense().correction)(ready, stage, z + drawn)
    found = jax.jit(solver.correction)(ready, stage, z + drawn)
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-11 * float(jnp.max(jnp.abs(wanted))))


def test_the_dense_correction_is_newtons():
    """J dz = -r with the Jacobian by central differences."""
    system, z = carried_pulse(3)
    stage = Stage(system.potential.read(z).content, jnp.array(0.2))
    step = np.asarray(jax.jit(Dense().correction)(system, stage, z + 0.1)).reshape(-1)
    residual = jax.jit(lambda x: stage_residual(system, stage, x.reshape(z.shape)).reshape(-1))
    at = np.asarray(z + 0.1).reshape(-1)
    columns = [(residual(at + 1e-6 * e) - residual(at - 1e-6 * e)) / 2e-6 for e in np.eye(at.size)]
    np.testing.assert_allclose(np.stack(columns, axis=1) @ step, -np.asarray(residual(at)), atol=1e-8)


def test_the_scalar_operator_is_the_transport():
    """Lower, diagonal and upper applied to a content give what flows and Fickian exchanges supply."""
    system, z = carried_pulse(7)
    content = system.potential.read(z).content
    ready = prepared(system, content)
    alone = prepared(
        type(ready)(ready.potential, ready.exchanges[1:], ready.flows, ready.size, ready.active), content
    )
    wanted = stage_residual(alone, Stage(content, jnp.array(-1.0)), z) * alone.size[None]
    operator = transport_operator(alone)
    before, after = jnp.roll(content, 1, axis=1), jnp.roll(content, -1, axis=1)
    found = operator.lower[None] * before + operator.diagonal[None] * content + operator.upper[None] * after
    np.testing.assert_allclose(found, wanted, atol=1e-13)


def test_tridiagonal_systems_against_numpy():
    draw = np.random.default_rng(0)
    lower, upper = draw.uniform(-1, 1, (2, 9))
    diagonal, right = draw.uniform(3, 4, 9), draw.normal(size=(2, 9))
    matrix = np.diag(diagonal) + np.diag(lower[1:], -1) + np.diag(upper[:-1], 1)
    lower[0] = upper[-1] = 0.0
    found = scalar_tridiagonal(*map(jnp.asarray, (lower, diagonal, upper, right)))
    np.testing.assert_allclose(found, np.linalg.solve(matrix, right.T).T, rtol=1e-12)


def test_block_tridiagonal_systems_against_numpy():
    draw = np.random.default_rng(1)
    rows, places = 3, 6
    low, up = draw.uniform(-1, 1, (2, rows, rows, places))
    middle = draw.uniform(-1, 1, (rows, rows, places)) + 6.0 * np.eye(rows)[:, :, None]
    low[:, :, 0] = up[:, :, -1] = 0.0
    right = draw.normal(size=(rows, places))
    matrix = np.zeros((places, rows, places, rows))
    for p in range(places):
        matrix[p, :, p] = middle[:, :, p]
        if p > 0:
            matrix[p, :, p - 1] = low[:, :, p]
        if p < places - 1:
            matrix[p, :, p + 1] = up[:, :, p]
    exact = np.linalg.solve(matrix.reshape(rows * places, -1), right.T.reshape(-1)).reshape(places, rows).T
    np.testing.assert_allclose(
        block_tridiagonal(*map(jnp.asarray, (low, middle, up, right))), exact, rtol=1e-11
    )
