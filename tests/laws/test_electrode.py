"""Charge transfer: the contract of laws, and the formulas of textbooks."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.electrode import Activity, ChargeTransfer, ExchangeCurrent, Marcus, RateConstant, Tafel
from fluxforce.laws.hop import Irreversible
from fluxforce.testing import check_law
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint

# laws with a test here instead of a case in test_laws
TESTED = {"ChargeTransfer", "ExchangeCurrent"}
T, SITES = 298.15, 200
THERMAL = GAS_CONSTANT * T / FARADAY
ELECTRONS = 2.0
STANDARD = jnp.array([3.0, -40.0, 0.0])  # y0 of the oxidised and the reduced species, and of the charge
E0 = T * (-40.0 - 3.0) / (ELECTRONS * FARADAY)  # n F E0/T = sum of nu y0
OXIDISED, REDUCED = 0, 1


def pore_and_metal() -> Joint:
    solution = IdealSolution(standard=STANDARD[:2], names=("ox", "red"))
    return Joint(FromEntropy(solution), Charged(capacitance=jnp.array(0.2), temperature=jnp.array(T)))


def activity(ox: float, red: float = 0.0) -> Activity:
    return Activity(jnp.array([ox, red, 0.0]), STANDARD)


def a(value: float):
    return jnp.array(float(value))


LAWS = {
    "exchange current": ExchangeCurrent(a(1e-3), activity(0.3, 0.2), a(ELECTRONS), a(0.7), a(1.0)),
    "repeated step": ExchangeCurrent(a(1e-3), activity(0.0), a(ELECTRONS), a(0.5), a(2.0)),
    "rate constant": ChargeTransfer(
        RateConstant(a(1e-6), activity(1.0), a(0.5), a(E0), a(T), 2), a(1.0)
    ),
    "Marcus": ChargeTransfer(Marcus(a(1e-6), activity(0.5), a(8e4), a(0.0), a(E0), a(T), 2), a(2.0)),
    "asymmetric": ChargeTransfer(Marcus(a(1e-6), activity(0.5), a(8e4), a(0.3), a(E0), a(T), 2), a(2.0)),
}  # fmt: skip
SIDES = (jnp.array([[1.0, -1.0, 0.0]]), jnp.array([[0.0, 0.0, ELECTRONS * FARADAY]]))


def states(seed: int, sites: int = SITES):
    random = np.random.default_rng(seed)
    metal = jnp.asarray(random.normal(0.0, 0.3, (1, sites)))
    return jnp.concatenate([jnp.asarray(random.normal(0.0, 3.0, (2, sites))), metal])


@pytest.mark.parametrize("name", LAWS)
def test_entropy_is_produced_at_every_potential_and_composition(name):
    check_law(
        LAWS[name],
        pore_and_metal(),
        states(1),
        states(2),
        reactants=SIDES[0],
        products=SIDES[1],
        tolerance=1e-11,
    )


def rates(law, ln_ox: float, ln_red: float, potentials: np.ndarray) -> np.ndarray:
    """Moles reduced per second at every potential."""
    potential, sites = pore_and_metal(), potentials.size
    pore = jnp.stack([jnp.full(sites, ln_ox), jnp.full(sites, ln_red), jnp.zeros(sites)])
    tail, head = potential.read(pore), potential.read(pore.at[2].set(jnp.asarray(potentials)))
    force = SIDES[1] @ head.conjugates - SIDES[0] @ tail.conjugates
    return np.asarray(law.flux(force, tail, head)[0])


def test_butler_and_volmer_in_both_forms():
    """i = i0 [exp(alpha_a F eta/RT) - exp(-alpha_c F eta/RT)], with i0 = n F k0 ox^(1 - alpha_c/n) red^(alpha_c/n)."""
    at = np.linspace(E0 - 0.4, E0 + 0.4, 33)
    ln_ox, ln_red, cathodic, k0 = -2.0, 1.0, 0.5, 1e-6
    eta = at - (E0 + THERMAL / ELECTRONS * (ln_ox - ln_red))
    shape = np.exp((ELECTRONS - cathodic) * eta / THERMAL) - np.exp(-cathodic * eta / THERMAL)
    exchange = ELECTRONS * FARADAY * k0 * np.exp((1 - cathodic / 2) * ln_ox + cathodic / 2 * ln_red)
    constant = ChargeTransfer(RateConstant(a(k0), activity(1.0), a(cathodic), a(E0), a(T), 2), a(1.0))
    current = ExchangeCurrent(a(exchange), activity(0.0), a(ELECTRONS), a(cathodic), a(1.0))
    for law in (constant, current):
        found = -ELECTRONS * FARADAY * rates(law, ln_ox, ln_red, at)
        np.testing.assert_allclose(found, exchange * shape, rtol=1e-10, atol=1e-14)


def test_marcus_is_fastest_at_minus_lambda_and_slower_beyond():
    """k_red = k0 exp(lambda/4RT - (lambda + F(E - E0))^2/(4 lambda RT))."""
    size = 8e4
    law = Marcus(a(1e-6), activity(0.0), a(size), a(0.0), a(E0), a(T), 2)
    at = E0 - size / FARADAY + np.array([-0.2, -0.1, 0.0, 0.1, 0.2])
    metal = pore_and_metal().read(jnp.stack([jnp.zeros(5), jnp.zeros(5), jnp.asarray(at)]))
    forward = np.asarray(law.forward(metal, metal)[0])
    energy = FARADAY * (at - E0)
    expected = 1e-6 * np.exp((size / 4 - (size + energy) ** 2 / (4 * size)) / (GAS_CONSTANT * T))
    np.testing.assert_allclose(forward, expected, rtol=1e-11)
    assert forward.argmax() == 2
    np.testing.assert_allclose(forward[:2], forward[:2:-1], rtol=1e-10)


def test_a_tafel_line_goes_one_way_only():
    """log10|i| falls by one for every RT ln 10/(alpha F), also where the couple would run backwards."""
    line = Irreversible(Tafel(a(1e-3), a(0.1), activity(0.0), a(ELECTRONS), a(0.5), a(T), 2))
    decade = THERMAL * np.log(10.0) / 0.5
    found = ELECTRONS * FARADAY * rates(line, 0.0, 0.0, 0.1 + decade * np.array([-1.0, 0.0, 3.0]))
    np.testing.assert_allclose(found, [1e-2, 1e-3, 1e-6], rtol=1e-12)
