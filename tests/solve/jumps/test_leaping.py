"""Tau-leaping and the chemical Langevin equation: rates of convergence, moments, and books that close."""

import numpy as np
import pytest

from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.networks.kinetics import birth_death, immigration_death, michaelis_menten, pair_annihilation
from fluxforce.networks.reactions import Reaction, reaction_network
from fluxforce.solve.jumps.chemical_langevin import sample_chemical_langevin
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.tau_leaping import Adaptive, Fixed, sample_leaping
from tests.solve.jumps.brute import apart, variance_apart

DECAY = reaction_network({"decay": ("X -> 0", 1.0)})


@pytest.mark.parametrize("method", ["leaping", "langevin"])
def test_weak_order_one(method):
    """Mean of X -> 0 from 10^5 at t = 1: the error halves with the step, to a standard error below 5 % of it."""
    errors = []
    for step in (0.2, 0.1, 0.05):
        if method == "leaping":
            paths = sample_leaping(DECAY, {"X": 1e5}, 1.0, trajectories=2000, seed=1, control=Fixed(step))
        else:
            paths = sample_chemical_langevin(DECAY, {"X": 1e5}, 1.0, trajectories=2000, seed=1, step=step)
        # Both means are (1 - step)^(1/step) exactly; the standard error is below 5 individuals.
        assert apart(paths.numbers[0, 0], 1e5 * (1.0 - step) ** (1.0 / step)) < 4.0
        errors.append(1e5 * np.exp(-1.0) - paths.numbers[0, 0].mean())
    rates = np.log2(np.array(errors[:-1]) / np.array(errors[1:]))
    assert np.all((rates > 0.85) & (rates < 1.3))


def test_tolerance_controls_the_error_of_leaps():
    """2 A -> 0 with immigration: means agree with exact jumps within the tolerance, and better for a smaller one."""
    network = pair_annihilation(1000.0, 0.01)
    exact = sample(network, {}, 0.5, trajectories=2000, seed=2).numbers[0, 0].mean()
    for tolerance, within in ((0.1, 0.1), (0.02, 0.02)):
        paths = sample_leaping(network, {}, 0.5, trajectories=500, seed=2, control=Adaptive(tolerance))
        assert abs(paths.numbers[0, 0].mean() / exact - 1.0) < within


def test_leaps_never_leave_a_population_below_zero():
    """Few individuals, long fixed leaps; and the adaptive way, which jumps one by one there and is exact."""
    network = michaelis_menten((0.5, 1.0), (2.0, 0.1))
    start = {"E": 3, "S": 12}
    for control in (Fixed(0.5), Adaptive()):
        paths = sample_leaping(network, start, [1.0, 3.0], trajectories=1000, seed=3, control=control)
        assert paths.numbers.min() >= 0.0
        brought = np.einsum("rs,trn->tsn", network.change(), paths.currents)
        assert np.array_equal(paths.numbers - paths.initial[None], brought)
        if isinstance(control, Adaptive):
            exact = sample(network, start, [1.0, 3.0], trajectories=4000, seed=3, widths=(64,))
            for mine, theirs in zip(paths.numbers.reshape(8, -1), exact.numbers.reshape(8, -1), strict=True):
                error = np.sqrt(mine.var() / mine.size + theirs.var() / theirs.size)
                assert abs(mine.mean() - theirs.mean()) < 4.0 * error


def test_langevin_keeps_mean_and_variance_of_linear_networks():
    """0 <=> X: the equation has the exact first two moments; 200 steps of 0.01 shift them by below one percent."""
    paths = sample_chemical_langevin(
        immigration_death(1000.0, 1.0), {"X": 1000}, 2.0, trajectories=4000, seed=4, step=0.005
    )
    assert apart(paths.numbers[0, 0], 1000.0) < 4.0
    # From a sharp start: variance 1000 (1 - exp(-4)) from immigration and death with constant mean.
    assert variance_apart(paths.numbers[0, 0], 1000.0 * (1.0 - np.exp(-4.0))) < 4.0
    assert np.all(paths.clipped == 0)
    brought = np.einsum("rs,trn->tsn", paths.network.change(), paths.currents)
    assert np.allclose(paths.numbers - paths.initial[None], brought, rtol=0.0, atol=1e-9)


def test_what_cannot_be_done_is_said():
    with pytest.raises(BadInput, match="step"):
        sample_chemical_langevin(DECAY, {"X": 10}, 1.0, trajectories=2, step=0.0)
    with pytest.raises(BadInput, match="tolerance"):
        sample_leaping(DECAY, {"X": 10}, 1.0, trajectories=2, control=Adaptive(-1.0))
    with pytest.raises(SolverGaveUp, match="reaction 'birth'"):
        sample_leaping(birth_death(2.0, 0.1), {"X": 10}, 100.0, trajectories=5, population=1e6)
    own = reaction_network({"own": Reaction("own", {"X": 1}, {}, 1.0, forward_law=lambda n: 1.0 * n["X"])})
    with pytest.raises(BadInput, match="'own'"):
        sample_leaping(own, {"X": 10}, 1.0, trajectories=2).reservoir_entropy()
