"""Events: against a dense master equation written here, against closed forms, and sampled."""

import numpy as np
import pytest
from scipy.linalg import expm

from fluxforce.errors import BadInput
from fluxforce.model.sbml.antimony import parse_antimony
from fluxforce.model.sbml.moments import moments
from fluxforce.model.sbml.read import parse_sbml, whole_numbers
from fluxforce.model.sbml.trajectories import trajectories
from tests.model.sbml_texts import ci, cn, event, later, model, reaction, species, times

DIMERS = "on: 2 P -> P2; k1*P*(P-1)/2; off: P2 -> 2 P; k2*P2; k1 = 0.001; k2 = 0.01; P = 100; P2 = 0;"
RESET = DIMERS + "at P2 > 30: P = 100, P2 = 0"
ONE = (64,)  # one width of lanes, so that one program is compiled
DECAY = "d: X -> ; m*X; m = 0.25; X = 12; "


def reset_dimers(time: float) -> tuple[float, float]:
    """Mean and deviation of P where the jump from 30 to 31 dimers leads to none, from a dense exponential."""
    rates = np.zeros((31, 31))
    for dimers in range(31):
        monomers = 100 - 2 * dimers
        for end, rate in (
            ((dimers + 1) % 31, 0.0005 * monomers * (monomers - 1)),
            (dimers - 1, 0.01 * dimers),
        ):
            if rate > 0.0:
                rates[end, dimers] += rate
                rates[dimers, dimers] -= rate
    p = expm(rates * time)[:, 0]
    monomers = 100.0 - 2.0 * np.arange(31)
    mean = float(p @ monomers)
    return mean, float(np.sqrt(p @ (monomers - mean) ** 2))


def test_an_event_of_copy_numbers_redirects_a_jump():
    """Case 33 of the suite: P2 > 30 sets P2 to 0 and P to 100."""
    found = moments(parse_antimony(RESET), [5.0, 12.0, 50.0])
    for k, time in enumerate(found.times):
        assert (found.of("P")[0][k], found.of("P")[1][k]) == pytest.approx(reset_dimers(time), rel=1e-9)
    assert found.of("P")[0] + 2.0 * found.of("P2")[0] == pytest.approx(100.0)


def test_trajectories_with_events_of_copy_numbers():
    """4 standard errors of mean and variance, with 2000 trajectories."""
    times_, count = [6.0, 12.0, 30.0], 2000
    sampled, exact = (
        trajectories(parse_antimony(RESET), times_, count, 3),
        moments(parse_antimony(RESET), times_),
    )
    for name in ("P", "P2"):
        mean, deviation = exact.of(name)
        assert np.all(np.abs(sampled.mean(name) - mean) < 4.0 * deviation / np.sqrt(count))
    np.testing.assert_array_equal(sampled.values["P"] + 2.0 * sampled.values["P2"], 100.0)
    assert sampled.values["P2"].max() <= 30.0
    again = trajectories(parse_antimony(RESET), times_, 20, 3, widths=ONE)
    np.testing.assert_array_equal(again.values["P"], sampled.values["P"][:, :20])


def test_trajectories_stop_exactly_at_events_of_time():
    """X := 50 at t = 2.25: just that at 2.25, and a binomial number of 50 later."""
    found = parse_antimony(DECAY + "at time >= 2.25: X = 50; y := 2*X")
    sampled = trajectories(found, [2.25, 4.25], 2000, 5, widths=ONE)
    np.testing.assert_array_equal(sampled.values["X"][0], 50.0)
    np.testing.assert_array_equal(sampled.values["y"], 2.0 * sampled.values["X"])
    kept = np.exp(-0.5)
    assert sampled.mean("X")[1] == pytest.approx(
        50.0 * kept, abs=4.0 * np.sqrt(50.0 * kept * (1 - kept) / 2000)
    )


@pytest.mark.parametrize(("sign", "at_once"), [(">=", 1.0), (">", 0.0)])
def test_readings_at_the_instant_of_an_event(sign: str, at_once: float):
    """From t = 2 on it has happened at 2; after t = 2 it has not yet."""
    mean = moments(parse_antimony(f"{DECAY} at time {sign} 2: X = 0"), [2.0, 3.0]).of("X")[0]
    assert mean == pytest.approx([12.0 * np.exp(-0.5) * (1.0 - at_once), 0.0])


@pytest.mark.parametrize(("initially", "mean"), [(False, 40.0), (True, 12.0)])
def test_triggers_that_are_true_at_the_start(initially: bool, mean: float):
    """They happen only where they are taken to have been false before."""
    law = times(ci("m"), ci("X"))
    text = model(reaction("d", {"X": 1}, {}, law), parts=species("X", 12), parameters={"m": 0.25},
                 events=event("first", later(0.0), {"X": 40.0}, initially=initially))  # fmt: skip
    assert moments(parse_sbml(text), [0.0, 1.0]).of("X")[0] == pytest.approx([mean, mean * np.exp(-0.25)])


