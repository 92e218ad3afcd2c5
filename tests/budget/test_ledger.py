"""The books of a run: they close, numerical rows shrink at known rates, a leak is found where it is."""

import dataclasses
from functools import cache

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, prepared
from fluxforce.budget.instant import instant as one_instant
from fluxforce.budget.ledger import Ledger, ledger
from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.assemble.mass_action import Reaction
from fluxforce.model.assemble.tank import tank
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.linear import Dense
from fluxforce.solve.newton import NewtonOptions
from fluxforce.solve.steady import steady
from fluxforce.solve.tableau import KVAERNO3, TR_BDF2
from fluxforce.solve.trajectory import Trajectory
from fluxforce.testing import check_closure, check_order
from tests.problems import SMALL, carried_wave, every_small, joined_gases, stirred_tank

TIGHT = NewtonOptions(tolerance=1e-9)
instant = eqx.filter_jit(one_instant)


@cache
def run_of(name: str, newton: float = 1e-6, tableau=TR_BDF2) -> Trajectory:
    build, end = SMALL[name]
    made = build()
    options = StepOptions(first=made.first_step, newton=NewtonOptions(tolerance=newton), tableau=tableau)
    return integrate(made.solver, made.system, made.start, [end], options=options, scale=made.scale)


@every_small
def test_books_close_and_do_not_leak(name):
    report = check_closure(run_of(name))
    assert report.closure <= 1e-12
    assert report.leak <= 1e-10


def test_books_close_with_the_third_order_method():
    check_closure(run_of("tank", 1e-6, KVAERNO3))


@every_small
def test_balances_of_what_is_conserved(name):
    """Gained inside = into less out of, for elements, energy, probability and charge."""
    build, _ = SMALL[name]
    made, books = build(), ledger(run_of(name))
    groups = dict(made.conserved) | ({} if made.charge is None else {"charge": made.charge})
    for group, vector in groups.items():
        active = np.asarray(made.system.active).max(axis=1)
        rows = (books.gained, books.into, books.out_of)
        gained, entered, left = (float((row * active).sum(axis=0) @ vector) for row in rows)
        size = sum(float(np.abs(row * active).sum(axis=0) @ np.abs(vector)) for row in rows)
        assert abs(gained - entered + left) <= 1e-10 * size, group


def test_the_leak_falls_with_newtons_tolerance():
    """Newton converges quadratically: what is left leaks, at least a hundred times less for a tolerance
    a hundred times smaller, down to round-off.
    """
    leaks = [ledger(run_of("slab", newton)).relative_leak() for newton in (1e-1, 1e-3, 1e-6)]
    assert leaks[0] > 100 * leaks[1]
    assert leaks[1] > 100 * leaks[2]
    assert leaks[2] < 1e-10


@pytest.mark.parametrize(("tableau", "order"), [(TR_BDF2, 2), (KVAERNO3, 3)], ids=["TR-BDF2", "Kvaerno3"])
def test_numerical_time_shrinks_at_the_order_of_the_method(tableau, order):
    made = stirred_tank()
    steps, found = [8.0, 4.0, 2.0], []
    for step in steps:
        options = StepOptions(first=step, longest=step, tolerance=1e6, newton=TIGHT, tableau=tableau)
        books = ledger(integrate(made.solver, made.system, made.start, [128.0], options=options))
        found.append(books.time.sum())
    check_order(found, steps, order, 0.3)


@pytest.mark.parametrize(("limited", "order"), [(False, 1.0), (True, 2.5)], ids=["upwind", "limited"])
def test_numerical_space_shrinks_at_the_order_of_the_scheme(limited, order):
    """Upwind is of first order; half of van Leer's limiter between second and third (extrema cost)."""
    counts, found = (32, 64, 128), []
    for cells in counts:
        system, z = carried_wave(cells, limited)
        ready = prepared(system, system.potential.read(z).content)
        found.append(float(instant(ready, z).space[0]))
    check_order(found, [1.0 / n for n in counts], order, 0.5 if limited else 0.1)


