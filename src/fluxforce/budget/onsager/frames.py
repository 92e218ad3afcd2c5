"""One matrix seen from another velocity, or with another flux called heat: the entropy production is the same."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Frame, HeatFlux
from fluxforce.errors import BadInput

MOLAR = "molar"


def molar(count: int) -> Frame:
    """The frame in which the amounts carried add up to nothing."""
    return Frame(MOLAR, (1.0,) * count)


def mass(molar_masses: tuple[float, ...]) -> Frame:
    """The centre of mass [kg/mol]."""
    return Frame("mass", molar_masses)


def volume(molar_volumes: tuple[float, ...]) -> Frame:
    """The frame in which no volume is carried, by partial molar volumes [m3/mol]."""
    return Frame("volume", molar_volumes)


def fixed_on(component: int, count: int, name: str = "solvent") -> Frame:
    """The frame of one component: a solvent, or the skeleton of a porous body."""
    return Frame(name, tuple(1.0 if k == component else 0.0 for k in range(count)))


def projection(contents: ArrayLike, frame: Frame) -> np.ndarray:
    """A with A_ij = delta_ij - c_i a_j/sum(a c): J^a = A J^b from any frame b into that of the weights a."""
    c, a = np.asarray(contents, dtype=float), np.array(frame.weights)
    if c.shape != a.shape:
        raise BadInput(f"the {frame.name} frame has {a.size} weights for {c.size} components")
    if float(a @ c) <= 0.0:
        raise BadInput(
            f"the {frame.name} frame has no velocity: its weights times the contents add up to zero"
        )
    return np.eye(c.size) - np.outer(c, a) / float(a @ c)


def in_frame(matrix: OnsagerMatrix, contents: ArrayLike, frame: Frame) -> OnsagerMatrix:
    """L^a = A L^b A^T; components are the last rows, in the order of ``contents`` [mol/m3], heat stands before them.

    The forces of both frames are the same numbers where sum c_k X_k = 0 (Gibbs-Duhem at mechanical equilibrium);
    then sigma is too. The heat that is carried along with the frame is none of q: it must be the measurable one, since
    any other flux of energy changes with the velocity.
    """
    count, c = len(matrix.rows), np.asarray(contents, dtype=float)
    if c.size < count and matrix.heat not in (HeatFlux.NONE, HeatFlux.MEASURABLE):
        raise BadInput(
            f"the {matrix.heat.value} depends on the frame by the enthalpy carried: change to the measurable heat first"
        )
    change = np.eye(count)
    change[count - c.size :, count - c.size :] = projection(c, frame)
    return matrix.transformed(change, frame=frame)


def with_heat(
    matrix: OnsagerMatrix, row: str, to: HeatFlux, carried: Mapping[str, float], per: float = 1.0
) -> OnsagerMatrix:
    """Another flux in the row of heat: J' = (J - sum_k carried_k J_k)/per, which is the change L' = B L B^T.

    - total energy to measurable heat: carried are the partial molar enthalpies, z F phi included [J/mol];
    - total energy to internal energy: z F phi;
    - total energy to entropy: the electrochemical potentials, ``per`` the temperature [K].

    The forces beside it change by the same matrix: grad(mu~/T) beside grad(1/T) for the total energy becomes
    (grad_T mu~)/T beside the measurable heat, so that sum J X stays what it is.
    """
    change = np.eye(len(matrix.rows))
    k = matrix.index(row)
    for name, amount in carried.items():
        change[k, matrix.index(name)] = -amount
    change[k] /= per
    rows = list(matrix.rows)
    if to is HeatFlux.ENTROPY:
        rows[k] = replace(rows[k], flux_unit=f"{rows[k].flux_unit}/K", force_unit="1")
    return matrix.transformed(change, rows, heat=to)
