"""From a model through its trajectories back to its entropy production."""

import numpy as np
import pytest

from fluxforce.budget.inference.plug_in import PlugIn
from fluxforce.budget.inference.short_time import ShortTime
from fluxforce.budget.inference.trajectories import paths, recorded
from fluxforce.errors import BadInput
from fluxforce.networks.diffusion_models import bead_chain
from fluxforce.networks.network import Channel, network
from fluxforce.solve.jumps.walk import sequence
from fluxforce.solve.langevin.sample import sample


def test_a_dot_between_two_leads_keeps_its_channels():
    """In at 1 and 2, out at 2 and 1: ln 2 per second through the channels, nothing between the two states."""
    dot = network(
        {"left": Channel("empty", "full", 1.0, 2.0), "right": Channel("empty", "full", 2.0, 1.0)},
    )
    walk = sequence(dot, 20_000, seed=1)
    known = PlugIn().estimate(recorded(dot, walk))
    assert abs(known.value - np.log(2.0)) < 4 * known.error
    assert abs(PlugIn().estimate(recorded(dot, walk, channels=False)).value) < 1e-3
    assert recorded(dot, walk).labels == ("empty", "full")


def test_a_channel_back_to_its_own_state_is_refused():
    motor = network({"step": Channel("a", "a", 2.0, 1.0), "rest": Channel("a", "b", 1.0, 1.0)})
    with pytest.raises(BadInput, match="returns to its own state"):
        recorded(motor, sequence(motor, 10, seed=1))


def test_two_beads_from_the_langevin_equation():
    """P24: 2.025 per second; Heun steps of 0.01 s, read every 0.02 s, after 5 s of settling."""
    ensemble = sample(
        bead_chain(2), np.zeros(2), 5.0 + 0.02 * np.arange(301), step=0.01, trajectories=300, seed=2
    )
    found = ShortTime(extrapolate=True).estimate(paths(ensemble))
    assert abs(found.value - 2.025) < 4 * found.error + 0.03 * 2.025
    with pytest.raises(BadInput, match="uneven"):
        paths(sample(bead_chain(2), np.zeros(2), [0.1, 0.3, 0.4], step=0.01, trajectories=2, seed=2))
