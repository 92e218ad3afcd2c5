"""What a mole of a reactant adds to the contents of a system: a phase of the database, or any formula.

The atoms of a formula are given to the master species of their elements; what hydrogen and oxygen are then left over
becomes water and protons, and the charge that is left over becomes electrons:

    HCl = H+ + Cl-        CO2 = CO3-2 + 2 H+ - H2O        O2 = 2 H2O - 4 H+ - 4 e-
"""

from itertools import product

import numpy as np

from fluxforce.model.databases.formula import composition
from fluxforce.model.databases.records import Database
from fluxforce.model.waters.elements import element_of
from fluxforce.thermo.equilibria.chemistry import Chemistry

ELECTRON, PROTON = "e-", "H+"


class ReactantError(ValueError):
    """A reactant that the system cannot take up."""


def contents_of(database: Database, chemistry: Chemistry, name: str) -> np.ndarray:
    """Moles of every component, and of water, in one mole, [components + 1]. Raises ReactantError."""
    if name in chemistry.phases:
        return contents_of_phase(chemistry, name)
    formula = database.phases[name].formula if name in database.phases else name
    atoms = dict(composition(formula).elements)
    hydrogen, oxygen = atoms.pop("H", 0.0), atoms.pop("O", 0.0)
    charge = composition(formula).charge
    alone = {"O": "O(0)", "H": "H(0)"}
    if ELECTRON not in chemistry.components and not atoms and not (hydrogen and oxygen):
        # oxygen or hydrogen gas, where they keep apart from water
        element, count = ("O", oxygen) if oxygen else ("H", hydrogen)
        if alone[element] in chemistry.totals:
            return _unit(chemistry, chemistry.totals.index(alone[element]), count / 2.0)
    ways = [_states(chemistry, element) for element in atoms]
    for element, way in zip(atoms, ways, strict=True):
        if not way:
            raise ReactantError(f"'{element}' of '{name}' is no element of this system")
    for states in product(*ways):
        amounts = {
            database.masters[state].species: count
            for state, count in zip(states, atoms.values(), strict=True)
        }
        found = _balanced(
            database, chemistry, amounts, hydrogen, oxygen, charge, dict(zip(states, atoms, strict=True))
        )
        if found is not None:
            return found
    raise ReactantError(f"'{name}' exchanges electrons with the water, and valences are kept apart here")


def contents_of_phase(chemistry: Chemistry, name: str) -> np.ndarray:
    """Moles of every component, and of water, in a mole of a phase of the system, [components + 1]."""
    row, catalogue = chemistry.phases.index(name), chemistry.catalogue
    return np.append(np.asarray(catalogue.nu)[row], float(catalogue.nu_w[row]))


def _states(chemistry: Chemistry, element: str) -> list[str]:
    """Totals of the system that hold an element: as a whole, or by valence."""
    return [total for total in chemistry.totals if element_of(total) == element and total not in ("E", "H")]


def _balanced(
    database: Database, chemistry: Chemistry, amounts: dict[str, float], hydrogen: float, oxygen: float, charge: float,
    elements: dict[str, str],
) -> np.ndarray | None:  # fmt: skip
    """Components, protons, electrons and water; None where electrons are left over and there is no place for them."""
    found = np.zeros(len(chemistry.components) + 1)
    positive = -charge
    for (species, count), element in zip(amounts.items(), elements.values(), strict=True):
        record = database.species[species]
        moles = count / record.elements[element]
        found[chemistry.components.index(species)] += moles
        hydrogen -= moles * record.elements.get("H", 0.0)
        oxygen -= moles * record.elements.get("O", 0.0)
        positive += moles * record.charge
    protons = hydrogen - 2.0 * oxygen
    found[-1] = oxygen
    found[chemistry.components.index(PROTON)] += protons
    electrons = positive + protons
    if abs(electrons) > 1e-9:
        if ELECTRON not in chemistry.components:
            return None
        found[chemistry.components.index(ELECTRON)] += electrons
    return found


def _unit(chemistry: Chemistry, position: int, amount: float) -> np.ndarray:
    found = np.zeros(len(chemistry.components) + 1)
    found[position] = amount
    return found
