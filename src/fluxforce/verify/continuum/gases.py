"""Diffusion of vapours through a stagnant gas: Stefan's tube with one vapour and with two."""

import numpy as np

from fluxforce.balance import evaluated
from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.assemble.gas_film import End, gas_film
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check, extrapolated
from fluxforce.verify.padding import padded

LENGTH, PRESSURE, TEMPERATURE = 0.238, 99.4e3, 328.5
# acetone, methanol, air [m2/s]: the experiment of Carty and Schrodt 1975
COEFFICIENT = 1e-6 * np.array([[0.0, 8.48, 13.72], [8.48, 0.0, 19.91], [13.72, 19.91, 0.0]])
BOTTOM = np.array([0.319, 0.528, 0.153])
CELLS = (64, 128, 256, 512)
TOPS = (0.002, 0.004, 0.006, 0.008)  # mole fraction of either vapour at the top


def checks() -> list[Check]:
    """P15 of the continuum."""
    acetone, methanol, produced = _limits(0.01)
    pure = np.array([_limits(top)[:2] for top in TOPS])
    dry = [extrapolated(list(TOPS), list(pure[:, k]), (1, 2, 3)) for k in (0, 1)]
    concentration = PRESSURE / (GAS_CONSTANT * TEMPERATURE)
    stefan = concentration * COEFFICIENT[0, 2] / LENGTH * np.log(0.99 / (1.0 - 0.319))
    ode = "boundary value problem of Stefan and Maxwell, 25 digits"
    return [
        Check("P15.acetone", "acetone through stagnant air, 1 % of each vapour at the top [mol/m2/s]", ode,
              acetone, 1.763705496222e-3, 1e-8),
        Check("P15.methanol", "methanol beside it", ode, methanol, 3.0944926433161e-3, 1e-8),
        Check("P15.production", "entropy produced by both [W/m2/K]", ode, produced, 0.15283110523178, 1e-8),
        Check("P15.dry-acetone", "acetone, dry air at the top: limit of small fractions [mol/m2/s]",
              ode, dry[0], 1.783005541e-3, 1e-8),
        Check("P15.dry-methanol", "methanol beside it", ode, dry[1], 3.127991526e-3, 1e-8),
        Check("P15.stefan", "one vapour on a grid of 64 cells [mol/m2/s]", "closed form, Stefan's logarithm",
              _one_vapour(), float(stefan), 1e-10),
    ]  # fmt: skip


def _limits(top: float) -> list[float]:
    """Both fluxes and the production, extrapolated over the grids; the half cells at the ends make odd errors, too."""
    found = [_solved(cells, np.array([top, top, 1.0 - 2.0 * top]), BOTTOM) for cells in CELLS]
    widths = [1.0 / cells for cells in CELLS]
    return [extrapolated(widths, [one[k] for one in found], (2, 3, 4)) for k in range(3)]


def _solved(cells: int, top: np.ndarray, bottom: np.ndarray) -> tuple[float, float, float]:
    made = gas_film(
        length=LENGTH, cells=cells, pressure=PRESSURE, temperature=TEMPERATURE,
        names=("acetone", "methanol", "air"), coefficient=COEFFICIENT, weights=np.array([0.0, 0.0, 1.0]),
        left=End(bottom), right=End(top),
    )  # fmt: skip
    system, start = padded(made, CELLS[-1])
    result = steady(made.solver, system, start, scale=made.scale)
    rates = evaluated(system, result.coordinates)
    flux = np.asarray(rates.fluxes[0])[:, 0]
    produced = float(np.sum(np.asarray(rates.production[0])))
    return (float(flux[0]), float(flux[1]), produced) if result.converged else (np.nan, np.nan, np.nan)


def _one_vapour() -> float:
    """Acetone alone: what methanol there is (1e-13) drags nothing."""
    little = 1e-13
    flux, _, _ = _solved(
        64, np.array([0.01, little, 0.99 - little]), np.array([0.319, little, 0.681 - little])
    )
    return flux
