"""Mass action as a potential: identities of every water, and derivatives of the speciation."""

import dataclasses

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.databases import aqueous_model, database_path, read_database
from fluxforce.thermo.aqueous import Aqueous, AqueousModel, speciate
from fluxforce.thermo.aqueous.activity import ln_gamma, ln_gamma_slope, mean_ln_gamma
from fluxforce.thermo.aqueous.speciate import bucket

ELEMENTS = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl")


@pytest.fixture(scope="module")
def model() -> AqueousModel:
    return aqueous_model(read_database(database_path("phreeqc.dat")), ELEMENTS, 298.15)


@pytest.fixture(scope="module")
def davies(model) -> AqueousModel:
    """The same species with the Davies equation for ions and ideal neutral species: a derivable model."""
    slope = 0.3 * model.debye_huckel_a * model.charge**2
    return dataclasses.replace(model, beta=jnp.ones_like(model.beta), slope=slope)


def waters(count: int, key: int = 3) -> jax.Array:
    """Totals [components, cells] of waters with calcium, magnesium, carbon and salt, H+ from acid to
    alkaline."""
    draw = np.random.default_rng(key)
    carbon, ca, mg = (10 ** draw.uniform(-4, -1.5, count) for _ in range(3))
    na, cl = (10 ** draw.uniform(-4, -0.5, count) for _ in range(2))
    proton = carbon * draw.uniform(0.2, 1.8, count)
    return jnp.array([proton, carbon, ca, mg, na, cl])


