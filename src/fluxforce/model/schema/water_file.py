"""Waters described as for PHREEQC, what is in equilibrium with them, and what is done to them."""

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from fluxforce.constants import ATMOSPHERE, ROOM_TEMPERATURE
from fluxforce.model.schema.base import Complaint, Model, Part, Path, Several, Time
from fluxforce.model.schema.database import DatabaseField
from fluxforce.model.schema.fields import (
    POSITIVE,
    Acidity,
    GasPressure,
    MassDensity,
    Name,
    Number,
    Quantity,
    Real,
    Temperature,
    _Range,
)
from fluxforce.model.schema.water_steps import Step
from fluxforce.model.schema.water_units import Couple, Total, Unit, UnitName

ALKALINITY = "Alkalinity"
ElectronActivity = Annotated[float, Number(_Range(least=-20.0, most=30.0))]
Potential = Annotated[float, Quantity("V", "an electric potential", "0.5 V", _Range(least=-2.0, most=2.0))]
WaterMass = Annotated[float, Quantity("kgw", "a mass of water", "1 kgw", POSITIVE)]
Units = Annotated[str, UnitName()]
_ISOTOPE = re.compile(r"\[?\d+[A-Z][a-z]?\]?(?:\(.*\))?|[DT](?:\(.*\))?|\[\d+[A-Za-z]+\].*")


def plain_element(name: str) -> str:
    """`C(+4)` is `C(4)`."""
    return name.replace("(+", "(")


class Solution(Part):
    """One water: a condition for each element and one for pH; pe, Eh or a redox couple where valences need it.

    `totals` without a unit of their own take `units`. `density` is used for amounts per litre only. `equilibrate` is
    log10 of the saturation ratio of a mineral, or of the pressure of a gas in atm. `charge` names what is adjusted
    until the water is neutral: `pH`, or an element.
    """

    temperature: Temperature = ROOM_TEMPERATURE
    pressure: GasPressure = ATMOSPHERE
    density: MassDensity = 1000.0
    water: WaterMass = 1.0
    pH: Acidity | None = None
    pe: ElectronActivity | None = None
    Eh: Potential | None = None
    redox: Couple | None = None
    units: Units | None = None
    totals: dict[Name, Total] = Field(default_factory=dict)
    equilibrate: dict[Name, Real] = Field(default_factory=dict)
    charge: Name | None = None

    @property
    def elements(self) -> dict[str, Total]:
        """The totals by plain name (`C(4)` for `C(+4)`), alkalinity among them."""
        return {plain_element(name): total for name, total in self.totals.items()}

    @property
    def has_redox(self) -> bool:
        """Whether something sets an activity of electrons for the water as a whole."""
        return self.pe is not None or self.Eh is not None or self.redox is not None

    def complaints(self, path: Path) -> Iterator[Complaint]:
        """What can be told without a database."""
        if not 273.15 <= self.temperature <= 473.15:
            yield Complaint(
                (*path, "temperature"),
                f"{self.temperature - 273.15:g} degC is outside 0 to 200 degC, the reach of databases",
            )
        given = [
            key
            for key, value in (("pe", self.pe), ("Eh", self.Eh), ("redox", self.redox))
            if value is not None
        ]
        if len(given) > 1:
            yield Complaint(
                (*path, given[1]), f"{' and '.join(given)} each set the redox state", "keep one of them", True
            )
        seen = set[str]()
        for name, total in self.totals.items():
            yield from self._total((*path, "totals", name), name, total)
            if plain_element(name) in seen:
                yield Complaint(
                    (*path, "totals", name), f"'{plain_element(name)}' is given twice", None, True
                )
            seen.add(plain_element(name))
        for name in seen:
            if "(" in name and name.partition("(")[0] in seen:
                whole = name.partition("(")[0]
                yield Complaint(
                    (*path, "totals", name), f"'{name}' is part of '{whole}', which is given as a whole",
                    "give the whole, or each valence", True,
                )  # fmt: skip
        yield from self._charge(path, seen)

    def _total(self, path: Path, name: str, total: Total) -> Iterator[Complaint]:
        if _ISOTOPE.fullmatch(name):
            yield Complaint(path, f"'{name}' is an isotope, and isotopes are not computed", None, True)
            return
        if plain_element(name) in ("H", "H(1)", "O", "O(-2)", "E", "e-", "pH", "pe"):
            hint = {"pH": "pH is a key of the water", "pe": "pe is a key of the water"}.get(
                name, "water itself is given by its mass, 'water: 1 kgw', and acid by pH"
            )
            yield Complaint(path, f"'{name}' is no total", hint, True)
        if total.phase is not None:
            return
        if not total.unit and self.units is None:
            yield Complaint(
                path, f"'{total.amount:g}' has no unit; expected an amount of {name}",
                f"write '{total.amount:g} mg/kgw', or 'units: mg/kgw' for all totals of the water",
            )  # fmt: skip
            return
        unit = Unit.read(total.unit or self.units or "")
        if unit.counts == "eq" and name != ALKALINITY:
            yield Complaint(path, f"equivalents are for Alkalinity, not for {name}", "write mol or g")
        if total.amount is not None and total.amount < 0.0 and name != ALKALINITY:
            yield Complaint(path, f"'{total.amount:g}' must not be negative")
        if (total.formula or total.weight is not None) and unit.counts != "g":
            yield Complaint(
                path, f"'as' and 'gfw' are for masses; {total.unit or self.units} counts {unit.counts}"
            )
        if total.formula and total.weight is not None:
            yield Complaint(path, "'as' and 'gfw' both say what a gram is", "keep one of the two")

    def _charge(self, path: Path, elements: set[str]) -> Iterator[Complaint]:
        here = (*path, "charge")
        alkalinity = ALKALINITY in elements
        carbon = alkalinity and bool({"C", "C(4)"} & elements)
        if self.pH is None and self.charge != "pH" and not carbon:
            yield Complaint(
                path, "missing 'pH'", "give pH, or 'charge: pH' to let the balance of charge set it"
            )
        if self.pH is not None and carbon:
            yield Complaint(
                (*path, "pH"), "pH, carbon and alkalinity determine each other: three given, two needed",
                "leave one of them out", True,
            )  # fmt: skip
        if self.charge is None:
            return
        if self.charge == "pH" and self.pH is not None:
            yield Complaint(
                here, "pH is both given and adjusted to balance charge", "leave out one of the two"
            )
        if self.charge == "pH" and carbon:
            yield Complaint(here, "carbon and alkalinity set pH already", "leave one of the three out")
        if plain_element(self.charge) in elements:
            yield Complaint(
                here, f"{self.charge} is both given and adjusted to balance charge", "leave out its total"
            )
        if self.charge == ALKALINITY:
            yield Complaint(here, "alkalinity follows from the other amounts", "name an element, or pH")


