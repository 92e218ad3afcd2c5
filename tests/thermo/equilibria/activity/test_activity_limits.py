"""What a Newton method asks of an activity model: limits, derivatives, padding, one program for all systems."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.activity import PADDING, activity_of
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Interaction
from fluxforce.thermo.equilibria.activity.debye_hueckel import DebyeHueckel

NAMES = ("Na+", "Mg+2", "Al+3", "Cl-", "SO4-2", "CO2", "H+", "OH-")
# [mol/kg] nothing, a trace of one salt, and a brine without carbon
MOLALITY = np.array(
    [
        [0.0] * 8,
        [1e-12, 0.0, 0.0, 1e-12, 0.0, 0.0, 1e-7, 1e-7],
        [2.0, 0.5, 0.1, 2.3, 0.5, 0.0, 1e-3, 1e-11],
    ]
).T
AT_ROOM = (jnp.array([298.15]), jnp.array([1.0]))
FILES = ("phreeqc.dat", "llnl.dat", "sit.dat", "pitzer.dat")


def build(name: str, species=NAMES):
    """A model; pitzer.dat has no aluminium, whose row is padding there."""
    database = read_database(database_path(name))
    return activity_of(database, [each if each in database.species else PADDING for each in species])


@eqx.filter_jit
def everything(model, molality, tangent):
    """ln gamma, ln a_w and their derivatives along a tangent."""
    at = model.at(*AT_ROOM)
    return jax.jvp(lambda m: (model.ln_gamma(at, m), model.ln_water(at, m)), (molality,), (tangent,))


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.slow] * (name in ("llnl.dat", "sit.dat"))) for name in FILES],
)
def test_values_and_derivatives_are_finite_at_zero_molality(name):
    model = build(name)
    tangent = jnp.array(np.where(MOLALITY > 0, 1.0, 0.0) + 1e-3)
    (ln_gamma, ln_water), slopes = everything(model, jnp.array(MOLALITY), tangent)
    assert all(np.all(np.isfinite(each)) for each in (ln_gamma, ln_water, *slopes))
    # infinite dilution: gamma is one and so is the activity of water
    np.testing.assert_allclose(ln_gamma[:, 0], 0.0, atol=1e-8)
    np.testing.assert_allclose(ln_water[0], 0.0, atol=1e-12)
    # the limiting law at I = 1e-7 mol/kg; MacInnes scaling cancels in z_- ln gamma_+ - z_+ ln gamma_-
    mean = 0.5 * (ln_gamma[0, 1] + ln_gamma[3, 1])
    np.testing.assert_allclose(mean, -1.174 * np.sqrt(1e-7), rtol=5e-3)
    step = 1e-6
    moved = jnp.array(MOLALITY)
    (up, _), _ = everything(model, moved + step * tangent, tangent)
    (down, _), _ = everything(model, moved + 0 * tangent, tangent)
    np.testing.assert_allclose((up - down)[:, 2] / step, slopes[0][:, 2], rtol=1e-3, atol=1e-3)


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_padding_changes_nothing(name):
    plain, padded = build(name), build(name, (*NAMES[:4], PADDING, "e-", *NAMES[4:], PADDING, "H2O"))
    keep = [0, 1, 2, 3, 6, 7, 8, 9]
    molality = np.zeros((12, 3))
    molality[keep] = MOLALITY
    molality[[4, 5, 10, 11]] = 1e-3  # even if such rows were to hold something
    tangent = jnp.array(molality)
    one, _ = everything(plain, jnp.array(MOLALITY), jnp.array(MOLALITY))
    other, _ = everything(padded, jnp.array(molality), tangent)
    np.testing.assert_allclose(other[0][np.array(keep)], one[0], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(other[1], one[1], rtol=1e-12, atol=1e-13)
    np.testing.assert_allclose(other[0][np.array([4, 5, 10, 11])], 0.0, atol=1e-13)


def traces(models) -> int:
    """How often a program is compiled for these models one after the other."""
    traced = []

    @eqx.filter_jit
    def compute(model, molality):
        traced.append(1)
        return model.ln_gamma(model.at(*AT_ROOM), molality)

    for model in models:
        compute(model, jnp.array(MOLALITY))
    return len(traced)


def test_parameters_are_data_so_that_one_program_serves_two_databases():
    assert traces([build("phreeqc.dat"), build("minteq.v4.dat")]) == 1


@pytest.mark.slow
def test_lists_of_interactions_are_made_up_to_sizes_that_systems_share():
    river = ("Na+", "Mg+2", "Ca+2", "Cl-", "SO4-2", "HCO3-", "H+", "OH-")
    lake = ("Na+", "K+", "Cl-", "SO4-2", "CO3-2", "HCO3-", "OH-", PADDING)
    carbonate = ("Na+", "K+", PADDING, PADDING, "CO3-2", "HCO3-", "OH-", PADDING)  # no chloride to scale with
    assert traces([build("pitzer.dat", names) for names in (river, lake, carbonate)]) == 1


def test_activity_of_water_stays_positive_and_turns_where_phreeqc_has_it():
    model = build("phreeqc.dat")
    assert isinstance(model, DebyeHueckel)
    at = model.at(*AT_ROOM)
    molality = jnp.zeros((8, 3)).at[5].set(jnp.array([1.0, 50.0, 500.0]))
    water = np.exp(model.ln_water(at, molality))
    np.testing.assert_allclose(water[:2], [1 - 0.017, 1 - 0.017 * 50], rtol=1e-8)
    np.testing.assert_allclose(water[2], 0.05, rtol=1e-12)


def test_table_has_no_values_outside():
    model = build("llnl.dat")
    assert isinstance(model, DebyeHueckel)
    a, _ = model.slopes(jnp.array([273.15, 273.16, 573.15, 580.0]), jnp.ones(1))
    np.testing.assert_array_equal(np.isnan(a), [True, False, False, True])
    np.testing.assert_allclose(a[1:3], [0.4939, 1.218])  # the first and last line of -dh_a in llnl.dat


def test_interaction_of_a_neutral_species_as_if_it_had_charge_is_refused():
    database = read_database(database_path("pitzer.dat"))
    wrong = Interaction("C0", ("Na+", "CO2"), (0.1,), 321)
    with pytest.raises(DatabaseError, match="C0 of Na\\+ and CO2") as refusal:
        activity_of(dataclasses.replace(database, interactions=(wrong,)), ("Na+", "CO2"))
    assert "321" in str(refusal.value)
    assert "LAMBDA" in str(refusal.value)
