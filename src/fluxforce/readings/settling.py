"""What it costs to treat a reaction as settled: both are solved, and the error is measured."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, rates_at
from fluxforce.budget.checks.rest import books_of
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.laws.base import AbstractSource
from fluxforce.laws.hop import Irreversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.numerics.summary import AbstractSummarised, Summary, number
from fluxforce.places import Everywhere
from fluxforce.readings.numbers import number_row
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.status import GaveUp
from fluxforce.solve.steady import steady

FACTOR = 1e4


@dataclass(frozen=True, repr=False)
class Settled(AbstractSummarised):
    """A model as it is beside one in which ``process`` runs ``factor`` times as fast.

    ``errors``: name of every number of the model, of the production and of the contents, to (as it is, settled,
    relative error). ``left`` is the largest |A|/RT that the fast reaction still has: how settled it is.
    """

    process: str
    factor: float
    errors: dict[str, tuple[float, float, float]]
    left: float

    @property
    def worst(self) -> float:
        """Largest relative error."""
        return max((abs(error) for _, _, error in self.errors.values()), default=0.0)

    @property
    def production(self) -> float:
        """Relative error of the entropy production."""
        return self.errors["entropy production"][2]

    def summary(self) -> Summary:
        """Numbers side by side."""
        rows = tuple(
            (name, number(one), number(other), f"{error:+.2%}")
            for name, (one, other, error) in self.errors.items()
        )
        facts = (("rate times", number(self.factor)), ("|A|/RT left", number(self.left)))
        return Summary(f"'{self.process}' settled", facts, ("", "as it is", "settled", "error"), rows)


def reactions_of(made: Assembled) -> tuple[str, ...]:
    """Processes that may be settled: one reaction inside places each, with a way back."""
    return tuple(
        one.name for one in made.system.exchanges
        if isinstance(one.sites, Everywhere) and one.reactants.shape[0] == 1
        and not isinstance(one.law, AbstractSource | Irreversible)
    )  # fmt: skip


def settled(
    made: Assembled,
    process: str,
    *,
    factor: float = FACTOR,
    times: Sequence[float] | None = None,
    tolerance: float = 1e-3,
    most_steps: int = 200_000,
    end: Float[Array, "coordinates places"] | None = None,
) -> Settled:
    """The error made by settling one reaction: its rate is multiplied by ``factor`` and the model solved again.

    Without ``times`` [s] both are steady states; with them both are run from the start to the last of them, at the
    step ``tolerance``; ``end`` are the coordinates of the model as it is there, if they are known. Raises BadInput for
    a process that is no reaction, SolverGaveUp where one of both is not reached.
    """
    known = reactions_of(made)
    if process not in known:
        hint = f"reactions: {', '.join(known)}" if known else "this model has no reactions"
        raise BadInput([Problem(f"'{process}' cannot be settled", hint=hint)])
    fast = _faster(made.system, process, factor)
    first = _end(made, times, tolerance, most_steps) if end is None else end
    other = _end(replace(made, system=fast), times, tolerance, most_steps)
    return compared(made, process, factor, (made.system, first), (fast, other))


def compared(
    made: Assembled, process: str, factor: float, one: tuple[System, Array], other: tuple[System, Array]
) -> Settled:
    """Numbers of two solutions beside each other."""
    found = [_numbers(made, *each) for each in (one, other)]
    errors = {
        name: (value, found[1][name], (found[1][name] - value) / (abs(value) or 1.0))
        for name, value in found[0].items()
    }
    rates = _rates(*other)
    names = [e.name for e in made.system.exchanges]
    exchange = made.system.exchanges[names.index(process)]
    acting = np.asarray(exchange.measure) != 0.0
    force = np.asarray(rates.forces[names.index(process)])[0, acting]
    return Settled(process, factor, errors, float(np.abs(force).max(initial=0.0)) / GAS_CONSTANT)


def _faster(system: System, process: str, factor: float) -> System:
    exchanges = tuple(
        eqx.tree_at(lambda e: e.measure, one, one.measure * factor) if one.name == process else one
        for one in system.exchanges
    )
    return System(system.potential, exchanges, system.flows, system.size, system.active)


def _end(made: Assembled, times: Sequence[float] | None, tolerance: float, most_steps: int) -> Array:
    if times is None:
        found = steady(made.solver, made.system, made.start, scale=made.scale)
        if not found.converged:
            raise SolverGaveUp("no steady state was reached; give `times` to compare runs instead")
        return found.coordinates
    options = StepOptions(
        tolerance=tolerance, first=made.first_step, smallest=min(1e-12, 1e-6 * made.first_step)
    )
    try:
        trajectory = integrate(
            made.solver,
            made.system,
            made.start,
            times,
            options=options,
            scale=made.scale,
            most_steps=most_steps,
        )
    except GaveUp as error:
        raise SolverGaveUp(str(error)) from None
    return jnp.asarray(trajectory.states()[-1])


_rates = eqx.filter_jit(rates_at)


def _numbers(made: Assembled, system: System, z: Array) -> dict[str, float]:
    """Production, contents of everything inside, and the numbers of the kind."""
    rates = _rates(system, z)
    at = books_of(system, z)
    found = {"entropy production": float(jnp.sum(at.produced) + jnp.sum(at.mixing))}
    content = np.asarray(rates.reading.content)[:, made.inside] * np.asarray(system.size)[made.inside]
    for name, value in zip(made.system.potential.quantities, content.sum(axis=1), strict=False):
        if value != 0.0 and np.any(
            np.asarray(system.active)[made.system.potential.quantities.index(name)] > 0.0
        ):
            found[f"content of {name}"] = float(value)
    for one in made.numbers:
        found[one.name] = float(one.of(system, rates))
    return found


def settling_rows(results: Sequence[Settled]) -> list[dict[str, Any]]:
    """Rows of the section on scales: what settling every reaction would change."""
    rows = []
    for one in results:
        worst = max(one.errors, key=lambda name: abs(one.errors[name][2]))
        said = (
            f"relative error of the production rate at the end if it runs {one.factor:g} times as fast "
            f"(|A|/RT left: {one.left:.2g}); most of all changes: {worst}, by {one.errors[worst][2]:+.2%}"
        )
        rows.append(number_row(f"{one.process}: error of settling it", one.production, "1", said))
    return rows
