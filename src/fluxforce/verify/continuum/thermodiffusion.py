"""A liquid between two temperatures: Soret's separation, its time, Dufour's heat, and their reciprocity."""

from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System, evaluate, evaluated
from fluxforce.laws.thermodiffusion import AbstractSoret, PrimedSoret, RatioSoret
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.thermodiffusion import Mixture, Wall, thermodiffusion
from fluxforce.model.diffusion_matrix import bend, matrix_of
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check, extrapolated
from fluxforce.verify.padding import padded

CELLS = (16, 32, 64)
WIDTHS = [1.0 / cells for cells in CELLS]
DIFFUSION, LENGTH = 6.21e-10, 1e-3
STEP = 1e-4  # of ln(w_1/w_2), to either side


def checks() -> list[Check]:
    """P12 of the continuum."""
    return [*_binary(), *_relaxation(), *_dufour(), *_ternary()]


def _ratio(coefficient: float) -> RatioSoret:
    return RatioSoret(jnp.array([coefficient]))


def _mixture(soret: AbstractSoret, **options: Any) -> Mixture:
    given: dict[str, Any] = {
        "names": ("first", "second"), "molar": np.array([0.13220, 0.17033]), "density": 850.0,
        "heat_capacity": 1.6e6, "conductivity": 0.13, "spread": np.array([[DIFFUSION]]),
        "soret": soret,
    }  # fmt: skip
    return Mixture(**(given | options))


def _cell(mixture: Mixture, cells: int, warm: float, cold: float, fractions: list[float]) -> Assembled:
    return thermodiffusion(
        length=LENGTH,
        cells=cells,
        mixture=mixture,
        left=Wall(warm),
        right=Wall(cold),
        initial=np.array(fractions),
    )


def _settled(made: Assembled) -> Rates:
    system, start = padded(made, CELLS[-1])
    result = steady(made.solver, system, start, scale=made.scale)
    nothing = jnp.where(result.converged, 0.0, jnp.nan)
    return evaluated(system, result.coordinates + nothing)


def _ends(mixture: Mixture, cells: int, warm: float, cold: float, fractions: list[float]) -> np.ndarray:
    """Mass fractions at the warm and the cold wall."""
    rates = _settled(_cell(mixture, cells, warm, cold, fractions))
    fraction, temperature = rates.reading.detail["mass fraction"], 1.0 / rates.reading.conjugates[-1]
    walls = ((0, 1), (cells + 1, cells))
    return np.stack(
        [
            mixture.soret.moved(fraction[:, inner], temperature[wall] - temperature[inner])
            for wall, inner in walls
        ]
    )


def _binary() -> list[Check]:
    weak, strong = (
        np.array([_ends(_mixture(_ratio(soret)), cells, warm, cold, [w, 1.0 - w])[:, 0] for cells in CELLS])
        for soret, warm, cold, w in ((9.5e-3, 303.15, 293.15, 0.5), (0.05, 320.0, 280.0, 0.3))
    )
    exact = "w/(1 - w) = K exp(-S_T T) with the mean held, closed form"
    return [
        Check("P12.cold", "tetralin and dodecane over 10 K: mass fraction at the cold wall", exact,
              extrapolated(WIDTHS, list(weak[:, 1]), (2, 4)), 0.511872767756253, 1e-9),
        Check("P12.separation", "cold wall less warm wall", exact,
              extrapolated(WIDTHS, list(weak[:, 1] - weak[:, 0]), (2, 4)), 0.0237455355125056, 1e-9),
        Check("P12.strong-cold", "S_T = 0.05 over 40 K: mass fraction at the cold wall", exact,
              extrapolated(WIDTHS, list(strong[:, 1]), (2, 4)), 0.521807303060615, 1e-8),
        Check("P12.strong-warm", "at the warm wall, where a linear formula is off by 7 %", exact,
              extrapolated(WIDTHS, list(strong[:, 0]), (2, 4)), 0.128676096697305, 1e-8),
    ]  # fmt: skip


