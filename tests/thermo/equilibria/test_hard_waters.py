"""Waters that are hard to find: traces beside brines, extreme pH and pe, many minerals, drops and lakes.

Nothing is compared with another program here: that a solution is one is checked by its definition, with the contents
and saturations worked out anew in NumPy. The equilibrium of a given activity model is what satisfies both.
"""

import functools

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.failures import unsolved
from fluxforce.thermo.equilibria.systems import Contact, Mineral, react
from fluxforce.thermo.equilibria.waters import make_water

ELEMENTS = ("Ca", "Mg", "Na", "K", "Fe", "Al", "Si", "C", "S", "Cl")
MINERALS = (
    "Calcite",
    "Dolomite",
    "Gypsum",
    "Quartz",
    "Gibbsite",
    "Hematite",
    "Pyrite",
    "Halite",
    "K-feldspar",
    "Siderite",
)


@functools.cache
def chemistry():
    return build_chemistry(read_database(database_path("phreeqc.dat")), ELEMENTS)


def hard_waters(cells: int, seed: int):
    """Totals from 1e-20 to 6 molal, pH 0 to 14, 0 to 80 degC, pe from hydrogen at 1 atm to a molal of oxygen."""
    random = np.random.default_rng(seed)
    totals = {e: 10 ** random.uniform(-20, np.log10(6.0), cells) for e in ELEMENTS}
    ph = random.uniform(0, 14, cells)
    temperature = 273.15 + random.uniform(0, 80, cells)
    chem, t = chemistry(), temperature
    powers = np.array([np.ones_like(t), t, 1 / t, np.log10(t), t**-2, t**2])
    # 2 H2O = O2 + 4 H+ + 4 e-
    most = -(np.asarray(chem.log_k)[chem.species.index("O2")] @ powers) / 4
    return totals, ph, -ph + random.uniform(0, 1, cells) * most, temperature, random


def off_totals(found, contents, minerals=None) -> np.ndarray:
    """Largest error of a content over what adds up to it, cell by cell."""
    chem = found.chemistry
    n, weights = np.asarray(found.solved.amounts), np.asarray(chem.counts)
    made = np.einsum("kj,kc->jc", weights, n)
    size = np.einsum("kj,kc->jc", np.abs(weights), n)
    if minerals is not None:
        nu = np.array([np.asarray(chem.catalogue.nu)[chem.phases.index(m)] for m in MINERALS])
        left = np.array([np.asarray(found.phase_amounts[m]) for m in MINERALS])
        made += nu.T @ (left - minerals)
        size += np.abs(nu).T @ (left + minerals)
    return np.max(np.abs(made - np.asarray(contents)[:-1]) / size, axis=0)


def check(cells: int, seed: int) -> tuple[int, int]:
    """Waters, then waters with minerals, at any scale; returns how many were not found."""
    totals, ph, pe, temperature, random = hard_waters(cells, seed)
    water = make_water(chemistry(), totals, ph=ph, pe=pe, temperature=temperature)
    found = np.asarray(water.converged)
    for k in np.flatnonzero(~found):
        said, hint = unsolved(water, int(k))
        assert any(name in said for name in chemistry().species)
        assert hint
    rows = [chemistry().component(e) for e in ELEMENTS]
    asked = np.array([totals[e] for e in ELEMENTS])
    error = np.abs(np.array([np.asarray(water.totals[e]) for e in ELEMENTS]) / asked - 1)
    assert np.max(error[:, found]) < 1e-9, "a water that says it was found has other totals"

    scale = 10 ** random.uniform(-6, 6, cells)
    there = random.random((len(MINERALS), cells)) < 0.5
    amounts = np.where(there, 10 ** random.uniform(-8, 1, there.shape), 0.0) * scale
    contents = np.asarray(water.contents()) * scale
    # waters that were not found are not asked again
    contents = np.where(found, contents, contents[:, [np.argmax(found)]])
    contact = Contact([Mineral(m, a) for m, a in zip(MINERALS, amounts, strict=True)])
    mixed = react(chemistry(), jnp.asarray(contents), contact, temperature=temperature)
    settled = np.asarray(mixed.converged)
    for k in np.flatnonzero(~settled):
        said, hint = unsolved(mixed, int(k))
        assert any(name in said for name in chemistry().species)
        assert hint
    assert np.max(off_totals(mixed, contents, amounts)[settled]) < 1e-8, "elements are lost"
    index = np.array([np.asarray(mixed.saturation_indices[m]) for m in MINERALS])
    affinity = np.array([np.asarray(mixed.affinities[m]) for m in MINERALS])
    np.testing.assert_allclose(
        affinity, -GAS_CONSTANT * np.log(10) * temperature * index, rtol=1e-12, atol=1e-12
    )
    left = np.array([np.asarray(mixed.phase_amounts[m]) for m in MINERALS]) / scale
    assert np.max(index[:, settled]) < 1e-6, "a mineral is left supersaturated"
    assert np.min(left[:, settled]) >= 0
    apart = np.where(left > 1e-9, np.abs(index), 0.0)
    assert np.max(apart[:, settled]) < 1e-6, "a mineral that is there is not at its saturation"
    assert rows  # all elements are components
    return int(np.sum(~found)), int(np.sum(~settled))


def test_some_hard_waters():
    waters, mixed = check(64, seed=7)
    assert waters + mixed == 0


@pytest.mark.slow
def test_ten_thousand_hard_waters():
    """At least 99.9 % are found, with and without minerals, and each failure names a species."""
    lost = np.array([check(1000, seed) for seed in range(10)])
    print("not found of 10,000:", lost.sum(axis=0))
    assert np.all(lost.sum(axis=0) <= 10)


@pytest.mark.slow
@pytest.mark.parametrize("calcium", [1e-3, 0.1])
def test_a_mineral_of_which_there_is_nothing_leaves_the_water_alone(calcium):
    """Calcite beside a water without carbon: nothing forms, and the pH is that given."""
    chem = build_chemistry(read_database(database_path("phreeqc.dat")), ("Ca", "Cl", "C"))
    water = make_water(chem, {"Ca": calcium, "Cl": 2 * calcium}, ph=7.0)
    beside = react(chem, water.contents(), Contact([Mineral("Calcite", 0.0), Mineral("Aragonite", 0.0)]))
    assert bool(beside.converged[0])
    assert abs(float(beside.ph[0]) - 7.0) < 1e-9
    assert float(beside.phase_amounts["Calcite"][0]) < 1e-19
