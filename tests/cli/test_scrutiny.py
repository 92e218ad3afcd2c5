"""What `check` finds out with numbers, and rates of the file against the built-in law, on a small column."""

import re

import numpy as np
import pytest

from fluxforce.budget.checks.outcome import Broken
from fluxforce.budget.checks.potential import check_potential_of
from fluxforce.budget.checks.second_law import check_second_law
from fluxforce.budget.checks.states import measured as measured_at
from fluxforce.budget.checks.states import on_manifold, random_states
from fluxforce.cli import scrutiny
from fluxforce.model import read_text
from fluxforce.model.assemble import assemble
from fluxforce.model.schema import ColumnModel
from fluxforce.readings.checks import subject_of

BUILT_IN = "{law: transition-state, mechanisms: {neutral: {k: 1e-9 mol/m2/s}}}"


def column(examples, rate=BUILT_IN):
    """The calcite benchmark with four cells and another rate."""
    text = (examples / "calcite-benchmark.yaml").read_text()
    assert BUILT_IN in text
    text = text.replace(BUILT_IN, rate).replace("cells: 100", "cells: 4")
    model = read_text(text)
    assert isinstance(model, ColumnModel)
    return model, assemble(model)


def written(expression, constants="k: 1e-9 mol/m2/s", activities=""):
    more = f", activities: {{{activities}}}" if activities else ""
    return f'{{expression: "{expression}", constants: {{{constants}}}{more}}}'


def tried(made):
    """The model as a subject of checks, and what happens in it at random states."""
    subject = subject_of(made, {}, {}, ())
    return subject, measured_at(made.system, random_states(subject, 0))


def second(made):
    """Outcome of C2: whether conjugates follow from one entropy."""
    subject = subject_of(made, {}, {}, ())
    states = on_manifold(made.system.potential, random_states(subject, 0)[:4])
    return check_potential_of(subject, states)[0][0]


def measured(made):
    """Force and flux of the mineral at the random states."""
    _, found = tried(made)
    return found.forces[0].reshape(-1), found.fluxes[0].reshape(-1)


@pytest.mark.parametrize(
    ("built_in", "expression"),
    [
        (BUILT_IN, written("area * k * (1 - omega)")),
        (
            "{law: transition-state, mechanisms: {acid: {k: 1e-3 mol/m2/s, orders: {H+: 0.5}}, "
            "neutral: {k: 1e-9 mol/m2/s}}}",
            written("area * (ka * h**0.5 + k) * (1 - omega)", "k: 1e-9 mol/m2/s, ka: 1e-3 mol/m2/s", "h: H+"),
        ),
    ],
)
def test_transition_state_law_as_an_expression(examples, built_in, expression):
    """The same law written two ways, equal to round-off.

    1 - omega loses digits near equilibrium, so the round-off is that of 1 - exp(-X/R), not of the flux.
    """
    (_, one), (_, other) = column(examples, built_in), column(examples, expression)
    force, flux = measured(one)
    same, again = measured(other)
    np.testing.assert_allclose(same, force, rtol=1e-14)
    omega = np.exp(-force / 8.31446261815324)
    size = np.abs(flux) * (1.0 + (1.0 + omega) / np.abs(1.0 - omega))
    assert np.all(np.abs(again - flux) <= 1e-13 * size)
    assert all(one.status == "held" for one in check_second_law(*tried(other)))


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("area * k * (omega - 1)", "runs against its affinity"),
        ("area * k", "no flux where there is no force|has the same sign whatever the force is"),
        ("area * k * log(omega - 1)", "is not a number in"),
        ("area * k * (1 - omega)**2", "does not turn round above saturation"),
        ("area * k * (1 - omega)**0.5", "is none above saturation"),
    ],
)
def test_rates_that_are_wrong_are_named(examples, expression, said):
    _, made = column(examples, written(expression))
    broken = [one for one in check_second_law(*tried(made)) if isinstance(one, Broken)]
    assert any(re.search(said, one.said) for one in broken), [one.said for one in broken]
    assert all(one.process == "Calcite dissolution" for one in broken)


def test_charge_and_asymmetry(examples):
    _, made = column(examples)
    # The benchmark fixes pH, CO2 and calcite in its initial water, and leaves the charge as it comes.
    assert [sentence.split("'")[1] for sentence in scrutiny.charged(made)] == ["initial"]
    value, sentence = scrutiny.asymmetry(second(made))
    assert 1e-8 < value < 1e-2
    assert "do not quite follow from one entropy" in sentence


def test_a_model_without_activity_coefficients_is_symmetric(examples):
    """A = bdot = 0 is an ideal solution, whose entropy is known in closed form."""
    text = (examples / "calcite-benchmark.yaml").read_text()
    ideal = "debye huckel: {A: 0, B: 0.3288 1/angstrom, bdot: 0}"
    text = text.replace("debye huckel: {A: 0.5114, B: 0.3288 1/angstrom, bdot: 0.0410}", ideal)
    assert ideal in text
    value, sentence = scrutiny.asymmetry(second(assemble(read_text(text))))
    assert value <= 1e-10
    assert "follow from one entropy" in sentence
