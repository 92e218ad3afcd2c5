"""Minerals of a column, as written in a model file."""

from collections.abc import Iterator
from typing import Literal

from fluxforce.model.schema.base import Complaint, Part, Path
from fluxforce.model.schema.fields import Fraction, MolarVolume, SurfacePerVolume
from fluxforce.model.schema.rates import Rate


class Mineral(Part):
    """A solid: either `inert`, or with a reactive surface and a rate law.

    `area model`: `constant`, or `two-thirds`: surface = initial surface * (volume / initial volume)^(2/3).
    """

    volume_fraction: Fraction
    inert: bool = False
    surface_area: SurfacePerVolume | None = None
    area_model: Literal["two-thirds", "constant"] = "two-thirds"
    rate: Rate | None = None
    # Only where the database has none, or to use another value.
    molar_volume: MolarVolume | None = None

    def complaints(self, path: Path, temperature: float) -> Iterator[Complaint]:
        """An inert mineral has no rate; any other needs surface and rate."""
        if self.inert:
            for key, value in (("surface area", self.surface_area), ("rate", self.rate)):
                if value is not None:
                    yield Complaint(
                        (*path, key), f"an inert mineral has no {key}", "leave out one of the two", True
                    )
            return
        for key, value in (("surface area", self.surface_area), ("rate", self.rate)):
            if value is None:
                yield Complaint(path, f"missing '{key}'", f"give '{key}', or 'inert: true'", True)
        if self.area_model == "two-thirds" and self.volume_fraction == 0.0:
            hint = "give a small volume fraction, or 'area model: constant'"
            yield Complaint(
                (*path, "volume fraction"), "a surface that follows the volume cannot start from none", hint
            )
        if self.rate is not None:
            yield from self.rate.complaints((*path, "rate"), temperature)
