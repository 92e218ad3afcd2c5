"""Optimal protocols against the closed forms of the harmonic trap; jumps are booked and said."""

import numpy as np
import pytest

from fluxforce.budget.diffusion.protocols import Protocol, drive, optimal_protocol, ramp, sudden_work, trap
from fluxforce.errors import BadInput


@pytest.mark.parametrize(("mobility", "stiffness", "duration"), [(1.0, 1.0, 1.0), (0.5, 3.0, 2.0)])
def test_a_trap_moved_in_least_work(mobility, stiffness, duration):
    """[schmiedl2007]: W = g L^2/(t + 2 g/k), first and last jump L/(2 + k t/g)."""
    system = trap(mobility=mobility, temperature=0.7)
    best = optimal_protocol(system, [0.0, stiffness], [1.5, stiffness], duration, terms=4)
    run, friction = drive(system, best), 1.0 / mobility
    assert run.work == pytest.approx(friction * 2.25 / (duration + 2.0 * friction / stiffness), rel=1e-11)
    jump = 1.5 / (2.0 + stiffness * duration / friction)
    assert best.jumps[0] == pytest.approx([jump, 0.0], rel=1e-9, abs=1e-14)
    assert best.jumps[1] == pytest.approx([jump, 0.0], rel=1e-9, abs=1e-14)
    assert best.at(duration / 2.0) == pytest.approx([0.75, stiffness], rel=1e-10)


@pytest.mark.parametrize(("last", "duration"), [(2.0, 1.0), (5.0, 0.3), (0.4, 2.0)])
def test_a_trap_stiffened_in_least_work(last, duration):
    """[schmiedl2007], case II: the stiffness after the first jump is 1 - c and the variance ends at (1 + c t)^2."""
    system = trap(mobility=1.0, temperature=1.0)
    root = np.sqrt(1.0 + 2.0 * duration + last * duration**2)
    c = (-1.0 - last * duration + root) / (duration * (2.0 + last * duration))
    best = optimal_protocol(system, [0.0, 1.0], [0.0, last], duration, terms=12)
    run = drive(system, best)
    assert best.at(0.0)[1] == pytest.approx(1.0 - c, rel=1e-8)
    assert run.moments[1] == pytest.approx((1.0 + c * duration) ** 2, rel=1e-9)
    # W = c^2 t + (last (1 + c t)^2 - 1)/2 - ln(1 + c t): dissipation, change of energy, and what the bath takes
    work = c**2 * duration + (last * (1.0 + c * duration) ** 2 - 1.0) / 2.0 - np.log(1.0 + c * duration)
    assert run.work == pytest.approx(work, rel=1e-10)
    assert run.work > np.log(last) / 2.0


def test_any_other_protocol_needs_more_work():
    system = trap(mobility=1.0, temperature=1.0)
    best = optimal_protocol(system, [0.0, 1.0], [1.0, 2.0], 1.0, terms=6)
    least = drive(system, best).work
    assert least < drive(system, ramp([0.0, 1.0], [1.0, 2.0], 1.0)).work
    for seed in range(2):
        change = np.random.default_rng(seed).normal(size=best.coefficients.shape) * 0.05
        other = Protocol(1.0, best.start, best.end, best.coefficients + change)
        assert drive(system, other).work > least


def test_a_straight_protocol_has_no_jumps():
    """[mazonka1999]: work g v^2 [t - tau (1 - exp(-t/tau))], tau = g/k."""
    run = drive(trap(mobility=1.0, temperature=0.5), ramp([0.0, 2.0], [1.2, 2.0], 0.4))
    assert run.work == pytest.approx(9.0 * (0.4 - 0.5 * (1.0 - np.exp(-0.8))), rel=1e-9)
    assert run.said == ()
    assert run.work == pytest.approx(run.change + run.heat, rel=1e-13)


def test_jumps_are_booked_and_said():
    """A constant trap that is moved by 1 at the start only: work k/2 at once, which all becomes heat."""
    held = Protocol(10.0, np.array([0.0, 1.0]), np.array([1.0, 1.0]), np.array([[1.0], [1.0]]))
    run = drive(trap(mobility=1.0, temperature=1.0), held)
    assert run.work_of_jumps == (pytest.approx(0.5), pytest.approx(0.0))
    assert run.work == pytest.approx(0.5, rel=1e-7)
    assert abs(run.work - 0.5) < 1.2 * run.error
    assert run.said == ("the protocol jumps at its start (centre by 1): work 0.5 done at once",)


def test_sudden_work_of_a_quench():
    assert sudden_work(trap(mobility=1.0, temperature=2.0), [0.0, 1.0], [0.0, 2.0]) == pytest.approx(1.0)


def test_bad_protocols_are_named():
    system = trap(mobility=1.0, temperature=1.0)
    with pytest.raises(BadInput, match="duration is 0"):
        optimal_protocol(system, [0.0, 1.0], [1.0, 1.0], 0.0)
    with pytest.raises(BadInput, match="start and end are the same"):
        optimal_protocol(system, [0.0, 1.0], [0.0, 1.0], 1.0)
    with pytest.raises(BadInput, match="controls are centre, stiffness"):
        optimal_protocol(system, [0.0], [1.0], 1.0)
    with pytest.raises(BadInput, match="temperature of the trap is -1"):
        trap(mobility=1.0, temperature=-1.0)
    with pytest.raises(BadInput, match="finite numbers"):
        ramp([0.0, np.nan], [1.0, 1.0], 1.0)
    with pytest.raises(BadInput, match="to infinity"):
        drive(system, ramp([0.0, 1.0], [0.0, -2e3], 10.0))
