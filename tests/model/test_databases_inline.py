"""A small database written by hand: the one of Amanzi's calcite benchmark, from calcite.dbs at 25 degC."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases import DatabaseError, inline_model, inline_phase
from fluxforce.model.databases.inline import InlineSpecies
from fluxforce.thermo.aqueous import Aqueous, make_water

# calcite.dbs, column of 25 degC; its constants are of the dissociation of one secondary species.
A, B = 0.5114, 0.3288
SPECIES = {
    "H+": InlineSpecies(1, 9.0),
    "HCO3-": InlineSpecies(-1, 4.0),
    "Ca++": InlineSpecies(2, 6.0),
    "OH-": InlineSpecies(-1, 3.5, reaction={"H+": -1, "H2O": 1}, log10_k=-13.9951),
    "CO3--": InlineSpecies(-2, 4.5, reaction={"H+": -1, "HCO3-": 1}, log10_k=-10.3288),
    "CO2(aq)": InlineSpecies(0, reaction={"H2O": -1, "H+": 1, "HCO3-": 1}, log10_k=6.3447),
    "CaOH+": InlineSpecies(1, 4.0, reaction={"H+": -1, "Ca++": 1, "H2O": 1}, log10_k=-12.8500),
    "CaHCO3+": InlineSpecies(1, 4.0, reaction={"Ca++": 1, "HCO3-": 1}, log10_k=1.0467),
    "CaCO3(aq)": InlineSpecies(0, reaction={"H+": -1, "Ca++": 1, "HCO3-": 1}, log10_k=-7.0017),
}
COMPONENTS = ("H+", "HCO3-", "Ca++")


@pytest.fixture(scope="module")
def chemistry():
    model = inline_model(SPECIES, a=A, b=B, elements={"HCO3-": "C(4)", "Ca++": "Ca"})
    phases = {
        "Calcite": inline_phase(
            "Calcite", {"H+": -1, "Ca++": 1, "HCO3-": 1}, 1.8487, COMPONENTS, molar_volume=36.934e-6
        ),
        "CO2(g)": inline_phase("CO2(g)", {"H2O": -1, "H+": 1, "HCO3-": 1}, -7.8136, COMPONENTS, is_gas=True),
    }
    return model, phases


def test_initial_water_of_the_benchmark(chemistry):
    """The condition `initial` of the benchmark's input: calcite, CO2 at 0.00101325, pH 8.0184."""
    model, phases = chemistry
    water = make_water(model, phases, {}, 8.0184, {"CO2(g)": np.log10(0.00101325), "Calcite": 0.0})
    by = water.by_component(model)
    detail = Aqueous(model).read(jnp.asarray(water.z)[:, None]).detail
    assert float(detail["pH"][0]) == pytest.approx(8.0184)
    assert float(detail["water_activity"][0]) == 1.0
    # by hand: a(HCO3-) = p 10^-7.8136 / 10^-8.0184
    ln_a = np.log(0.00101325) + np.log(10) * (-7.8136 + 8.0184)
    assert water.z[1] == pytest.approx(ln_a, rel=1e-12)
    assert by["HCO3-"] == pytest.approx(np.exp(ln_a), rel=0.1)


def test_inlet_water_of_the_benchmark(chemistry):
    """The condition `west`: pH 5, 1 mmol of carbon, charge balanced by calcium."""
    model, phases = chemistry
    water = make_water(model, phases, {"C(4)": 1e-3}, 5.0, charge="Ca")
    assert abs(water.charge) < 1e-16
    by = water.by_component(model)
    assert by["HCO3-"] == pytest.approx(1e-3)
    # by hand: bicarbonate is 1/(1 + 10^(6.3447 - 5)) of the carbon; calcium is half of it, less H+
    bicarbonate = 1e-3 / (1 + 10 ** (6.3447 - 5))
    assert by["Ca++"] == pytest.approx((bicarbonate - 1e-5) / 2, rel=0.03)


def test_bad_small_databases(chemistry):
    with pytest.raises(DatabaseError, match=r"charge \+0, its reaction makes -1"):
        inline_model({**SPECIES, "OH-": InlineSpecies(0, reaction={"H+": -1, "H2O": 1})}, a=A, b=B)
    with pytest.raises(DatabaseError, match="did you mean 'Ca\\+\\+'"):
        inline_phase("Calcite", {"Ca+": 1}, 1.0, COMPONENTS)
