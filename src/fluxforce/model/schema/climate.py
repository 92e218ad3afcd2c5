"""The energy balance of a planet in latitude bands, with the entropy budget whose definition must be named."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Discriminator, Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part
from fluxforce.model.schema.fields import (
    Angle,
    Fraction,
    HeatCapacityPerArea,
    Irradiance,
    Length,
    Positive,
    Real,
    Temperature,
    TemperatureDifference,
    TransferCoefficient,
)

SUN = 5772.0  # effective temperature [K], IAU 2015 resolution B3


class Legendre(Part):
    """1 + s2 P2(x) of the mean, x the sine of latitude."""

    model: Literal["legendre"]
    second: Real


class AnnualMean(Part):
    """The yearly mean on a circular orbit, from the tilt of the axis."""

    model: Literal["annual-mean"]
    obliquity: Angle


class Sunlight(Part):
    """Sunlight at the top of the atmosphere, averaged over the year: a quarter of the solar constant on the globe."""

    mean: Irradiance
    distribution: Annotated[Legendre | AnnualMean, Discriminator("model")] | None = None


class Fixed(Part):
    """Share of sunlight taken in, open + second P2(x), whatever the temperature."""

    model: Literal["fixed"]
    open: Fraction
    second: Real = 0.0


class Ice(Part):
    """The same where water is open; another share below freezing, with a smooth step of half-width `width`."""

    model: Literal["ice"]
    open: Fraction
    second: Real = 0.0
    ice: Fraction
    freezing: Temperature
    width: TemperatureDifference


class Infrared(Part):
    """Outgoing radiation: A at 0 degC and its slope, or the emissivity of a grey planet."""

    at_freezing: Irradiance | None = None
    slope: TransferCoefficient | None = None
    emissivity: Positive | None = None


class MaterialEntropy(Part):
    """Radiation is outside the system: only what matter does produces entropy."""

    counted: Literal["material"]


class TotalEntropy(Part):
    """Radiation is inside: `photon factor` 1 counts energy over temperature, 4/3 the entropy of the photons."""

    counted: Literal["total"]
    photon_factor: Literal[1, "4/3"]
    sun_temperature: Temperature = SUN


class Climate(Part):
    """Half a planet symmetric about the equator, a whole one, or one point. `transport` D is per unit of x^2."""

    domain: Literal["hemisphere", "globe", "point"]
    bands: Annotated[int, Field(ge=1, le=100_000)] = 1
    heat_capacity: HeatCapacityPerArea
    sunlight: Sunlight
    absorbed: Annotated[Fixed | Ice, Discriminator("model")]
    infrared: Infrared
    transport: TransferCoefficient | None = None
    radius: Length = 6.371e6
    initial_temperature: Temperature
    # No default: numbers of both definitions differ by factors, and both are in use.
    entropy: Annotated[MaterialEntropy | TotalEntropy, Discriminator("counted")]


class ClimateModel(Model):
    """A planet between the sun and space."""

    kind: Literal["climate"]
    climate: Climate
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Bands where there is a transport, one way of giving the infrared, shares that stay between 0 and 1."""
        yield from self.time.complaints()
        given, path = self.climate, ("climate",)
        if given.domain == "point":
            if given.bands != 1:
                yield Complaint(
                    (*path, "bands"), "a point has one band", "leave 'bands' out, or choose globe"
                )
            for key, value in (("transport", given.transport), ("sunlight", given.sunlight.distribution)):
                if value is not None:
                    said = (
                        "a point has no transport" if key == "transport" else "a point sees the mean sunlight"
                    )
                    yield Complaint((*path, key), said, "leave it out, or choose globe", True)
        else:
            if given.bands < 3:
                said = f"{given.bands} bands do not resolve a {given.domain}"
                yield Complaint((*path, "bands"), said, "give 3 or more, or choose 'domain: point'")
            if given.transport is None:
                yield Complaint(path, "no 'transport' between the bands", "for example 0.6 W/m2/K", True)
        infrared = given.infrared
        linear = [value for value in (infrared.at_freezing, infrared.slope) if value is not None]
        if (len(linear) == 2) == (infrared.emissivity is not None) or len(linear) == 1:
            said = "give either 'at freezing' with 'slope', or 'emissivity'"
            yield Complaint(
                (*path, "infrared"), said, "for example {at freezing: 203.3 W/m2, slope: 2.09 W/m2/K}", True
            )
        absorbed = given.absorbed
        ends = (absorbed.open - 0.5 * absorbed.second, absorbed.open + absorbed.second)
        if not all(0.0 <= end <= 1.0 for end in ends):
            said = f"takes in {ends[0]:g} of the sunlight at the equator and {ends[1]:g} at the poles"
            yield Complaint((*path, "absorbed"), said, "both must lie between 0 and 1", True)
        light = given.sunlight.distribution
        if isinstance(light, Legendre) and not -1.0 <= light.second <= 2.0:
            yield Complaint(
                (*path, "sunlight", "distribution", "second"),
                "sunlight would be negative somewhere",
                "between -1 and 2",
            )

    def facts(self) -> dict[str, str]:
        """What is counted as the system."""
        counted = self.climate.entropy
        if isinstance(counted, MaterialEntropy):
            said = (
                "material: radiation is outside the system and heats or cools matter at its own temperature"
            )
        else:
            said = (
                f"total: radiation is inside; sunlight brings {counted.photon_factor} E/T_sun, infrared takes "
                f"{counted.photon_factor} E/T_e with its brightness temperature T_e"
            )
        return {"entropy": said}

    def bytes_needed(self) -> float:
        """A tridiagonal system and the fields kept."""
        return 8.0 * self.climate.bands * (100 + 30 * len(self.time.output_times))
