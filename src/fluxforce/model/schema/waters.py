"""Waters of a column: compositions by totals, equilibria and charge balance, as written in a model file."""

from collections.abc import Iterator

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Part, Path, unknown_name
from fluxforce.model.schema.fields import Acidity, Molality, Name, Real


class Water(Part):
    """As many conditions as unknowns: one for each element or component apart from water's own, and one for
    pH.

    `equilibrate` gives log10 of the saturation ratio of a mineral, or of the pressure of a gas in the
    database's unit (atm in PHREEQC's files). `charge` names what is adjusted until the water is neutral:
    `pH`, or an element.
    """

    pH: Acidity | None = None
    totals: dict[Name, Molality] = Field(default_factory=dict)
    equilibrate: dict[Name, Real] = Field(default_factory=dict)
    charge: Name | None = None

    def complaints(self, path: Path, balanced: tuple[str, ...], proton: str | None) -> Iterator[Complaint]:
        """`balanced`: elements or components besides water's own; `proton`: the component H+ where there is
        one.
        """
        names = [name for name in balanced if name != proton]
        for name in self.totals:
            if name not in names:
                yield unknown_name((*path, "totals", name), name, names, "element", at_key=True)
        if self.charge is not None:
            yield from self._charge(path, names)
        conditions = (
            len(self.totals) + len(self.equilibrate) + (self.pH is not None) + (self.charge is not None)
        )
        unknowns = len(names) + 1
        if conditions != unknowns:
            yield Complaint(path, self._count(conditions, unknowns), self._missing(names), True)

    def _charge(self, path: Path, names: list[str]) -> Iterator[Complaint]:
        here = (*path, "charge")
        if self.charge == "pH":
            if self.pH is not None:
                yield Complaint(
                    here, "pH is both given and adjusted to balance charge", "leave out one of the two"
                )
        elif self.charge not in names:
            yield unknown_name(here, str(self.charge), [*names, "pH"], "element")
        elif self.charge in self.totals:
            yield Complaint(
                here, f"{self.charge} is both given and adjusted to balance charge", "leave out its total"
            )

    @staticmethod
    def _count(conditions: int, unknowns: int) -> str:
        few = "few" if conditions < unknowns else "many"
        return (
            f"{conditions} conditions for {unknowns} unknowns (each element or component, and pH): too {few}"
        )

    def _missing(self, names: list[str]) -> str:
        free = [name for name in names if name not in self.totals and name != self.charge]
        if self.pH is None and self.charge != "pH":
            free.append("pH")
        spoken = f"only equilibrate determines {', '.join(free)}" if free else "all elements and pH are given"
        return f"{spoken}; conditions are pH, totals (0 mmol/kgw is one), equilibrate and charge"
