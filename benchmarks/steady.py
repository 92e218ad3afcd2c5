"""Steady solve and continuation of a salt bridge of 200 cells with three ions: seconds after compilation.

    python -m benchmarks.steady [--json]

Figures to reach: one second for the solve, twenty for a hundred points of a branch. `error` is that of the junction's
conserved fluxes: the largest difference of the flux of an ion between faces, relative.
"""

import json
import sys
import time

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import evaluate
from fluxforce.model.assemble.bridge import Ion, bridge
from fluxforce.model.family import Family
from fluxforce.solve.branches.continuation import continuation
from fluxforce.solve.branches.equations import equations
from fluxforce.solve.branches.family import axis
from fluxforce.solve.branches.follow import FollowOptions
from fluxforce.solve.branches.settle import settled

CELLS, POINTS = 200, 100


def build(acid: float):
    """Hydrochloric acid and sodium chloride against a dilute solution."""
    ions = {"H+": Ion(1, 9.3e-9), "Na+": Ion(1, 1.33e-9), "Cl-": Ion(-1, 2.03e-9)}
    left = {"H+": acid, "Na+": 50.0, "Cl-": 50.0 + acid}
    right = {"H+": 1.0, "Na+": 10.0, "Cl-": 11.0}
    return bridge(length=1e-2, cells=CELLS, ions=ions, left=left, right=right, initial="right")


def cases() -> list[dict[str, object]]:
    """Rows with name, seconds, limit and error."""
    made = build(100.0)
    shape = equations(made)
    settled(made, shape)
    began = time.perf_counter()
    state = settled(made, shape)
    solved = time.perf_counter() - began
    flux = np.asarray(evaluate(made.system, jnp.asarray(state.coordinates)).fluxes[0])
    error = float(np.max(np.ptp(flux, axis=1) / np.abs(flux).max(axis=1)))
    options = FollowOptions(first=1.0 / POINTS, longest=1.0 / POINTS)
    family = Family(build, "acid")
    began = time.perf_counter()
    found = continuation(family, axis(100.0, 600.0), options=options, search=False)
    followed = time.perf_counter() - began
    points = sum(len(branch.points) for branch in found.branches)
    return [
        {"name": f"steady solve, {CELLS} cells, 3 ions", "seconds": solved, "limit": 1.0, "error": error},
        {"name": "continuation, 100 points", "seconds": followed * POINTS / points, "limit": 20.0, "points": points},
    ]  # fmt: skip


def main() -> None:
    """Print the rows."""
    rows = cases()
    if "--json" in sys.argv[1:]:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        print(f"{row['name']:40s} {row['seconds']:8.2f} s   (limit {row['limit']:g} s)")


if __name__ == "__main__":
    main()
