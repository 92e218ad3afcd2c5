"""Published and exact results against what the kernel computes: the table of `fluxforce verify`."""

from collections.abc import Callable

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


def table(group: str | None = None) -> list[dict[str, object]]:
    """Rows with id, group, claim, source, value, expected, tolerance and ok, of all groups, a family or one."""
    if group is not None and group not in GROUPS and group not in FAMILIES:
        known = ", ".join([*FAMILIES, *GROUPS])
        raise BadInput([Problem(f"there is no group '{group}'", hint=f"groups: {known}")])
    names = tuple(GROUPS) if group is None else FAMILIES.get(group, (group,))
    return [check.row(name) for name in names for check in GROUPS[name]()]
