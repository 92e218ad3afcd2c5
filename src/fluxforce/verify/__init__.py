"""Published and exact results against what the kernel computes: the table of `fluxforce verify`."""

from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from fluxforce.compilation import keep_compiled
from fluxforce.errors import BadInput, Problem
from fluxforce.verify import conduction, continuum, ions, jumps, mixing, reactors, seed, spreading, stochastic
from fluxforce.verify.check import Check

GROUPS: dict[str, Callable[[], list[Check]]] = {
    "seed": seed.checks,
    "conduction": conduction.checks,
    "spreading": spreading.checks,
    "mixing": mixing.checks,
    "reactors": reactors.checks,
    "ions": ions.checks,
    "jumps": jumps.checks,
    **continuum.GROUPS,
    **stochastic.GROUPS,
}
# one name for several groups
FAMILIES: dict[str, tuple[str, ...]] = {
    "continuum": tuple(continuum.GROUPS),
    "stochastic": tuple(stochastic.GROUPS),
}


def table(group: str | None = None, workers: int = 1) -> list[dict[str, object]]:
    """Rows with id, group, claim, source, value, expected, tolerance and ok, of all groups, a family or one.

    Groups are shared out to ``workers`` processes; a script that asks for several must guard its main part, as
    `multiprocessing` tells.
    """
    if group is not None and group not in GROUPS and group not in FAMILIES:
        known = ", ".join([*FAMILIES, *GROUPS])
        raise BadInput([Problem(f"there is no group '{group}'", hint=f"groups: {known}")])
    names = tuple(GROUPS) if group is None else FAMILIES.get(group, (group,))
    if min(workers, len(names)) < 2:
        return [row for name in names for row in _rows(name)]
    # fresh processes: JAX does not survive a fork
    with ProcessPoolExecutor(min(workers, len(names)), mp_context=get_context("spawn")) as pool:
        return [row for rows in pool.map(_rows, names) for row in rows]


def _rows(name: str) -> list[dict[str, object]]:
    keep_compiled()
    return [check.row(name) for check in GROUPS[name]()]
