"""Mass action and its entropy once more, in plain NumPy: what the books of waters are compared with.

Only the arrays of the database (stoichiometry, constants, sizes, slopes) are shared with the package.
Derivatives are by complex steps, the mean of ln gamma along a dilution by quadrature.
"""

from collections.abc import Callable

import numpy as np

from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.model import AqueousModel

R = 8.31446261815324
STEP = 1e-30


class PlainWater:
    """Species of a water from x = (ln a of the components, ln I, ln a_w)."""

    def __init__(self, model: AqueousModel):
        self.nu, self.bound = np.asarray(model.nu), np.asarray(model.nu_w)
        self.ln_k, self.z = np.asarray(model.ln_k), np.asarray(model.charge)
        self.beta, self.slope = np.asarray(model.beta), np.asarray(model.slope)
        self.a, self.water = float(model.debye_huckel_a), float(model.water_slope)
        self.count = self.nu.shape[1]

    def ln_gamma(self, strength):
        root = np.sqrt(strength)
        return LN10 * (-self.a * self.z**2 * root / (1 + self.beta * root) + self.slope * strength)

    def mean_ln_gamma(self, strength):
        """Integral of ln gamma(t^2 I) 2 t dt over 0..1: smooth in t, so Gauss's rule gives all digits."""
        points, weights = np.polynomial.legendre.leggauss(40)
        t = (points + 1) / 2
        values = [self.ln_gamma(one * one * strength) for one in t]
        return sum(w * one * value for w, one, value in zip(weights, t, values, strict=True))

    def molality(self, x):
        ln_a, strength = x[: self.count], np.exp(x[-2])
        return np.exp(self.ln_k + self.nu @ ln_a + self.bound * x[-1] - self.ln_gamma(strength))

    def content(self, x):
        return self.nu.T @ self.molality(x)

    def water_bound(self, x):
        return self.bound @ self.molality(x)

    def y(self, x):
        """Conjugate of every species, -R (ln a - ln K)."""
        return -R * (self.nu @ x[: self.count] + self.bound * x[-1])

    def entropy(self, x):
        """-(1/T) times the integral of mu . dm while all species grow from nothing in proportion."""
        m = self.molality(x)
        return -R * np.sum(m * (np.log(m) - 1 - self.ln_k + self.mean_ln_gamma(np.exp(x[-2]))))

    def residual(self, x, content):
        m = self.molality(x)
        strength, water = 0.5 * self.z**2 @ m - np.exp(x[-2]), 1 - self.water * m.sum() - np.exp(x[-1])
        return np.concatenate([self.nu.T @ m - content, [strength, water]])

    def slope_of(self, x, function: Callable):
        """d function/dx by complex steps."""
        columns = []
        for i in range(x.size):
            moved = x.astype(complex)
            moved[i] += STEP * 1j
            columns.append(np.imag(function(moved)) / STEP)
        return np.stack(columns, axis=-1)

    def solve(self, content, near):
        """The water with this content, by Newton's method."""
        x = np.array(near, dtype=float)
        for _ in range(60):
            slope = self.slope_of(x, lambda moved: self.residual(moved, content))
            step = -np.linalg.solve(slope, self.residual(x, content))
            x = x + step * min(1.0, 2.0 / (np.abs(step).max() + 1e-300))
            if np.abs(step).max() < 1e-13:
                return x
        raise ArithmeticError("no water has this content")

    def species_by_content(self, x):
        """dm/dq with all equilibria kept."""
        slope = self.slope_of(x, lambda moved: self.residual(moved, 0.0))
        return self.slope_of(x, self.molality) @ np.linalg.inv(slope)[:, : self.count]

    def not_derivable(self, x):
        """ds/dm - y of every species: R (L_k - z_k^2/(2 I) sum m L) with L = ln gamma less its mean."""
        m, strength = self.molality(x), np.exp(x[-2])
        rest = self.ln_gamma(strength) - self.mean_ln_gamma(strength)
        return R * (rest - self.z**2 / (2 * strength) * np.sum(m * rest))

    def y_of_books(self, x):
        """ds/dq along the equilibria, and the same without what bound water contributes."""
        moved = self.species_by_content(x)
        whole = (self.y(x) + self.not_derivable(x)) @ moved
        return whole, whole - self.y_water(x) * (self.bound @ moved)

    def y_water(self, x):
        return -R * x[-1]

    def divergence(self, one, other):
        """Bregman divergence D_B(one || other) of -s over components and bound water."""
        y = self.y_of_books(other)[1]
        linear = y @ (self.content(one) - self.content(other))
        linear += self.y_water(other) * (self.water_bound(one) - self.water_bound(other))
        return self.entropy(other) + linear - self.entropy(one)
