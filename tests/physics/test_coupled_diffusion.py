"""Soret cells and films of gas against closed forms and against Stefan and Maxwell's equations solved by shooting."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm
from scipy.optimize import fsolve

import fluxforce as ff
from fluxforce.balance import evaluate
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.thermodiffusion import RatioSoret
from fluxforce.ledger_text import imbalances
from fluxforce.model.assemble.gas_film import End, gas_film
from fluxforce.model.assemble.thermodiffusion import Mixture, Wall, at_wall, thermodiffusion
from fluxforce.solve.steady import steady
from fluxforce.verify.padding import padded

ROOT = Path(__file__).parents[2]
CELLS = (16, 32, 64)


def run(name: str):
    results = ff.run(ff.read(ROOT / "examples" / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    return results


def number(results, name: str) -> float:
    return float(results.dataset[f"number:{name}"].values[-1])


def soret_exact(mean: float, soret: float, warm: float, cold: float) -> tuple[float, float]:
    """Mass fractions at both walls: w/(1 - w) = K exp(-S T) with T linear and the mean held.

    The integral of w over T is -ln(1 + K e^(-S T))/S, so that with a = e^(-S dT) and g = e^(S dT w0), K reckoned from
    the cold wall, (1 + K)/(1 + K a) = g and K = (g - 1)/(1 - a g).
    """
    a, g = np.exp(-soret * (warm - cold)), np.exp(soret * (warm - cold) * mean)
    k = (g - 1.0) / (1.0 - a * g)
    return k * a / (1.0 + k * a), k / (1.0 + k)


def shot(flux: np.ndarray, start: np.ndarray, coefficient: np.ndarray, concentration: float, length: float):
    """Mole fractions at the far end, from c dx_k/dz = sum_j (x_k N_j - x_j N_k)/D_kj with fluxes of all species."""
    inverse = np.where(
        np.eye(len(flux)) > 0.0, 0.0, 1.0 / np.where(np.eye(len(flux)) > 0.0, 1.0, coefficient)
    )
    matrix = (np.diag(inverse @ flux) - inverse * flux[:, None]) / concentration
    return expm(matrix * length) @ start


def shooting(start, end, coefficient, concentration, length, all_fluxes, guess) -> np.ndarray:
    """Fluxes of all species between two compositions; ``all_fluxes`` closes the equations."""

    def off(reduced):
        return (shot(all_fluxes(reduced), start, coefficient, concentration, length) - end)[:-1]

    return all_fluxes(fsolve(off, guess, xtol=1e-13))


@pytest.mark.slow
def test_separation_converges_at_second_order():
    found, exact = [], soret_exact(0.3, 0.05, 320.0, 280.0)
    mixture = Mixture(
        ("A", "B"),
        np.array([0.1, 0.2]),
        900.0,
        1.5e6,
        0.15,
        np.array([[1e-9]]),
        RatioSoret(jnp.array([0.05])),
    )
    for cells in CELLS:
        made = thermodiffusion(
            length=1e-3, cells=cells, mixture=mixture, left=Wall(320.0), right=Wall(280.0),
            initial=np.array([0.3, 0.7]),
        )  # fmt: skip
        system, start = padded(made, CELLS[-1])
        result = steady(made.solver, system, start, scale=made.scale)
        assert result.converged
        found.append(float(at_wall(mixture.law(), evaluate(system, result.coordinates), 0)[0]))
    errors = np.abs(np.array(found) - exact[0])
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 2.0, atol=0.05)


@pytest.mark.slow
def test_fluxes_of_two_vapours_converge_at_second_order():
    coefficient = 1e-6 * np.array([[0.0, 8.48, 13.72], [8.48, 0.0, 19.91], [13.72, 19.91, 0.0]])
    bottom, top, concentration = (
        np.array([0.319, 0.528, 0.153]),
        np.array([0.2, 0.1, 0.7]),
        99.4e3 / GAS_CONSTANT / 328.5,
    )
    exact = shooting(
        bottom, top, coefficient, concentration, 0.238, lambda n: np.array([*n, 0.0]), np.array([1e-3, 2e-3])
    )
    found = []
    for cells in CELLS:
        made = gas_film(
            length=0.238, cells=cells, pressure=99.4e3, temperature=328.5, names=("A", "B", "air"),
            coefficient=coefficient, weights=np.array([0.0, 0.0, 1.0]), left=End(bottom), right=End(top),
        )  # fmt: skip
        system, start = padded(made, CELLS[-1])
        result = steady(made.solver, system, start, scale=made.scale)
        assert result.converged
        found.append(np.asarray(evaluate(system, result.coordinates).fluxes[0])[:, 0])
    errors = np.abs(np.array(found) - exact[:2])
    assert np.all(errors[-1] < 2e-5 * np.abs(exact[:2]))
    # h^2 - 0.75 h^3 with the half cells at the ends
    np.testing.assert_allclose(np.log2(errors[:-1] / errors[1:]), 2.0, atol=0.06)


@pytest.mark.slow
def test_stefan_tube():
    """Carty and Schrodt's tube: 1.763705496e-3 and 3.094492643e-3 mol/m2/s, 0.1528311052 W/m2/K, by 25 digits."""
    results = run("stefan-tube")
    assert number(results, "flux of acetone") == pytest.approx(1.763705496222e-3, rel=3e-6)
    assert number(results, "flux of methanol") == pytest.approx(3.0944926433161e-3, rel=3e-6)
    assert number(results, "flux of air") == 0.0
    assert number(results, "entropy production") == pytest.approx(0.15283110523178, rel=3e-6)


