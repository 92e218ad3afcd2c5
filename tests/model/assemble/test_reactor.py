"""Stirred reactors: standard data, equilibrium, heat, mixing of several feeds, gases; files that are refused."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq

from fluxforce.balance import evaluate
from fluxforce.constants import GAS_CONSTANT as R
from fluxforce.errors import BadInput
from fluxforce.model import from_data
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.heats import HotReaction, Species, settled, standard
from fluxforce.model.assemble.reactor import reactor
from fluxforce.model.assemble.reactor_parts import Cooled, Dissolving, Feed, Gas, Isothermal, Solution
from fluxforce.readings.exergy import exergy_rates
from fluxforce.solve.steady import steady

ONE_WAY = {"r": HotReaction({"A": 1}, {"B": 1}, 1e-3, 4e4, 10.0, -5e4)}
PAIR = {"A": Species(), "B": Species()}


def numbers(made, coordinates) -> dict[str, float]:
    rates = eqx.filter_jit(evaluate)(made.system, coordinates)
    return {number.name: float(number.of(made.system, rates)) for number in made.numbers}


def test_standard_data_give_back_constants_and_heats():
    """ln K(T) by van 't Hoff with a change of heat capacity, by hand."""
    species = {"A": Species(heat_capacity=10.0), "B": Species(heat_capacity=30.0)}
    data = standard(species, ONE_WAY, 298.15)
    expected = (
        np.log(10.0)
        - (-5e4 - 20.0 * 298.15) / R * (1 / 350.0 - 1 / 298.15)
        + 20.0 / R * np.log(350.0 / 298.15)
    )
    nu = np.array([-1.0, 1.0])
    assert nu @ data.logarithms(350.0) == pytest.approx(expected, rel=1e-12)


def test_contradictory_heats_are_refused():
    around = {
        "one": HotReaction({"A": 1}, {"B": 1}, 1.0, 0.0, 2.0, 1e4),
        "two": HotReaction({"B": 1}, {"A": 1}, 1.0, 0.0, 0.5, 1e4),
    }
    with pytest.raises(BadInput, match="enthalpies of one, two contradict"):
        standard(PAIR, around, 300.0)


def test_equilibrium_keeps_groups_and_meets_the_constant():
    """2 S + O <=> 2 P with ln K = 200 from 80 S, 0.1 O, 1 P: O is used up, S and P follow; O from K."""
    groups = np.array([[1.0, 0.0, 1.0], [0.0, 2.0, 1.0]])  # S + P and 2 O + P
    logarithms = np.array([0.0, 0.0, 100.0])
    found = settled(np.array([80.0, 0.1, 1.0]), logarithms, groups)
    np.testing.assert_allclose(found[:2:2], [79.8], rtol=1e-12)
    assert found[2] == pytest.approx(1.2, rel=1e-12)
    assert np.log(found[1]) == pytest.approx(2 * np.log(1.2) - 2 * np.log(79.8) - 200.0, rel=1e-12)


def cooled(shift: float = 0.0):
    """Two feeds at different temperatures, a jacket; ``shift`` moves both enthalpies alike."""
    species = {"A": Species(shift, 100.0, 20.0), "B": Species(shift - 4e4, 90.0, 20.0)}
    return reactor(
        volume=0.5, capacity=4e6, reference=298.15, species=species,
        reactions={"r": HotReaction({"A": 1}, {"B": 1}, 1e-3, 4e4)},
        feeds={
            "warm": Feed({"A": 900.0, "B": 1.0}, 330.0, 2e-4), "cold": Feed({"A": 10.0, "B": 50.0}, 285.0, 3e-4)
        },
        initial=Solution({"A": 300.0, "B": 30.0}, 300.0), heat=Cooled(400.0, 280.0), environment=290.0,
    )  # fmt: skip


@pytest.fixture(scope="module")
def made():
    return cooled()


@pytest.fixture(scope="module")
def state(made):
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    assert result.converged
    return result.coordinates


def by_hand() -> tuple[float, float]:
    """A and T of the same tank from its two balances, one eliminated."""
    cp, flow, fed = 20.0, 5e-4, 2e-4 * 900.0 + 3e-4 * 10.0
    total = (2e-4 * 901.0 + 3e-4 * 60.0) / flow

    def content(t: float) -> float:
        k = 1e-3 * np.exp(-4e4 / R * (1 / t - 1 / 298.15))
        back = k * np.exp((-4e4) / (R * t) + 10.0 / R)  # K = exp(-10/R + 4e4/RT)
        return (fed + 0.5 * back * total) / (flow + 0.5 * (k + back))

    def heat(t: float) -> float:
        into = sum(q * (4e6 + cp * n) * (ti - t) for q, n, ti in ((2e-4, 901.0, 330.0), (3e-4, 60.0, 285.0)))
        return into + 4e4 * (fed - flow * content(t)) - 400.0 * (t - 280.0)

    t = float(brentq(heat, 280.0, 340.0, xtol=1e-12, rtol=np.float64(1e-14)))  # type: ignore[arg-type]
    return content(t), t


def test_two_feeds_and_a_jacket_meet_the_balances(made, state):
    content, temperature = by_hand()
    assert float(jnp.exp(state[0, 2])) == pytest.approx(content, rel=1e-10)
    assert numbers(made, state)["temperature"] == pytest.approx(temperature, rel=1e-12)