def test_events_that_set_off_others():
    """At t = 1 X is doubled; from more than 20 on it is set to 3. Survival of each of 12 is binomial."""
    found = moments(parse_antimony(DECAY + "at time >= 1: X = 2*X; at X > 20: X = 3"), [1.0])
    kept = np.exp(-0.25)
    from scipy.stats import binom

    numbers = np.arange(13)
    ends = np.where(2 * numbers > 20, 3, 2 * numbers)
    assert found.of("X")[0][0] == pytest.approx(binom.pmf(numbers, 12, kept) @ ends, rel=1e-9)


def test_conditions_of_time_and_copies():
    """`time > 1 and X < 6`: whoever is below 6 at t = 1 is set at once, others on the way down."""
    text = DECAY + "at time >= 1 && X < 6: X = 100"
    found, sampled = (
        parse_antimony(text),
        trajectories(parse_antimony(text), [0.9, 1.0, 3.0], 2000, 8, widths=ONE),
    )
    mean, deviation = moments(found, [0.9, 1.0, 3.0]).of("X")
    assert np.all(np.abs(sampled.mean("X") - mean) < 4.0 * deviation / np.sqrt(2000))
    assert mean[0] == pytest.approx(12.0 * np.exp(-0.225), rel=1e-9)


def test_species_that_only_events_change():
    """A held species S that feeds X and is set at t = 1."""
    found = parse_antimony("i: $S -> X; 2*S; S = 3; X = 0; at time >= 1: S = 5")
    mean, deviation = (one for one in moments(found, [2.0]).of("X"))
    assert (mean[0], deviation[0]) == pytest.approx((16.0, 4.0), rel=1e-8)


def test_events_are_not_forgotten_by_the_way_to_everything_else():
    found = parse_antimony(RESET)
    assert "only sbml_moments and sbml_trajectories take events into account: '_E0'" in found.notes[-1]
    with pytest.raises(BadInput, match="event '_E0' would be left out here"):
        whole_numbers(found)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at 1 after X > 3: X = 4", "'_E0' has a delay"),
        ("at X > 3, priority = 2: X = 4", "'_E0' has a priority"),
        ("at X > 3: m = 4", "'_E0' sets 'm', which is no species"),
        ("at time*X > 3: X = 4", "uses time other than by comparing it with a constant"),
        ("at X > 3: X = time", "cannot be represented"),
        ("at X + 1: X = 4", "is no condition"),
    ],
)
def test_events_that_cannot_be_represented(text: str, said: str):
    with pytest.raises(BadInput, match=said):
        parse_antimony(DECAY + text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("at X < 6: X = 2.5", "sets a species to what is no number of copies"),
        ("at X < 6: X = X - 9", "sets a species to what is no number of copies"),
        ("at X < 6: X = 20; at X < 5.5: X = 30", "happens at the same instant as another"),
        ("at X < 6: X = 20; at X > 19: X = 3", "sets itself or others off again without end"),
    ],
)
def test_outcomes_that_are_not_defined(text: str, said: str):
    """Found where they can be reached, by both readings."""
    found = parse_antimony(DECAY + text)
    with pytest.raises(BadInput, match=said):
        moments(found, [5.0])
    if "2.5" in text or "5.5" in text:  # each compiles a program of its own
        with pytest.raises(BadInput, match=said):
            trajectories(found, [9.0], 50, 1, widths=ONE)


def test_what_cannot_be_reached_does_not_matter():
    """X only falls from 12: what happens above 20 is never asked."""
    found = moments(parse_antimony(DECAY + "at X > 20: X = 2.5; at X > 21: X = -3"), [1.0])
    assert found.of("X")[0] == pytest.approx([12.0 * np.exp(-0.25)])


def test_events_have_lines():
    law = times(ci("m"), ci("X"))
    trigger = f"<apply><gt/>{ci('X')}{cn(3.0)}</apply>"
    text = model(reaction("d", {"X": 1}, {}, law), parts=species("X", 12), parameters={"m": 0.25},
                 events=event("odd", trigger, {"m": 4.0}))  # fmt: skip
    line = next(k for k, one in enumerate(text.splitlines(), start=1) if "<eventAssignment " in one)
    with pytest.raises(BadInput) as found:
        parse_sbml(text, file="small.xml")
    assert str(found.value).startswith(f"small.xml:{line}: error: event 'odd' sets 'm'")
