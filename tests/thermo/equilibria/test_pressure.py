"""Waters, minerals and gases under pressure, against PHREEQC with the same database."""

from dataclasses import replace
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import phreeqc
import pytest

import fluxforce.thermo.equilibria.compression as compression_module
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.model.databases.phreeqc import read_database
from fluxforce.thermo.equilibria.gas_phase import Gas, GasVolume, amounts_of_pressures, gases_of
from fluxforce.thermo.equilibria.systems import Contact, Mineral, react
from fluxforce.thermo.equilibria.waters import WaterError, make_water
from tests.phreeqc_oracle import punch

pytestmark = pytest.mark.slow  # each system is compiled, which takes half a minute

FOLDER = Path(phreeqc.__file__).parent / "databases"
SEA = {"Na": 0.5, "Cl": 0.55, "Ca": 0.02, "S(6)": 0.03, "Mg": 0.05, "C(4)": 2e-3}
GASES = ("CO2(g)", "H2O(g)", "Ntg(g)", "Mtg(g)")
PARTS = (0.4, 0.1, 0.3, 0.2)


@pytest.fixture(scope="module")
def gassy():
    """Salt water with carbonate and dissolved gases that take no part in redox."""
    return build_chemistry(
        read_database(FOLDER / "phreeqc.dat"), ["Na", "Cl", "C(4)", "Ntg", "Mtg"], redox=False
    )


def _grid(celsius, atmospheres):
    c, p = (grid.ravel() for grid in np.meshgrid(celsius, atmospheres, indexing="ij"))
    return c, p


@pytest.mark.parametrize("file", ["phreeqc.dat", "wateq4f.dat", "pitzer.dat", "llnl.dat"])
def test_sea_water_under_pressure(file):
    chemistry = build_chemistry(read_database(FOLDER / file), list(SEA), redox=False)
    celsius, atmospheres = _grid([5.0, 25.0, 80.0], [1.0, 50.0, 300.0, 1000.0])
    ours = make_water(chemistry, SEA, ph=8.0, temperature=celsius + 273.15, pressure=atmospheres)
    assert bool(jnp.all(ours.converged))
    phases = [
        name for name in ("Calcite", "Gypsum", "Halite", "CO2(g)", "H2O(g)") if name in chemistry.phases
    ]
    held = [
        name
        for name in chemistry.species
        if float(jnp.min(ours.molality[chemistry.species.index(name)])) > 1e-12
    ]
    body = "".join(f" {element} {total}\n" for element, total in SEA.items())
    text = "".join(
        f"SOLUTION {k}\n temp {c}\n pressure {p}\n -units mol/kgw\n pH 8\n{body}END\n"
        for k, (c, p) in enumerate(zip(celsius, atmospheres, strict=True))
    )
    theirs = punch(text, [f'SI("{p}")' for p in phases] + [f'MOL("{n}")' for n in held], file)
    indices = np.array([ours.saturation_indices[name] for name in phases])
    np.testing.assert_allclose(indices, theirs[: len(phases)], rtol=0, atol=5e-6)
    molality = np.array([ours.molality[chemistry.species.index(name)] for name in held])
    np.testing.assert_allclose(molality, theirs[len(phases) :], rtol=2e-5)


def _gas_over_salt_water(chemistry, kind: str, celsius, atmospheres, parts, litres=2.0):
    """Ours, and PHREEQC's amounts, fugacity coefficients, volume, pressure, pH and total carbon."""
    names: list[str] = list(GASES[: len(parts)])
    kelvin = celsius + 273.15
    water = make_water(chemistry, {"Na": 0.5, "Cl": 0.5}, charge="pH", temperature=kelvin)
    partial = jnp.array(parts)[:, None] * jnp.asarray(atmospheres)[None]
    amounts = amounts_of_pressures(
        gases_of(chemistry, names), partial, jnp.asarray(kelvin), jnp.full(len(kelvin), litres)
    )
    held = dict(zip(names, amounts, strict=True))
    gas = Gas(held, atmospheres) if kind == "pressure" else GasVolume(held, litres)
    ours = react(chemistry, water.contents(), Contact(gas=gas), temperature=kelvin, near=water)
    text = ""
    for k, (c, p) in enumerate(zip(celsius, atmospheres, strict=True)):
        text += f"SOLUTION {k}\n temp {c}\n -units mol/kgw\n pH 7 charge\n Na 0.5\n Cl 0.5\nEND\nUSE solution {k}\n"
        text += f"GAS_PHASE {k}\n -fixed_{kind}\n -pressure {p}\n -volume {litres}\n -temperature {c}\n"
        text += "".join(f" {name} {part * p}\n" for name, part in zip(names, parts, strict=True)) + "END\n"
    asked = [f'GAS("{n}")' for n in names] + [f'PR_PHI("{n}")' for n in names]
    return ours, punch(text, [*asked, "GAS_VM", "PRESSURE", '-LA("H+")', 'TOT("C")'])[:, 1::2]


