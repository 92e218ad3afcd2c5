"""Random admissible states of a system, and what its processes do in them."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, evaluate, sides
from fluxforce.budget.checks.subject import Subject
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.coordinates import onto_manifold

WANTED = 512  # places in random states, all states together
FEWEST, MOST = 6, 128
STATES = 4  # of the first ones potentials and linear parts are judged, where every even place is close by
NEAR, FAR = 0.1, 3.0  # of the scale of a coordinate: close by and far away
WARM = 0.03  # of ln T: energies and temperatures move less than amounts


def random_states(subject: Subject, seed: int) -> np.ndarray:
    """Coordinates [states, coordinates, places].

    Mixtures of the columns of the start, moved in every place by random steps, close by in even places and far away
    in odd ones, after the first ``STATES`` the other way round: logarithms by up to e^3 and more, temperatures by some
    percent, stocks of linear phases by random factors. The constrained coordinates (ionic strength) stay where the
    mixture has them: laws must hold there too.
    """
    system, start = subject.system, np.asarray(subject.start, float)
    count, places = start.shape
    draw = np.random.default_rng(seed)
    number = int(np.clip(-(-WANTED // places), FEWEST, MOST))
    linear = np.array(system.potential.linear)
    scale = np.ones(count) if subject.scale is None else np.asarray(subject.scale, float)
    names = system.potential.quantities[: linear.size]
    reach = np.array([WARM if name in ("energy", "temperature") else 1.0 for name in names])
    found = np.empty((number, count, places))
    for k in range(number):
        one, other = (start[:, draw.integers(places, size=places)] for _ in range(2))
        share = draw.uniform(size=places)
        z = np.where(share > 0.5, start, share * one + (1.0 - share) * other)
        noise = draw.normal(size=(linear.size, places)) * (scale[: linear.size] * reach)[:, None]
        # later states the other way round: a system of one place is seen far away too
        spread = np.where((np.arange(places) % 2 == 0) == (k < STATES), NEAR, FAR)
        moved = z[: linear.size] + spread * noise
        stock = z[: linear.size] * draw.uniform(0.01, 1.0, size=(linear.size, places))
        z[: linear.size] = np.where(linear[:, None], stock, moved)
        found[k] = z
    return found


def on_manifold(potential: AbstractPotential, states: np.ndarray) -> np.ndarray:
    """States that obey the closures of their coordinates."""
    if states.shape[1] == len(potential.linear):
        return states
    found = np.asarray(
        _settled(potential, jnp.asarray(np.moveaxis(states, 1, 0).reshape(states.shape[1], -1)))
    )
    return np.moveaxis(found.reshape(states.shape[1], states.shape[0], states.shape[2]), 0, 1)


@eqx.filter_jit
def _settled(potential: AbstractPotential, coordinates: Array) -> Array:
    return onto_manifold(potential, coordinates, 12)


@dataclass(frozen=True)
class Measured:
    """In every state: forces, fluxes and, with both ends alike and no force, the fluxes that are left.

    ``content`` and ``conjugates`` [states, quantities, places]; the others [states, rows, sites] of every exchange.
    """

    content: np.ndarray
    conjugates: np.ndarray
    forces: tuple[np.ndarray, ...]
    fluxes: tuple[np.ndarray, ...]
    still: tuple[np.ndarray, ...]


def measured(system: System, states: np.ndarray) -> Measured:
    """What happens in random states, as host arrays."""
    return Measured(*jax.tree.map(np.asarray, _measured(system, jnp.asarray(states))))


@eqx.filter_jit
def _measured(system: System, states: Array) -> tuple:
    def one(z: Array) -> tuple:
        rates = evaluate(system, z)
        still = tuple(_still(exchange, rates.reading) for exchange in system.exchanges)
        return rates.reading.content, rates.reading.conjugates, rates.forces, rates.fluxes, still

    return jax.vmap(one)(states)


def _still(exchange: Exchange, reading) -> Array:
    tail, _ = sides(exchange, reading)
    nothing = jnp.zeros((exchange.reactants.shape[0], exchange.measure.shape[0]))
    return exchange.law.flux(nothing, tail, tail) * exchange.measure[None]


def told(subject: Subject, content: np.ndarray, place: int) -> dict[str, float]:
    """Contents of a place by name, for people."""
    names = subject.system.potential.quantities[: subject.balanced]
    return {name: float(value) for name, value in zip(names, content[:, place], strict=True)}


def tail_places(exchange: Exchange, places: int) -> np.ndarray:
    """The tail place of every site."""
    return np.asarray(exchange.sites.ends(jnp.arange(places, dtype=float))[0]).astype(int)
