"""Water's properties, diffusion coefficients and saturation as PHREEQC computes them."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import LN10
from fluxforce.model.databases import aqueous_model, database_path, phase_reaction, read_database
from fluxforce.thermo.aqueous import speciate
from fluxforce.thermo.aqueous.activity import saturation
from fluxforce.thermo.equilibria.activity.water import debye_hueckel, density, permittivity, viscosity
from tests.phreeqc_oracle import punch, solution

CELSIUS = (0.0, 5.0, 25.0, 40.0, 60.0, 95.0)


@pytest.fixture(scope="module")
def database():
    return read_database(database_path("phreeqc.dat"))


def almost_pure(celsius: float) -> str:
    """Nearly pure: PHREEQC's density depends a little on the activity of water."""
    return solution(1, celsius, "7", ["Na 1e-9", "Cl 1e-9"])


@pytest.mark.parametrize("celsius", CELSIUS)
def test_debye_hueckel_density_and_permittivity(celsius):
    a, b, rho, eps, eta = punch(almost_pure(celsius), ["DH_A", "DH_B", "RHO_0", "EPS_R", "VISCOS_0"])[:, 0]
    here = jnp.array([celsius + 273.15]), jnp.ones(1)
    np.testing.assert_allclose(np.ravel(debye_hueckel(*here)), (a, b), rtol=1e-9)
    assert float(density(*here)[0]) == pytest.approx(1e3 * rho, rel=1e-9)
    assert float(permittivity(*here)[0]) == pytest.approx(eps, rel=1e-12)
    assert float(viscosity(*here)[0]) == pytest.approx(1e-3 * eta, rel=1e-7)


@pytest.mark.parametrize("celsius", CELSIUS)
def test_diffusion_coefficients(database, celsius):
    model = aqueous_model(database, ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl"), celsius + 273.15)
    theirs = punch(almost_pure(celsius), [f'DIFF_C("{name}")' for name in model.species])[:, 0]
    ours = np.nan_to_num(np.asarray(model.diffusion))  # PHREEQC gives 0 where it has none
    np.testing.assert_allclose(ours, theirs, rtol=1e-7)


@pytest.mark.parametrize("celsius", [0.0, 25.0, 60.0])
def test_saturation_indices(database, celsius):
    """Analytic expressions, van 't Hoff in kJ and kcal, hydrates, gases, species rewritten in components."""
    names = (
        "Calcite",
        "Dolomite",
        "Gypsum",
        "Epsomite",
        "Halite",
        "CO2(g)",
        "H2O(g)",
        "Albite",
        "Kaolinite",
        "Illite",
    )
    elements = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl", "S(6)", "Si", "Al", "K")
    model = aqueous_model(database, elements, celsius + 273.15)
    phases = [phase_reaction(database, model, name, celsius + 273.15) for name in names]
    lines = [
        "C(4) 2e-3",
        "Ca 1e-2",
        "Mg 3e-2",
        "Na 0.2",
        "Cl 0.3",
        "S(6) 1e-2",
        "Si 1e-4",
        "Al 1e-7",
        "K 1e-3",
    ]
    asked = [*(f'MOL("{s}")' for s in model.species), *(f'SI("{name}")' for name in names)]
    table = punch(solution(1, celsius, "7.5", lines), asked)
    count = len(model.species)
    z = speciate(model, np.asarray(model.nu).T @ table[:count]).z
    nu, nu_w, ln_k = (np.stack([np.asarray(v) for v in values]) for values in
                      zip(*((p.nu, p.nu_w, p.ln_k) for p in phases), strict=True))  # fmt: skip
    ours = saturation(nu, nu_w, ln_k, z[: len(model.components)], z[-1]) / LN10
    np.testing.assert_allclose(ours[:, 0], table[count:, 0], rtol=0, atol=1e-6)


def test_molar_volume_and_formula(database):
    model = aqueous_model(database, ("H", "O", "C(4)", "Ca"), 298.15)
    calcite = phase_reaction(database, model, "Calcite", 298.15)
    assert calcite.formula == "CaCO3"
    assert float(calcite.molar_volume) == pytest.approx(36.9e-6)  # phreeqc.dat: -Vm 36.9 cm3/mol
    assert math.isnan(float(phase_reaction(database, model, "CO2(g)", 298.15).molar_volume))
    # phreeqc.dat: the analytic expression of calcite at 25 degC
    expected = 17.118 - 0.046528 * 298.15 - 3496 / 298.15
    assert float(calcite.ln_k) == pytest.approx(math.log(10) * expected, rel=1e-12)