@pytest.mark.parametrize("kind", ["pressure", "volume"])
def test_gas_over_salt_water(gassy, kind):
    celsius, atmospheres = _grid([25.0, 50.0, 100.0], [1.0, 30.0, 100.0, 300.0])
    ours, theirs = _gas_over_salt_water(gassy, kind, celsius, atmospheres, PARTS)
    assert bool(jnp.all(ours.converged))
    assert ours.gas is not None
    count = len(PARTS)
    # PHREEQC's rounding of sqrt 2 moves a fugacity coefficient by up to 3e-7
    np.testing.assert_allclose(ours.gas.amounts, theirs[:count], rtol=2e-6)
    np.testing.assert_allclose(ours.gas.fugacity_coefficients, theirs[count : 2 * count], rtol=1e-6)
    volume, pressure, ph, carbon = theirs[2 * count :]
    np.testing.assert_allclose(ours.gas.molar_volume, volume, rtol=1e-6)
    np.testing.assert_allclose(ours.pressure, pressure, rtol=1e-6)
    np.testing.assert_allclose(ours.ph, ph, atol=1e-6)
    np.testing.assert_allclose(ours.totals["C(4)"] / ours.kilograms, carbon, rtol=2e-6)


def test_a_gas_that_vanishes_still_presses(gassy):
    water = make_water(gassy, {"Na": 0.5, "Cl": 0.5}, charge="pH", temperature=323.15)
    ours = react(gassy, water.contents(), Contact(gas=Gas({"CO2(g)": 0.02}, 100.0)), temperature=323.15)
    assert ours.gas is not None
    assert float(jnp.sum(ours.gas.amounts)) < 1e-12
    text = "SOLUTION 1\n temp 50\n -units mol/kgw\n pH 7 charge\n Na 0.5\n Cl 0.5\nEND\nUSE solution 1\nGAS_PHASE 1\n"
    text += " -fixed_pressure\n -pressure 100\n -volume 1\n -temperature 50\n CO2(g) 0\nREACTION\n CO2 1\n 0.02\nEND\n"
    ph, index, pressure = punch(text, ['-LA("H+")', 'SI("CO2(g)")', "PRESSURE"])[:, 1]
    assert pressure == 100.0
    assert float(ours.ph[0]) == pytest.approx(ph, abs=1e-6)
    assert float(ours.saturation_indices["CO2(g)"][0]) == pytest.approx(index, abs=1e-6)


def test_solubility_of_carbon_dioxide(gassy):
    celsius, atmospheres = _grid([25.0, 50.0, 100.0], [1.0, 20.0, 60.0, 300.0])
    water = make_water(
        gassy, {"Na": 1.0, "Cl": 1.0}, charge="pH", temperature=celsius + 273.15, pressure=atmospheres
    )
    contact = Contact([Mineral("CO2(g)", 10.0, np.log10(atmospheres))])
    ours = react(gassy, water.contents(), contact, temperature=celsius + 273.15, pressure=atmospheres)
    assert bool(jnp.all(ours.converged))
    text = "".join(
        f"SOLUTION {k}\n temp {c}\n pressure {p}\n -units mol/kgw\n pH 7 charge\n Na 1\n Cl 1\nEND\n"
        f"USE solution {k}\nEQUILIBRIUM_PHASES {k}\n CO2(g) {np.log10(p):.17g} 10\nEND\n"
        for k, (c, p) in enumerate(zip(celsius, atmospheres, strict=True))
    )
    carbon, ph = punch(text, ['TOT("C")', '-LA("H+")'])[:, 1::2]
    np.testing.assert_allclose(ours.totals["C(4)"] / ours.kilograms, carbon, rtol=2e-6)
    np.testing.assert_allclose(ours.ph, ph, atol=2e-6)


