"""Mixtures, reagents, heat and evaporation: what a path conserves exactly, and where it goes."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.activity.base import WATER_MASS
from fluxforce.thermo.equilibria.contact import Contact, Mineral, SolidSolution
from fluxforce.thermo.equilibria.mixing import Guggenheim
from fluxforce.thermo.equilibria.paths import (
    added,
    evaporated,
    heated,
    mixed,
    mixed_temperature,
    mixture,
)
from fluxforce.thermo.equilibria.systems import react
from fluxforce.thermo.equilibria.waters import WaterError, make_water


@pytest.fixture(scope="module")
def salt():
    """Sodium chloride in water at two strengths, 10 and 40 degC."""
    chemistry = build_chemistry(read_database(database_path("phreeqc.dat")), ["Na", "Cl"], redox=False)
    amounts = jnp.array([0.01, 0.5])
    waters = make_water(
        chemistry, {"Na": amounts, "Cl": amounts}, ph=7.0, temperature=np.array([283.15, 313.15])
    )
    assert bool(waters.converged.all())
    return chemistry, waters


def test_mixtures_conserve_every_component_and_the_water(salt):
    chemistry, waters = salt
    fraction = np.array([0.25, 2.0])  # cell by cell
    total = np.asarray(mixture(chemistry, [(waters, fraction), (waters, 1.0)]))
    np.testing.assert_allclose(total, np.asarray(waters.contents()) * (1 + fraction), rtol=1e-15)
    # 0.01 and 0.5 mol of salt in a kilogram of water each
    np.testing.assert_allclose(total[chemistry.totals.index("Na")], [0.0125, 1.5], rtol=1e-12)


def test_temperatures_mix_by_mass(salt):
    _, waters = salt
    assert np.asarray(mixed_temperature([(waters, 3.0), (waters, 1.0)])) == pytest.approx([283.15, 313.15])


def test_progress_is_what_was_asked(salt):
    chemistry, waters = salt
    start = waters.contents()[:, :1]
    reagent = np.zeros(len(chemistry.totals) + 1)
    reagent[chemistry.totals.index("Na")], reagent[chemistry.totals.index("Cl")] = 1.0, 1.0
    path = added(start, jnp.asarray(reagent), np.array([0.0, 0.1, 0.2]), temperature=298.15)
    np.testing.assert_allclose(path.progress, [0.0, 0.1, 0.2])
    np.testing.assert_allclose(path.contents[chemistry.totals.index("Cl")], [0.01, 0.11, 0.21], rtol=1e-12)
    warm = heated(start, np.array([283.15, 293.15]))
    np.testing.assert_array_equal(warm.temperature, warm.progress)
    np.testing.assert_array_equal(np.asarray(warm.contents[:, 0]), np.asarray(start[:, 0]))


def test_water_that_evaporates_leaves_its_salt(salt):
    _, waters = salt
    start = waters.contents()[:, :1]
    moles = 0.5 / WATER_MASS
    path = evaporated(start, np.array([moles, -moles]))
    water = np.asarray(path.contents[-1] - start[-1])
    np.testing.assert_allclose(water, [-moles, moles], rtol=1e-12)
    np.testing.assert_array_equal(
        np.asarray(path.contents[:-1]), np.repeat(np.asarray(start[:-1]), 2, axis=1)
    )
    with pytest.raises(WaterError, match="more are to evaporate"):
        evaporated(start, 56.0)


def test_a_mixture_of_nothing_is_refused(salt):
    with pytest.raises(WaterError, match="no water"):
        mixture(salt[0], [])


@pytest.mark.slow
def test_a_batch_and_one_stop_after_the_other_agree_where_nothing_is_lost(salt):
    chemistry, waters = salt
    start = waters.contents()[:, :1]
    path = evaporated(start, np.array([10.0, 30.0, 50.0]))
    batch, turns = path.stops(chemistry), path.in_turn(chemistry)
    for k, stop in enumerate(turns):
        np.testing.assert_allclose(stop.molality[:, 0], batch.molality[:, k], rtol=1e-9)


@pytest.mark.slow
def test_salt_that_is_taken_away_does_not_come_back(salt):
    chemistry, waters = salt
    start = waters.contents()[:, 1:2]
    moles = float(start[-1, 0])
    # evaporation to a brine beyond saturation with halite, then rain
    path = evaporated(start, np.array([0.95 * moles, 0.0]))
    halite = Contact([Mineral("Halite", 0.0)])
    kept = path.stops(chemistry, halite)
    assert float(kept.phase_amounts["Halite"][0]) > 0.1
    np.testing.assert_allclose(kept.totals["Na"][1], 0.5, rtol=1e-9)
    gone = path.in_turn(chemistry, lambda stop: halite if stop == 0 else Contact())
    left = 0.5 - float(gone[0].phase_amounts["Halite"][0])
    np.testing.assert_allclose(gone[1].totals["Na"][0], left, rtol=1e-9)
    np.testing.assert_allclose(gone[0].phase_amounts["Halite"], kept.phase_amounts["Halite"][:1], rtol=1e-9)


@pytest.mark.slow
def test_mixing_is_linear_in_contents_and_between_the_ends(salt):
    chemistry, _ = salt
    one = make_water(chemistry, {"Na": 0.01, "Cl": 0.01}, ph=7.0, temperature=283.15)
    other = make_water(chemistry, {"Na": 0.5, "Cl": 0.5}, ph=7.0, temperature=313.15)
    path = mixed(chemistry, one, other, np.array([0.0, 0.3, 1.0]))
    np.testing.assert_allclose(path.temperature, [283.15, 292.15, 313.15], rtol=1e-12)
    stops = path.stops(chemistry)
    np.testing.assert_allclose(stops.totals["Na"], [0.01, 0.157, 0.5], rtol=1e-9)
    np.testing.assert_allclose(stops.ph[0], 7.0, atol=1e-8)


def test_activities_of_a_solid_solution_obey_gibbs_and_duhem():
    # x_1 d ln lambda_1 + x_2 d ln lambda_2 = 0 at every composition: exact
    excess = Guggenheim(3.43, -1.82)
    x = jnp.linspace(0.05, 0.95, 19)
    step = 1e-6
    slope = (excess.ln_lambda(x + step) - excess.ln_lambda(x - step)) / (2 * step)
    np.testing.assert_allclose((1 - x) * slope[0] + x * slope[1], 0.0, atol=1e-8)


def test_the_gap_of_a_regular_solution_closes_where_a0_is_two():
    # 1/(x_1 x_2) = 2 a_0 has roots for a_0 > 2 alone: x = 1/2 +- sqrt(1/4 - 1/(2 a_0))
    assert Guggenheim(1.9).sides() == ((0.0, 1.0),)
    (low, left), (right, high) = Guggenheim(3.0).sides()
    reach = np.sqrt(0.25 - 1 / 6)
    assert (low, high) == (0.0, 1.0)
    assert left == pytest.approx(0.5 - reach, abs=1e-12)
    assert right == pytest.approx(0.5 + reach, abs=1e-12)


def test_coefficients_of_guggenheim_are_for_two_members():
    solid = SolidSolution("mix", dict.fromkeys(("A", "B", "C"), 0.0), Guggenheim(1.0))
    with pytest.raises(WaterError, match="two members, not 3"):
        solid.parts()


@pytest.mark.slow
def test_a_reactant_brings_another_mineral_to_its_saturation(salt):
    # a mineral of its own composition as its own reactant changes nothing
    chemistry, waters = salt
    start = waters.contents()[:, 1:2]
    row = chemistry.phases.index("Halite")
    itself = jnp.append(chemistry.catalogue.nu[row], chemistry.catalogue.nu_w[row])
    plain = react(chemistry, start, Contact([Mineral("Halite", 10.0, -1.0)]))
    same = react(chemistry, start, Contact([Mineral("Halite", 10.0, -1.0, itself)]))
    np.testing.assert_allclose(same.phase_amounts["Halite"], plain.phase_amounts["Halite"], rtol=1e-12)
    np.testing.assert_allclose(plain.saturation_indices["Halite"], -1.0, atol=1e-9)