@eqx.filter_jit
def _speeds(system: System, coordinates: Array) -> tuple[Array, Array]:
    """Derivatives of the supply and of the content of the first quantity by its coordinate."""

    def both(first: Array) -> tuple[Array, Array]:
        rates = evaluate(system, coordinates.at[0].set(first))
        return rates.supply[0] / system.size, rates.reading.content[0]

    return jax.jacfwd(both)(coordinates[0])


def _relaxation() -> list[Check]:
    """Slowest time of a small change of composition at one temperature."""
    found = []
    for cells in CELLS:
        made = _cell(_mixture(_ratio(9.5e-3)), cells, 300.0, 300.0, [0.5, 0.5])
        slope, content = (
            np.asarray(one)[1 : cells + 1, 1 : cells + 1] for one in _speeds(*padded(made, CELLS[-1]))
        )
        rates = np.sort(-np.linalg.eigvals(np.linalg.solve(content, slope)).real)
        found.append(1.0 / float(rates[1]))  # the first one is zero: nothing leaves the cell
    return [
        Check("P12.time", "time in which a separation forms, 1 mm [s]", "closed form L^2/(pi^2 D)",
              extrapolated(WIDTHS, found, (2, 4)), 163.158105704, 1e-9),
    ]  # fmt: skip


def _dufour() -> list[Check]:
    """1000 mol/m3 that diffuse, rho w (1 - w)/M, with D = 1e-9 m2/s and S_T = 5e-3 1/K, at 300 K."""
    mixture = _mixture(
        _ratio(5e-3), molar=np.array([0.25, 0.25]), density=1000.0, conductivity=0.2, spread=np.array([[1e-9]]),
        enthalpy=np.array([4e5]),
    )  # fmt: skip
    even = 4e5  # J/kg, the datum of the first component

    def heat(rates: Rates, face: int) -> float:
        """Less the energy that a kilogram carries by its datum."""
        return float(rates.fluxes[0][1, face] - even * rates.fluxes[0][0, face])

    more, carried, crossed = [], [], []
    for cells in CELLS:
        # Soret: one composition, two temperatures; at once, and when nothing diffuses any more
        made = _cell(mixture, cells, 301.0, 299.0, [0.5, 0.5])
        face = cells // 2
        first = evaluated(*padded(made, CELLS[-1]))
        gradient = 2.0 / LENGTH
        more.append((heat(first, face) - heat(_settled(made), face)) / gradient)
        # Dufour: one temperature, two compositions
        turned = _cell(mixture, cells, 300.0, 300.0, [0.5, 0.5])
        system, start = padded(turned, CELLS[-1])
        second = evaluated(system, start.at[0, face + 1 :].add(STEP).at[0, : face + 1].add(-STEP))
        carried.append(heat(second, face) / float(second.fluxes[0][0, face]) * 0.25)
        one = float(first.fluxes[0][0, face] / first.forces[0][1, face])
        crossed.append(heat(second, face) / float(second.forces[0][0, face]) / one)
    closed = "closed form, S_T R T^2 and D c Q^2/(R T^2)"
    return [
        Check("P12.transport", "heat that a mole carries at one temperature: Dufour's effect [J/mol]", closed,
              extrapolated(WIDTHS, carried, (2, 4)), 3741.50817816896, 1e-9),
        Check("P12.conductivity", "conductivity at the start less that at rest [W/m/K]", closed,
              extrapolated(WIDTHS, more, (2, 4)), 1.87075408908448e-5, 1e-8),
        Check("P12.reciprocal", "heat by a gradient of composition over mass by one of temperature",
              "Onsager: they are equal",
              extrapolated(WIDTHS, crossed, (2, 4)), 1.0, 1e-8),
    ]  # fmt: skip


