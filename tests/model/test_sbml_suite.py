"""Processes of the discrete stochastic test suite for SBML [evans2008]: printed digits, and closed forms.

Texts are written here, in the ways that its cases differ: where constants, sizes, sinks and rules stand.
"""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.model.sbml.antimony import parse_antimony
from fluxforce.model.sbml.moments import moments
from fluxforce.model.sbml.read import parse_sbml
from tests.model.sbml_texts import ci, cn, event, later, model, reaction, rule, species, times

BIRTH_DEATH = "b: X -> 2 X; lam*X; d: X -> ; mu*X; lam = {0}; mu = {1}; X = 100"
IMMIGRATION = "i:  -> {0} X; a; d: X -> ; mu*X; a = {1}; mu = {2}; X = 0"
DIMERS = "on: 2 P -> P2; k1*P*(P-1)/2; off: P2 -> 2 P; k2*P2; k1 = 0.001; k2 = 0.01; P = 100; P2 = 0"

# time, mean, standard deviation as printed by the suite; cases 1, 3, 21, 37, 39 and 30
PRINTED = {
    "birth and death": (
        BIRTH_DEATH.format(0.1, 0.11),
        "X",
        [(10, 90.48374, 13.44708), (50, 60.65307, 22.38677)],
    ),
    "fast birth and death": (BIRTH_DEATH.format(1.0, 1.1), "X", [(10, 36.78794, 22.09848)]),
    "immigration": (IMMIGRATION.format(1, 10, 0.1), "X", [(10, 63.21206, 7.950601)]),
    "batches of 5": (
        IMMIGRATION.format(5, 1, 0.2),
        "X",
        [(10, 21.616618, 8.408379), (50, 24.998865, 8.660189)],
    ),
    "batches of 100": (IMMIGRATION.format(100, 1, 4), "X", [(10, 25.0, 35.53168)]),
    "dimers": (DIMERS, "P2", [(10, 23.892864, None), (24, 32.267044, None)]),
}


@pytest.mark.parametrize("name", PRINTED)
def test_printed_digits(name: str):
    text, species_name, rows = PRINTED[name]
    mean, deviation = moments(parse_antimony(text), [row[0] for row in rows]).of(species_name)
    for k, (_, printed, spread) in enumerate(rows):
        assert mean[k] == pytest.approx(printed, rel=3e-7)
        if spread is not None:
            assert deviation[k] == pytest.approx(spread, rel=3e-7)


SINK = reaction("d", {"X": 1}, {"Sink": 1}, times(ci("m"), ci("X")))
BIRTH = reaction("b", {"X": 1}, {"X": 2}, times(ci("l"), ci("X")))
DEATH = reaction("d", {"X": 1}, {}, times(ci("m"), ci("X")))
RATES = {"l": 0.2, "m": 0.25}


def grown(time: float, first: float = 12.0) -> tuple[float, float]:
    """Mean and standard deviation of birth at 0.2 and death at 0.25."""
    growth = np.exp(-0.05 * time)
    return first * growth, float(np.sqrt(first * 0.45 / -0.05 * growth * (growth - 1.0)))


def test_what_a_rule_defines_is_an_observable():
    """y = 2 X, as a species and as a parameter; in a volume of 4 a species is counted in copies all the same."""
    for how in ("species", "concentration", "parameter"):
        only = species("y", 0.0, concentration=how == "concentration")
        parts = species("X", 12.0) + (only if how != "parameter" else "")
        more = '<listOfParameters><parameter id="y" constant="false"/></listOfParameters>'
        rules = f"<listOfRules>{rule('y', times(cn(2.0), ci('X')))}</listOfRules>"
        text = model(BIRTH, DEATH, parts=parts, parameters=RATES, more=rules, volume=4.0)
        if how == "parameter":
            text = text.replace("<listOfParameters>", more[: more.index("</")], 1)
        found = moments(parse_sbml(text), [3.0])
        (mean,), (deviation,) = found.of("y")
        factor = 8.0 if how == "concentration" else 2.0
        assert found.names == ("X", "y")
        assert (mean, deviation) == pytest.approx([factor * one for one in grown(3.0)], rel=1e-9)


def test_rules_are_put_into_laws_unless_local_constants_hide_them():
    """death = twice * X with twice = 2 half by rule: a local `half` hides the global one there, not in the rule."""
    rules = f"<listOfRules>{rule('twice', times(cn(2.0), ci('half')))}</listOfRules>"
    law = times(ci("twice"), ci("X"), ci("half"))
    death = reaction("d", {"X": 1}, {}, law, local='<localParameter id="half" value="0.5"/>')
    text = model(death, parts=species("X", 12), parameters={"half": 0.25}, more=rules)
    text = text.replace("<listOfParameters>", '<listOfParameters><parameter id="twice" constant="false"/>')
    found = parse_sbml(text)
    assert found.network.reactions[0].forward == pytest.approx(0.25)
    assert moments(found, [1.0]).of("twice")[0] == pytest.approx([0.5])


