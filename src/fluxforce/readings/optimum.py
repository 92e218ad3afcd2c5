"""The current at which a device is at its best: most power, most efficient, best coefficient of performance."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from numpy.polynomial import Chebyshev

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System, evaluate
from fluxforce.laws.source import NortonSource
from fluxforce.model.assemble.base import Assembled
from fluxforce.solve.linear import AbstractCorrection
from fluxforce.solve.newton import NewtonOptions, newton
from fluxforce.solve.residual import Stage
from fluxforce.solve.steady import steady

POINTS = 9  # currents of one round: a polynomial of degree eight
ROUNDS = 4
NARROWER = 0.25
# Beyond every time scale: contents then do not change, and Newton's method solves for the steady state itself.
FOREVER = 1e15
OPTIONS = NewtonOptions(tolerance=1e-9, reach=1.0, most=40)


@dataclass(frozen=True)
class Optimum:
    """Current [A], the greatest value, and all numbers of the device at that current."""

    current: float
    value: float
    numbers: dict[str, float]


def optimum(made: Assembled, number: str, between: tuple[float, float], *, rounds: int = ROUNDS) -> Optimum:
    """The greatest value of one of the device's numbers over currents in a range [A].

    Steady states at Chebyshev points of the range give a polynomial; its highest point is the middle of the next,
    narrower range. After four ``rounds`` the last range is a 64th of the first, and the current is known to about ten
    digits where the number is smooth.
    """
    low, high = between
    values = Curve(made)
    middle, half = 0.5 * (low + high), 0.5 * (high - low)
    for _ in range(rounds):
        nodes = middle + half * np.cos(np.pi * (np.arange(POINTS) + 0.5) / POINTS)
        fitted = Chebyshev.fit(
            nodes, values.at(nodes, number), POINTS - 1, domain=[middle - half, middle + half]
        )
        best = _highest(fitted, middle - half, middle + half)
        half *= NARROWER
        middle = min(max(best, low + half), high - half)
    state = values.numbers(best)
    return Optimum(best, state[number], state)


class Curve:
    """Steady states of a device at many currents at once, all other things as the model has them."""

    def __init__(self, made: Assembled):
        circuits = [k for k, e in enumerate(made.system.exchanges) if isinstance(e.law, NortonSource)]
        if len(circuits) != 1 or not bool(made.system.active[1, -1]):
            raise ValueError(f"this {made.kind} has no current that could be given")
        self.made, self.circuit, self.start = made, circuits[0], made.start

    def at(self, currents: np.ndarray, number: str) -> np.ndarray:
        """One number at every current [A]. Raises ValueError where no steady state is found."""
        (of,) = [one.of for one in self.made.numbers if one.name == number]
        rates = self._rates(np.asarray(currents, dtype=float))
        return np.array([float(of(self.made.system, one)) for one in rates])

    def numbers(self, current: float) -> dict[str, float]:
        """All numbers at one current [A]."""
        (rates, *_) = self._rates(np.full(POINTS, float(current)))
        return {one.name: float(one.of(self.made.system, rates)) for one in self.made.numbers}

    def _rates(self, currents: np.ndarray) -> list[Rates]:
        made = self.made
        for attempt in ("start", "steady state"):
            rates, found = _solved(
                made.solver, made.system, self.circuit, self.start, made.scale, jnp.asarray(currents)
            )
            if bool(found.all()):
                rates = jax.tree.map(np.asarray, rates)
                return [jax.tree.map(lambda leaf, k=k: leaf[k], rates) for k in range(len(currents))]
            if attempt == "start":
                self.start = steady(made.solver, made.system, made.start, scale=made.scale).coordinates
        lost = np.asarray(currents)[~np.asarray(found)]
        raise ValueError(f"no steady state was found at {lost[0]:g} A")


@eqx.filter_jit
def _solved(
    solver: AbstractCorrection, system: System, circuit: int, start: Array, scale: Array,
    currents: Float[Array, " currents"],
) -> tuple[Rates, Array]:  # fmt: skip
    content = system.potential.read(start).content

    def one(current: Array) -> tuple[Rates, Array]:
        old = system.exchanges[circuit].law
        assert isinstance(old, NortonSource)
        law = NortonSource(old.current.at[-1].set(-current), jnp.zeros_like(old.conductance))
        given = eqx.tree_at(lambda s: s.exchanges[circuit].law, system, law)
        found = newton(solver, given, Stage(content, jnp.asarray(FOREVER)), start, scale, OPTIONS)
        return evaluate(given, found.coordinates), found.converged

    return jax.vmap(one)(currents)


def _highest(fitted: Chebyshev, low: float, high: float) -> float:
    """Where a polynomial is highest in a range."""
    roots = fitted.deriv().roots()
    inside = [float(r.real) for r in roots if abs(r.imag) < 1e-9 * (high - low) and low <= r.real <= high]
    return max([low, high, *inside], key=lambda x: float(fitted(x)))