def _ternary() -> list[Check]:
    """Tetralin, isobutylbenzene, dodecane, 0.8/0.1/0.1: D'_T sets mass moving, and S'_T brings it to rest."""
    molar, fractions = np.array([0.13220, 0.13422, 0.17033]), np.array([0.8, 0.1, 0.1])
    primed, thermal = np.array([1.20e-3, -0.34e-3]), np.array([0.72e-12, -0.22e-12])
    spread = consistent(primed, thermal, fractions, molar)
    soret: AbstractSoret = PrimedSoret(
        jnp.asarray(np.linalg.solve(matrix_of(spread, fractions, molar), thermal))
    )
    mixture = _mixture(
        soret, names=("tetralin", "isobutylbenzene", "dodecane"), molar=molar, spread=spread,
        density=870.0,
    )  # fmt: skip
    made = _cell(mixture, CELLS[0], 300.65, 295.65, list(fractions))
    face, width = CELLS[0] // 2, LENGTH / CELLS[0]

    def flux(start: Array) -> np.ndarray:
        """Mass through the face in the middle, over the density [m/s]."""
        return np.asarray(evaluated(made.system, start).fluxes[0])[:2, face] / 870.0

    warm = flux(made.start) / (5.0 / LENGTH)
    # the diffusion matrix, by small steps of composition at one temperature
    even = made.start.at[2].set(jnp.log(298.15))
    columns = []
    for k in range(2):
        change = 1e-5 * np.eye(3)[k] - 1e-5 * np.eye(3)[2]
        before, after = (
            np.log((fractions + sign * change)[:2] / (fractions + sign * change)[2]) for sign in (-1, 1)
        )
        state = even.at[:2, : face + 1].set(before[:, None]).at[:2, face + 1 :].set(after[:, None])
        columns.append(-flux(state) * width / 2e-5)
    last = np.linalg.solve(np.stack(columns, axis=1), warm)
    # and all mass stands still where dw = -S'_T dT
    temperature = np.exp(np.asarray(made.start[2]))
    still = fractions[:2, None] - primed[:, None] * (temperature - 298.15)[None]
    rest = flux(made.start.at[:2].set(np.log(still / (1.0 - still.sum(axis=0)))))
    source = "Gebhardt and Koehler 2015, ground-based reference of DCMIX"
    return [
        Check("P12.D-tetralin", "D'_T of tetralin by which a cell begins [m2/s/K]", source, warm[0], 0.72e-12, 1e-9),
        Check("P12.D-isobutylbenzene", "D'_T of isobutylbenzene", source, warm[1], -0.22e-12, 1e-9),
        Check("P12.D-dodecane", "D'_T of dodecane", source, -warm[0] - warm[1], -0.50e-12, 1e-9),
        Check("P12.S-tetralin", "S'_T of tetralin by the diffusion matrix of the cell [1/K]", source, last[0],
              1.20e-3, 1e-8),
        Check("P12.S-isobutylbenzene", "S'_T of isobutylbenzene", source, last[1], -0.34e-3, 1e-8),
        Check("P12.S-dodecane", "S'_T of dodecane", source, -last[0] - last[1], -0.86e-3, 1e-8),
        Check("P12.rest", "mass that moves where dw = -S'_T dT, over that at the start", "zero",
              float(np.abs(rest).max() / np.abs(warm * 5.0 / LENGTH).max()), 0.0, 1e-9),
    ]  # fmt: skip


def consistent(
    primed: np.ndarray, thermal: np.ndarray, fractions: np.ndarray, molar: np.ndarray
) -> np.ndarray:
    """D~ of the reciprocal matrix with D S'_T = D'_T that is nearest to one coefficient for all: one number is free."""
    factor = np.linalg.cholesky(bend(fractions, molar))
    seen, wanted = factor.T @ primed, factor.T @ thermal
    mean = float(seen @ wanted / (seen @ seen))
    rest = wanted - mean * seen
    # rank two and without a trace: mean I + (rest seen^T + seen rest^T)/|seen|^2
    return mean * np.eye(2) + (np.outer(rest, seen) + np.outer(seen, rest)) / float(seen @ seen)