def test_laws_in_concentrations():
    """Case 11: laws l X and m X in amounts per time, with X a concentration in a volume of 2: half as fast."""
    text = model(
        BIRTH,
        DEATH,
        parts=species("X", 50.0, concentration=True),
        parameters={"l": 0.1, "m": 0.11},
        volume=2.0,
    )
    mean, deviation = moments(parse_sbml(text), [10.0, 50.0]).of("X")
    np.testing.assert_allclose(mean, [95.12294, 77.88008], rtol=1e-7)
    np.testing.assert_allclose(deviation, [9.87032, 19.02018], rtol=3e-7)


def test_sinks_that_are_counted_and_sinks_that_are_held():
    text = model(SINK, parts=species("X", 12) + species("Sink", 3), parameters={"m": 0.25})
    found = moments(parse_sbml(text), [2.0])
    gone = 1.0 - np.exp(-0.5)
    np.testing.assert_allclose(found.mean, [[12.0 * (1.0 - gone), 3.0 + 12.0 * gone]], rtol=1e-9)
    np.testing.assert_allclose(found.deviation, np.sqrt(12.0 * gone * (1.0 - gone)), rtol=1e-9)
    held = model(SINK, parts=species("X", 12) + species("Sink", 3, held=True), parameters={"m": 0.25})
    assert moments(parse_sbml(held), [2.0]).of("Sink") == ([3.0], [0.0])


def test_a_held_source_that_its_law_does_not_name():
    """Source -> X at a constant rate, Source held at none: immigration, and it is said."""
    text = model(reaction("i", {"Source": 1}, {"X": 1}, ci("a")), DEATH, parameters={"a": 2.0, "m": 0.25},
                 parts=species("Source", 0, held=True) + species("X", 0))  # fmt: skip
    found = parse_sbml(text)
    assert [str(one) for one in found.network.reactions] == ["0 -> X", "X -> 0"]
    assert "does not follow Source" in found.notes[0]
    assert moments(found, [2.0]).of("X")[0] == pytest.approx([8.0 * (1.0 - np.exp(-0.5))])


def test_conserved_species_written_out():
    """One dimer equation with P = 20 - 2 P2 put in by hand, or by a rule, is the pair of species."""
    pair = "on: 2 P -> P2; k1*P*(P-1)/2; off: P2 -> 2 P; k2*P2; P = 20; P2 = 0;"
    hand = "on: -> P2; k1*(20-2*P2)*(20-2*P2-1)/2; off: P2 -> ; k2*P2; P2 = 0;"
    by_rule = "on: -> P2; k1*P*(P-1)/2; off: P2 -> ; k2*P2; P2 = 0; P := 20 - 2*P2;"
    rest = "k1 = 0.02; k2 = 0.5"
    first, *others = (moments(parse_antimony(text + rest), [1.5]) for text in (pair, hand, by_rule))
    for one in others:
        np.testing.assert_allclose(one.of("P2"), first.of("P2"), rtol=1e-9)
    np.testing.assert_allclose(others[1].of("P"), first.of("P"), rtol=1e-9)


def test_squares_of_catalysts_are_no_pairs():
    """k A E E with a catalyst E that changes: E^2 is meant, for no pair of E reacts."""
    found = parse_antimony("r: A -> ; k*A*E*E; f:  -> E; 1; k = 2; A = 5; E = 3")
    assert not found.network.reactions[0].mass_action


@pytest.mark.parametrize(
    ("rules", "said", "line"),
    [
        (rule("p", times(cn(2.0), ci("q"))) + rule("q", ci("p")), "in a circle", False),
        (rule("q", times(cn(2.0), ci("nobody"))), "what is assigned to 'q' has no value", True),
        (rule("q", later(3.0)), "in the assignment rule for 'q' cannot be represented", True),
        (rule("X", cn(2.0)), "species 'X' is given by a rule and changed by a reaction", False),
    ],
)
def test_rules_that_are_refused(rules: str, said: str, line: bool):
    text = model(DEATH, parts=species("X", 12), parameters={"m": 0.25, "p": 1.0, "q": 1.0},
                 more=f"<listOfRules>{rules}</listOfRules>")  # fmt: skip
    with pytest.raises(BadInput, match=said) as found:
        parse_sbml(text)
    assert not line or found.value.problems[0].line == next(
        k for k, one in enumerate(text.splitlines(), 1) if "<assignmentRule" in one
    )


def test_timed_event_of_the_suite():
    """Case 28: immigration at 1 and death at 0.1, X set to 50 at t = 25: a binomial and a Poisson number from there."""
    text = model(reaction("i", {}, {"X": 1}, ci("a")), DEATH, parameters={"a": 1.0, "m": 0.1}, parts=species("X", 0),
                 events=event("reset", later(25.0), {"X": 50.0}))  # fmt: skip
    mean, deviation = moments(parse_sbml(text), [24.0, 25.0, 26.0, 50.0]).of("X")
    kept = np.exp(-0.1 * np.array([0.0, 1.0, 25.0]))
    np.testing.assert_allclose(
        mean, [10.0 * (1.0 - np.exp(-2.4)), *(50.0 * kept + 10.0 * (1.0 - kept))], rtol=1e-9
    )
    variance = [mean[0], *(50.0 * kept * (1.0 - kept) + 10.0 * (1.0 - kept))]
    np.testing.assert_allclose(deviation, np.sqrt(variance), rtol=1e-8, atol=1e-12)
    assert mean[2:] == pytest.approx([46.1934967214, 13.283399945], rel=1e-10)  # as printed
