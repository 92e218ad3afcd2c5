"""Metals with several couples: roots by another method, limits of transport, polarisation, refusals."""

from functools import cache

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from fluxforce.balance import evaluate
from fluxforce.cli.new import template
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.model import read
from fluxforce.model.assemble.couples import ButlerVolmer, Couple
from fluxforce.model.assemble.electrode import METAL, Dissolved, Phase, electrode, mixed_potential
from fluxforce.readings.polarisation import polarisation, polarisation_resistance
from fluxforce.simulate import run
from fluxforce.solve.bracket import bracketed
from tests.refusals import refusal

T = 298.15
THERMAL = GAS_CONSTANT * T / FARADAY
METALLIC, HYDROGEN = {"Fe+2": -1.0, "Fe": 1.0}, {"H+": -2.0, "H2": 1.0}
SOLUTION = {"Fe+2": Dissolved(1000.0), "H+": Dissolved(1000.0)}
PHASES = {"Fe": Phase(molar_volume=7.09e-6), "H2": Phase()}


def pair(i1: float, i2: float, **options):
    """Iron (n = 2) and hydrogen (n = 2, nu = 2) at their standard states."""
    couples = {
        "iron": Couple(METALLIC, 2.0, -0.44, ButlerVolmer(i1, 0.5)),
        "hydrogen": Couple(HYDROGEN, 2.0, 0.0, ButlerVolmer(i2, 0.5, repeats=2.0)),
    }
    return electrode(couples=couples, solution=SOLUTION, phases=PHASES, temperature=T, **options)


def currents(potential: float, i1: float, i2: float) -> tuple[float, float]:
    """Butler and Volmer by hand."""
    iron, hydrogen = (potential + 0.44) / THERMAL, potential / THERMAL
    return (
        i1 * (np.exp(1.5 * iron) - np.exp(-0.5 * iron)),
        i2 * (np.exp(0.5 * hydrogen) - np.exp(-0.5 * hydrogen)),
    )


@cache
def both():
    """Built once, and not when tests are collected."""
    return pair(1e-4, 1e-2)


@settings(max_examples=60, deadline=None)
@given(st.floats(-15.0, 15.0), st.floats(-15.0, 15.0))
def test_the_mixed_potential_is_found_over_thirty_decades_of_exchange_currents(first, second):
    i1, i2 = 10.0**first, 10.0**second
    system = eqx.tree_at(
        lambda s: tuple(e.law.current for e in s.exchanges), both().system, (jnp.array(i1), jnp.array(i2))
    )
    found = mixed_potential(system, both().start)
    assert -0.44 - 1e-9 <= found <= 1e-9
    exact = brentq(lambda e: sum(currents(e, i1, i2)), -0.44 - 1e-6, 1e-6, xtol=1e-15, rtol=np.float64(1e-15))
    assert found == pytest.approx(exact, abs=2e-14)


@settings(max_examples=40, deadline=None)
@given(st.floats(-300.0, 300.0), st.floats(1e-3, 60.0), st.floats(-40.0, 40.0))
def test_a_bracketed_root_is_found_however_steep_or_flat_the_function_is(scale, steep, at):
    """e^scale sinh(steep (x - at)) overflows at the ends; its root is at `at`."""
    found = _root(jnp.array(scale), jnp.array(steep), jnp.array(at))
    assert float(found.root) == pytest.approx(at, abs=1e-13 * (1.0 + abs(at)))
    assert int(found.iterations) < 120


@eqx.filter_jit
def _root(scale, steep, at):
    return bracketed(lambda x: jnp.exp(scale) * jnp.sinh(steep * (x - at)), jnp.array(-50.0), jnp.array(50.0))


@pytest.mark.slow
def test_polarisation_has_the_slopes_of_tafel_and_the_resistance_of_stern_and_geary():
    """Far from rest dE/dlog10|i| is RT ln 10/(alpha F); at rest dE/di = RT/F/(sum of partial slopes)."""
    made = both()
    rest = float(made.start[2, METAL])
    curve = polarisation(made, np.array([-1.2, rest + 0.5]))
    np.testing.assert_allclose(
        curve.current, [sum(currents(e, 1e-4, 1e-2)) for e in curve.potential], rtol=1e-10
    )
    decades = THERMAL * np.log(10.0) / np.array([-0.5, 1.5])
    np.testing.assert_allclose(curve.slopes, decades, rtol=1e-4)
    step = 1e-6
    slope = (sum(currents(rest + step, 1e-4, 1e-2)) - sum(currents(rest - step, 1e-4, 1e-2))) / (2 * step)
    assert polarisation_resistance(made, made.start) == pytest.approx(1.0 / slope, rel=1e-6)


