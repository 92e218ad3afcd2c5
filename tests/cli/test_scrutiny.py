"""What `check` finds out with numbers, and rates of the file against the built-in law, on a small column."""

import numpy as np
import pytest

from fluxforce.cli import scrutiny
from fluxforce.model import read_text
from fluxforce.model.assemble import assemble
from fluxforce.model.schema import ColumnModel

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


def measured(made):
    """Force and flux of the mineral at the random states."""
    found = [
        scrutiny.tried(made, made.system.exchanges[:1], states)[0] for states in scrutiny.random_states(made)
    ]
    force, flux, _ = np.concatenate(found, axis=1)
    return force, flux


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
    (_, one), (model, other) = column(examples, built_in), column(examples, expression)
    force, flux = measured(one)
    same, again = measured(other)
    np.testing.assert_allclose(same, force, rtol=1e-14)
    omega = np.exp(-force / 8.31446261815324)
    size = np.abs(flux) * (1.0 + (1.0 + omega) / np.abs(1.0 - omega))
    assert np.all(np.abs(again - flux) <= 1e-13 * size)
    assert list(scrutiny.uphill(model, other)) == []


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("area * k * (omega - 1)", "runs against its affinity in 516 of 516"),
        ("area * k", "does not vanish at equilibrium"),
        ("area * k * log(omega - 1)", "is not a number in"),
    ],
)
def test_rates_that_are_wrong_are_named(examples, expression, said):
    told = list(scrutiny.uphill(*column(examples, written(expression))))
    assert any(said in sentence for sentence in told)
    assert all("the rate of 'Calcite'" in sentence for sentence in told)


def test_charge_and_asymmetry(examples):
    _, made = column(examples)
    # The benchmark fixes pH, CO2 and calcite in its initial water, and leaves the charge as it comes.
    assert [sentence.split("'")[1] for sentence in scrutiny.charged(made)] == ["initial"]
    value, sentence = scrutiny.asymmetry(made)
    assert 1e-8 < value < 1e-2
    assert "do not quite follow from one entropy" in sentence


def test_a_model_without_activity_coefficients_is_symmetric(examples):
    """A = bdot = 0 is an ideal solution, whose entropy is known in closed form."""
    text = (examples / "calcite-benchmark.yaml").read_text()
    ideal = "debye huckel: {A: 0, B: 0.3288 1/angstrom, bdot: 0}"
    text = text.replace("debye huckel: {A: 0.5114, B: 0.3288 1/angstrom, bdot: 0.0410}", ideal)
    assert ideal in text
    value, sentence = scrutiny.asymmetry(assemble(read_text(text)))
    assert value <= scrutiny.ROUND_OFF
    assert "follow from one entropy" in sentence
