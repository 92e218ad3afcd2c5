"""One large step of a stirred tank: rows of time and leak against integrals done by hand."""

import copy

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from fluxforce.budget.ledger import ledger
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.newton import NewtonOptions
from fluxforce.solve.trajectory import Trajectory
from tests.problems import stirred_tank

R = 8.31446261815324
FEED = np.array([100.0, 1.0])
TANK = 1  # the place between feed and outlet
WEIGHTS = (np.sqrt(2.0) / 4.0, np.sqrt(2.0) / 4.0, 1.0 - np.sqrt(2.0) / 2.0)  # TR-BDF2
STANDARD = np.array([0.0, R * np.log(10.0)])  # K = 10; what both share is a gauge


def slope(c: np.ndarray) -> np.ndarray:
    """1 m3, flow 1e-3 m3/s, A <=> B with 1e-3 1/s and K = 10."""
    turned = 1e-3 * (c[0] - c[1] / 10.0)
    return 1e-3 * (FEED - c) + turned * np.array([-1.0, 1.0])


def conjugates(c: np.ndarray) -> np.ndarray:
    return STANDARD - R * np.log(c)


def taken_steps(targets: list[float]) -> Trajectory:
    made = stirred_tank()
    # whatever the error of a step, it is taken: every target is one step away
    options = StepOptions(tolerance=1e6, first=1e9, newton=NewtonOptions(tolerance=1e-10))
    return integrate(made.solver, made.system, made.start, targets, options=options)


def stages(trajectory: Trajectory, step: int) -> list[np.ndarray]:
    return [np.exp(z[:, TANK]) for z in (trajectory.states()[step], *trajectory.stages[step])]


def test_row_of_time_is_the_integral_less_its_quadrature():
    """h sum b_i (ybar - y_i) . f_i, with ybar . (q_1 - q_0) integrated along the straight line in content."""
    trajectory = taken_steps([700.0])
    assert trajectory.step.tolist() == [700.0]
    points = stages(trajectory, 0)
    moved = points[-1] - points[0]
    # the step itself: q_1 = q_0 + h sum b_i f_i with the weights written out above
    by_hand = 700.0 * sum(b * slope(c) for b, c in zip(WEIGHTS, points, strict=True))
    np.testing.assert_allclose(moved, by_hand, rtol=1e-10)
    along, _ = quad(lambda t: conjugates(points[0] + t * moved) @ moved, 0.0, 1.0, epsabs=1e-12, epsrel=1e-13)
    stepped = 700.0 * sum(b * conjugates(c) @ slope(c) for b, c in zip(WEIGHTS, points, strict=True))
    books = ledger(trajectory)
    assert abs(along - stepped) > 1e-2 * abs(along)  # the step is so large that the row matters
    assert books.time[0] == pytest.approx(along - stepped, rel=1e-9)
    stored = np.sum(points[-1] * (conjugates(points[-1]) + R) - points[0] * (conjugates(points[0]) + R))
    assert along == pytest.approx(stored, rel=1e-12)


def test_a_leak_on_purpose_is_found_by_its_row():
    """What appears from nowhere in the last step is booked as y . dq there, and as nothing else."""
    trajectory = taken_steps([300.0, 301.0])
    honest = ledger(trajectory)
    added = np.array([0.02, -0.02])  # conserved in sum, or the leak would depend on the gauge
    leaky = copy.copy(trajectory)
    leaky.stages = trajectory.stages.copy()
    before = stages(trajectory, 1)[-1]
    leaky.stages[1, -1][:, TANK] = np.log(before + added)
    books = ledger(leaky)
    mean = 0.5 * (conjugates(stages(trajectory, 1)[0]) + conjugates(before + added))
    expected = mean @ (added - 1.0 * WEIGHTS[-1] * (slope(before + added) - slope(before)))
    assert books.leak[1] == pytest.approx(expected, rel=1e-9)
    assert abs(honest.leak[1]) < 1e-9 * abs(expected)
    assert books.leak[0] == pytest.approx(honest.leak[0], abs=1e-15)
    assert books.relative_closure() <= 1e-12
    assert books.relative_leak() > 1e-4
    assert jnp.isfinite(books.time[1])
