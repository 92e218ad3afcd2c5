"""How far linear response reaches: the force at which a law departs from it by a chosen fraction."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax.experimental.jet import jet

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate
from fluxforce.budget.onsager.extract import coordinate_steps
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput, Problem
from fluxforce.laws.base import AbstractLaw
from fluxforce.numerics.summary import AbstractSummarised, Summary, number
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential

# A way through the states that lie around an equilibrium: step -> force and flux there, both zero at zero.
Way = Callable[[Float[Array, ""]], tuple[Float[Array, ""], Float[Array, ""]]]
# A coefficient of the quotient, per unit step, counts as zero below this: round-off of what cancels.
VANISHING = 1e-11
SCANNED = 300  # points of a scan outwards


@dataclass(frozen=True, repr=False)
class Reach(AbstractSummarised):
    """J = L X (1 + m X^(order-1) + ...): the first correction that does not vanish, and where it amounts to something.

    - ``conductance`` L and ``correction`` M = L m, of X^order; ``order`` is None where none up to the highest is left;
    - ``estimate``: |X| at which |J - L X| = ``deviation`` |L X| by it alone, (deviation |L/M|)^(1/(order-1));
    - ``below`` and ``above``: the first force to either side at which the exact law is that far off. Unbounded where
      there is none within reach.

    With second order alone M = 0 of a symmetric law would make the reach endless: its first correction is the third.
    """

    conductance: float
    order: int | None
    correction: float
    deviation: float
    estimate: float
    below: float
    above: float

    @property
    def exact(self) -> float:
        """The smaller of both limits."""
        return min(-self.below, self.above)

    def summary(self) -> Summary:
        """In a few lines."""
        order = "none found" if self.order is None else f"{self.order}, M = {number(self.correction)}"
        facts = (
            ("conductance L", number(self.conductance)),
            ("first correction", order),
            (f"|X| at {100.0 * self.deviation:g} % by it", number(self.estimate)),
            ("exact, X < 0", number(self.below)),
            ("exact, X > 0", number(self.above)),
        )
        return Summary("Reach of linear response", facts)


def reach(way: Way, *, deviation: float = 0.01, highest: int = 5, scale: float = GAS_CONSTANT) -> Reach:
    """The reach along a way; ``scale`` is a step that is neither tiny nor huge, ``highest`` the last order tried.

    Taylor's coefficients of force and flux by repeated differentiation, their quotient as a series; then the exact
    law itself, scanned outwards and bisected.
    """
    forces, fluxes = _taylor(way, scale, highest)
    if forces[0] == 0.0 or fluxes[0] == 0.0:
        raise BadInput(
            "force or flux does not change along this way: there is no linear response to depart from"
        )
    ratio = _quotient(fluxes, forces)  # J/X = sum ratio_k t^k with t = step/scale
    relative = np.abs(ratio[1:] / ratio[0])
    kept = np.flatnonzero(relative > VANISHING * max(1.0, relative.max(initial=0.0)))
    order, estimate, correction, step = None, math.inf, 0.0, 1.0
    if kept.size:
        k = int(kept[0]) + 1
        step = float((deviation / relative[k - 1]) ** (1.0 / k))
        # J/X = L (1 + m X^k) where the force itself is t forces_0 to leading order
        order, correction = k + 1, float(ratio[k] / forces[0] ** k)
        estimate = float((deviation * abs(ratio[0] / correction)) ** (1.0 / k))

    @jax.jit
    def off(t: Array) -> tuple[Array, Array]:
        force, flux = jax.vmap(way)(t * scale)
        return force, jnp.abs(flux / (ratio[0] * force) - 1.0)

    below, above = sorted(_limit(off, side * step, deviation) for side in (-1.0, 1.0))
    return Reach(float(ratio[0]), order, correction, deviation, estimate, below, above)


def _taylor(way: Way, scale: float, highest: int) -> tuple[np.ndarray, np.ndarray]:
    """Coefficients of t^1..t^highest of force and flux at step = t scale."""

    def at(t: Array) -> Array:
        return jnp.stack(way(t * scale))

    try:
        series = [1.0, *[0.0] * (highest - 1)]
        values = jnp.stack(jax.jit(lambda t: jet(at, (t,), (series,)))(jnp.zeros(()))[1])
    except (
        NotImplementedError
    ):  # a function whose rule jet lacks: derivatives of derivatives, slower to compile
        values = jnp.stack([slope(jnp.zeros(())) for slope in _tower(at, highest)])
    found = np.asarray(values) / np.array([math.factorial(k) for k in range(1, highest + 1)])[:, None]
    return found[:, 0], found[:, 1]


def _tower(f: Callable[[Array], Array], left: int) -> list[Callable[[Array], Array]]:
    """The first derivatives of a function, each from the one before."""
    if left == 0:
        return []

    def slope(t: Array) -> Array:
        return jax.jvp(f, (t,), (jnp.ones(()),))[1]

    return [jax.jit(slope), *_tower(slope, left - 1)]


def _quotient(upper: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Coefficients of a quotient of two series."""
    found = np.zeros_like(upper)
    for k in range(upper.size):
        found[k] = (upper[k] - found[:k] @ lower[k:0:-1]) / lower[0]
    return found


