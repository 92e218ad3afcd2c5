"""Examples of reactors and plants: each runs from its file, closes its books and meets a number that is not ours."""

from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.optimize import root

import fluxforce as ff
from fluxforce.constants import GAS_CONSTANT as R
from fluxforce.ledger_text import imbalances

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.slow


def run(name: str):
    """An example from its file."""
    results = ff.run(ff.read(ROOT / "examples" / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    now = results.budget["exergy"]["now"]
    assert now["closure"] < 1e-10
    return results


def shown(results) -> dict[str, float]:
    return {row["name"]: row["value"] for row in results.budget["numbers"]}


def test_the_hot_reactor_stays_ignited():
    """The upper of three roots of Da = x/(1 - x) exp(-g b x/(1 + b x)), g = 20, b = 0.4 [uppal1974], in 25 digits."""
    found = shown(run("reactor-ignition"))
    assert found["conversion of A"] == pytest.approx(0.88401936792253, rel=1e-6)
    assert found["temperature"] == pytest.approx(300.0 * (1.0 + 0.4 * 0.88401936792253), rel=1e-6)


def test_two_feeds_a_gas_and_a_jacket():
    """Balances of sulfite, oxygen and heat written out with the same standard data, solved by scipy."""

    def rates(values: np.ndarray) -> tuple[float, ...]:
        sulfite, oxygen = np.exp(values[:2])
        t = values[2]
        sulfate = 0.4 * 201.0 + 0.6 * 0.5 - sulfite
        heat, entropy = -2 * 909270.0 + 2 * 635500.0 + 11700.0, 2 * 20.1 + 2 * 29.0 - 110.9
        ln_k = entropy / R - heat / (R * t) - np.log(1000.0)  # 1 mol/L; one mole less on the right
        k = 4e-6 * np.exp(-5e4 / R * (1 / t - 1 / 298.15))
        rate = 2.0 * k * (sulfite**2 * oxygen - sulfate**2 * np.exp(-ln_k))
        # Henry's law at the temperature of the tank, the gas bringing its enthalpy at 15 degC
        equal = 21278.25 * 1.5e-5 * np.exp(12000.0 / R * (1 / t - 1 / 288.15))
        gas = 2.0 * 0.05 * (equal - oxygen)
        streams = 4.18e6 * (4e-4 * (333.15 - t) + 6e-4 * (288.15 - t))
        return (
            4e-4 * 200.0 - 1e-3 * sulfite - 2 * rate,
            6e-4 * 0.25 - 1e-3 * oxygen - rate + gas,
            streams - heat * rate + 12000.0 * gas - 3000.0 * (t - 283.15),
        )

    scale = np.array([0.08, 1e-3, 1e4])
    solved = root(
        lambda v: np.array(rates(v)) / scale, np.array([np.log(70.0), np.log(0.2), 296.0]), tol=1e-13
    )
    assert solved.success
    results = run("reactor-feeds")
    content = results.dataset["content"].sel(quantity=["SO3-2", "O2"]).values[:, -1, 0]
    np.testing.assert_allclose(content, np.exp(solved.x[:2]), rtol=1e-5)
    assert shown(results)["temperature"] == pytest.approx(solved.x[2], rel=1e-7)


def test_schloegl_climbs_to_the_upper_state():
    """X = 3, and R ln 11 times the rate 27 mol/s."""
    results = run("schloegl-reactor")
    assert float(results.dataset["content"].sel(quantity="X").values[-1, 0]) == pytest.approx(3.0, rel=1e-6)
    production = float(results.dataset["production"].values[:, -1, 0].sum())
    assert production == pytest.approx(538.304686414067, rel=1e-5)


def test_the_clock_ticks_as_scipy_says():
    data = run("brusselator-reactor").dataset

    def slope(_, state):
        x, y = state
        steps = (1.0 - 1e-6 * x, x * x * y - 1e-6 * x**3, 3.0 * x - 1e-6 * y, x - 1e-6)
        return steps[0] + steps[1] - steps[2] - steps[3], steps[2] - steps[1]

    times = data["time"].values
    exact = solve_ivp(slope, (0.0, times[-1]), [1.0, 1.0], t_eval=times, rtol=1e-10, atol=1e-12).y
    found = data["content"].sel(quantity=["X", "Y"]).values[:, :, 0]
    # a clock keeps the error of its phase: one per cent of a tick of seven seconds after five of them
    assert np.max(np.abs(found - exact)) < 0.1
    assert exact[0].max() > 3.0


def test_the_pasteuriser_by_effectiveness():
    """NTU = 4 balanced: e = 4/5; the boiler's own balance closes the loop."""
    found = shown(run("heat-exchanger"))
    hot = (3900.0 * 0.2 * 277.15 + 1e4 * 348.15) / (3900.0 * 0.2 + 1e4)
    assert found["effectiveness of recovery"] == pytest.approx(0.8, rel=1e-8)
    assert found["temperature of pasteurised"] == pytest.approx(hot, rel=1e-8)
    assert found["temperature of cooled"] == pytest.approx(hot - 0.8 * (hot - 277.15), rel=1e-8)


def test_hot_and_cold_water():
    """4180 (ln(323.15/353.15) + ln(323.15/293.15)) W/K."""
    results = run("mixer")
    assert shown(results)["entropy made in tee"] == pytest.approx(36.1816793580919, rel=1e-9)
    assert results.budget["exergy"]["now"]["destroyed"]["mixing at inlet"] == pytest.approx(
        10606.6593, rel=1e-7
    )
