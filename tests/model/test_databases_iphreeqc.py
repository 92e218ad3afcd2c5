"""Speciation against PHREEQC with the same database: 500 waters, 0 to 60 degC, I from 1e-4 to 1."""

import numpy as np
import pytest

from fluxforce.model.databases import Database, aqueous_model, database_path, read_database
from fluxforce.thermo.aqueous import Aqueous, speciate
from tests.phreeqc_oracle import punch, solution

ELEMENTS = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl")
KEY = 20240607
TEMPERATURES = tuple(float(t) for t in np.linspace(0, 60, 10))
WATERS = 50  # at each temperature


@pytest.fixture(scope="module")
def database() -> Database:
    return read_database(database_path("phreeqc.dat"))


def random_waters(key: int, celsius: float) -> str:
    """Waters by pH and totals: cations that make the ionic strength, chloride and carbon in any
    proportion."""
    draw = np.random.default_rng([KEY, key])
    blocks = []
    for number in range(1, WATERS + 1):
        strength = 10 ** draw.uniform(-4, 0)
        ca, mg, na = strength * draw.dirichlet([0.5, 0.5, 1.0]) / np.array([2.0, 2.0, 1.0])
        cl, carbon = strength * draw.uniform(0.05, 1), strength * 10 ** draw.uniform(-3, -0.3)
        ph = draw.uniform(4, 11)
        named = {"Ca": ca, "Mg": mg, "Na": na, "Cl": cl, "C(4)": carbon}
        blocks.append(solution(number, celsius, f"{ph:.15g}", [f"{e} {v:.15g}" for e, v in named.items()]))
    return "\n".join(blocks)


@pytest.mark.parametrize(("key", "celsius"), list(enumerate(TEMPERATURES)))
def test_random_waters_as_phreeqc_has_them(database, key, celsius):
    model = aqueous_model(database, ELEMENTS, celsius + 273.15)
    asked = ['-LA("H+")', "MU", 'ACT("H2O")', *(f'MOL("{name}")' for name in model.species)]
    ph, strength, water, *rest = punch(random_waters(key, celsius), asked)
    molality = np.array(rest)
    assert 5e-5 < strength.min() < strength.max() < 1.5

    found = speciate(model, np.asarray(model.nu).T @ molality)
    assert bool(found.converged.all())
    detail = Aqueous(model).read(found.z).detail
    np.testing.assert_allclose(detail["pH"], ph, rtol=0, atol=1e-6)
    seen = molality > 1e-12
    np.testing.assert_allclose(np.asarray(detail["molality"])[seen], molality[seen], rtol=1e-6)
    np.testing.assert_allclose(detail["ionic_strength"], strength, rtol=1e-6)
    np.testing.assert_allclose(detail["water_activity"], water, rtol=1e-9)


def test_many_elements_in_sea_water(database):
    """Sea water of the PHREEQC manual's first example, without its redox elements."""
    elements = (*ELEMENTS, "K", "S(6)", "Si")
    model = aqueous_model(database, elements, 298.15)
    totals = {
        "Ca": 0.01066,
        "Mg": 0.05507,
        "Na": 0.4854,
        "K": 0.01058,
        "Si": 7.4e-5,
        "Cl": 0.5657,
        "S(6)": 0.0293,
    }
    lines = [*(f"{e} {v}" for e, v in totals.items()), "C(4) 0.0024"]
    asked = ['-LA("H+")', *(f'MOL("{name}")' for name in model.species)]
    ph, *rest = punch(solution(1, 25.0, "8.22", lines), asked)
    molality = np.array(rest)
    found = speciate(model, np.asarray(model.nu).T @ molality)
    detail = Aqueous(model).read(found.z).detail
    np.testing.assert_allclose(detail["pH"], ph, rtol=0, atol=1e-6)
    seen = molality > 1e-12
    np.testing.assert_allclose(np.asarray(detail["molality"])[seen], molality[seen], rtol=1e-6)