def test_upwind_excess_is_that_of_its_numerical_diffusion():
    """To leading order upwind is a diffusion u h/2: integral of R (u h/2) c (d ln c/dx)^2 = R u h/2 (2 pi)^2
    times the mean of cos^2 exp(sin), which is I_1(1) = 0.565159103992485 (Abramowitz and Stegun 9.6).
    """
    cells = 512
    system, z = carried_wave(cells, False)
    exact = GAS_CONSTANT * 0.5 / cells * (2 * np.pi) ** 2 * 0.565159103992485
    assert float(instant(system, z).space[0]) == pytest.approx(exact, rel=0.02)


def closed_run() -> Trajectory:
    system, start = joined_gases()
    options = StepOptions(first=0.01, newton=TIGHT)
    return integrate(Dense(), system, start, [1.0], options=options)


def with_leak(run: Trajectory, step: int, amount: float) -> Trajectory:
    """All contents grow by a factor at the end of one step; a linear system goes on in proportion."""
    stages = run.stages.copy()
    stages[step, -1] += np.log1p(amount)
    stages[step + 1 :] += np.log1p(amount)
    return dataclasses.replace(run, stages=stages)


def test_a_leak_put_in_on_purpose_is_found_by_its_row_and_only_there():
    run, step, amount = closed_run(), 5, 1e-4
    honest, leaky = ledger(run), ledger(with_leak(run, step, amount))
    assert honest.relative_leak() < 1e-10
    # what appeared from nothing, at the conjugates halfway: y . dq; the last stage acts in its own step
    before, after = run.states()[step], run.states()[step + 1]
    mean = -GAS_CONSTANT * 0.5 * (before + after + np.log1p(amount))
    supply = np.asarray(evaluate(run.system, jnp.asarray(after)).supply)
    appeared = amount * (np.exp(after) - run.step[step] * run.tableau.b[-1] * supply)
    expected = float((mean * appeared).sum())
    assert leaky.leak[step] == pytest.approx(expected, rel=1e-6)
    others = np.delete(np.arange(run.time.size), step)
    assert np.abs(leaky.leak[others]).max() < 1e-9 * abs(expected)
    assert abs(leaky.closure).max() < 1e-9 * abs(expected)
    for name in ("produced", "model", "discharged", "slaved", "space", "mixing", "carried_in", "carried_out"):
        np.testing.assert_allclose(getattr(leaky, name), getattr(honest, name), rtol=1e-3, atol=1e-12)
    np.testing.assert_allclose(
        leaky.gained[step], honest.gained[step] + amount * np.exp(after).sum(axis=1), rtol=1e-4
    )
    with pytest.raises(AssertionError, match="content leaks"):
        check_closure(with_leak(run, step, amount))


def test_books_that_do_not_balance_are_told_with_their_time(monkeypatch):
    """A row forgotten in the sum cannot hide: check_closure names the step."""
    run = closed_run()
    true = ledger(run)
    spoilt = dataclasses.replace(true, closure=true.closure + 1e-6 * true.scale)
    monkeypatch.setattr("fluxforce.testing.closure.ledger", lambda trajectory: spoilt)
    with pytest.raises(AssertionError, match=r"do not balance.*t = "):
        check_closure(run)


def test_stored_entropy_is_that_of_the_state():
    """Closed mixing: S(end) - S(start) by s = -R sum c (ln c - 1), and all of it is produced or numerical."""
    run = closed_run()
    books = ledger(run)

    def entropy(z: np.ndarray) -> float:
        return float(-GAS_CONSTANT * (np.exp(z) * (z - 1.0)).sum())

    gain = entropy(run.stages[-1, -1]) - entropy(run.start)
    assert books.stored.sum() == pytest.approx(gain, rel=1e-12)
    rows = books.produced.sum() + books.time.sum() + books.leak.sum()
    assert rows == pytest.approx(gain, rel=1e-11)
    assert books.discharged.sum() == 0.0