def test_gypsum_and_anhydrite_exchange_places_under_pressure():
    database = read_database(FOLDER / "phreeqc.dat")
    chemistry = build_chemistry(database, ["Na", "Cl", "Ca", "S(6)"], redox=False)
    celsius, atmospheres = _grid([25.0, 54.0, 60.0], [1.0, 200.0, 500.0, 1000.0])
    kelvin = celsius + 273.15
    water = make_water(chemistry, {"Na": 1.0, "Cl": 1.0}, ph=7.0, temperature=kelvin, pressure=atmospheres)
    contact = Contact([Mineral("Gypsum", 1.0), Mineral("Anhydrite", 1.0)])
    ours = react(chemistry, water.contents(), contact, temperature=kelvin, pressure=atmospheres)
    assert bool(jnp.all(ours.converged))
    text = "".join(
        f"SOLUTION {k}\n temp {c}\n pressure {p}\n -units mol/kgw\n pH 7\n Na 1\n Cl 1\nEND\n"
        f"USE solution {k}\nEQUILIBRIUM_PHASES {k}\n Gypsum 0 1\n Anhydrite 0 1\nEND\n"
        for k, (c, p) in enumerate(zip(celsius, atmospheres, strict=True))
    )
    gypsum, anhydrite, calcium = punch(text, ['EQUI("Gypsum")', 'EQUI("Anhydrite")', 'TOT("Ca")'])[:, 1::2]
    # where both stay their amounts are what brings the activity of water to the one value it may have: 1e-7 in
    # a constant is 1e-5 mol there
    np.testing.assert_allclose(ours.phase_amounts["Gypsum"], gypsum, atol=5e-5)
    np.testing.assert_allclose(ours.phase_amounts["Anhydrite"], anhydrite, atol=5e-5)
    np.testing.assert_allclose(ours.totals["Ca"] / ours.kilograms, calcium, rtol=1e-5)
    # which of them stays depends on the pressure at 54 degC: anhydrite and its water take more room than gypsum
    assert len({bool(g > a) for g, a in zip(gypsum[4:8], anhydrite[4:8], strict=True)}) == 2


def test_ph_has_a_derivative_by_the_pressure(gassy):
    def ph(pressure):
        found = make_water(
            gassy, {"Na": 0.5, "Cl": 0.5, "C(4)": 2e-3}, charge="Na", ph=6.0, pressure=pressure
        )
        return found.molality[gassy.species.index("HCO3-"), 0] * 1e3

    at = jnp.array([200.0])
    slope = float(jax.grad(ph)(at)[0])
    step = 1.0
    assert slope == pytest.approx(float(ph(at + step) - ph(at - step)) / (2 * step), rel=1e-5)


def test_ideal_and_real_gases_do_not_mix(gassy):
    compression = gassy.compression
    odd = gassy.compression.gases.critical_pressure.at[compression.gases.names.index("Ntg(g)")].set(0.0)
    mixed = replace(
        gassy, compression=replace(compression, gases=replace(compression.gases, critical_pressure=odd))
    )
    water = make_water(gassy, {"Na": 0.5, "Cl": 0.5}, charge="pH")
    with pytest.raises(WaterError, match=r"Ntg\(g\) has no critical .* cannot mix"):
        react(mixed, water.contents(), Contact(gas=Gas({"CO2(g)": 1.0, "Ntg(g)": 1.0})))


def test_what_has_not_settled_is_not_called_found(gassy, monkeypatch):
    monkeypatch.setattr(compression_module, "_ROUNDS", 1)
    ours = make_water(gassy, {"Na": 3.0, "Cl": 3.0, "C(4)": 2e-3}, ph=7.0, pressure=np.array([1.0, 1000.0]))
    assert list(np.asarray(ours.converged)) == [True, False]