def test_production_is_current_times_distance_from_rest():
    """sigma = sum of i_k (E - E_k)/T, every term positive."""
    made = both()
    at = float(made.start[2, METAL])
    expected = np.array(currents(at, 1e-4, 1e-2)) * (at - np.array([-0.44, 0.0])) / T
    found = [float(jnp.sum(p)) for p in evaluate(made.system, made.start).production]
    np.testing.assert_allclose(found, expected, rtol=1e-11)
    assert min(found) > 0.0


def test_no_potential_carries_a_current_that_is_too_large():
    made = both()
    lone = eqx.tree_at(lambda s: s.exchanges[1].measure, made.system, jnp.zeros(1))
    assert mixed_potential(lone, made.start) == pytest.approx(-0.44, abs=1e-12)
    with pytest.raises(BadInput, match=r"no potential between .* makes the currents"):
        pair(1e-30, 1e-30, current=-1e300)


def test_contradicting_potentials_are_refused():
    """Fe+3 -> Fe+2 -> Fe and Fe+3 -> Fe: 3 E3 = E1 + 2 E2."""
    kinetics = ButlerVolmer(1.0, 0.5)
    couples = {
        "one": Couple({"Fe+3": -1.0, "Fe+2": 1.0}, 1.0, 0.771, kinetics),
        "two": Couple(METALLIC, 2.0, -0.44, kinetics),
        "three": Couple({"Fe+3": -1.0, "Fe": 1.0}, 3.0, 0.1, kinetics),
    }
    solution = {"Fe+2": Dissolved(1.0), "Fe+3": Dissolved(1.0)}
    with pytest.raises(BadInput, match="one, two, three contradict each other"):
        electrode(couples=couples, solution=solution, phases={"Fe": Phase()}, temperature=T)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("Fe+2 + 2 e- <=> Fe", "Fe+2 + e- <=> Fe", "'Fe+2 + e- <=> Fe' is not balanced: charge -1"),
        ("2 H+ + 2 e- <=> H2", "H+ + 2 e- <=> H2", "is not balanced: H +1, charge +1"),
        ("2 H+ + 2 e- <=> H2", "2 H+ <=> H2", "moves no electrons"),
        ("cathodic: 0.5}", "cathodic: 2}", "leaves nothing for the anodic one: both add up to n/nu = 2"),
        ("E0: -0.44 V", "E0: -0.44", "has no unit"),
        ("E0: -0.44 V", "E0: -440 V", "must not be less than -10 V"),
        ("      E0: -0.44 V\n", "", "give either 'E0' or 'log K'"),
        ("{concentration: 0.1 mol/m3}", "{concentration: 0 mol/m3}", "nothing of H+"),
        ("initial potential: -0.3 V", "film: 100 um", "Fe+2 has no 'diffusion'"),
        ("Fe+2 + 2 e- <=> Fe\n", "Zn+2 + 2 e- <=> Fe\n", "unknown species 'Zn+2'"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said(tmp_path, old, new, said):
    message = refusal(tmp_path, template("electrode"), old, new)
    assert said in message
    assert "wrong.yaml" in message


@pytest.mark.slow
def test_examples_against_hand_calculations():
    from pathlib import Path

    from fluxforce.ledger_text import imbalances

    folder = Path(__file__).parents[2] / "examples"
    rows = {}
    for name in ("iron-corrosion", "iron-galvanostat", "pyrite-oxidation"):
        results = run(read(folder / f"{name}.yaml"))
        assert imbalances(results.budget) == []
        rows[name] = {one["name"]: one["value"] for one in results.budget["numbers"]}
    # all the oxygen that the film can bring: 4 F D c/delta
    assert rows["iron-corrosion"]["corrosion current"] == pytest.approx(
        4 * FARADAY * 2e-9 * 0.25 / 5e-4, rel=2e-3
    )
    at = brentq(lambda e: i_acid(e) + 10.0, -1.0, -0.3, xtol=1e-14)
    assert rows["iron-galvanostat"]["potential"] == pytest.approx(at, abs=1e-6)
    # couples with fast kinetics share one potential, that of the metal
    assert abs(rows["pyrite-oxidation"]["net current"]) < 1e-9


def i_acid(potential: float) -> float:
    """Iron at 1 umol/L of Fe+2 and hydrogen at pH 4."""
    iron = (potential + 0.44 + 3.0 * THERMAL * np.log(10.0)) / THERMAL
    hydrogen = (potential + 4.0 * THERMAL * np.log(10.0)) / THERMAL
    return 1e-4 * (np.exp(1.5 * iron) - np.exp(-0.5 * iron)) + 1e-2 * (
        np.exp(0.5 * hydrogen) - np.exp(-0.5 * hydrogen)
    )