def test_the_three_terms_hold_for_several_feeds(made, state):
    """T Q D_B(w_in || w) of every feed written out, against the number; all add up to what the streams give up."""
    shown = numbers(made, state)
    content, t = np.exp(np.asarray(state[:2, 2])), shown["temperature"]
    for name, flow, own, ti in (("warm", 2e-4, (900.0, 1.0), 330.0), ("cold", 3e-4, (10.0, 50.0), 285.0)):
        given = np.array(own)
        capacity = 4e6 + 20.0 * given.sum()
        thermal = capacity * (ti - t - t * np.log(ti / t))
        mixing = R * t * np.sum(given * np.log(given / content) - given + content)
        assert shown[f"mixing of {name}"] == pytest.approx(flow * (thermal + mixing), rel=1e-10)
    lost = shown["work lost by mixing"] + shown["work lost by reactions"]
    assert shown["Gibbs energy given up"] == pytest.approx(lost, rel=1e-10)


@pytest.mark.slow
def test_exergy_closes_at_rest_and_on_the_way(made, state):
    for at in (state, made.start):
        found = exergy_rates(made, at)
        assert found["closure"] < 1e-12
        assert all(value >= 0.0 for value in found["destroyed"].values())


@pytest.mark.slow
def test_no_force_depends_on_the_datum_of_enthalpies(made):
    one, other = (evaluate(each.system, each.start) for each in (made, cooled(shift=2e5)))
    np.testing.assert_allclose(one.forces[0][0, 2], other.forces[0][0, 2], rtol=1e-9)
    np.testing.assert_allclose(one.production[0][2], other.production[0][2], rtol=1e-9)
    moved = [
        e.supply[2, 2] - shift * (e.supply[0, 2] + e.supply[1, 2]) for e, shift in ((one, 0.0), (other, 2e5))
    ]
    np.testing.assert_allclose(*moved, rtol=1e-8)


def test_a_gas_dissolves_into_a_tank_that_is_held_at_one_temperature():
    """No reaction: Q c = kLa V (H p - c), and a warm feed gives its heat to the thermostat."""
    made = reactor(
        volume=2.0, capacity=4e6, reference=300.0, species={"O2": Species()}, reactions={},
        feeds={"water": Feed({"O2": 0.0}, 320.0, 1e-3)}, initial=Solution({"O2": 0.1}, 300.0),
        heat=Isothermal(300.0), gas=Gas(0.01, 300.0, {"O2": Dissolving(21000.0, 1.3e-5)}), environment=300.0,
    )  # fmt: skip
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    shown = numbers(made, result.coordinates)
    exact = 0.02 * 21000.0 * 1.3e-5 / (0.02 + 1e-3)
    assert float(jnp.exp(result.coordinates[0, 1])) == pytest.approx(exact, rel=1e-9)
    thermal = 1e-3 * 4e6 * (20.0 - 300.0 * np.log(320.0 / 300.0))
    assert shown["work lost by mixing"] == pytest.approx(thermal + 1e-3 * R * 300.0 * exact, rel=1e-9)


GOOD = {
    "volume": "1 m3", "heat": "adiabatic", "heat capacity": "4e6 J/m3/K", "reference temperature": "25 degC",
    "species": {"A": {}, "B": {}},
    "reactions": {"r": {"equation": "A <=> B", "k": "1e-3 1/s", "K": 10, "enthalpy": "-50 kJ/mol"}},
    "feeds": {"f": {"flow": "1 L/s", "temperature": "25 degC", "content": {"A": "1 mol/L", "B": "0 mol/m3"}}},
    "initial": {"temperature": "25 degC", "content": {"A": "1 mol/L", "B": "0 mol/m3"}},
}  # fmt: skip


def document(**changes):
    part = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return from_data(
        {
            "fluxforce": 1, "kind": "reactor", "title": "t", "reactor": part, "time": {"end": "1 s"},
            "environment": {"temperature": "25 degC"},
        }
    )  # fmt: skip


REFUSED = {
    "a catalyst without K": (
        {"reactions": {"r": {"equation": "A + B <=> 2 B", "k": "1 m3/mol/s", "enthalpy": "0 J/mol"}}}, "has no K",
    ),
    "order of an autocatalyst": (
        {"reactions": {"r": {"equation": "A + B <=> 2 B", "k": "1 1/s", "K": 1, "enthalpy": "0 J/mol"}}},
        "expected a constant in mol",
    ),
    "no heat capacity": ({"heat capacity": None}, "needs 'heat capacity'"),
    "a temperature of its own": ({"temperature": "25 degC"}, "follows from its balance"),
    "no jacket": ({"heat": "cooled"}, "needs 'cooling'"),
    "isothermal without one": ({"heat": "isothermal"}, "needs its temperature"),
    "half a species": ({"species": {"A": {"enthalpy": "1 kJ/mol"}, "B": {}}}, "has no entropy"),
    "unknown species": ({"held": ["C"], "heat": "isothermal", "temperature": "25 degC"}, "unknown species 'C'"),
    "held with heat": ({"held": ["A"]}, "at one temperature only"),
    "outlet named as a feed": ({"outlets": {"f": 1}}, "is a feed already"),
    "gas without heat of solution": (
        {"gas": {"rate": "1 1/s", "temperature": "20 degC",
                 "species": {"A": {"pressure": "1 atm", "henry": "1e-5 mol/m3/Pa"}}}}, "no heat of solution",
    ),
    "negative pressure": (
        {"gas": {"rate": "1 1/s", "temperature": "20 degC",
                 "species": {"A": {"pressure": "-1 atm", "henry": "1e-5 mol/m3/Pa"}}}}, "must not be negative",
    ),
    "unbalanced": ({"species": {"A": {"formula": "CO2"}, "B": {"formula": "CO"}}}, "not balanced"),
    "nothing": ({"feeds": {}, "reactions": {}}, "nothing happens"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused(name):
    changes, said = REFUSED[name]
    with pytest.raises(BadInput, match=said):
        document(**changes)


def test_a_document_without_faults_is_assembled():
    assert assemble(document()).kind == "reactor"
