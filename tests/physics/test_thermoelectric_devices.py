"""Thermoelectric devices, sheared fluids and porous columns against closed forms; examples run from their files."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import fsolve

import fluxforce as ff
from fluxforce.balance import evaluate
from fluxforce.laws.material import Logarithmic, Material, Polynomial, constant
from fluxforce.ledger_text import imbalances
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.conducting import Contact, Layer
from fluxforce.model.assemble.shear import shear
from fluxforce.model.assemble.thermoelectric import (
    Circuit,
    Exchanging,
    Heated,
    Held,
    thermoelectric,
)
from fluxforce.readings.optimum import Curve
from fluxforce.solve.steady import steady
from fluxforce.testing import check_order
from tests.conftest import ROOT

AREA, LENGTH = 1e-6, 5e-3


def leg(cells: int, hot: float, cold: float, seebeck) -> Assembled:
    material = Material(constant(1.5), constant(1e-5), seebeck)
    layer = Layer(material, LENGTH, AREA, cells=cells)
    return thermoelectric(p=[layer], top=Held(hot), base=Held(cold), circuit=Circuit(current=0.0))


def settled(made: Assembled) -> dict[str, float]:
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    assert result.converged
    rates = evaluate(made.system, result.coordinates)
    return {number.name: float(number.of(made.system, rates)) for number in made.numbers}


def test_onsager_and_kelvin_by_experiment():
    """Peltier's heat, measured at one temperature, is T S of the voltage measured in a small step of temperature;
    Thomson's coefficient, dPi/dT - S, is T dS/dT: 2e-4 + 1e-6 (T - 300 K) gives 0.06 V and 3e-4 V/K at 300 K.
    """
    seebeck = Polynomial(jnp.array([2e-4, 1e-6]), jnp.array(300.0))

    def measured(temperature: float) -> float:
        curve = Curve(leg(4, temperature, temperature, seebeck))
        back, forth = curve.at(np.resize([-1e-3, 1e-3], 9), "heat in at the top")[:2]
        return (forth - back) / 2e-3

    step = Curve(leg(4, 300.5, 299.5, seebeck)).at(np.zeros(9), "voltage")[0]
    assert step == pytest.approx(2e-4, rel=1e-12)
    peltier = measured(300.0)
    assert peltier == pytest.approx(300.0 * step, rel=1e-7)
    thomson = (measured(300.5) - measured(299.5)) / 1.0 - step
    assert thomson == pytest.approx(300.0 * 1e-6, rel=1e-4)


@pytest.mark.slow
def test_second_order_in_the_width_of_elements():
    """Constant Thomson coefficient 1e-4 V/K: 82141.5871021187 W/m2 in at 2e5 A/m2, temperatures being exponential."""
    seebeck = Logarithmic(jnp.array(2e-4), jnp.array(1e-4), jnp.array(300.0))
    errors = []
    for cells in (3, 4, 6):
        found = Curve(leg(cells, 500.0, 300.0, seebeck)).at(np.full(9, 2e5 * AREA), "heat in at the top")[0]
        errors.append(found / AREA - 82141.5871021187)
    check_order(errors, [1 / 3, 1 / 4, 1 / 6], 2.0, tolerance=0.05)


@pytest.mark.slow
def test_a_couple_with_a_load_of_heat_and_a_cooled_base_is_its_lumped_equations():
    """Q = alpha I Tc - I^2 R/2 - K (Th - Tc) on top; the same with + I^2 R/2 leaves through h (2 A) (Th - Ta)."""
    alpha, resistance, conductance, coefficient, given = 4e-4, 2e-3, 0.02, 2e6, 0.3

    def legs(sign: float):
        material = Material(
            constant(0.5 * conductance * 1e-3 / AREA), constant(0.25 * resistance * AREA / 1e-3),
            constant(0.5 * sign * alpha),
        )  # fmt: skip
        contact = Contact(0.25 * resistance * AREA, 1e-12, AREA)
        return [Layer(material, 1e-3, AREA, cells=3), contact]

    made = thermoelectric(
        p=legs(1.0), n=legs(-1.0), top=Heated(given), base=Exchanging(300.0, coefficient),
        circuit=Circuit(voltage=-0.06, resistance=1e-3),
    )  # fmt: skip
    found = settled(made)
    bath = 2.0 * coefficient * AREA

    def equations(state):
        current, cold, hot = state
        half = 0.25 * current**2 * resistance  # of the half of the resistance that is in the legs
        top = alpha * current * cold - half - conductance * (hot - cold) - given
        # the other half is at the base
        base = alpha * current * hot + 3.0 * half - conductance * (hot - cold) - bath * (hot - 300.0)
        voltage = alpha * (cold - hot) - current * resistance
        return [top, base, voltage - (-0.06 + current * 1e-3)]

    current, cold, hot = np.asarray(fsolve(equations, [15.0, 290.0, 305.0], xtol=1e-13))
    assert found["current"] == pytest.approx(current, rel=1e-6)
    assert found["temperature of the top"] == pytest.approx(cold, rel=1e-6)
    assert found["temperature of the base"] == pytest.approx(hot, rel=1e-6)
    assert found["heat out at the base"] == pytest.approx(bath * (hot - 300.0), rel=1e-5)


@pytest.mark.slow
def test_flow_between_fixed_plates():
    """v = G H^2/(8 mu) in the middle, G H^3/12 mu the flow, so that G^2 H^3/(12 mu) is dissipated per m2, and
    the fluid is G^2 H^4/(192 mu k) warmer in the middle than plates at one temperature.
    """
    made = shear(
        gap=2e-3, viscosity=constant(0.1), conductivity=constant(0.2), density=900.0, heat_capacity=1.7e6,
        fixed_wall=300.0, moving_wall=300.0, pressure_gradient=2e6, cells=40,
    )  # fmt: skip
    found = settled(made)
    assert found["highest velocity"] == pytest.approx(2e6 * 4e-6 / 0.8, rel=1e-9)
    exact = 4e12 * 8e-9 / 1.2
    # 1 - 1/N^2 by the rule of midpoints for (dv/dx)^2
    assert found["heat by friction"] == pytest.approx(exact, rel=1.1 / 40**2)
    assert found["power of the pressure gradient"] == pytest.approx(found["heat by friction"], rel=1e-9)
    assert found["heat to the fixed wall"] == pytest.approx(0.5 * found["heat by friction"], rel=1e-8)
    assert found["highest temperature"] - 300.0 == pytest.approx(4e12 * 16e-12 / (192 * 0.02), rel=3e-3)


EXPECTED = {
    # continuum reference P4: 56666.6666666667 W/m2/K, through 1 mm2; T0 + rho J^2 L^2/8k
    "joule-wire": {"heat out at the base": 8.5, "temperature": 831.25},
    # P9, Angrist
    "peltier-cooler": {"heat in at the top": 0.75211715, "coefficient of performance": 0.333789818928145},
    # P5
    "couette": {"highest temperature": 308.333333333333, "heat by friction": 1e4},
    # closed form of docs/gallery/darcy-column.md
    "darcy-column": {"pressure drop": 3e6, "rise of temperature": 0.703395},
    # P11: at most 13.997556 % (13.985196 % by straight lines)
    "thermoelectric-leg": {"efficiency": 0.137},
}


@pytest.mark.slow
@pytest.mark.parametrize("name", EXPECTED)
def test_examples(name):
    results = ff.run(ff.read(ROOT / "examples" / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    found = {row["name"]: row["value"] for row in results.budget["numbers"]}
    found["temperature"] = float(results.dataset["temperature"].values[-1].max())
    for key, value in EXPECTED[name].items():
        assert found[key] == pytest.approx(value, rel=5e-3), key
