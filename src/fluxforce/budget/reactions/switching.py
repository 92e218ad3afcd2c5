"""How slowly a reaction network forgets where it began: the rate of switching between likely states."""

import numpy as np

from fluxforce.budget.reactions.copy_numbers import CopyNumbers
from fluxforce.errors import SolverGaveUp
from fluxforce.solve.markov.generator import generator
from fluxforce.solve.markov.linear import pinned_at_likely

CONVERGED = 1e-13
MOST = 2000


def switching_rate(found: CopyNumbers) -> float:
    """|lambda_1| [1/s]: what the slowest disturbance of the steady state decays with.

    With two likely states it is the sum of the rates of switching there and back. Inverse iteration on the
    probabilities that sum to zero, x <- W^-1 x, which converges the faster the further lambda_1 stands apart.
    Raises SolverGaveUp where it does not, as with two slowest disturbances that oscillate.
    """
    rates = generator(found.master.network)
    factors, p = pinned_at_likely(rates)
    x = p * np.sign(np.arange(p.size) - p @ np.arange(p.size))
    x -= p * x.sum()
    last = np.inf
    for _ in range(MOST):
        x /= np.abs(x).sum()
        y = factors.solve(x)
        y -= p * y.sum()
        now = -float(x @ x) / float(x @ y)
        if abs(now - last) <= CONVERGED * abs(now):
            return now
        x, last = y, now
    raise SolverGaveUp(
        f"the slowest rate of relaxation was not found in {MOST} rounds: the slowest disturbances oscillate, or are "
        "almost equally slow"
    )
