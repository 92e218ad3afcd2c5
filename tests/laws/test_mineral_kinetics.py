"""Rates of minerals and of respiration: the sign of the affinity, nothing at equilibrium, and numbers from sources."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce.laws
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.catalysis import AbstractPace, Mechanisms, Monod, Plummer
from fluxforce.laws.drive import (
    AbstractDrive,
    EnergyLeft,
    Nucleation,
    Saturation,
    Stretched,
    nucleation_barrier,
)
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.parallel import Dissolving, InWater, OnSurface, Path, Respiring
from fluxforce.laws.transition_state import PowerArea, TransitionState
from fluxforce.testing import check_law
from fluxforce.thermo.base import AbstractPotential, Reading
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from tests.members import members
from tests.problems import WithActivities

TESTED = {"OnSurface", "InWater"}
SITES = 200
DRIVES = {
    "first order": Saturation(),
    "Temkin 3/2": Saturation(temkin=1.5),
    "second order": Saturation(exponent=2.0),
    "broken power": Saturation(temkin=2.0, exponent=1.7),
    "power below one": Saturation(exponent=0.5),
    "stretched": Stretched(jnp.array(8e-3), 3.8),
    "stretched, outer": Stretched(jnp.array(0.3), 1.0, 1.45),
    "energy left": EnergyLeft(jnp.array(3.0 * GAS_CONSTANT), chi=2.0),
    "nothing kept": EnergyLeft(jnp.array(0.0)),
    "nucleation": Nucleation(jnp.array(5.0)),
}


class Watery(AbstractPotential):
    """Ideal solutes that also tell the activity of water, one here."""

    inner: WithActivities
    quantities: tuple[str, ...]
    linear: tuple[bool, ...]

    def __init__(self):
        self.inner = WithActivities(("Ca+2", "CO3-2"))
        self.quantities, self.linear = self.inner.quantities, self.inner.linear

    def read(self, coordinates: jax.Array) -> Reading:
        reading = self.inner.read(coordinates)
        reading.detail["water_activity"] = jnp.ones(coordinates.shape[1])
        return reading

    def guess(self, content: jax.Array) -> jax.Array:
        return self.inner.guess(content)


def mechanisms(temperature: float = 298.15) -> Mechanisms:
    return Mechanisms(
        jnp.log(jnp.array([1e-3, 2e-3])), jnp.array([14.4e3, 23.5e3]), jnp.array([[0.0, 0.0], [0.5, -0.2]]),
        jnp.array(temperature), jnp.array(298.15),
    )  # fmt: skip


PACES = {
    "Mechanisms": mechanisms(310.0),
    "Plummer": Plummer(jnp.array(288.15), 0, 1),
    "Monod": Monod(jnp.array(1e-6), jnp.array([1e-2]), jnp.array([3e-2]), (0,), (1,)),
}
AREA = PowerArea(jnp.full(SITES, 2.0), jnp.full(SITES, 3.0), 2.0 / 3.0)


def rock() -> Joint:
    return Joint(Watery(), Linear(("Calcite",), jnp.array([12.0])))


def states(key: int) -> jax.Array:
    """Logarithms of activities on both sides of saturation, and amounts of mineral."""
    drawn = np.random.default_rng(key).uniform(-3.0, 3.0, (3, SITES))
    drawn[2] = np.abs(drawn[2])
    return jnp.asarray(drawn)


def checked(law: AbstractLaw):
    return check_law(
        law, rock(), states(3), reactants=jnp.array([[0.0, 0.0, 1.0]]), products=jnp.array([[1.0, 1.0, 0.0]])
    )


@pytest.mark.parametrize("drive", DRIVES)
def test_every_drive_gives_its_rate_the_sign_of_the_affinity(drive):
    report = checked(OnSurface((Path(PACES["Mechanisms"], DRIVES[drive]),), AREA, 2))
    assert report.least >= 0.0
    assert report.at_rest == 0.0


@pytest.mark.parametrize("pace", PACES)
def test_every_pace_gives_its_rate_the_sign_of_the_affinity(pace):
    paths = (Path(PACES[pace], DRIVES["Temkin 3/2"]), Path(PACES["Mechanisms"], DRIVES["stretched"]))
    for law in (OnSurface(paths, AREA, 2), InWater(paths)):
        report = checked(law)
        assert report.least >= 0.0
        assert report.at_rest == 0.0


def test_every_drive_and_pace_has_a_case():
    assert {type(one).__name__ for one in DRIVES.values()} == members(fluxforce.laws, AbstractDrive)
    assert {type(one).__name__ for one in PACES.values()} == members(fluxforce.laws, AbstractPace)


@pytest.mark.parametrize("drive", DRIVES)
def test_slopes_are_finite_and_right_at_equilibrium(drive):
    """Also where powers of zero have no derivative; a central difference is the other way to take it."""
    share = DRIVES[drive].share
    at = jnp.array([[0.0]])
    _, slope = jax.jvp(share, (at,), (jnp.ones((1, 1)),))
    assert np.isfinite(float(slope[0, 0]))
    step = 1e-9
    other = float((share(at + step) - share(at - step))[0, 0]) / (2 * step)
    assert float(slope[0, 0]) == pytest.approx(other, rel=2e-2, abs=1e-4)


def test_paths_of_one_kind_are_the_transition_state_law():
    """Two classes, one equation."""
    orders = PACES["Mechanisms"].orders
    older = TransitionState(jnp.array([1e-3, 2e-3]), orders, AREA, 2, temkin=2.0, exponent=1.5)
    newer = OnSurface((Path(mechanisms(), Saturation(2.0, 1.5)),), AREA, 2)
    reading = rock().read(states(5))
    force = jnp.linspace(-20.0, 20.0, SITES)[None]
    np.testing.assert_allclose(
        newer.flux(force, reading, reading), older.flux(force, reading, reading), rtol=1e-12
    )


def test_constants_of_plummer_wigley_and_parkhurst():
    """At 25 degC in cm/s (mmol/cm2/s): k1 = 0.051, k2 = 3.45e-5, k3 = 1.19e-7 (Plummer and others, 1978)."""
    k = np.asarray(PACES["Plummer"].__class__(jnp.array(298.15), 0, 1).constants()) / 10.0
    np.testing.assert_allclose(k, [0.051, 3.45e-5, 1.19e-7], rtol=0.01)


def test_both_branches_of_the_third_constant_meet():
    """k3 has two temperature functions that meet at 25 degC, to the digits in which they are given."""
    below, above = (Plummer(jnp.array(t), 0, 1).constants()[2] for t in (298.15, 298.1500001))
    assert float(below) == pytest.approx(float(above), rel=0.01)


def test_what_cells_keep_stops_them_before_equilibrium():
    """F_T = 1 - exp(-(A - m DGp)/(chi R T)) (Jin and Bethke 2003), by hand at A/T = 5 R, m DGp/T = 3 R, chi = 2."""
    drive = DRIVES["energy left"]
    force = jnp.array([[5.0, 3.0, 2.0, -4.0]]) * GAS_CONSTANT
    np.testing.assert_allclose(drive.share(force), [[1 - np.exp(-1.0), 0.0, 0.0, 0.0]], atol=1e-15)


def test_nucleation_by_hand():
    """B of a sphere: (16 pi/3) gamma^3 v^2/(k T)^3; at ln Omega = 3 the rate is exp(-B/9) of its limit."""
    v, t = 36.934e-6 / 6.02214076e23, 298.15
    by_hand = 16 * np.pi / 3 * 0.1**3 * v**2 / (1.380649e-23 * t) ** 3
    assert nucleation_barrier(0.1, 36.934e-6, t) == pytest.approx(by_hand, rel=1e-12)
    share = Nucleation(jnp.array(by_hand)).share(jnp.array([[-3.0 * GAS_CONSTANT]]))
    assert float(share[0, 0]) == pytest.approx(-np.exp(-by_hand / 9.0), rel=1e-12)


def test_a_law_without_reverse_runs_at_its_pace_whatever_the_force():
    reading = rock().read(states(6))
    for one_way in (Dissolving((PACES["Mechanisms"],), AREA, 2), Respiring((PACES["Monod"],))):
        law = Irreversible(one_way)
        for force in (-1.0, 0.0, 1.0):
            flux = law.flux(jnp.full((1, SITES), force), reading, reading)
            np.testing.assert_allclose(flux, one_way.forward(reading, reading))
            assert bool(jnp.all(flux > 0.0))


def test_the_pace_follows_the_temperature():
    """d ln k/dT = E/(R T^2) (Arrhenius), by automatic differentiation of one mechanism."""
    reading = rock().read(jnp.zeros((3, 1)))

    def pace(t):
        one = Mechanisms(jnp.zeros(1), jnp.array([5e4]), jnp.zeros((1, 2)), t, jnp.array(298.15))
        return jnp.log(one.pace(reading)[0])

    assert float(jax.grad(pace)(310.0)) == pytest.approx(5e4 / (GAS_CONSTANT * 310.0**2), rel=1e-12)
