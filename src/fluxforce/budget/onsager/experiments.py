"""Reciprocal experiments run on the solver: Saxen, Seebeck and Peltier, Soret and Dufour, each from both sides."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System
from fluxforce.budget.onsager.extract import place_steps
from fluxforce.budget.onsager.reservoirs import Terminal, opened, read_terminals
from fluxforce.errors import SolverGaveUp
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.steady import steady


@dataclass(frozen=True)
class Reciprocal:
    """Two ratios of a pair (a, b) that reciprocity makes equal, from two different runs.

    - ``carried`` = J_a/J_b at X_a = 0, with b driven: L_ab/L_bb (electro-osmosis, Peltier, Dufour);
    - ``held_back`` = -X_b/X_a at J_b = 0, with a driven: L_ba/L_bb (streaming potential, Seebeck, Soret).
    """

    carried: float
    held_back: float

    @property
    def violation(self) -> float:
        """Difference over the larger one."""
        size = max(abs(self.carried), abs(self.held_back))
        return abs(self.carried - self.held_back) / size if size > 0.0 else 0.0


def reciprocal(
    solver: AbstractCorrection,
    system: System,
    equilibrium: Float[Array, "coordinates places"],
    pair: tuple[Terminal, Terminal],
    *,
    scale: Float[Array, " coordinates"] | None = None,
    step: float = 1e-3,
) -> Reciprocal:
    """Both experiments around an equilibrium, each with a small force of either sign so that second orders cancel.

    ``step`` is the change of the driven coordinates over their ``scale``. Both terminals are held in ``system``; the
    second experiment insulates b. Raises SolverGaveUp where a steady state is not reached.
    """
    scale = jnp.ones(equilibrium.shape[0]) if scale is None else scale
    a, b = pair

    def run(of: System, driven: Terminal) -> tuple[np.ndarray, np.ndarray]:
        along = place_steps(system.potential, equilibrium, driven.quantity, driven.place)
        along = along / np.max(np.abs(along) / np.asarray(scale))
        found = []
        for sign in (1.0, -1.0):
            start = equilibrium.at[:, driven.place].add(jnp.asarray(sign * step * along))
            reached = steady(solver, of, start, scale=scale)
            if not reached.converged:
                raise SolverGaveUp(f"no steady state while {driven.row.name} is driven; try a smaller step")
            found.append(read_terminals(of, reached.coordinates, pair))
        return found[0][0] - found[1][0], found[0][1] - found[1][1]

    _, flux = run(system, b)
    force, _ = run(opened(system, [b]), a)
    return Reciprocal(float(flux[0] / flux[1]), float(-force[1] / force[0]))