def test_speciation_gives_the_content_back(model):
    totals = waters(200)
    found = speciate(model, totals)
    assert bool(found.converged.all())
    reading = Aqueous(model).read(found.z)
    np.testing.assert_allclose(reading.content, totals, rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(reading.constraints, 0, atol=1e-14)
    np.testing.assert_allclose(reading.conjugates, -GAS_CONSTANT * np.delete(found.z, -2, axis=0), rtol=1e-14)
    # charge of the totals is the charge of the species
    np.testing.assert_allclose(reading.detail["charge"], model.charge[:6] @ totals, atol=1e-14)


def test_extreme_waters_converge(model):
    """Strong acid, strong base (a negative total of H+), traces, brine: always from the cold."""
    rows = [
        [0.3, 1e-14, 1e-14, 1e-14, 1e-14, 0.3],  # hydrochloric acid
        [-0.3, 1e-14, 1e-14, 1e-14, 0.3, 1e-14],  # sodium hydroxide
        [0.0, 1e-14, 1e-14, 1e-14, 1e-14, 1e-14],  # water
        [1e-3, 1e-3, 1.0, 0.5, 1e-14, 3.0],  # brine
        [-1e-3, 0.5, 1e-4, 1e-4, 1.0, 1e-6],  # soda lake
        [1.0, 0.5, 0.2, 0.1, 1e-6, 0.4],  # carbon dioxide under pressure
    ]
    found = speciate(model, jnp.array(rows).T)
    assert bool(found.converged.all())
    ph = np.asarray(Aqueous(model).read(found.z).detail["pH"])
    assert ph[0] < 1 < 13 < ph[1]
    # pure water: half of -log10 Kw of the database's analytic expression
    pkw = -(
        293.29227
        + 0.1360833 * 298.15
        - 10576.913 / 298.15
        - 123.73158 * np.log10(298.15)
        - 6.996455e-5 * 298.15**2
    )
    assert ph[2] == pytest.approx(pkw / 2, abs=2e-4)


def test_impossible_totals_are_reported_and_leave_the_others(model):
    totals = waters(5).at[2, 3].set(jnp.nan)
    found = speciate(model, totals)
    assert np.asarray(found.converged).tolist() == [True, True, True, False, True]


def test_blocks_and_buckets_change_nothing(model):
    totals = waters(300)
    whole = speciate(model, totals)
    few = speciate(model, totals[:, :7])
    np.testing.assert_allclose(few.z, whole.z[:, :7], rtol=1e-12, atol=1e-13)
    warm = speciate(model, totals, whole.z)
    assert int(warm.iterations.max()) == 1
    np.testing.assert_allclose(warm.z, whole.z, rtol=1e-10)
    for cells in (1, 3, 5, 100, 129, 1000, 10_000):
        assert cells <= bucket(cells) <= 1.25 * cells + 1
    assert len({bucket(cells) for cells in range(1, 1001)}) < 45


def test_derivatives_by_totals_are_those_of_differences(model):
    totals = waters(4)

    def ph(row, amount):
        return -speciate(model, totals.at[row].set(amount)).z[0] / np.log(10)

    for row in range(6):
        amount = totals[row]
        _, forward = jax.jvp(lambda a, row=row: ph(row, a), (amount,), (amount,))
        reverse = amount * jax.grad(lambda a, row=row: jnp.sum(ph(row, a)))(amount)
        step = 1e-5
        difference = (ph(row, amount * (1 + step)) - ph(row, amount * (1 - step))) / (2 * step)
        np.testing.assert_allclose(forward, difference, rtol=1e-6, atol=1e-8)
        np.testing.assert_allclose(reverse, forward, rtol=1e-9, atol=1e-12)


def test_derivatives_by_constants_are_those_of_differences(model):
    totals = waters(3)

    def ph(ln_k):
        changed = dataclasses.replace(model, ln_k=ln_k)
        return -speciate(changed, totals).z[0] / np.log(10)

    slopes = jax.jacrev(ph)(model.ln_k)
    step = 1e-5
    for species in ("OH-", "HCO3-", "CO2", "CaCO3", "MgHCO3+"):
        k = model.species.index(species)
        difference = (ph(model.ln_k.at[k].add(step)) - ph(model.ln_k.at[k].add(-step))) / (2 * step)
        np.testing.assert_allclose(slopes[:, k], difference, rtol=1e-5, atol=1e-9)


@pytest.mark.slow
def test_second_derivatives(model):
    totals = waters(1)

    def ph(amount):
        return -speciate(model, totals.at[1].set(amount)).z[0, 0] / np.log(10)

    amount, step = totals[1], 1e-4 * totals[1]
    curved = jax.jacfwd(jax.grad(ph))(amount)[0]
    difference = (jax.grad(ph)(amount + step) - jax.grad(ph)(amount - step)) / (2 * step[0])
    np.testing.assert_allclose(curved, difference, rtol=1e-5)


def books(model: AqueousModel, totals: jax.Array) -> tuple[np.ndarray, np.ndarray]:
    """ds/dq of the scalar of the books by differentiation through the speciation, and the model's own y."""
    potential = Aqueous(model)

    def entropy(totals):
        return jnp.sum(potential.read(speciate(model, totals).z).entropy)

    def water(totals):
        return potential.read(speciate(model, totals).z).slaved

    reading = potential.read(speciate(model, totals).z)
    count = len(model.components)
    # The water bound in species follows from the totals and carries its own conjugate.
    _, pull = jax.vjp(water, totals)
    (through_water,) = pull(reading.conjugates[count:])
    return np.asarray(jax.grad(entropy)(totals)), np.asarray(reading.conjugates[:count] + through_water)


def test_davies_is_derivable(davies):
    """Gibbs-Duhem: with the Davies equation the conjugates are the derivatives of the one scalar."""
    derivative, own = books(davies, waters(20))
    np.testing.assert_allclose(derivative, own, rtol=0, atol=1e-11 * np.abs(own).max())


def test_the_database_is_not_derivable(model):
    """Ion sizes and slopes of phreeqc.dat break the symmetry, more so the saltier the water."""
    totals = waters(20)
    derivative, own = books(model, totals)
    apart = np.abs(derivative - own).max(axis=0) / GAS_CONSTANT
    assert apart.max() > 1e-3
    derivative, own = books(model, 1e-4 * totals)
    assert np.abs(derivative - own).max() / GAS_CONSTANT < 0.05 * apart.max()


def test_mean_ln_gamma_is_the_mean(model):
    """G = (1/I) integral of ln gamma, against Gauss's quadrature in sqrt(I), across the switch to the
    series."""
    nodes, weights = np.polynomial.legendre.leggauss(40)
    for strength in (1e-10, 1e-6, 1e-3, 0.0143, 0.0145, 0.1, 1.0, 5.0):
        root = np.sqrt(strength) * (nodes + 1) / 2
        values = np.asarray(ln_gamma(model, jnp.array(root**2)))
        integral = values @ (weights * root * np.sqrt(strength))
        mean = np.asarray(mean_ln_gamma(model, jnp.array([strength])))[:, 0]
        np.testing.assert_allclose(mean, integral / strength, rtol=1e-11, atol=1e-15)


def test_slope_of_ln_gamma(model):
    ln_strength = jnp.log(jnp.array([1e-6, 1e-2, 0.7]))
    _, slope = jax.jvp(lambda x: ln_gamma(model, jnp.exp(x)), (ln_strength,), (jnp.ones(3),))
    np.testing.assert_allclose(ln_gamma_slope(model, jnp.exp(ln_strength)), slope, rtol=1e-12, atol=1e-16)


def test_guess_is_a_place_to_start(model):
    totals = waters(50)
    z = Aqueous(model).guess(totals)
    assert z.shape == (8, 50)
    assert float(jnp.max(jnp.abs(z - speciate(model, totals).z))) < 20
