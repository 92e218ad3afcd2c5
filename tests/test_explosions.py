"""What grows without bound in a finite time is stopped with the process named, and nothing more is made of it."""

import pytest

from fluxforce.errors import SolverGaveUp
from fluxforce.model import read_text
from fluxforce.results import Results
from fluxforce.simulate import run

EXPLODES = """
fluxforce: 1
kind: reactions
title: autocatalysis without a brake
reactions:
  volume: 10
  channels:
    growth: {reaction: 2 X -> 3 X, forward: 1}
    exchange: {reaction: X <=> G, forward: 1, backward: 1}
  chemostats: {G: 1}
  initial: {X: 5}
sample: {trajectories: 100, seed: 1}
time: {end: 2 s, outputs: 5}
"""


def test_an_explosion_is_stopped_at_its_time_and_named():
    """dc/dt = c^2 - c + 1 from 1/2: c = 1/2 + b tan(b t) with b^2 = 3/4 diverges at t = pi/(2 b) = 1.8138 s."""
    with pytest.raises(SolverGaveUp, match=r"grows without bound at t = 1.8.*'growth'") as stopped:
        run(read_text(EXPLODES))
    kept = stopped.value.results
    assert isinstance(kept, Results)
    assert kept.budget["time"][1] == pytest.approx(1.813799, rel=5e-3)
    assert "sample" not in kept.budget


def test_trajectories_that_grow_for_ever_are_stopped_soon():
    """Five copies that grow exp(30)-fold would take 1e14 jumps."""
    text = EXPLODES.replace("2 X -> 3 X, forward: 1}", "X -> 2 X, forward: 2}").replace(
        "end: 2 s", "end: 30 s"
    )
    with pytest.raises(SolverGaveUp, match=r"with 1.*e\+06 of 'X': reaction 'growth'"):
        run(read_text(text.replace("trajectories: 100", "trajectories: 4")))


def test_fast_rates_from_empty_states_need_no_longer_than_a_picosecond():
    """Two states with rates of 1e9 and 2e9 per second, from one of them: 1/3 is left in it."""
    text = """
fluxforce: 1
kind: network
title: fast
network:
  states: [a, b]
  jumps:
    fast: {from: b, to: a, forward: 1e9 1/s, backward: 2e9 1/s}
  initial: {a: 1, b: 0}
time: {end: 1 s, outputs: 1}
"""
    results = run(read_text(text))
    assert results.dataset["content"].isel(time=-1).values.ravel()[:2] == pytest.approx(
        [1 / 3, 2 / 3], rel=1e-9
    )
