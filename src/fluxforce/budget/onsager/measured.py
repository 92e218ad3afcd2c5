"""Onsager matrices from coefficients as laboratories measure and print them."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Frame, HeatFlux, Region, Row
from fluxforce.constants import FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY
from fluxforce.errors import BadInput
from fluxforce.numerics.quadrature import gauss

HEAT = Row("heat", "W/m2", "1/K/m")
CHARGE = Row("charge", "A/m2", "V/K/m")


def heat_conduction(conductivity: float, temperature: float) -> OnsagerMatrix:
    """q = -k grad T as q = L grad(1/T) with L = k T^2."""
    values = np.array([[conductivity * temperature**2]])
    return OnsagerMatrix(values, (HEAT,), heat=HeatFlux.MEASURABLE, source="Fourier's law")


def thermoelectric(
    conductivity: float, conductance: float, seebeck: float, temperature: float
) -> OnsagerMatrix:
    """i = -s(grad phi + S grad T), q = -k grad T + S T i, over the forces grad(1/T) and -(grad phi)/T.

    ``conductivity`` k [W/m/K] without current, ``conductance`` s [S/m], ``seebeck`` S [V/K], ``temperature`` T [K].
    q^2 = Z T/(1 + Z T) with the figure of merit Z = S^2 s/k. Source: [degroot1962], chapter 13.
    """
    t, s = temperature, conductance
    cross = s * seebeck * t**2
    values = np.array([[conductivity * t**2 + s * seebeck**2 * t**3, cross], [cross, s * t]])
    return OnsagerMatrix(
        values, (HEAT, CHARGE), heat=HeatFlux.MEASURABLE, source="k without current, electric conductivity, Seebeck"
    )  # fmt: skip


def soret(
    *,
    diffusion: float,
    content: float,
    temperature: float,
    conductivity: float,
    soret_coefficient: float | None = None,
    transported_heat: float | None = None,
    factor: float = 1.0,
    at_rest: bool = True,
) -> OnsagerMatrix:
    """J = -D (grad c + c S_T grad T) with q = -k grad T + Q* J, over grad(1/T) and -(grad_T mu)/T.

    ``diffusion`` D [m2/s], ``content`` c [mol/m3]; the Soret coefficient S_T [1/K] or the heat of transport
    Q* = S_T R T^2 factor [J/mol], one of them; ``factor`` dln a/dln c. ``conductivity`` k is the one of no diffusion
    (``at_rest``) or of no gradient of composition, which is larger by D c Q*^2/(R T^2 factor).
    Source: [degroot1962], chapter 11.
    """
    if (soret_coefficient is None) == (transported_heat is None):
        raise BadInput("give the Soret coefficient or the heat of transport, one of them")
    t = temperature
    q_star = (
        float(soret_coefficient) * GAS_CONSTANT * t**2 * factor
        if soret_coefficient is not None
        else float(transported_heat or 0.0)
    )
    own = diffusion * content / (GAS_CONSTANT * factor)
    heat = conductivity * t**2 + (own * q_star**2 if at_rest else 0.0)
    values = np.array([[heat, own * q_star], [own * q_star, own]])
    said = "J = 0" if at_rest else "uniform composition"
    rows = (HEAT, Row("solute", "mol/m2/s", "J/mol/K/m"))
    return OnsagerMatrix(values, rows, heat=HeatFlux.MEASURABLE, source=f"D, heat of transport, k at {said}")


def membrane(
    *, hydraulic: float, reflection: float, permeability: float, content: float, temperature: float
) -> OnsagerMatrix:
    """J_v = Lp (dp - s dpi), J_s = w dpi + (1 - s) c J_v, as J_v and J_D = J_s/c - J_v over dp and dpi [kedem1958].

    ``hydraulic`` Lp [m/s/Pa], ``reflection`` s, ``permeability`` w [mol/m2/s/Pa], ``content`` c [mol/m3] the mean.
    """
    cross = -reflection * hydraulic
    values = np.array([[hydraulic, cross], [cross, permeability / content + reflection**2 * hydraulic]])
    rows = (Row("volume", "m/s", "Pa"), Row("exchange", "m/s", "Pa"))
    return OnsagerMatrix(
        values, rows, region=Region.SURFACE, temperature=temperature, source="Kedem and Katchalsky: Lp, sigma, omega"
    )  # fmt: skip


def slit(
    *, half_width: float, zeta: float, content: float, viscosity: float, permittivity: float, diffusion: float,
    temperature: float, nodes: int = 60,
) -> OnsagerMatrix:  # fmt: skip
    """Flow and current through a slit with charged walls, over -dp/dx and -dphi/dx; densities over its width.

    Potential psi = zeta cosh(ky)/cosh(kh) (Debye and Hueckel) with k^2 = 2 F^2 c/(eps R T), charge density
    -eps k^2 psi. Stokes gives the velocity under a pressure, (h^2 - y^2)/2 eta, and under a field,
    -eps (zeta - psi)/eta. The flow driven by a field and the current driven by a pressure are integrals of two
    different profiles, and so are computed apart; the conductivity 2 F^2 D c/(R T) is that of the salt, to which the
    ions carried by the flow add. Source: [degroot1962], chapter 15.
    """
    eps = permittivity * VACUUM_PERMITTIVITY
    k = math.sqrt(2.0 * FARADAY**2 * content / (eps * GAS_CONSTANT * temperature))
    # the layer at the wall apart from the middle, where next to nothing is left of it
    x, w = gauss(nodes)
    layer = min(1.0, 40.0 / (k * half_width))
    y = half_width * np.concatenate([(1.0 - layer) * x, 1.0 - layer + layer * x])
    w = np.concatenate([(1.0 - layer) * w, layer * w])
    near, far = np.exp(k * (y - half_width)), np.exp(-k * (y + half_width))
    psi = zeta * (near + far) / (1.0 + math.exp(-2.0 * k * half_width))
    charge = -eps * k**2 * psi
    pushed, pulled = (half_width**2 - y**2) / (2.0 * viscosity), -eps * (zeta - psi) / viscosity
    ohmic = 2.0 * FARADAY**2 * diffusion * content / (GAS_CONSTANT * temperature)
    values = np.array([[w @ pushed, w @ pulled], [w @ (charge * pushed), ohmic + w @ (charge * pulled)]])
    rows = (Row("volume", "m/s", "Pa/m"), Row("charge", "A/m2", "V/m"))
    return OnsagerMatrix(
        values, rows, temperature=temperature, source="a slit after Debye, Hueckel and Stokes"
    )


def diffusion(
    coefficients: ArrayLike, contents: ArrayLike, names: Sequence[str], solvent: str = "solvent"
) -> OnsagerMatrix:
    """Ideal dilute solutes after Fick or Nernst and Planck: L_kk = D_k c_k/R over -(grad mu~_k)/T, no cross terms."""
    values = np.diag(np.asarray(coefficients, float) * np.asarray(contents, float) / GAS_CONSTANT)
    rows = tuple(Row(name, "mol/m2/s", "J/mol/K/m") for name in names)
    return OnsagerMatrix(values, rows, frame=Frame(solvent, ()), source="D c/R of every solute")


def fick(
    coefficients: ArrayLike, hessian: ArrayLike, temperature: float, names: Sequence[str]
) -> OnsagerMatrix:
    """L = T D H^-1 from measured Fick coefficients J = -D grad c and H_ij = dmu_i/dc_j [J m3/mol2]."""
    values = temperature * np.asarray(coefficients, float) @ np.linalg.inv(np.asarray(hessian, float))
    rows = tuple(Row(name, "mol/m2/s", "J/mol/K/m") for name in names)
    return OnsagerMatrix(values, rows, source="measured Fick coefficients and activities")


def fick_asymmetry(coefficients: ArrayLike, hessian: ArrayLike) -> float:
    """How far H D is from symmetric, relative: reciprocity of measured coefficients without an inversion."""
    product = np.asarray(hessian, float) @ np.asarray(coefficients, float)
    return float(np.abs(product - product.T).max() / np.abs(product).max())


def friction(
    contents: ArrayLike,
    coefficients: ArrayLike,
    frame: Frame,
    names: Sequence[str],
    temperature: float,
) -> OnsagerMatrix:
    """Stefan and Maxwell: -grad_T mu_i = sum_j r_ij c_j (v_i - v_j), whatever velocity they are counted from.

    So T sigma = sum over pairs r_ij c_i c_j |v_i - v_j|^2. ``coefficients`` r_ij [J s m/mol2], symmetric; fluxes are
    those of ``frame``, J_i = c_i (v_i - v).
    """
    c, r = np.asarray(contents, float), np.asarray(coefficients, float)
    off = r - np.diag(np.diag(r))
    # X = R v with the friction per amount, and J = c v: symmetric over the pair (c X, v)
    resistance = np.diag(c) @ (np.diag(off @ c) - off @ np.diag(c))
    mobility = np.linalg.pinv(resistance, hermitian=True)
    a = np.array(frame.weights)
    change = np.eye(c.size) - np.outer(c, a) / float(a @ c)
    values = change @ np.diag(c) @ mobility @ np.diag(c) @ change.T
    rows = tuple(Row(name, "mol/m2/s", "N/mol") for name in names)
    return OnsagerMatrix(values, rows, frame=frame, temperature=temperature, source="friction of every pair")
