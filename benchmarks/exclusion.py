"""The open exclusion process against ARPACK on the same generator: steady states, and the generating function.

Ours is the whole way from sites to current, building the network included; the peer, `scipy.sparse.linalg.eigs` asked
for the eigenvalue of largest real part, gets the finished generator. `error` is that of our current, relative to the
exact one, and for the generating function the relative difference from the peer's. The peer of 2^18 states is not run.
"""

import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np
from scipy.sparse.linalg import eigs

from fluxforce.budget.markov.counting import counted, mean_current, scgf
from fluxforce.networks.exclusion import tasep
from fluxforce.solve.markov.generator import generator, tilted

TILT = 0.5
T = TypeVar("T")


def cases() -> list[dict[str, object]]:
    """Rows with name, ours, peer, ratio, unit and error."""
    return [steady(14, repeats=3), steady(18, repeats=1, peer=False), generating(14)]


def steady(sites: int, *, repeats: int = 1, peer: bool = True) -> dict[str, object]:
    """Current of a line with unit rates, (L + 2)/(2 (2 L + 1))."""

    def ours() -> float:
        made = tasep(sites)
        return mean_current(made, counted(made, "enter left"))

    exact = (sites + 2.0) / (2.0 * (2.0 * sites + 1.0))
    seconds, found = least(ours, repeats)
    other = None
    if peer:
        rates = generator(tasep(sites)).tocsr()
        other, _ = least(lambda: eigs(rates, k=1, which="LR", v0=np.ones(2**sites)), 1)
    return row(f"exclusion 2^{sites} states, steady", seconds, other, abs(found / exact - 1.0))


def generating(sites: int) -> dict[str, object]:
    """Scaled cumulant generating function of the current at 0.5."""

    def ours() -> float:
        made = tasep(sites)
        return float(scgf(made, counted(made, "enter left"), TILT))

    seconds, found = least(ours, 3)
    made = tasep(sites)
    matrix = tilted(made, counted(made, "enter left").forward, TILT).tocsr()
    other, theirs = least(lambda: float(eigs(matrix, k=1, which="LR", v0=np.ones(2**sites))[0][0].real), 1)
    return row(f"exclusion 2^{sites} states, generating function", seconds, other, abs(found / theirs - 1.0))


def least(run: Callable[[], T], repeats: int) -> tuple[float, T]:
    """The least time [s] of several runs, and what the last one gave."""
    found, shortest = None, np.inf
    while found is None or repeats > 0:
        start = time.perf_counter()
        found = run()
        shortest, repeats = min(shortest, time.perf_counter() - start), repeats - 1
    return shortest, found


def row(name: str, ours: float, peer: float | None, error: float) -> dict[str, object]:
    """One case; the ratio is the peer's time over ours."""
    ratio = None if peer is None else peer / ours
    return {"name": name, "ours": ours, "peer": peer, "ratio": ratio, "unit": "s", "error": error}


if __name__ == "__main__":
    for case in cases():
        print(case)
