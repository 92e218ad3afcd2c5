"""Laws of stirred reactors: Arrhenius rates, and gases that pass a film."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import exchange_rates
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.arrhenius import Arrhenius
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transfer import FilmTransfer
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Exchange
from fluxforce.testing import check_law
from fluxforce.thermo.mixture import Mixture

TESTED = {"FilmTransfer"}
REACTANTS, PRODUCTS = jnp.array([[1.0, 1.0, 0.0]]), jnp.array([[0.0, 2.0, 0.0]])  # A + B <=> 2 B


def mixture() -> Mixture:
    return Mixture(
        ("A", "B"), capacity=4e6, energy=jnp.array([0.0, -6e4]), heat=jnp.array([10.0, 30.0]),
        standard=jnp.array([20.0, -30.0]), reference=298.15,
    )  # fmt: skip


def states(key: int, sites: int = 200):
    draw = np.random.default_rng(key)
    content, temperature = draw.uniform(-3.0, 6.0, (2, sites)), draw.uniform(250.0, 450.0, (1, sites))
    return jnp.asarray(np.concatenate([content, np.log(temperature)]))


def test_a_hot_reaction_produces_entropy():
    law = Reversible(
        Arrhenius(MassAction(jnp.array([0.3]), REACTANTS), jnp.array([5e4]), jnp.array(298.15), 2)
    )
    report = check_law(law, mixture(), states(0), reactants=REACTANTS, products=PRODUCTS)
    assert report.least >= 0.0
    assert report.at_rest == 0.0


def test_the_forward_rate_is_that_of_arrhenius():
    """k exp(-E/R (1/T - 1/T0)) a b: written out; the backward rate follows from the force, A/T by hand."""
    z = jnp.log(jnp.array([[2.0], [3.0], [350.0]]))
    law = Reversible(
        Arrhenius(MassAction(jnp.array([0.3]), REACTANTS), jnp.array([5e4]), jnp.array(298.15), 2)
    )
    reading = mixture().read(z)
    force, flux, _ = exchange_rates(
        Exchange("r", Everywhere(), REACTANTS, PRODUCTS, law, jnp.ones(1)), reading
    )
    forward = 0.3 * np.exp(-5e4 / GAS_CONSTANT * (1 / 350.0 - 1 / 298.15)) * 6.0
    entropy = -50.0 + 20.0 * np.log(350.0 / 298.15)
    heat = -6e4 + 20.0 * (350.0 - 298.15)
    affinity = entropy - heat / 350.0 - GAS_CONSTANT * np.log(3.0 / 2.0)
    assert float(force[0, 0]) == pytest.approx(affinity, rel=1e-12)
    assert float(flux[0, 0]) == pytest.approx(forward * (1.0 - np.exp(-affinity / GAS_CONSTANT)), rel=1e-12)


def test_a_film_produces_entropy():
    row = jnp.array([[1.0, 0.0, 1.5e3]])
    report = check_law(FilmTransfer(jnp.ones(1), (0,)), mixture(), states(1), states(2), reactants=row)
    assert report.least >= 0.0
    assert report.at_rest == 0.0


def test_a_film_is_linear_in_the_distance_from_henrys_law():
    """At one temperature J = kLa (c_eq - c), c_eq what the gas place holds."""
    z = jnp.log(jnp.array([[5.0, 2.0], [1.0, 7.0], [300.0, 300.0]]))
    row = jnp.array([[1.0, 0.0, 0.0]])
    film = Exchange(
        "gas",
        Pairs(jnp.array([0]), jnp.array([1])),
        row,
        row,
        FilmTransfer(jnp.array([0.1]), (0,)),
        jnp.ones(1),
    )
    _, flux, _ = exchange_rates(film, mixture().read(z))
    assert float(flux[0, 0]) == pytest.approx(0.1 * (5.0 - 2.0), rel=1e-12)
