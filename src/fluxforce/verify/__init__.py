"""Published and exact results against what the kernel computes: the table of `fluxforce verify`."""

from collections.abc import Callable

from fluxforce.errors import BadInput, Problem
from fluxforce.verify import conduction, ions, jumps, mixing, reactors, seed, spreading
from fluxforce.verify.check import Check

GROUPS: dict[str, Callable[[], list[Check]]] = {
    "seed": seed.checks,
    "conduction": conduction.checks,
    "spreading": spreading.checks,
    "mixing": mixing.checks,
    "reactors": reactors.checks,
    "ions": ions.checks,
    "jumps": jumps.checks,
}


def table(group: str | None = None) -> list[dict[str, object]]:
    """Rows with id, group, claim, source, value, expected, tolerance and ok, of all groups or one."""
    if group is not None and group not in GROUPS:
        raise BadInput([Problem(f"there is no group '{group}'", hint=f"groups: {', '.join(GROUPS)}")])
    chosen = GROUPS if group is None else {group: GROUPS[group]}
    return [check.row(name) for name, checks in chosen.items() for check in checks()]
