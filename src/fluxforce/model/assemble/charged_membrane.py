"""A membrane in which pressure drives current and voltage drives flow: electro-osmosis and streaming."""

from typing import Literal

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System
from fluxforce.laws.transport import ConstantOnsager
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.joint import Joint

Passage = Literal["free", "blocked"]
Circuit = Literal["closed", "open"]


def charged_membrane(
    *,
    coefficients: np.ndarray,
    temperature: float,
    area: float = 1.0,
    pressure: float = 0.0,
    voltage: float = 0.0,
    volume: Passage = "free",
    circuit: Circuit = "closed",
    compliance: float = 1e-9,
    capacitance: float = 1e-3,
    environment: float | None = None,
) -> Assembled:
    """Places: left and right. J_v = L_vv dp + L_vi dphi and I = L_iv dp + L_ii dphi, per area, left less right.

    ``coefficients`` [[L_vv, L_vi], [L_iv, L_ii]] of the whole membrane, m/s and A/m2 per Pa and V. The left side is
    held at ``pressure`` [Pa] and ``voltage`` [V], the right side at zero, unless its ``volume`` is blocked or its
    ``circuit`` open: what has passed then builds up in a ``compliance`` [m3/Pa] or a ``capacitance`` [F].
    """
    t = jnp.asarray(float(temperature))
    potential = Joint(
        Charged(capacitance=jnp.asarray(float(compliance)), temperature=t, quantities=("volume",)),
        Charged(capacitance=jnp.asarray(float(capacitance)), temperature=t),
    )
    law = ConstantOnsager(jnp.asarray(coefficients, dtype=float) * temperature)
    both = jnp.eye(2)
    process = Exchange(
        "electrokinetic flow", Pairs(jnp.array([0]), jnp.array([1])), both, both, law,
        jnp.array([float(area)]), ("volume", "charge"),
    )  # fmt: skip
    active = jnp.array([[0.0, float(volume == "blocked")], [0.0, float(circuit == "open")]])
    system = System(potential, (process,), (), jnp.ones(2), active)
    (one, cross), (other, two) = np.abs(coefficients)
    # what is applied, or what it would build up where nothing passes
    typical = np.array(
        [max(abs(pressure), abs(voltage) * cross / one), max(abs(voltage), abs(pressure) * other / two)]
    )
    typical = np.maximum(typical, 1e-12)
    # what builds up starts at a thousandth of that, since errors of steps are relative to contents
    first = 1e-3 * typical * np.array([volume == "blocked", circuit == "open"])
    start = jnp.array([[float(pressure), first[0]], [float(voltage), first[1]]])
    slowest = max(compliance / (area * one), capacitance / (area * two))
    return Assembled(
        kind="membrane", system=system, start=start, solver=Dense(), scale=jnp.asarray(typical),
        inside=np.array([1]), x=None,
        bulk=1.0, conserved={"volume": np.array([1.0, 0.0]), "electric charge": np.array([0.0, 1.0])}, charge=None,
        temperature=temperature, environment=temperature if environment is None else environment,
        first_step=1e-3 * float(slowest), numbers=_numbers(coefficients, temperature, area),
        profiles=_profiles(temperature),
        quantity_units=("m3", "C"), units=("", "J/K/unit", "per s", "W/K"), title="electrokinetic membrane",
        place_names=("right side",),
    )  # fmt: skip


def _profiles(temperature: float) -> tuple[Profile, ...]:
    """Pressure and voltage of the right side, followed in time."""
    return (
        Profile(
            "voltage",
            "Electric potential",
            "V",
            lambda system, rates: -temperature * rates.reading.conjugates[1],
        ),
        Profile(
            "pressure", "Pressure", "Pa", lambda system, rates: -temperature * rates.reading.conjugates[0]
        ),
    )


def _drop(rates: Rates, row: int, temperature: float) -> Array:
    """Pressure or voltage of the left side less that of the right one."""
    return temperature * (rates.reading.conjugates[row, 1] - rates.reading.conjugates[row, 0])


def _numbers(coefficients: np.ndarray, temperature: float, area: float) -> tuple[Number, ...]:
    (one, cross), (other, two) = coefficients
    degree = 0.5 * (cross + other) / np.sqrt(one * two)

    def efficiency(system: System, rates: Rates) -> Array:
        """Of the smaller to the larger of both powers; zero where both are spent."""
        volume = rates.fluxes[0][0, 0] * _drop(rates, 0, temperature)
        electric = rates.fluxes[0][1, 0] * _drop(rates, 1, temperature)
        spent = jnp.maximum(volume, electric)
        return jnp.maximum(-jnp.minimum(volume, electric), 0.0) / jnp.where(spent > 0.0, spent, 1.0)

    return (
        Number("volume flux", "m/s", "from left to right", lambda system, rates: rates.fluxes[0][0, 0] / area),
        Number("current density", "A/m2", "from left to right", lambda system, rates: rates.fluxes[0][1, 0] / area),
        Number("pressure difference", "Pa", "left less right", lambda system, rates: _drop(rates, 0, temperature)),
        Number("voltage", "V", "left less right", lambda system, rates: _drop(rates, 1, temperature)),
        Number("degree of coupling", "1", "L_vi over the root of L_vv L_ii", lambda system, rates: jnp.asarray(degree)),
        Number("efficiency", "1", "power that is gained over power that is spent", efficiency),
        Number("entropy production", "W/m2/K", "per area of membrane",
               lambda system, rates: jnp.sum(rates.production[0]) / area),
    )  # fmt: skip
