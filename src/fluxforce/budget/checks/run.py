"""All checks of one subject, in turn."""

from dataclasses import replace

import jax.numpy as jnp

from fluxforce.budget.checks.books import check_exergy, check_numerical, check_ranges
from fluxforce.budget.checks.conservation import check_conservation
from fluxforce.budget.checks.heat import check_forms, check_gauge
from fluxforce.budget.checks.linear import check_linear
from fluxforce.budget.checks.outcome import RULES, Outcome, Report
from fluxforce.budget.checks.potential import check_potential_of
from fluxforce.budget.checks.rest import (
    MOST_UNKNOWNS,
    Rest,
    at_rest,
    check_equilibrium,
    check_reciprocal,
    check_steady,
)
from fluxforce.budget.checks.second_law import check_second_law
from fluxforce.budget.checks.states import STATES, measured, on_manifold, random_states
from fluxforce.budget.checks.subject import Subject


def check(subject: Subject, *, seed: int = 0, solve: bool = True) -> Report:
    """C1 to C14 of a system at random admissible states.

    ``solve`` allows steady states to be sought (C9 to C11, C13); without it they are judged at the start.
    """
    if subject.scale is None:
        subject = replace(subject, scale=jnp.ones(subject.start.shape[0]))
    system = subject.system
    states = random_states(subject, seed)
    found = measured(system, states)
    near = on_manifold(system.potential, states[:STATES])
    potential, asymmetry = check_potential_of(subject, near)
    first, eighth = check_linear(subject, near, found, asymmetry)
    fourth, heat = check_forms(subject, states, found)
    outcomes: list[Outcome] = [*first, *potential, *fourth]
    outcomes += check_gauge(subject, states, found, heat)
    outcomes += check_second_law(subject, found)
    outcomes += [*check_conservation(subject, found), *eighth]
    rest = at_rest(subject) if solve else Rest(None, "no steady state was asked for")
    equilibrium, reached = check_equilibrium(subject, solve and subject.start.size <= MOST_UNKNOWNS)
    outcomes += [check_steady(subject, rest), equilibrium, check_reciprocal(subject, reached)]
    outcomes += [*check_numerical(subject), check_exergy(subject, rest), check_ranges(subject, rest)]
    order = list(RULES)
    outcomes.sort(key=lambda one: order.index(one.rule))
    return Report(tuple(outcomes), seed, states.shape[0])
