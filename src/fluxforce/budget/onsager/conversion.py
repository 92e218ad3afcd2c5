"""Two coupled flows as a converter of energy: degree of coupling, efficiency, and what each is best for."""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Rank, Region, Row
from fluxforce.errors import BadInput


def coupled_pair(
    conductance: float, stoichiometry: float, coupling: float, temperature: float,
    names: tuple[str, str] = ("input", "output"),
) -> OnsagerMatrix:  # fmt: skip
    """L_11 = L, L_22 = Z^2 L, L_12 = q Z L over the affinities of both processes [kedem1965].

    ``conductance`` L [mol2/J/s], ``stoichiometry`` Z = sqrt(L_22/L_11), ``coupling`` q, ``temperature`` [K].
    """
    z, q = stoichiometry, coupling
    values = conductance * np.array([[1.0, q * z], [q * z, z**2]])
    rows = tuple(Row(name, "mol/s", "J/mol", rank=Rank.SCALAR) for name in names)
    return OnsagerMatrix(values, rows, region=Region.SURFACE, temperature=temperature, source="L, Z and q")


@dataclass(frozen=True)
class Conversion:
    """The output of a pair driven by its input; x = Z X_out/X_in is the reduced ratio of forces, in -q..0.

    efficiency(x) = -J_out X_out/(J_in X_in) = -x (q + x)/(1 + q x). Source: [kedem1965], [stucki1980].
    """

    matrix: OnsagerMatrix

    def __post_init__(self) -> None:
        if len(self.matrix.rows) != 2:
            raise BadInput("a converter couples two flows; `without` leaves out others that do not move")

    @property
    def coupling(self) -> float:
        """q."""
        return self.matrix.coupling(*self.matrix.names)

    @property
    def stoichiometry(self) -> float:
        """Z = sqrt(L_out/L_in): output per input of perfect coupling."""
        return float(np.sqrt(self.matrix.values[1, 1] / self.matrix.values[0, 0]))

    @property
    def loss(self) -> float:
        """sqrt(1 - q^2): what perfect coupling lacks."""
        return float(np.sqrt(max(0.0, 1.0 - self.coupling**2)))

    def efficiency(self, ratio: float) -> float:
        """Power out over power in at a reduced force ratio."""
        return float(-ratio * (self.coupling + ratio) / (1.0 + self.coupling * ratio))

    @property
    def best_ratio(self) -> float:
        """Where the efficiency is largest, -q/(1 + sqrt(1 - q^2))."""
        return -self.coupling / (1.0 + self.loss)

    @property
    def best_efficiency(self) -> float:
        """q^2/(1 + sqrt(1 - q^2))^2."""
        return self.coupling**2 / (1.0 + self.loss) ** 2

    @property
    def matched_load(self) -> float:
        """Conductance of the load at which the efficiency is largest, L_out sqrt(1 - q^2)."""
        return float(self.matrix.values[1, 1] * self.loss)

    @property
    def static_head(self) -> float:
        """Force of the output over that of the input where no output flows, -q/Z."""
        return float(-self.matrix.values[1, 0] / self.matrix.values[1, 1])


def delivered(
    coupling: Float[Array, ""], load: Float[Array, ""] | None = None
) -> tuple[Float[Array, ""], Float[Array, ""], Float[Array, ""]]:
    """Flow, power and efficiency of a pair (L = Z = X_in = 1) that drives a load, from the balance of the output.

    What the pair makes the load takes: q + X = -load X. Without a load given it is the matched one, sqrt(1 - q^2).
    """
    load = jnp.sqrt(1.0 - coupling**2) if load is None else load
    force = -coupling / (1.0 + load)
    flow, spent = coupling + force, 1.0 + coupling * force
    return flow, -flow * force, -flow * force / spent


def economical_coupling(power: bool = False, economic: bool = False) -> float:
    """The degree of coupling at which a matched load gets most: output flow or power, times the efficiency if economic.

    At fixed conductance of the input tighter coupling raises the efficiency and lowers the flow; the four optima are
    those of oxidative phosphorylation in different states [stucki1980]. Found as the zero of the derivative.
    """

    def gained(q: Array) -> Array:
        flow, work, efficiency = delivered(q)
        return (work if power else flow) * (efficiency if economic else 1.0)

    slope = jax.jit(jax.vmap(jax.grad(gained)))
    low, high = 0.5, 1.0 - 1e-9
    for _ in range(10):
        grid = np.linspace(low, high, 65)
        falling = int(np.flatnonzero(np.asarray(slope(jnp.asarray(grid))) < 0.0)[0])
        low, high = grid[falling - 1], grid[falling]
    return float(0.5 * (low + high))
