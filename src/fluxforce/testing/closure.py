"""Whether the entropy books of a run balance."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.ledger import Ledger, ledger
from fluxforce.solve.trajectory import Trajectory


@dataclass(frozen=True)
class ClosureReport:
    """Relative closure and leak of a run (docs/theory.md, Acceptance), and its books."""

    closure: float
    leak: float
    ledger: Ledger


def check_closure(trajectory: Trajectory, closure: float = 1e-10, leak: float = 1e-8) -> ClosureReport:
    """Closure and leak within their limits, and every physical row of every step without a negative entry.

    ``produced`` and ``mixing`` are physical: the second law holds for each process and step, not only in sum.
    """
    books = ledger(trajectory)
    found = ClosureReport(books.relative_closure(), books.relative_leak(), books)
    for name, rows, labels in (
        ("produced", books.produced, [e.name for e in trajectory.system.exchanges]),
        ("mixing at inlet", books.mixing, [f.name for f in trajectory.system.flows]),
    ):
        bad = np.argwhere(rows < -1e-14 * books.scale[:, None])
        if bad.size:
            step, process = bad[0]
            raise AssertionError(
                f"{name} of '{labels[process]}' is {rows[step, process]:g} J/K in the step that ends at "
                f"t = {trajectory.time[step]:g} s"
            )
    worst = int(np.argmax(np.abs(books.closure))) if books.closure.size else 0
    assert found.closure <= closure, (
        f"the books do not balance: relative closure {found.closure:.2e} > {closure:.0e}, worst in the step "
        f"that ends at t = {trajectory.time[worst]:g} s"
    )
    worst = int(np.argmax(np.abs(books.leak))) if books.leak.size else 0
    assert found.leak <= leak, (
        f"content leaks: relative leak {found.leak:.2e} > {leak:.0e}, worst in the step that ends at "
        f"t = {trajectory.time[worst]:g} s; tighten Newton's tolerance"
    )
    return found
