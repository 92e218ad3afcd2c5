"""Onsager matrices as objects: what they compute, what they notice, and what they look like."""

from typing import Any

import numpy as np
import pytest

from fluxforce.budget.onsager import frames, measured
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import HeatFlux, Parity, Rank, Region, Row
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.errors import BadInput


def pair(values, **options) -> OnsagerMatrix:
    return OnsagerMatrix(np.array(values), (Row("one"), Row("two")), **options)


def test_production_fluxes_and_mixed_conditions():
    """L = [[2, .5], [.5, 1]], X1 = 1: J2 = 0 at X2 = -0.5, where sigma = 2 - 0.5 + 0.25 = 1.75."""
    matrix = pair([[2.0, 0.5], [0.5, 1.0]])
    forces, fluxes = matrix.solve(forces={"one": 1.0}, fluxes={"two": 0.0})
    assert forces["two"] == pytest.approx(-0.5, abs=1e-15)
    assert fluxes == {"one": pytest.approx(1.75), "two": pytest.approx(0.0, abs=1e-15)}
    assert matrix.production(forces) == pytest.approx(1.75)
    assert matrix.coupling("one", "two") == pytest.approx(0.5 / np.sqrt(2.0))
    assert matrix["one", "two"] == 0.5
    # eigenvalues at unit diagonal: 1 -+ q
    assert matrix.eigenvalues == pytest.approx([1.0 - 0.5 / np.sqrt(2.0), 1.0 + 0.5 / np.sqrt(2.0)])


def test_what_is_not_given_once_is_refused():
    matrix = pair([[1.0, 1.0], [1.0, 1.0]])
    with pytest.raises(BadInput, match="of every row is given"):
        matrix.solve(forces={"one": 1.0}, fluxes={"one": 0.0})
    with pytest.raises(BadInput, match="do not settle"):
        matrix.solve(forces={}, fluxes={"one": 0.0, "two": 1.0})
    with pytest.raises(BadInput, match="no flux 'three'"):
        matrix.fluxes({"three": 1.0})
    with pytest.raises(BadInput, match="2 x 2"):
        pair([[1.0, 2.0]])


def test_indefinite_and_asymmetric_matrices_are_named():
    broken = pair([[1.0, 2.0], [2.0, 1.0]]).semidefinite()
    assert not broken.holds
    assert broken.size == pytest.approx(1.0 / 3.0)  # eigenvalues -1 and 3
    one_sided = pair([[1.0, 0.4], [0.1, 1.0]])
    found = one_sided.reciprocity()
    assert not found.holds
    assert found.size == pytest.approx(0.3)
    assert "L[one, two] = 0.4" in found.said
    with pytest.raises(BadInput, match="no degree of coupling"):
        one_sided.coupling("one", "two")


def test_casimir_pairs_are_antisymmetric_and_produce_nothing():
    rows = (Row("even"), Row("odd", parity=Parity.ODD))
    matrix = OnsagerMatrix(np.array([[1.0, 0.7], [-0.7, 2.0]]), rows)
    assert matrix.reciprocity().holds
    assert matrix.production({"even": 1.0, "odd": 1.0}) == pytest.approx(3.0)
    assert not OnsagerMatrix(np.array([[1.0, 0.7], [0.7, 2.0]]), rows).reciprocity().holds


def test_curie_names_the_forbidden_coupling_and_allows_it_at_a_surface():
    rows = (Row("reaction", rank=Rank.SCALAR), Row("sodium", rank=Rank.VECTOR))
    values = np.array([[1.0, 0.3], [0.3, 1.0]])
    found = OnsagerMatrix(values, rows).curie()
    assert not found.holds
    assert "reaction (scalar) cannot couple to sodium (vector)" in found.said
    assert OnsagerMatrix(values, rows, region=Region.SURFACE).curie().holds
    assert OnsagerMatrix(np.diag([1.0, 2.0]), rows).curie().holds


def test_frames_keep_the_production_and_name_their_constraint():
    """Friction r c1 c2 |v1 - v2|^2 = 0.5 * 2 * 3 * 1 = 3 W/m3 knows no frame; forces by X1 = r c2 (v1 - v2)."""
    contents, forces = np.array([2.0, 3.0]), [1.5, -1.0]
    first = measured.friction(
        contents, np.array([[0.0, 0.5], [0.5, 0.0]]), frames.mass((0.046, 0.018)), ("A", "B"), 300.0
    )
    for frame in (
        frames.molar(2),
        frames.volume((58e-6, 18e-6)),
        frames.fixed_on(1, 2),
        frames.mass((0.046, 0.018)),
    ):
        seen = frames.in_frame(first, contents, frame)
        assert seen.dissipation(forces) == pytest.approx(3.0, rel=1e-13)
        assert seen.production(forces) == pytest.approx(0.01, rel=1e-13)
        assert f"constraint of the {frame.name} frame" in seen.semidefinite().said
        assert np.array(frame.weights) @ seen.fluxes(forces) == pytest.approx(0.0, abs=1e-14)
    # and back again
    again = frames.in_frame(
        frames.in_frame(first, contents, frames.fixed_on(0, 2)), contents, frames.mass((0.046, 0.018))
    )
    assert again.values == pytest.approx(first.values, rel=1e-12)
    # v1 - v2 = 1 in the solvent frame, so J1 = c1
    assert frames.in_frame(first, contents, frames.fixed_on(1, 2)).fluxes(forces) == pytest.approx([2.0, 0.0])