def row(books: Ledger, name: str) -> float:
    return float(np.sum(getattr(books, name)))


def test_three_terms_of_a_flow_reactor():
    """Exergy in less out = A xi + mixing (docs/theory.md): 430.99 = 280.55 + 150.44 W at steady state."""
    made = stirred_tank()
    rest = steady(made.solver, made.system, made.start)
    run = integrate(made.solver, made.system, rest.coordinates, [1000.0], options=StepOptions(first=100.0))
    books = ledger(run)
    reaction, mixing, total = (298.15e-3 * v for v in (
        row(books, "produced"), row(books, "mixing"), row(books, "carried_out") - row(books, "carried_in"),
    ))  # fmt: skip
    assert reaction == pytest.approx(280.549743434136, rel=1e-9)
    assert mixing == pytest.approx(150.444960175549, rel=1e-9)
    assert total == pytest.approx(430.994703609685, rel=1e-9)
    # nothing but round-off of the two stands as numerical
    assert abs(row(books, "space")) < 1e-10 * row(books, "mixing")
    assert abs(row(books, "time")) < 1e-9 * row(books, "mixing")


def test_mixing_is_never_negative_though_solutes_alone_say_so():
    """A <=> 2 B: sum over solutes of n_in (mu_in - mu_tank) < 0, and with the solvent D_B >= 0."""
    made = tank(
        volume=1.0, flow=1e-3, feed={"A": 1.0, "B": 0.5}, initial={"A": 1.0, "B": 0.5},
        reactions={"splitting": Reaction({"A": 1}, {"B": 2}, 1e-4, 100.0)}, temperature=298.15,
    )  # fmt: skip
    rest = steady(made.solver, made.system, made.start)
    inside = np.exp(np.asarray(rest.coordinates)[:, 1])
    feed = np.array([1.0, 0.5])
    solutes = float((feed * np.log(feed / inside)).sum())
    divergence = solutes - float((feed - inside).sum())
    assert solutes < 0.0 < divergence
    at = instant(made.system, rest.coordinates)
    assert float(at.mixing[0]) == pytest.approx(1e-3 * GAS_CONSTANT * divergence, rel=1e-10)


def test_discharge_of_a_driven_ring_is_the_heat_of_its_bath():
    """R sum n ln(k+/k-) goes to the bath: production is that and the change of the ring's own entropy."""
    books = ledger(run_of("ring"))
    balance = row(books, "produced") + row(books, "time") - row(books, "stored")
    assert row(books, "discharged") == pytest.approx(balance, rel=1e-12)


def test_ledger_rows_do_not_depend_on_how_steps_are_grouped():
    """Steps are read in segments; a segment begins with the last stage of the one before."""
    run = run_of("tank")
    whole = ledger(run)
    half = run.time.size // 2
    later = dataclasses.replace(
        run, start=run.states()[half], start_time=float(run.time[half - 1]), time=run.time[half:],
        step=run.step[half:], stages=run.stages[half:], iterations=run.iterations[half:],
        error=run.error[half:],
    )  # fmt: skip
    parts = ledger(later)
    np.testing.assert_allclose(parts.produced, whole.produced[half:], rtol=1e-12)
    np.testing.assert_allclose(parts.time, whole.time[half:], rtol=1e-9, atol=1e-12)


def test_the_leading_quadrature_of_a_large_step_is_exact():
    """One step that changes a content by thirteen orders of magnitude still closes."""
    system, _ = joined_gases()
    start = jnp.log(jnp.array([[1.0, 1e-13], [1e-13, 1.0]]))
    options = StepOptions(
        first=5.0, longest=5.0, tolerance=1e6, newton=NewtonOptions(tolerance=1e-9, most=60)
    )
    run = integrate(Dense(), system, start, [5.0], options=options)
    assert run.time.size == 1
    assert ledger(run).relative_closure() < 1e-10