def _limit(off: Callable[[Array], tuple[Array, Array]], step: float, deviation: float) -> float:
    """The force of the first step to one side at which the exact law is off by the deviation; infinite if none is."""
    grid = np.concatenate([[0.0], step * np.geomspace(1e-2, 1e3, SCANNED)])
    for turn in range(8):  # each narrows the bracket as many times as it has points
        force, distance = (np.asarray(v) for v in off(jnp.asarray(grid[1:])))
        beyond = np.flatnonzero(~(distance <= deviation))
        if turn == 0 and (not beyond.size or not np.isfinite(force[beyond[0]])):
            return math.copysign(math.inf, float(force[0]))
        first = int(beyond[0]) if beyond.size else SCANNED - 1
        grid = np.linspace(grid[first], grid[first + 1], SCANNED + 1)
    return float(force[SCANNED // 2])


def site_reach(
    system: System,
    coordinates: Float[Array, "coordinates places"],
    process: str,
    *,
    row: int = 0,
    site: int = 0,
    deviation: float = 0.01,
    highest: int = 5,
) -> Reach:
    """The reach of one row of a process at one site, around the equilibrium nearest to a state.

    A reaction is moved by its reservoirs at held content; between two places the conjugates of the row move apart,
    the mean of the coordinates held. Raises BadInput where no process has that name.
    """
    names = [exchange.name for exchange in system.exchanges]
    if process not in names:
        raise BadInput([Problem(f"there is no process '{process}'", hint=f"processes: {', '.join(names)}")])
    exchange = system.exchanges[names.index(process)]
    if isinstance(exchange.sites, Everywhere):
        way, scale = _by_reservoirs(system, exchange, coordinates, row, site), GAS_CONSTANT
    else:
        way, scale = _apart(system.potential, exchange, coordinates, row, site), 1.0
    return reach(way, deviation=deviation, highest=highest, scale=scale)


def _by_reservoirs(system: System, exchange: Exchange, coordinates: Array, row: int, site: int) -> Way:
    reading = evaluate(system, coordinates).reading
    shape = (exchange.products.shape[0], reading.content.shape[1])

    def way(step: Array) -> tuple[Array, Array]:
        force = jnp.zeros(shape).at[row, site].set(step)
        return step, (exchange.law.flux(force, reading, reading) * exchange.measure[None])[row, site]

    return way


def _apart(potential: AbstractPotential, exchange: Exchange, coordinates: Array, row: int, site: int) -> Way:
    tail, head = exchange.sites.ends(coordinates)
    middle = 0.5 * (tail + head)
    steps = coordinate_steps(exchange, potential, middle)[site, :, row]
    size = np.abs(steps).max()
    if not size > 0.0:
        raise BadInput(f"the force of '{exchange.name}' does not change with the content of its places")
    along = jnp.zeros_like(middle).at[:, site].set(jnp.asarray(steps / size))

    def way(step: Array) -> tuple[Array, Array]:
        left, right = potential.read(middle - 0.5 * step * along), potential.read(middle + 0.5 * step * along)
        force = exchange.products @ right.conjugates - exchange.reactants @ left.conjugates
        flux = exchange.law.flux(force, left, right) * exchange.measure[None]
        return force[row, site], flux[row, site]

    return way


def law_reach(law: AbstractLaw, potential: AbstractPotential, state: Array, **options) -> Reach:
    """The reach of a law by itself, in one place, over its own force."""
    reading = potential.read(state)

    def way(step: Array) -> tuple[Array, Array]:
        return step, law.flux(step[None, None], reading, reading)[0, 0]

    return reach(way, **options)
