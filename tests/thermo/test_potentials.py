"""Every potential is one concave scalar; where a database's activity model is not, it is known by name."""

from collections.abc import Callable

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce.thermo
from fluxforce._types import Array
from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.databases import aqueous_model, database_path, read_database
from fluxforce.testing import check_potential
from fluxforce.thermo.aqueous import Aqueous, AqueousModel, speciate
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.compartment import Compartment
from fluxforce.thermo.conductor import Conductor
from fluxforce.thermo.coordinates import coordinates_of, onto_manifold
from fluxforce.thermo.entropy import AbstractEntropy, FromEntropy
from fluxforce.thermo.gas_stream import GasStream
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.isobaric import IsobaricGas
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.liquid import LiquidMixture
from fluxforce.thermo.mixture import Mixture
from fluxforce.thermo.moving import Moving
from fluxforce.thermo.slopes import books
from fluxforce.thermo.thermal import HeatCapacity
from fluxforce.thermo.thermostatted import Thermostatted
from tests.members import members


def ideal() -> FromEntropy:
    return FromEntropy(IdealSolution(standard=jnp.array([3.0, -1.0, 0.5]), names=("A", "B", "C")))


def thermal() -> FromEntropy:
    return FromEntropy(HeatCapacity(capacity=jnp.array(75.0), names=("energy",)))


def mineral() -> Linear:
    return Linear(("Calcite", "Quartz"), jnp.array([12.0, -3.0]))


def database(name: str = "phreeqc.dat") -> AqueousModel:
    return aqueous_model(read_database(database_path(name)), ("H", "O", "C(4)", "Na", "Cl"), 298.15)


def davies() -> Aqueous:
    """The species of phreeqc.dat with Davies' equation for ions and ideal neutral species: derivable."""
    model = database()
    slope = 0.3 * model.debye_huckel_a * model.charge**2
    return Aqueous(eqx.tree_at(lambda m: (m.beta, m.slope), model, (jnp.ones_like(model.beta), slope)))


def random(potential: AbstractPotential, places: int = 7) -> Array:
    """Coordinates of random contents between 0.02 and 2."""
    drawn = np.random.default_rng(5).uniform(-4.0, 0.7, (len(potential.linear), places))
    return potential.guess(jnp.exp(jnp.asarray(drawn)))


def waters(potential, places: int = 5) -> Array:
    draw = np.random.default_rng(3)
    carbon, sodium, chloride = (10 ** draw.uniform(-3.5, -1.0, places) for _ in range(3))
    totals = {"H+": carbon * draw.uniform(0.5, 1.5, places), "CO3-2": carbon, "Na+": sodium, "Cl-": chloride}
    found = speciate(potential.model, jnp.array([totals[name] for name in potential.model.components]))
    assert bool(found.converged.all())
    return found.z


def wet_rock() -> Joint:
    return Joint(davies(), mineral())


def wet_states(potential: Joint) -> Array:
    water = waters(potential.parts[0])
    amounts = jnp.linspace(0.1, 3.0, 2 * water.shape[1]).reshape(2, -1)
    balanced = len(potential.parts[0].linear)
    return jnp.concatenate([water[:balanced], amounts, water[balanced:]])


def liquid() -> LiquidMixture:
    molar = jnp.array([0.132, 0.134, 0.170])
    return LiquidMixture(
        ("A", "B", "C"), density=850.0, capacity=1.6e6, molar=molar, enthalpy=jnp.array([2e5, -1e5])
    )


def liquids(potential, places: int = 7) -> Array:
    draw = np.random.default_rng(6)
    ratio, temperature = draw.uniform(-1.0, 1.0, (2, places)), draw.uniform(250.0, 400.0, (1, places))
    return jnp.asarray(np.concatenate([ratio, np.log(temperature)]))


def gas() -> IsobaricGas:
    return IsobaricGas(("A", "B", "C"), jnp.array([0.5, 0.0, 1.0]))


def gases(potential, places: int = 7) -> Array:
    return jnp.asarray(np.random.default_rng(7).uniform(-3.0, 3.0, (2, places)))


def mixture() -> Mixture:
    return Mixture(
        ("A", "B"), capacity=40.0, energy=jnp.array([0.0, -6e4]), heat=jnp.array([10.0, 30.0]),
        standard=jnp.array([20.0, -30.0]), reference=298.15,
    )  # fmt: skip


def warm(low: float, high: float) -> Callable:
    """Two logarithms and temperatures between two values [K]."""

    def states(potential, places: int = 7) -> Array:
        draw = np.random.default_rng(8)
        content, temperature = draw.uniform(-2.0, 2.0, (2, places)), draw.uniform(low, high, (1, places))
        return jnp.asarray(np.concatenate([content, np.log(temperature)]))

    return states


def stream() -> GasStream:
    return GasStream(("A", "B", "C"), jnp.array([29.0, 37.0, 75.0]), 300.0)


def compartment() -> Compartment:
    """An elastic wall of a strength like the osmotic pressure; without it s has a flat direction."""
    return Compartment(("salt", "sugar"), jnp.array([2.0, 1.0]), 3e3, 298.15)


def charged_and_warm(potential, places: int = 7) -> Array:
    """Temperatures between 250 and 400 K, potentials up to 3 V either way."""
    draw = np.random.default_rng(9)
    return jnp.asarray(
        np.stack([np.log(draw.uniform(250.0, 400.0, places)), draw.uniform(-3.0, 3.0, places)])
    )


