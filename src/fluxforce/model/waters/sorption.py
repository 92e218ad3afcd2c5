"""What sits on exchangers and surfaces that have met a water before: as if that water had been without end."""

import jax.numpy as jnp
import numpy as np

from fluxforce.errors import SolverGaveUp
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.contact import Contact
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.systems import react

ENDLESS = 1e9  # times the water: what sorbs then changes it by no more than that share


def sorbed_contents(
    chemistry: Chemistry,
    contents: np.ndarray,
    contact: Contact,
    temperature: float,
    pressure: float,
    name: str,
) -> np.ndarray:
    """Contents [components + 1] of the sorbed species in equilibrium with a water of ``contents``, sites left out.

    Raises SolverGaveUp.
    """
    found = react(
        chemistry,
        jnp.asarray(ENDLESS * contents)[:, None],
        contact,
        temperature=temperature,
        pressure=pressure,
    )
    if not bool(found.converged[0]):
        raise SolverGaveUp(
            f"the sites found no equilibrium with water '{name}'; what to try: check their amounts"
        )
    return of_sorbed(found, 0)


def of_sorbed(found: Solution, cell: int) -> np.ndarray:
    """Contents of the sorbed species without the sites themselves, [components + 1]."""
    chemistry = found.chemistry
    amounts = np.asarray(found.solved.amounts)[chemistry.dissolved :, cell]
    counts = np.column_stack([np.asarray(chemistry.counts), np.asarray(chemistry.nu_w)])[
        chemistry.dissolved :
    ]
    return counts.T @ amounts
