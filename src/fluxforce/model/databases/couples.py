"""Redox couples of a database in the components of a system that keeps valence states apart."""

from collections.abc import Sequence

import jax.numpy as jnp

from fluxforce.model.databases.basis import ELECTRON, WATER, Basis
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database
from fluxforce.thermo.equilibria.chemistry import Chemistry
from fluxforce.thermo.equilibria.couples import Couple, Split


def find_couple(database: Database, chemistry: Chemistry, one: str, other: str) -> Couple:
    """The reaction between two states (`N(5)`, `N(-3)`; `O(0)`, `O(-2)`) of an element. Raises DatabaseError.

    Both must be components of the system, but for O(-2) and H(1), which are water's own.
    """
    name = f"{one}/{other}"
    species = {database.find_master(state).species for state in (one, other)} - {WATER, "H+"}
    for formed in [s for s in species if s in chemistry.components]:
        others = [c for c in chemistry.components if c not in (formed, ELECTRON)]
        made = Basis(database, (*others, ELECTRON)).formation(formed)
        if made is None or ELECTRON not in made.coefficients:
            continue
        if not set(made.coefficients) <= {*others, ELECTRON, WATER}:
            continue
        nu = [made.coefficients.get(c, 0.0) if c != ELECTRON else 0.0 for c in chemistry.components]
        electrons, log_k = made.coefficients[ELECTRON], made.log_k
        nu[chemistry.components.index(formed)] = -1.0
        return Couple(name, jnp.array(nu), made.coefficients.get(WATER, 0.0), electrons, jnp.array(log_k))
    raise DatabaseError(
        f"no redox couple {name}", database.name, hint="name two states of one element that are in the water"
    )


def split_element(
    database: Database,
    chemistry: Chemistry,
    element: str,
    by: float | tuple[str, str] | None = None,
) -> Split:
    """An element by its states in the system, at a pe, at that of two other states, or at the pe of the water."""
    states = _states(chemistry, element)
    if not states:
        raise DatabaseError(f"no states of {element!r} in the system", database.name)
    primary = database.find_master(element).species
    states.sort(key=lambda state: chemistry.components[chemistry.component(state)] != primary)
    couples = tuple(find_couple(database, chemistry, state, states[0]) for state in states[1:])
    pe = find_couple(database, chemistry, *by) if isinstance(by, tuple) else by
    return Split(element, tuple(states), couples, pe)


def _states(chemistry: Chemistry, element: str) -> list[str]:
    return [total for total in chemistry.totals if total.startswith(f"{element}(")]


def states_of(database: Database, elements: Sequence[str]) -> list[str]:
    """Every valence state of elements, to build a system that keeps them apart."""
    return [name for element in elements for name in database.masters if name.startswith(f"{element}(")]