# A thousandth of the energy of a mixture, counted from its datum, may be several degrees: differences are coarser.
COARSE = {"Mixture": 2e-5}
CASES: dict[str, tuple[Callable[[], AbstractPotential], Callable]] = {
    "FromEntropy of IdealSolution": (ideal, random),
    "FromEntropy of HeatCapacity": (thermal, random),
    "Linear": (mineral, random),
    "Joint": (lambda: Joint(thermal(), mineral(), ideal()), random),
    "Joint of water and minerals": (wet_rock, wet_states),
    "Aqueous": (davies, waters),
    "LiquidMixture": (liquid, liquids),
    "IsobaricGas": (gas, gases),
    "Compartment": (compartment, random),
    "Mixture": (mixture, warm(250.0, 400.0)),
    "Thermostatted": (lambda: Thermostatted(mixture(), 310.0), warm(300.0, 320.0)),
    "GasStream": (stream, warm(250.0, 900.0)),
    "Charged": (lambda: Charged(capacitance=jnp.array(0.2), temperature=jnp.array(298.15)), random),
    "Moving": (lambda: Moving(mass=jnp.array(3.0), temperature=jnp.array(298.15)), random),
    "Conductor": (lambda: Conductor(capacity=jnp.array(2e3), capacitance=jnp.array(0.5)), charged_and_warm),
}


def test_every_potential_has_a_case():
    kinds = {name.split(" ")[0] for name in CASES}
    assert kinds == members(fluxforce.thermo, AbstractPotential)
    scalars = {name.split(" of ")[1] for name in CASES if name.startswith("FromEntropy")}
    assert scalars == members(fluxforce.thermo, AbstractEntropy)


@pytest.mark.parametrize("name", CASES)
def test_one_concave_scalar(name):
    build, states = CASES[name]
    potential = build()
    report = check_potential(potential, states(potential), COARSE.get(name, 1e-6))
    assert report.least > 0.0


def test_known_failure_phreeqc_has_no_scalar():
    """Ions of their own sizes and slopes: extended Debye-Hueckel/WATEQ is not derivable."""
    potential = Aqueous(database())
    with pytest.raises(AssertionError, match="conjugates of Aqueous are not ds/dq"):
        check_potential(potential, waters(potential))


def test_a_wrong_sign_is_found():
    class Upside(AbstractEntropy):
        names: tuple[str, ...] = ("A",)

        def entropy(self, content):
            return jnp.sum(content**2)

    with pytest.raises(AssertionError, match="not concave"):
        check_potential(FromEntropy(Upside()), jnp.zeros((1, 2)))


def test_conjugates_are_those_of_the_textbook():
    """y = -mu/T = y0 - R ln c, y = 1/T, and the constant of a pure phase."""
    content = jnp.array([[0.1, 2.0], [1.0, 1.0], [3.0, 0.5]])
    reading = ideal().read(jnp.log(content))
    exact = np.array([[3.0], [-1.0], [0.5]]) - GAS_CONSTANT * np.log(np.asarray(content))
    np.testing.assert_allclose(reading.conjugates, exact, rtol=1e-13)
    heat = thermal().read(jnp.log(75.0 * jnp.array([[300.0, 400.0]])))
    np.testing.assert_allclose(heat.conjugates, [[1 / 300, 1 / 400]], rtol=1e-13)
    np.testing.assert_allclose(mineral().read(jnp.ones((2, 1))).conjugates, [[12.0], [-3.0]])


def test_the_dual_is_the_legendre_transform():
    """psi = y . q - s of an ideal solution is -R times the sum of its contents."""
    z = random(ideal())
    book = books(ideal(), z)
    np.testing.assert_allclose(book.dual, -GAS_CONSTANT * jnp.sum(jnp.exp(z), axis=0), rtol=1e-12)


def test_coordinates_tell_which_places_did_not_converge():
    content = jnp.array([[1.0, jnp.nan, 2.0]])
    z, converged = coordinates_of(thermal(), content, jnp.zeros((1, 3)))
    assert converged.tolist() == [True, False, True]
    np.testing.assert_allclose(jnp.exp(z[0, [0, 2]]), [1.0, 2.0], rtol=1e-12)


def test_back_onto_the_manifold():
    """Ionic strength and activity of water found again with the components held."""
    potential = davies()
    states = waters(potential)
    balanced = len(potential.linear)
    found = onto_manifold(potential, states.at[balanced:].add(0.05), sweeps=8)
    np.testing.assert_allclose(found, states, atol=1e-11)


def test_parts_of_a_joint_do_not_see_each_other():
    joint = Joint(thermal(), mineral(), ideal())
    assert joint.quantities == ("energy", "Calcite", "Quartz", "A", "B", "C")
    assert joint.linear == (False, True, True, False, False, False)
    z = random(joint)
    reading = joint.read(z)
    np.testing.assert_array_equal(reading.content[:1], thermal().read(z[:1]).content)
    np.testing.assert_array_equal(reading.content[1:3], z[1:3])
    alone = thermal().read(z[:1]).entropy + ideal().read(z[3:]).entropy
    np.testing.assert_allclose(reading.entropy, alone, rtol=1e-14)
    assert jax.tree.structure(reading.detail) == jax.tree.structure({})