@pytest.mark.slow
def test_soret_cell():
    """11 relaxation times later: the exact steady state; heat by Fourier's law alone."""
    results = run("soret-cell")
    warm, cold = soret_exact(0.5, 9.5e-3, 303.15, 293.15)
    assert number(results, "tetralin at the cold wall") == pytest.approx(cold, rel=1e-6)
    assert number(results, "separation of tetralin") == pytest.approx(cold - warm, rel=1e-4)
    assert number(results, "heat flux") == pytest.approx(0.13 * 10.0 / 1e-3, rel=1e-6)
    assert number(results, "relaxation time") == pytest.approx(163.158105704, rel=1e-9)


@pytest.mark.slow
def test_ternary_cell():
    """S'_T of Gebhardt and Koehler, though the file gives D'_T: separation over 10 K, zero in sum."""
    results = run("ternary-soret")
    wanted = {"tetralin": 1.20e-3, "isobutylbenzene": -0.34e-3, "dodecane": -0.86e-3}
    for name, coefficient in wanted.items():
        assert number(results, f"separation of {name}") == pytest.approx(10.0 * coefficient, rel=1e-3)
    assert sum(number(results, f"separation of {name}") for name in wanted) == pytest.approx(0.0, abs=1e-15)


@pytest.mark.slow
def test_two_bulbs():
    """A quasi-steady film of Stefan and Maxwell between two bulbs, by shooting; the capillary holds 0.2 % of it all."""
    results = run("two-bulb")
    concentration, area, length = 101325.0 / GAS_CONSTANT / 308.35, 3.398e-6, 0.0859
    # hydrogen, carbon dioxide, nitrogen
    coefficient = 1e-6 * np.array([[0.0, 68.0, 83.3], [68.0, 0.0, 16.8], [83.3, 16.8, 0.0]])
    volumes = np.array([77.99e-6, 78.63e-6])
    guess = [np.array([-1e-2, 5e-3])]

    def slope(time: float, state: np.ndarray) -> np.ndarray:
        one, other = state[:3], state[3:]
        flux = shooting(
            one, other, coefficient, concentration, length, lambda n: np.array([*n, -n.sum()]), guess[0]
        )
        guess[0] = flux[:2]
        moved = flux * area / concentration
        return np.concatenate([-moved / volumes[0], moved / volumes[1]])

    start = np.array([1e-6, 1.0 - 0.50086 - 1e-6, 0.50086, 0.50121, 1e-6, 1.0 - 0.50121 - 1e-6])
    times = results.dataset["time"].values
    exact = solve_ivp(slope, (0.0, times[-1]), start, t_eval=times, rtol=1e-7, atol=1e-9).y
    for place, side in ((0, "left"), (3, "right")):
        for k, name in enumerate(("hydrogen", "carbon dioxide", "nitrogen")):
            found = results.dataset[f"number:{name} in the {side} bulb"].values
            np.testing.assert_allclose(found, exact[place + k], atol=3e-3)
    # nitrogen runs up its own gradient, until the bulbs are far from alike, and only then comes back
    apart = results.dataset["number:nitrogen in the right bulb"].values
    assert np.abs(apart - apart[0]).max() > 0.05