def test_heat_flux_changes_by_a_congruence():
    """Thermoelectric: from q to J_e = q + phi i, whose forces are grad(1/T) and -grad(phi/T)."""
    t, phi, slope_t, slope_phi = 400.0, 0.3, 7.0, -2.0
    matrix = measured.thermoelectric(1.5, 1e5, 2e-4, t)
    total = frames.with_heat(matrix, "heat", HeatFlux.TOTAL, {"charge": -phi})
    q, i = matrix.fluxes([-slope_t / t**2, -slope_phi / t])
    force = [-slope_t / t**2, -(slope_phi / t - phi * slope_t / t**2)]
    assert total.fluxes(force) == pytest.approx([q + phi * i, i], rel=1e-13)
    assert total.production(force) == pytest.approx(1.5 * slope_t**2 / t**2 + i**2 / (1e5 * t), rel=1e-12)
    assert total.reciprocity().holds
    entropy = frames.with_heat(total, "heat", HeatFlux.ENTROPY, {"charge": phi}, per=t)
    assert entropy.fluxes([-slope_t / t, -slope_phi / t])[0] == pytest.approx(q / t, rel=1e-12)
    with pytest.raises(BadInput, match="change to the measurable heat"):
        frames.in_frame(total, np.array([1.0]), frames.molar(1))


def test_thermoelectric_coefficients():
    """Open circuit: grad phi = -S grad T; q^2 = Z T/(1 + Z T)."""
    t, s, seebeck, k = 400.0, 1e5, 2e-4, 1.5
    matrix = measured.thermoelectric(k, s, seebeck, t)
    forces, fluxes = matrix.solve(forces={"heat": -1.0 / t**2}, fluxes={"charge": 0.0})
    assert forces["charge"] == pytest.approx(seebeck / t)
    assert fluxes["heat"] == pytest.approx(-k)
    merit = seebeck**2 * s / k * t
    assert matrix.coupling("heat", "charge") == pytest.approx(np.sqrt(merit / (1.0 + merit)))


def test_soret_and_dufour():
    t = 300.0
    common: dict[str, Any] = {"diffusion": 1e-9, "content": 1000.0, "temperature": t}
    at_rest = measured.soret(**common, conductivity=0.6, soret_coefficient=5e-3)
    q_star = 5e-3 * GAS_CONSTANT * t**2
    excess = 1e-9 * 1000.0 * q_star**2 / (GAS_CONSTANT * t**2)
    same = measured.soret(**common, conductivity=0.6 + excess, transported_heat=q_star, at_rest=False)
    assert same.values == pytest.approx(at_rest.values, rel=1e-12)
    # no flux of the solute: grad c = -c S_T grad T
    forces, _ = at_rest.solve(forces={"heat": -1.0 / t**2}, fluxes={"solute": 0.0})
    slope = -forces["solute"] * t * 1000.0 / (GAS_CONSTANT * t)
    assert slope == pytest.approx(-1000.0 * 5e-3)
    with pytest.raises(BadInput, match="one of them"):
        measured.soret(**common, conductivity=0.6)


def test_electrokinetic_slit_against_the_limit_of_thin_layers():
    """A wide slit obeys Smoluchowski: L_vi = -eps zeta/eta, and the conductivity is that of the salt."""
    matrix = measured.slit(
        half_width=1e-4, zeta=-0.025, content=1.0, viscosity=0.89e-3, permittivity=78.4, diffusion=2e-9,
        temperature=298.15,
    )  # fmt: skip
    debye = np.sqrt(78.4 * 8.8541878128e-12 * GAS_CONSTANT * 298.15 / (2.0 * FARADAY**2))
    plain = 78.4 * 8.8541878128e-12 * 0.025 / 0.89e-3
    assert matrix["volume", "charge"] == pytest.approx(plain * (1.0 - debye / 1e-4), rel=1e-9)
    assert matrix["volume", "volume"] == pytest.approx(1e-8 / (3.0 * 0.89e-3))
    assert matrix.reciprocity().holds


def test_measured_fick_coefficients():
    """H D symmetric where D = L H/T with a symmetric L."""
    own, hessian = np.array([[2.0, 0.3], [0.3, 1.0]]), np.array([[5.0, 1.0], [1.0, 4.0]])
    coefficients = own @ hessian / 300.0
    assert measured.fick(coefficients, hessian, 300.0, ("A", "B")).values == pytest.approx(own)
    assert measured.fick_asymmetry(coefficients, hessian) < 1e-15
    assert measured.fick_asymmetry(coefficients + np.array([[0.0, 0.01], [0.0, 0.0]]), hessian) > 0.1
    ideal = measured.diffusion([1e-9, 2e-9], [1.0, 3.0], ("Na", "Cl"))
    assert np.diag(ideal.values) == pytest.approx(np.array([1e-9, 6e-9]) / GAS_CONSTANT)


def test_text_and_notebook():
    matrix = measured.membrane(
        hydraulic=1e-12, reflection=0.8, permeability=1e-10, content=100.0, temperature=298.15
    )
    text = str(matrix)
    assert "J volume [m/s]" in text
    assert "X exchange [Pa]" in text
    assert "T sigma at 298.15 K" in text
    assert "semidefinite: yes" in text
    html = matrix._repr_html_()
    assert html.count("<tr>") == 6
    assert "-8e-13" in html