class WaterModel(Model):
    """Waters, and the steps done to them. `redox`: whether valences exchange electrons in the steps."""

    fluxforce: Literal[1] = 1
    kind: Literal["water"]
    time: Time = Field(default_factory=lambda: Time.model_construct(end=0.0, outputs=1), exclude=True)
    database: DatabaseField
    redox: Literal["coupled", "decoupled"] | None = None
    waters: Annotated[dict[Name, Solution], Field(min_length=1)]
    reaction: Several[Step] = ()

    @property
    def coupled(self) -> bool:
        """Whether valences exchange electrons in the steps: where not said, if some water has a redox state."""
        if self.redox is not None:
            return self.redox == "coupled"
        return any(water.has_redox for water in self.waters.values())

    def complaints(self) -> Iterator[Complaint]:
        """Everything wrong that the file alone can tell."""
        if "time" in self.model_fields_set:
            yield Complaint(("time",), "waters are at equilibrium and have no time", "leave 'time' out", True)
        if self.database.inline is not None:
            yield Complaint(
                ("database", "inline"),
                "a water needs a whole database",
                "name one: 'database: phreeqc.dat'",
                True,
            )
        else:
            yield from self.database.complaints(("database",))
        for name, water in self.waters.items():
            yield from water.complaints(("waters", name))
        names = list(self.waters)
        for index, step in enumerate(self.reaction):
            yield from step.complaints(("reaction", index), names, index == 0)
        if self.redox == "coupled" and not any(water.has_redox for water in self.waters.values()):
            yield Complaint(
                ("redox",),
                "coupled valences need a redox state to start from",
                "give a water pe, Eh or redox",
            )

    def bytes_needed(self) -> float:
        """A thousand species, each with some tens of numbers, in every state."""
        states = len(self.waters) + sum(len(step.shares) for step in self.reaction)
        return 5e5 * states

    def facts(self) -> dict[str, str]:
        """What is taken for granted."""
        found: dict[str, Any] = {}
        if self.reaction:
            found["redox"] = (
                "valences of an element exchange electrons in the steps"
                if self.coupled
                else "no electrons are exchanged: every valence keeps its amount in the steps"
            )
        if any(Unit.read(t.unit or w.units or "").per == "L" for w in self.waters.values()
               for t in w.totals.values() if t.phase is None):  # fmt: skip
            found["amounts per litre"] = (
                "kg of water in a litre = density less the mass of what is dissolved in it"
            )
        return found
