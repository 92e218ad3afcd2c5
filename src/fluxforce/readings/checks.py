"""Checks of an assembled model: what `fluxforce check` tells, and the same for people who write laws of their own."""

from collections.abc import Mapping
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.budget.checks.outcome import Report
from fluxforce.budget.checks.run import check
from fluxforce.budget.checks.subject import Ledger, Subject
from fluxforce.model.assemble.base import Assembled, ExergyBook
from fluxforce.solve.linear import AbstractCorrection, Dense


def check_model(
    made: Assembled,
    *,
    seed: int = 0,
    solve: bool = True,
    parities: Mapping[str, tuple[int, ...]] | None = None,
    ranks: Mapping[str, tuple[int, ...]] | None = None,
    surfaces: tuple[str, ...] = (),
) -> Report:
    """C1 to C14 of an assembled model (docs/check.md): each held, broken with the state, or not applicable.

    ``parities`` and ``ranks`` give, by process, the sign under time reversal and the tensor rank of its rows where they
    are not even and not told by the stoichiometry; ``surfaces`` names processes across a membrane.
    """
    return check(subject_of(made, parities or {}, ranks or {}, surfaces), seed=seed, solve=solve)


def check_system(
    system: System,
    start: Float[Array, "coordinates places"],
    *,
    conserved: Mapping[str, np.ndarray] | None = None,
    charge: np.ndarray | None = None,
    solver: AbstractCorrection | None = None,
    scale: Float[Array, " coordinates"] | None = None,
    seed: int = 0,
    solve: bool = True,
    **named: Any,
) -> Report:
    """The same for a System and a state of it; ``conserved``: element or energy to its amount in every quantity."""
    subject = Subject(
        system=system, start=start, solver=solver or Dense(), scale=scale, conserved=conserved or {}, charge=charge,
        **named,
    )  # fmt: skip
    return check(subject, seed=seed, solve=solve)


def subject_of(
    made: Assembled,
    parities: Mapping[str, tuple[int, ...]],
    ranks: Mapping[str, tuple[int, ...]],
    surfaces: tuple[str, ...],
) -> Subject:
    """What of an assembled model the checks need."""
    return Subject(
        system=made.system, start=made.start, solver=made.solver, scale=made.scale, conserved=made.conserved,
        charge=made.charge, inside=made.inside, environment=made.environment, dead=made.notes.get("dead state"),
        ledger=None if made.exergy is None else _ledger(made.exergy), parities=parities, ranks=ranks, surfaces=surfaces,
    )  # fmt: skip


def _ledger(book: ExergyBook) -> Ledger:
    def ports(system: System, rates: Rates) -> Array:
        return sum((jnp.asarray(port.of(system, rates)) for port in book.ports), start=jnp.zeros(()))

    return Ledger(ports, book.stored)
