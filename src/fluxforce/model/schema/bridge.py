"""An isothermal salt bridge: ions diffusing between two solutions with zero electric current."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import Area, Concentration, IonDiffusion, Length, Name, Temperature
from fluxforce.model.schema.tank import complete


class Ion(Part):
    """Charge number and diffusion coefficient of an ion (charge 0 for a neutral molecule)."""

    charge: Annotated[int, Field(ge=-9, le=9)]
    diffusion: IonDiffusion


class Bridge(Part):
    """Two solutions at the ends; inside, at the start, one of them or the straight line between them."""

    length: Length
    cells: Annotated[int, Field(ge=1)]
    area: Area = 1.0
    ions: Annotated[dict[Name, Ion], Field(min_length=2)]
    left: dict[Name, Concentration]
    right: dict[Name, Concentration]
    initial: Literal["linear", "left", "right"] = "linear"


class BridgeModel(Model):
    """A salt bridge at one temperature."""

    kind: Literal["bridge"]
    temperature: Temperature
    bridge: Bridge
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Both ends complete, positive and electrically neutral."""
        yield from self.time.complaints()
        names = tuple(self.bridge.ions)
        for key, given in (("left", self.bridge.left), ("right", self.bridge.right)):
            here = ("bridge", key)
            yield from complete(here, given, names, "ion", "1e-9 mol/m3")
            for name, amount in given.items():
                if amount == 0.0:
                    hint = "write a small concentration such as 1e-9 mol/m3"
                    yield Complaint(
                        (*here, name), f"the potential of '{name}' has no value where there is none", hint
                    )
            charges = [self.bridge.ions[name].charge * given[name] for name in names if name in given]
            if set(names) == set(given) and abs(sum(charges)) > 1e-9 * sum(map(abs, charges)):
                said = f"the solution is not neutral: it carries {sum(charges):g} mol of charge per m3"
                yield Complaint(here, said, "balance the ions", True)

    def facts(self) -> dict[str, str]:
        """Ions are dilute in a solvent that is held."""
        return {"solvent": "a reservoir: its amount is held; ions are ideal and dilute, current is zero"}

    def bytes_needed(self) -> float:
        """A block-tridiagonal system of the ions and the fields kept."""
        count = len(self.bridge.ions) + 1
        return 8.0 * self.bridge.cells * (12 * count**2 + 60 + 12 * count * len(self.time.output_times))
