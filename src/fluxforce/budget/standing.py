"""What kind of steady state a state is: its drift, its forces, and whether entropy leaves as fast as it is made."""

from dataclasses import dataclass

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System, evaluate, prepared_at, sides
from fluxforce.budget.instant import Instant, instant
from fluxforce.solve.steady import gross_supplies

AT_REST, IN_BALANCE = 1e-9, 1e-8


@dataclass(frozen=True)
class Acting:
    """One process in a state.

    - ``fluxes``: net flux of every row, the largest of all sites;
    - ``force``: largest |X| of its rows [J/K per unit extent], where anything can flow;
    - ``imbalance``: largest |X| over the sum of the absolute terms it is the difference of, without a unit;
    - ``reversible``: whether it moves something and dissipates nothing, such as a source that is paid for in work.
    """

    name: str
    rows: tuple[str, ...]
    fluxes: np.ndarray
    force: float
    imbalance: float
    production: float
    reversible: bool

    @property
    def balanced(self) -> bool:
        """Whether forward and backward rates are equal in every row: detailed balance."""
        return self.imbalance <= IN_BALANCE


@dataclass(frozen=True)
class Standing:
    """Rates of the books of one state [J/K/s] and what they say.

    ``drift`` is the largest net supply over the gross one; ``produced`` by process, ``mixing`` at inlets,
    ``space`` the numerical production of advection, ``outflow`` of entropy to the surroundings, ``stored`` what the
    contents gain; ``closure`` what is left of stored = produced - outflow, relative to the sum of magnitudes.
    """

    drift: float
    processes: tuple[Acting, ...]
    produced: dict[str, float]
    mixing: float
    space: float
    model: float
    water: float
    volume_work: float
    outflow: float
    stored: float
    closure: float

    @property
    def production(self) -> float:
        """Of all physical processes, mixing at inlets among them [J/K/s]."""
        return sum(self.produced.values()) + self.mixing

    @property
    def steady(self) -> bool:
        """Whether nothing changes beyond round-off of what is supplied and taken."""
        return self.drift <= AT_REST

    @property
    def equilibrium(self) -> bool:
        """Whether nothing changes and every process is in detailed balance."""
        return (
            self.steady
            and all(one.balanced or one.reversible for one in self.processes)
            and abs(self.mixing) <= AT_REST * (abs(self.outflow) + abs(self.mixing))
        )

    @property
    def mismatch(self) -> float:
        """Relative difference between production and outflow of entropy, numerical and model rows counted."""
        made = self.production + self.space + self.model + self.water + self.volume_work
        size = sum(map(abs, self.produced.values())) + abs(self.mixing) + abs(self.outflow)
        return abs(made - self.outflow) / size if size > 0.0 else 0.0


@eqx.filter_jit
def _seen(system: System, coordinates: Array) -> tuple[Rates, Array, Instant]:
    ready = prepared_at(system, coordinates)
    rates = evaluate(ready, coordinates)
    return rates, gross_supplies(ready, rates), instant(ready, coordinates)


def standing(system: System, coordinates: Float[Array, "coordinates places"]) -> Standing:
    """The books of a state, as rates, and its forces."""
    rates, gross, at = _seen(system, jnp.asarray(coordinates))
    supply, gross = np.abs(np.asarray(rates.supply)), np.asarray(gross)
    seen = gross > 0.0
    drift = float(np.max(supply[seen] / gross[seen], initial=0.0))
    acting = tuple(_acting(system, rates, k) for k in range(len(system.exchanges)))
    produced: dict[str, float] = {}
    for exchange, value in zip(system.exchanges, np.asarray(at.produced), strict=True):
        produced[exchange.name] = produced.get(exchange.name, 0.0) + float(value)
    total = {name: float(jnp.sum(getattr(at, name))) for name in
             ("model", "space", "mixing", "volume_work", "discharged", "carried_in", "carried_out")}  # fmt: skip
    stored = float(jnp.sum(at.conjugates * at.supply))
    outflow = total["discharged"] + total["carried_out"] - total["carried_in"]
    made = sum(produced.values()) + total["mixing"] + total["space"] + total["model"]
    left = stored - (made + float(at.slaved) + total["volume_work"] - outflow)
    size = float(at.magnitude) + abs(outflow) + 1e-300
    return Standing(
        drift, acting, produced, total["mixing"], total["space"], total["model"], float(at.slaved),
        total["volume_work"], outflow, stored, abs(left) / size,
    )  # fmt: skip


def _acting(system: System, rates: Rates, k: int) -> Acting:
    exchange = system.exchanges[k]
    tail, head = sides(exchange, rates.reading)
    terms = jnp.abs(exchange.products) @ jnp.abs(head.conjugates) + jnp.abs(exchange.reactants) @ jnp.abs(
        tail.conjugates
    )
    if exchange.given is not None:
        terms = terms + jnp.abs(exchange.given)
    force, flux = np.asarray(rates.forces[k]), np.asarray(rates.fluxes[k])
    open_sites = np.asarray(exchange.measure) != 0.0
    moving = open_sites[None] & np.isfinite(force) & np.any(flux != 0.0, axis=1, keepdims=True)
    size = np.where(moving, np.abs(force), 0.0)
    share = size / np.maximum(np.asarray(terms), 1e-300)
    turnover = float(np.nansum(np.abs(force * flux)))
    production = float(jnp.sum(rates.production[k]))
    rows = exchange.rows or tuple(f"row {r + 1}" for r in range(force.shape[0]))
    return Acting(
        exchange.name, rows, np.abs(flux).max(axis=1), float(size.max(initial=0.0)), float(share.max(initial=0.0)),
        production, bool(force.shape[0] > 1 and abs(production) <= 1e-12 * turnover),
    )  # fmt: skip
