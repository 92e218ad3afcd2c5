"""Contacts of grains: where the work of the load goes, in every regime and on the way there."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq

from fluxforce.balance import evaluate
from fluxforce.cli.new import template
from fluxforce.constants import GAS_CONSTANT
from fluxforce.ledger_text import imbalances
from fluxforce.model import read
from fluxforce.model.assemble.contact import Film, Pore, Solid, contact
from fluxforce.simulate import run
from tests.refusals import refusal

T, VOLUME = 423.15, 2.2688e-5
FILM = Film(radius=5e-5, thickness=3e-9, diffusion=1e-10, rings=12)


def numbers(made) -> dict[str, float]:
    """Numbers of the start, which is the steady state where no other is asked for."""
    rates = evaluate(made.system, made.start)
    assert float(jnp.max(jnp.abs(rates.supply[0]))) < 1e-9 * float(jnp.sum(jnp.abs(rates.fluxes[0][0])))
    return {one.name: float(one.of(made.system, rates)) for one in made.numbers}


def by_hand(stress: float, k: float, outside: float = 1.0, per_rate: float = 0.0) -> float:
    """s = (RT/Omega) [mean of ln c - ln(1 - V/(2 k Omega))] with c = c_pore + B (1 - u), integrated by hand."""

    def missing(speed: float) -> float:
        pore = outside + per_rate * speed
        b = speed * FILM.radius**2 / (4 * FILM.diffusion * FILM.thickness * VOLUME)
        mean = ((pore + b) * np.log(pore + b) - pore * np.log(pore)) / b - 1.0
        return GAS_CONSTANT * T / VOLUME * (mean - np.log1p(-speed / (2 * k * VOLUME))) - stress

    root = brentq(missing, 1e-22, 0.999999 * 2 * k * VOLUME, xtol=1e-30, rtol=np.float64(1e-13))
    assert isinstance(root, float)
    return root


@pytest.mark.parametrize("k", [1e-6, 1e-9, 1e-11])
def test_diffusion_and_reaction_share_the_stress(k):
    found = numbers(contact(film=FILM, solid=Solid(1.0, VOLUME, k), temperature=T, stress=30e6))
    assert found["convergence"] == pytest.approx(by_hand(30e6, k), rel=1e-9)
    assert found["dissipation"] == pytest.approx(found["mechanical power"], rel=1e-12)
    assert found["mean stress"] == pytest.approx(30e6, rel=1e-12)


@pytest.mark.slow
def test_a_pore_that_precipitates_slowly_holds_the_contact_back():
    """The pore is oversaturated by V A/(Omega k_p A_p), and its curved wall by exp(2 gamma kappa Omega/RT)."""
    pore = Pore(volume=1e-15, area=1e-8, rate_constant=1e-9, curvature=1e5, tension=0.35)
    made = contact(film=FILM, solid=Solid(1.0, VOLUME, 1e-8), temperature=T, stress=30e6, pore=pore)
    outside = np.exp(2 * 0.35 * 1e5 * VOLUME / (GAS_CONSTANT * T))
    expected = by_hand(30e6, 1e-8, outside, FILM.area / (VOLUME * 1e-9 * 1e-8))
    found = numbers(made)
    assert found["convergence"] == pytest.approx(expected, rel=1e-9)
    # work also makes surface, which is no dissipation: 2 gamma kappa V A
    made_surface = 2 * 0.35 * 1e5 * FILM.area * expected
    assert found["mechanical power"] == pytest.approx(found["dissipation"] + made_surface, rel=1e-11)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("stress: 30 MPa", "stress: 30 MPa\n  convergence: 1e-15 m/s", "give either 'stress' or 'convergence'"),
        ("stress: 30 MPa", "stress: 30 GPa", "raises the solubility by exp("),
        ("solubility: 1 mol/m3", "solubility: 0 mol/m3", "has no pressure solution"),
        ("stress: 30 MPa", "convergence: 1 m/s", "cannot dissolve faster than"),
        ("grain size: 200 um", "grain size: 20 um", "cannot be smaller than its contact"),
        ("thickness: 3 nm", "thickness: -3 nm", "must be greater than 0 m"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_file_is_said(tmp_path, old, new, said):
    message = refusal(tmp_path, template("contact"), old, new)
    assert said in message


@pytest.mark.slow
def test_the_example_against_a_hand_calculation():
    results = run(read(Path(__file__).parents[2] / "examples" / "pressure-solution.yaml"))
    assert imbalances(results.budget) == []
    found = {one["name"]: one["value"] for one in results.budget["numbers"]}
    assert found["convergence"] == pytest.approx(by_hand(30e6, 1e-8), rel=1e-3)
    assert found["dissipation"] == pytest.approx(found["mechanical power"], rel=1e-2)
