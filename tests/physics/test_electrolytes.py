"""Electrolytes and membranes end to end: examples from their files, books, orders, mistakes in files."""

import re
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce as ff
from fluxforce.balance import evaluate
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.ledger_text import imbalances
from fluxforce.model.assemble.bridge import Ion, Warmth, bridge
from fluxforce.model.assemble.ion_membrane import Permeant, Pump, ion_membrane
from fluxforce.solve.steady import SteadyOptions, steady
from tests.refusals import refusal

EXAMPLES = Path(__file__).parents[2] / "examples"
THERMAL = GAS_CONSTANT * 298.15 / FARADAY


def run(name: str) -> dict[str, float]:
    """Numbers of an example whose books close."""
    results = ff.run(ff.read(EXAMPLES / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    return {row["name"]: row["value"] for row in results.budget["numbers"]}


def settled(made, longest: float = 1e9):
    found = steady(
        made.solver, made.system, made.start, scale=made.scale, options=SteadyOptions(longest=longest)
    )
    assert found.converged
    return read(made, found.coordinates)


def read(made, state):
    rates = jax.jit(evaluate)(made.system, state)
    return rates, {number.name: float(number.of(made.system, rates)) for number in made.numbers}


def test_nerve_membrane_rests_at_the_potential_of_goldman():
    """(RT/F) ln((140 + 0.04 12 + 0.45 110)/(5 + 0.04 145 + 0.45 4)), with the sign of the inside."""
    found = run("nerve-membrane")
    ratio = (5.0 + 0.04 * 145.0 + 0.45 * 4.0) / (140.0 + 0.04 * 12.0 + 0.45 * 110.0)
    assert found["membrane potential"] == pytest.approx(
        GAS_CONSTANT * 310.15 / FARADAY * np.log(ratio), rel=1e-4
    )
    assert found["Nernst potential of K+"] == pytest.approx(-0.08905869, rel=1e-6)


def test_film_at_half_its_limiting_current():
    found = run("ion-selective-film")
    assert found["limiting current density"] == pytest.approx(
        4.0 * FARADAY * 1.33e-9 * 10.0 / 1e-4, rel=1e-12
    )
    low = 1.0 - 25.665 / found["limiting current density"]
    assert found["cell voltage"] == pytest.approx(2.0 * THERMAL * np.log((2.0 - low) / low), rel=1e-5)
    assert found["entropy production"] == pytest.approx(found["power"] / 298.15, rel=1e-5)


@pytest.mark.slow
def test_soret_electrolyte_comes_to_rest():
    found = run("soret-electrolyte")
    late = -(3460.0 - 530.0) / (2.0 * FARADAY) * np.log(303.15 / 293.15) / 10.0
    assert found["potential per kelvin"] == pytest.approx(late, rel=2e-3)


@pytest.mark.slow
def test_reverse_osmosis_and_streaming():
    found = run("reverse-osmosis")
    assert found["osmotic pressure difference"] == pytest.approx(
        2.0 * GAS_CONSTANT * 298.15 * 598.4, rel=2e-3
    )
    drive = 59e5 - 0.998 * found["osmotic pressure difference"]
    assert found["volume flux"] == pytest.approx(3e-12 * drive, rel=1e-9)
    assert run("electro-osmosis")["voltage"] == pytest.approx(-6.60633851686531e-7 * 1e5, rel=1e-4)


@pytest.mark.slow
def test_a_pump_keeps_gradients_against_leaks():
    """At rest nobody pumps chloride, so it is at equilibrium; pump and leaks of each ion cancel."""
    found = run("sodium-pump")
    assert found["Nernst potential of Cl-"] == pytest.approx(found["membrane potential"], rel=0.05)
    assert found["leak current of Na+"] == pytest.approx(-3.0 * FARADAY * found["pump rate"], rel=0.05)


@pytest.mark.slow
def test_pump_at_rest_and_reversed():
    """Leaks alone cost what the pump pays: T sigma = affinity times rate at a steady state."""
    ions = {"K+": Permeant(1, 1e-9), "Na+": Permeant(1, 0.04e-9), "Cl-": Permeant(-1, 0.45e-9)}
    made = ion_membrane(
        ions=ions, inside={"K+": 140.0, "Na+": 12.0, "Cl-": 4.0}, outside={"K+": 5.0, "Na+": 145.0, "Cl-": 110.0},
        temperature=310.15, held="outside", inside_volume=1e-6, pump=Pump(5e-7, {"Na+": 3, "K+": -2}, 55e3),
    )  # fmt: skip
    _, found = settled(made)
    assert found["pump power"] == pytest.approx(310.15 * found["entropy production"], rel=1e-9)
    assert abs(found["current density"]) < 1e-12
    assert found["Nernst potential of Cl-"] == pytest.approx(found["membrane potential"], rel=1e-9)


def test_ohm_s_law_of_a_uniform_salt():
    """i = F^2 (D+ + D-) c/RT times the field; the power is the dissipation."""
    ions = {"Na+": Ion(1, 1.33e-9), "Cl-": Ion(-1, 2.03e-9)}
    even = {"Na+": 10.0, "Cl-": 10.0}
    made = bridge(length=1e-4, cells=4, ions=ions, left=even, right=even, current_density=10.0)
    _, found = read(made, made.start)
    conductivity = FARADAY**2 * 3.36e-9 * 10.0 / (GAS_CONSTANT * 298.15)
    assert found["potential difference"] == pytest.approx(-10.0 * 1e-4 / conductivity, rel=1e-12)
    assert found["power"] == pytest.approx(298.15 * found["entropy production"], rel=1e-12)


@pytest.mark.slow
def test_current_and_temperatures_together_keep_the_energy():
    """Work of the circuit plus heat in at one end is heat out at the other."""
    ions = {"Na+": Ion(1, 1.33e-9, 3460.0), "Cl-": Ion(-1, 2.03e-9, 530.0)}
    even = {"Na+": 100.0, "Cl-": 100.0}
    made = bridge(
        length=1e-4, cells=6, ions=ions, left=even, right=even, current_density=2000.0,
        warmth=Warmth(300.0, 310.0, 0.6, 4e6),
    )  # fmt: skip
    rates, found = settled(made, 1e6)
    heat = np.asarray(rates.fluxes[0][2])
    charged = np.asarray(rates.fluxes[0][3:]).sum(axis=0)
    # what the circuit delivers at a face is shared by the places on both sides; the outer halves go to the ends
    inner = charged.sum() - 0.5 * (charged[0] + charged[-1])
    assert heat[-1] - heat[0] == pytest.approx(inner, rel=1e-6)
    assert found["power"] == pytest.approx(charged.sum(), rel=1e-9)
    assert min(float(jnp.min(p)) for p in rates.production) >= 0.0


MISTAKES = {
    "a current cannot pass a wall": ("left: {", "left end: wall\n  current density: 1 A/m2\n  left: {"),
    "there is no wall": ("left: {", "selective: Na+\n  current density: 1 A/m2\n  left: {"),
    "too": ("left: {", "left temperature: 20 degC\n  left: {"),
    "a heat of transport says nothing": ("9 m2/s}\n    Cl", "9 m2/s, heat of transport: 1 kJ/mol}\n    Cl"),
}


@pytest.mark.parametrize("said", MISTAKES)
def test_mistakes_in_a_bridge_are_named(said, tmp_path):
    text = (EXAMPLES / "salt-bridge.yaml").read_text(encoding="utf-8")
    assert re.search(said, refusal(tmp_path, text, *MISTAKES[said]))


BROKEN = {
    "only one": ("  ions:\n", "  slit: {half width: 1 nm, thickness: 1 mm, zeta: 1 mV, concentration: 1 mol/m3, "
                 "diffusion: 1e-9 m2/s, voltage: 1 V}\n  ions:\n"),
    "must be greater than 0": ("1e-9 m/s}", "0 m/s}"),
    "no value for Cl-": (", Cl-: 4 mmol/L", ""),
    "has no value where there is none": ("Cl-: 4 mmol/L", "Cl-: 0 mmol/L"),
    "expected a permeability": ("1e-9 m/s}", "1e-9 m2/s}"),
    "unknown ion": ("    capacitance", "    pump: {outward: {Mg+2: 1}, rate: 1e-8 mol/m2/s, affinity: 50 kJ/mol}\n"
                    "    capacitance"),
}  # fmt: skip


@pytest.mark.parametrize("said", BROKEN)
def test_mistakes_in_a_membrane_are_named(said, tmp_path):
    text = (EXAMPLES / "nerve-membrane.yaml").read_text(encoding="utf-8")
    assert re.search(said, refusal(tmp_path, text, *BROKEN[said]))
