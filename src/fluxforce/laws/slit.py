"""Coefficients of a narrow slit with charged walls: pressure and voltage drive flow and current."""

from dataclasses import dataclass

import numpy as np

from fluxforce.constants import FARADAY, GAS_CONSTANT, VACUUM_PERMITTIVITY


@dataclass(frozen=True)
class Slit:
    """J_v = L_vv dp + L_vi dphi and I = L_iv dp + L_ii dphi, per area of the slit and per gradient.

    Walls at y = +-h with a small zeta potential (Debye and Hueckel), a symmetric univalent salt, no slip:
    psi = zeta cosh(kappa y)/cosh(kappa h), eta u'' = dp/dx + rho dphi/dx, rho = -eps kappa^2 psi, and the current is
    carried by rho u and by the conductivity eps kappa^2 D of the ions.

    ``half_width`` h [m], ``zeta`` [V], ``concentration`` [mol/m3], ``viscosity`` [Pa s], ``permittivity`` relative,
    ``diffusion`` [m2/s] of both ions, ``temperature`` [K].
    """

    half_width: float
    zeta: float
    concentration: float
    viscosity: float
    permittivity: float
    diffusion: float
    temperature: float

    @property
    def screening(self) -> float:
        """kappa [1/m], the inverse Debye length."""
        stored = self._permittivity * GAS_CONSTANT * self.temperature
        return float(np.sqrt(2.0 * FARADAY**2 * self.concentration / stored))

    @property
    def _permittivity(self) -> float:
        return self.permittivity * VACUUM_PERMITTIVITY

    def matrix(self, points: int = 60) -> np.ndarray:
        """[[L_vv, L_vi], [L_iv, L_ii]], every entry by an integral of its own over the section (Gauss and Legendre).

        Flow driven by pressure and by voltage is solved first; L_vi is the mean of the second, L_iv the mean of the
        charge that the first carries, so that their equality is a result.
        """
        nodes, weights = np.polynomial.legendre.leggauss(points)
        h, kappa, eps = self.half_width, self.screening, self._permittivity
        y, mean = 0.5 * h * (nodes + 1.0), 0.5 * weights
        shape = np.cosh(kappa * y) / np.cosh(kappa * h)
        density = -eps * kappa**2 * self.zeta * shape
        by_pressure = (h**2 - y**2) / (2.0 * self.viscosity)
        by_voltage = -eps * self.zeta / self.viscosity * (1.0 - shape)
        conductivity = eps * kappa**2 * self.diffusion
        return np.array(
            [
                [mean @ by_pressure, mean @ by_voltage],
                [mean @ (density * by_pressure), mean @ (density * by_voltage) + conductivity],
            ]
        )
