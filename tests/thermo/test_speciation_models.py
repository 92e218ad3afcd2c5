"""Speciation with LLNL's, Pitzer's and SIT's coefficients: against PHREEQC, differences and the general engine."""

import dataclasses
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases import aqueous_model, database_path, read_database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.aqueous import Aqueous, AqueousModel, speciate
from fluxforce.thermo.aqueous.activity import ln_gamma, ln_gamma_slope, mean_ln_gamma
from fluxforce.thermo.aqueous.blocks import room
from fluxforce.thermo.aqueous.speciate import _solve
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.waters import make_water
from tests.phreeqc_oracle import punch, solution

SEA = {"Ca": 0.01066, "Mg": 0.05507, "Na": 0.4854, "K": 0.01058, "Cl": 0.5657, "S(6)": 0.0293, "C(4)": 0.0024}
LINES = [f"{element} {amount}" for element, amount in SEA.items()]


@pytest.fixture(scope="module")
def llnl() -> AqueousModel:
    return aqueous_model(read_database(database_path("llnl.dat")), tuple(SEA), 298.15)


@pytest.fixture(scope="module")
def pitzer() -> Chemistry:
    return build_chemistry(read_database(database_path("pitzer.dat")), tuple(SEA), redox=False)


def test_sea_water_in_llnl_as_phreeqc_has_it(llnl):
    asked = ['-LA("H+")', "MU", *(f'MOL("{name}")' for name in llnl.species)]
    ph, strength, *rest = punch(solution(1, 25.0, "8.22", LINES), asked, "llnl.dat")
    molality = np.array(rest)
    found = speciate(llnl, np.asarray(llnl.nu).T @ molality)
    assert bool(found.converged.all())
    detail = Aqueous(llnl).read(found.z).detail
    np.testing.assert_allclose(detail["pH"], ph, rtol=0, atol=1e-6)
    seen = molality > 1e-12
    np.testing.assert_allclose(np.asarray(detail["molality"])[seen], molality[seen], rtol=1e-6)
    np.testing.assert_allclose(detail["ionic_strength"], strength, rtol=1e-6)


def test_carbon_dioxide_bends(llnl):
    """Mean along a dilution against Gauss's quadrature in sqrt(I), slope against a derivative."""
    assert float(llnl.bend[llnl.species.index("CO2")]) != 0
    nodes, weights = np.polynomial.legendre.leggauss(40)
    for strength in (1e-8, 1e-3, 0.2, 0.3, 2.0):
        root = np.sqrt(strength) * (nodes + 1) / 2
        values = np.asarray(ln_gamma(llnl, jnp.array(root**2)))
        integral = values @ (weights * root * np.sqrt(strength))
        mean = np.asarray(mean_ln_gamma(llnl, jnp.array([strength])))[:, 0]
        np.testing.assert_allclose(mean, integral / strength, rtol=1e-11, atol=1e-15)
    ln_strength = jnp.log(jnp.array([1e-6, 1e-2, 0.7]))
    _, slope = jax.jvp(lambda x: ln_gamma(llnl, jnp.exp(x)), (ln_strength,), (jnp.ones(3),))
    np.testing.assert_allclose(ln_gamma_slope(llnl, jnp.exp(ln_strength)), slope, rtol=1e-12, atol=1e-16)


def test_derivative_by_a_constant_of_llnl(llnl):
    totals = jnp.array([[1e-4], *([[2e-3]] * (len(llnl.components) - 1))])
    k = llnl.species.index("CO2")

    def ph(change):
        return speciate(dataclasses.replace(llnl, ln_k=llnl.ln_k.at[k].add(change)), totals).z[0, 0]

    step = 1e-5
    assert float(jax.grad(ph)(0.0)) == pytest.approx(float(ph(step) - ph(-step)) / (2 * step), rel=1e-6)


def test_the_next_system_of_a_size_needs_no_compilation():
    """Fluoride and silica make systems of other sizes, which one program solves."""
    database = read_database(database_path("phreeqc.dat"))
    first = aqueous_model(database, ("C(4)", "Ca", "Na", "Cl", "F"), 298.15)
    second = aqueous_model(database, ("C(4)", "Ca", "Na", "Cl", "Si"), 283.15)
    assert len(first.species) != len(second.species)
    totals = jnp.full((6, 3), 1e-3)
    assert bool(speciate(first, totals).converged.all())
    programs: Any = _solve
    compiled = programs._cache_size()
    found = speciate(second, totals)
    assert programs._cache_size() == compiled
    np.testing.assert_allclose(Aqueous(second).read(found.z).content, totals, rtol=1e-12)


def test_sizes_waste_little():
    for least in (4, 16):
        for size in range(1, 700):
            assert size <= room(size, least) <= max(least, 1.25 * size + least // 4)


@pytest.mark.slow
def test_brines_as_the_general_engine_has_them(pitzer):
    """The same waters by `make_water`: sea water to eight times its strength, 10 and 50 degC."""
    strength = np.array([0.1, 1.0, 4.0, 8.0])
    temperature = jnp.array([298.15, 283.15, 298.15, 323.15])
    water = make_water(
        pitzer, {name: amount * strength for name, amount in SEA.items()}, ph=8.0, temperature=temperature
    )
    molality = water.molality
    found = speciate(pitzer, pitzer.nu.T @ molality, temperature=temperature)
    assert bool(water.converged.all() and found.converged.all())
    np.testing.assert_allclose(found.z[0], -8.0 * np.log(10), rtol=0, atol=1e-9)
    assert found.ln_molality is not None
    np.testing.assert_allclose(jnp.exp(found.ln_molality), molality, rtol=1e-9)
    again = speciate(pitzer, pitzer.nu.T @ molality, found, temperature=temperature)
    assert int(again.iterations.max()) <= 2


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pitzer.dat", "sit.dat"])
def test_derivatives_of_interacting_waters(name):
    chemistry = build_chemistry(read_database(database_path(name)), ("C(4)", "Na", "Cl"), redox=False)
    totals = jnp.array([[1e-3], [2e-3], [1.0], [0.997]])
    k = chemistry.species.index("HCO3-") if "HCO3-" not in chemistry.components else 4

    def ph(change, warmer):
        moved = eqx.tree_at(lambda c: c.log_k, chemistry, chemistry.log_k.at[k, 0].add(change))
        found = speciate(moved, totals, temperature=298.15 + warmer)
        return -found.z[0, 0] / np.log(10)

    by_constant, by_temperature = jax.grad(ph, argnums=(0, 1))(0.0, 0.0)
    step = 1e-4
    for slope, difference in (
        (by_constant, ph(step, 0.0) - ph(-step, 0.0)),
        (by_temperature, ph(0.0, step) - ph(0.0, -step)),
    ):
        assert float(slope) == pytest.approx(float(difference) / (2 * step), rel=1e-5)


@pytest.mark.slow
def test_impossible_totals_of_a_brine_are_reported_and_leave_the_others(pitzer):
    totals = jnp.full((len(pitzer.components), 3), 1e-3).at[1, 1].set(jnp.nan)
    assert np.asarray(speciate(pitzer, totals).converged).tolist() == [True, False, True]


def test_redox_is_refused():
    chemistry = build_chemistry(read_database(database_path("phreeqc.dat")), ("Fe",))
    with pytest.raises(ValueError, match="redox=False"):
        speciate(chemistry, jnp.zeros((len(chemistry.components), 1)))
