"""The books of a reactive column: closure, leak, second law at every face and cell, conservation."""

from dataclasses import replace

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, prepared
from fluxforce.budget.ledger import ledger
from fluxforce.readings.budget import budget
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.newton import NewtonOptions
from fluxforce.solve.tableau import KVAERNO3, TR_BDF2
from tests.model.assemble.conftest import END


def solved(made, *, tableau=TR_BDF2, newton: float = 1e-6, tolerance: float = 1e-3):
    options = StepOptions(
        tolerance=tolerance, first=made.first_step, newton=NewtonOptions(tolerance=newton), tableau=tableau
    )
    return integrate(made.solver, made.system, made.start, [END], options=options, scale=made.scale)


@pytest.mark.parametrize(
    ("which", "tableau"),
    [
        ("equal", TR_BDF2),
        pytest.param("equal", KVAERNO3, marks=pytest.mark.slow),
        pytest.param("planck", TR_BDF2, marks=pytest.mark.slow),
    ],
    ids=["equal-TR-BDF2", "equal-Kvaerno3", "planck-TR-BDF2"],
)
def test_the_books_close(which, tableau, request):
    """docs/theory.md, Acceptance: closure at most 1e-10, leak at most 1e-8, elements and charge to round-off."""
    made = request.getfixturevalue(which)
    trajectory = solved(made, tableau=tableau)
    books = ledger(trajectory)
    assert books.relative_closure() <= 1e-10
    assert books.relative_leak() <= 1e-8
    numbers = budget(made, trajectory, books)
    assert numbers["closure"]["elements"] < 1e-9
    assert numbers["closure"]["charge"] < 1e-9
    assert books.mixing.min() >= 0.0


def test_exergy_balances(equal):
    """What is taken from store and carried in is carried out or destroyed, by nature, numerics or model."""
    trajectory = solved(equal)
    books = ledger(trajectory)
    numbers = budget(equal, trajectory, books)
    exergy, entropy = numbers["exergy"], numbers["entropy"]
    given = exergy["carried in"] - exergy["stored"]
    t0 = equal.environment
    rest = t0 * (entropy["model"]["activity"] + entropy["water supply"] + entropy["numerical"]["leak"])
    taken = exergy["carried out"] + exergy["total"] + exergy["numerical"] + rest
    assert taken == pytest.approx(given, rel=1e-9)


@pytest.mark.slow
def test_the_leak_falls_with_the_newton_tolerance(equal):
    leaks = [ledger(solved(equal, newton=tolerance)).relative_leak() for tolerance in (1e-2, 1e-4, 1e-7)]
    assert leaks[0] > 10 * leaks[1] > 100 * leaks[2]


@pytest.mark.parametrize("which", ["equal", "planck"])
def test_every_face_and_cell_produces_entropy(which, request):
    made = request.getfixturevalue(which)
    states = jnp.asarray(solved(made).states())

    def produced(z):
        return evaluate(prepared(made.system, made.system.potential.read(z).content), z).production

    for exchange, sigma in zip(made.system.exchanges, jax.lax.map(produced, states), strict=True):
        assert float(sigma.min()) >= -1e-15 * float(sigma.max()), exchange.name


def test_waters_stay_neutral(planck):
    """Limiter, dispersion and Nernst-Planck diffusion carry no charge between neutral waters."""
    state = jnp.asarray(solved(planck).states()[-1])
    detail = planck.system.potential.read(state).detail
    charge = planck.notes["parts"].rock.model.charge
    total = np.asarray(jnp.abs(charge) @ detail["molality"])
    assert np.max(np.abs(np.asarray(detail["charge"])) / total) < 1e-9


def test_a_leak_put_in_on_purpose_is_found_by_its_row(equal):
    """Calcium is lost from one cell in the last step: the leak row tells y . Delta q, and the closure stays.

    Expected: -(y before + y after)/2 times the loss, to the second order of the loss, y = -R ln a.
    """
    trajectory = solved(equal)
    honest = ledger(trajectory)
    stages = trajectory.stages.copy()
    lost = 1e-4
    row = equal.notes["parts"].rock.model.components.index("Ca+2")
    before = equal.system.potential.read(jnp.asarray(stages[-1, -1]))
    stages[-1, -1, row, 5] -= lost
    after = equal.system.potential.read(jnp.asarray(stages[-1, -1]))
    leaky = ledger(replace(trajectory, stages=stages))
    change = np.asarray((after.content - before.content) * equal.system.size[None])
    mean = 0.5 * np.asarray(before.conjugates + after.conjugates)[: change.shape[0]]
    expected = float(np.sum(mean * change))
    found = leaky.leak[-1] - honest.leak[-1]
    assert found == pytest.approx(expected, rel=0.1)
    assert abs(found) > 1e6 * abs(honest.leak[-1])
    assert leaky.relative_leak() > 1e-8


def test_a_mineral_that_runs_out_does_not_go_below_nothing():
    """Exhaustion is an event: what is left is never negative, and no stage dissipates below zero."""
    from benchmarks.ours import document
    from benchmarks.problem import CALCITE, DOLOMITE, LimestoneColumn
    from fluxforce.model.assemble import assemble

    # 1e-7 of the rock is calcite, gone in the first cells within half a day
    minerals = {"Calcite": replace(CALCITE, volume_fraction=1e-7), "Dolomite": DOLOMITE}
    made = assemble(document(replace(LimestoneColumn(), end=END, outputs=2, minerals=minerals), 12, 1e-3))
    trajectory = solved(made)
    row = made.system.potential.quantities.index("Calcite")
    first = float(made.start[row, 1])
    left = trajectory.stages[:, :, row, 1:-1]
    assert left.min() > -1.1e-6 * left.max()  # a thousandth of the tolerance, of the largest amount
    assert left[-1, -1, 0] < 1e-6 * first
    states = jnp.asarray(trajectory.stages.reshape(-1, *made.start.shape))
    sigma = jax.lax.map(lambda z: evaluate(made.system, z).production[0], states)
    assert float(sigma.min()) > -1e-4 * float(sigma.max())
    assert ledger(trajectory).relative_closure() <= 1e-10
