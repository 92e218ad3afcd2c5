"""What only numbers can tell of a model before it runs: charge of its waters, its activity model, its own rates.

Imports JAX; the command line imports this module only where it is used.
"""

from collections.abc import Iterator
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce.constants import GAS_CONSTANT
from fluxforce.model.assemble import Assembled
from fluxforce.model.schema import ColumnModel, Expression
from fluxforce.process import Exchange
from fluxforce.thermo.aqueous.potential import Aqueous
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.slopes import books

# Charge left over, relative to the sum of |z| m, that is more than the round-off of a typed composition.
NEUTRAL = 1e-6
# Largest |ds/dq - y|/R that is round-off.
ROUND_OFF = 1e-10
# Random states at which a rate written by the user is tried.
TRIALS = 512


def charged(made: Assembled) -> Iterator[str]:
    """Waters that are not neutral: nothing was asked to balance their charge."""
    parts: Any = made.notes["parts"]
    number = np.abs(np.asarray(parts.chemistry.model.charge))
    for name, water in parts.waters.items():
        if abs(water.charge) > NEUTRAL * float(number @ water.molality):
            yield (
                f"water '{name}' carries a charge of {water.charge:.3g} mol/kgw; "
                "'charge: pH', or an element, would balance it"
            )


def asymmetry(made: Assembled) -> tuple[float, str]:
    """Largest |ds/dq - y|/R over the waters of the model, and a sentence about it.

    Zero for an activity model that follows from one entropy s(q); others book the row `model: activity`.
    """

    parts: Any = made.notes["parts"]
    waters = jnp.stack([jnp.asarray(water.z) for water in parts.waters.values()], axis=1)
    read = eqx.filter_jit(books)(Aqueous(parts.chemistry.model), waters)
    gap = np.abs(np.asarray(read.conjugates - read.own)) / GAS_CONSTANT
    worst = float(gap.max())
    if worst <= ROUND_OFF:
        return worst, f"|ds/dq - y|/R is up to {worst:.1e}: activities follow from one entropy, to round-off"
    row, place = np.unravel_index(int(gap.argmax()), gap.shape)
    component, water = parts.chemistry.model.components[row], list(parts.waters)[place]
    return worst, (
        f"|ds/dq - y|/R is up to {worst:.2g} ({component} in '{water}'): its activities do not quite follow "
        "from one entropy, and what that costs is the row 'model: activity' of the ledger"
    )


def uphill(model: ColumnModel, made: Assembled) -> Iterator[str]:
    """Rates of the file that destroy entropy, do not vanish at equilibrium, or are no number somewhere.

    Tried at random mixtures of the waters with activities changed by random factors and any amount of mineral:
    every such state is admissible, and sign(r) = sign(A) must hold there.
    """

    own = [name for name, mineral in model.minerals.items() if isinstance(mineral.rate, Expression)]
    if not own:
        return
    written = tuple(e for e in made.system.exchanges if e.name.removesuffix(" dissolution") in own)
    # A law holds one area for each place, so states come in rounds of as many as there are places.
    rounds = [tried(made, written, states) for states in random_states(made)]
    for row, exchange in enumerate(written):
        force, flux, still = np.concatenate([found[row] for found in rounds], axis=1)
        omega = np.exp(-force / GAS_CONSTANT)
        water = model.water_per_bulk
        yield from _told(exchange.name.removesuffix(" dissolution"), omega, flux * water, still * water)


def tried(made: Assembled, written: tuple[Exchange, ...], states: np.ndarray) -> list[np.ndarray]:
    """Force, flux and the flux left without a force, [3, places] for each of the processes."""
    return [np.asarray(each) for each in _tried(made.system.potential, written, jnp.asarray(states))]


@eqx.filter_jit
def _tried(potential: AbstractPotential, exchanges: tuple[Exchange, ...], coordinates: Any) -> list[Any]:
    reading = potential.read(coordinates)
    found = []
    for exchange in exchanges:
        force = (exchange.products - exchange.reactants) @ reading.conjugates
        flux = exchange.law.flux(force, reading, reading)
        still = exchange.law.flux(jnp.zeros_like(force), reading, reading)
        found.append(jnp.concatenate([force, flux, still]))
    return found


def _told(name: str, omega: Any, rate: Any, still: Any) -> Iterator[str]:
    bad = ~np.isfinite(rate)
    if bad.any():
        yield f"the rate of '{name}' is not a number in {_share(bad)}, for example at omega = {omega[bad][0]:.3g}"
    wrong = ~bad & (rate * np.log(omega) > 0.0)
    if wrong.any():
        worst = int(np.argmax(np.where(wrong, np.abs(rate * np.log(omega)), 0.0)))
        yield (
            f"the rate of '{name}' runs against its affinity in {_share(wrong)}, for example "
            f"{rate[worst]:.3g} mol/m3/s at omega = {omega[worst]:.3g}: it destroys entropy; it must be positive "
            "where omega < 1 and negative where omega > 1"
        )
    moving = np.isfinite(still) & (np.abs(still) > 1e-9 * np.nanmax(np.abs(rate), initial=0.0))
    if moving.any():
        yield f"the rate of '{name}' does not vanish at equilibrium: {still[moving][0]:.3g} mol/m3/s at omega = 1"


def _share(which: Any) -> str:
    return f"{int(which.sum())} of {which.size} random states"


def random_states(made: Assembled) -> Iterator[Any]:
    """Coordinates [coordinates, places], TRIALS states or more in all.

    Mixtures in ln a of the inlet's and the initial water, half of them close by and half far away.
    """
    parts: Any = made.notes["parts"]
    components = len(parts.chemistry.model.components)
    draw = np.random.default_rng(0)
    start = np.asarray(made.start)
    inlet, initial = start[:, :1], start[:, made.inside[0]][:, None]
    places, minerals = start.shape[1], slice(components, start.shape[0] - 2)
    spread = np.where(np.arange(places) % 2 == 0, 0.1, 3.0)
    for _ in range(-(-TRIALS // places)):
        share = draw.uniform(size=places)
        states = share * inlet + (1.0 - share) * initial
        states[:components] += spread * draw.normal(size=(components, places))
        states[minerals] = initial[minerals] * draw.uniform(0.01, 1.0, size=(1, places))
        yield states
