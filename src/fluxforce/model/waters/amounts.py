"""Amounts of elements in any unit -> mol per kilogram of water, with the weights of the database and PHREEQC's rules.

An amount per litre is divided by the density to be per kilogram of solution. A kilogram of solution holds
w = 1 - 1e-3 (sum_i M_i m_i + 10^-pH) kilograms of water, with m_i [mol/kgs] and M_i [g/mol] the weight of what masses
of the element are given as; amounts per kilogram of solution are divided by w. Parkhurst and Appelo (2013),
doi:10.3133/tm6A43, keyword SOLUTION.
"""

from dataclasses import dataclass

from fluxforce.model.databases.formula import FormulaError, composition
from fluxforce.model.databases.records import Database
from fluxforce.model.schema.base import Complaint, Path
from fluxforce.model.schema.water_file import ALKALINITY, Solution, plain_element
from fluxforce.model.schema.water_units import Total, Unit


@dataclass(frozen=True)
class Amounts:
    """Molalities by element (equivalents for Alkalinity), and the faults that kept others from being known."""

    molality: dict[str, float]
    water_per_solution: float  # [kg/kg] for units per solution; 1 where there are none
    complaints: tuple[Complaint, ...]


class WeightError(ValueError):
    """A formula that cannot be weighed with this database."""


def formula_weight(database: Database, formula: str) -> float:
    """Gram formula weight [g/mol] with the atomic weights of the database. Raises WeightError."""
    try:
        elements = composition(formula).elements
    except FormulaError as error:
        raise WeightError(str(error)) from None
    try:
        return sum(count * element_weight(database, element) for element, count in elements.items())
    except WeightError as error:
        raise WeightError(f"{error} for the formula '{formula}'") from None


def element_weight(database: Database, element: str) -> float:
    """Atomic weight [g/mol] in the database. Raises WeightError."""
    master = database.masters.get(element)
    if master is None or not master.atomic_weight:
        raise WeightError(f"the database has no atomic weight of '{element}'")
    return master.atomic_weight


def weight_of(database: Database, element: str, total: Total) -> float:
    """What a mole of an amount weighs [g/mol]: `gfw`, `as`, or the database's formula. Raises WeightError.

    Masses of alkalinity are per equivalent; as CaCO3 means two equivalents to the formula, as PHREEQC reads it.
    """
    if total.weight is not None:
        return total.weight
    if total.formula is not None:
        weight = formula_weight(database, total.formula)
        return 0.5 * weight if element == ALKALINITY and total.formula == "CaCO3" else weight
    master = database.masters[element]
    if master.weight is not None:
        return master.weight
    if master.formula:
        return formula_weight(database, master.formula)
    raise WeightError(f"the database does not say what a mole of '{element}' weighs")


def amounts(water: Solution, database: Database, path: Path) -> Amounts:
    """All totals of a water that are amounts, in mol/kgw. Elements that the database lacks are left out."""
    known: dict[str, tuple[float, str]] = {}
    dissolved, complaints = 0.0, list[Complaint]()
    if water.pH is not None:
        dissolved = 10.0**-water.pH
    for name, total in water.totals.items():
        element = plain_element(name)
        if total.phase is not None or total.amount is None or element not in database.masters:
            continue
        here = (*path, "totals", name)
        unit = Unit.read(total.unit or water.units or "")
        try:
            weight = weight_of(database, element, total)
        except WeightError as error:
            complaints.append(Complaint(here, str(error), "give its weight in g/mol with 'gfw'"))
            continue
        value = total.amount * unit.size
        if unit.per == "L":
            value /= 1e-3 * water.density  # kilograms in a litre
        if unit.counts == "g":
            value /= weight
        if unit.per != "kgw":
            dissolved += value * weight
        known[element] = (value, unit.per)
    ways = {per for _, per in known.values()}
    if "kgw" in ways and len(ways) > 1:
        odd = next(n for n, t in water.totals.items()
                   if t.amount is not None and Unit.read(t.unit or water.units or "").per != "kgw")  # fmt: skip
        complaints.append(
            Complaint(
                (*path, "totals", odd), "amounts per kilogram of water beside amounts per solution",
                "use one of the two for all totals of a water",
            )
        )  # fmt: skip
    share = 1.0 - 1e-3 * dissolved if ways - {"kgw"} else 1.0
    if share <= 0.0:
        said = f"what is dissolved would weigh {dissolved:.4g} g in a kilogram of solution"
        complaints.append(Complaint((*path, "totals"), said, "check units and density", True))
        share = 1.0
    molality = {name: value if per == "kgw" else value / share for name, (value, per) in known.items()}
    return Amounts(molality, share, tuple(complaints))


__all__ = ["Amounts", "WeightError", "amounts", "formula_weight", "weight_of"]
