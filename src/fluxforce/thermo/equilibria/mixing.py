"""Solid solutions of two end-members that do not mix ideally, and the gap across which they come apart.

Guggenheim's expansion with two terms, in the form of Glynn (1991, doi:10.1016/0098-3004(91)90047-J) that PHREEQC
takes; with x_1, x_2 the mole fractions of the first and of the second member,

    G_E/(R T) = x_1 x_2 (a_0 + a_1 (x_2 - x_1))
    ln lambda_1 = x_2^2 (a_0 - a_1 (4 x_1 - 1))          ln lambda_2 = x_1^2 (a_0 + a_1 (4 x_2 - 1))

A member at saturation has the ratio Omega_i = x_i lambda_i. The mixture is stable where the second derivative of its
Gibbs energy by x_2, 1/(x_1 x_2) - 2 a_0 + 6 a_1 (x_1 - x_2), is above zero: on both sides of a gap if there is one.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float

_TRACE = 1e-6  # fraction of the rarer member at which a side is looked at first


@dataclass(frozen=True)
class Guggenheim:
    """The two coefficients, without units, of a solid solution of two members; a_1 = 0: regular."""

    a0: float
    a1: float = 0.0

    def ln_lambda(self, second: Float[Array, " cells"]) -> Float[Array, "2 cells"]:
        """ln of the activity coefficients of both members at the fraction of the second."""
        first = 1.0 - second
        return jnp.stack(
            [
                second**2 * (self.a0 - self.a1 * (4 * first - 1)),
                first**2 * (self.a0 + self.a1 * (4 * second - 1)),
            ]
        )

    def sides(self) -> tuple[tuple[float, float], ...]:
        """The ranges of the second member's fraction in which a mixture can be stable: one, or those beside a gap."""
        # x (1 - x) times the second derivative is a cubic
        inside = np.polynomial.Polynomial([0.0, 1.0, -1.0])
        cubic = 1.0 + inside * np.polynomial.Polynomial([6 * self.a1 - 2 * self.a0, -12 * self.a1])
        roots = cubic.roots()
        real = sorted(r.real for r in roots if abs(r.imag) < 1e-12 and 0 < r.real < 1)
        return ((0.0, 1.0),) if len(real) < 2 else ((0.0, real[0]), (real[1], 1.0))


def first_fraction(side: tuple[float, float]) -> float:
    """Where a side is looked at first: nearly pure, or in the middle where all mixtures are stable."""
    low, high = side
    if low == 0.0 and high == 1.0:
        return 0.5
    return _TRACE if low == 0.0 else 1.0 - _TRACE
