"""Numbers of stochastic thermodynamics: closed forms and published values, one module for each family.

A group is a problem: S50 holds Schloegl's model, S30 the exclusion process. The modules are imported when their
problem is asked for, since together they load most of the program.
"""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from fluxforce.verify.check import Check

# module of this folder -> problems it holds, as functions `p1`, `p50b`
MODULES: dict[str, tuple[str, ...]] = {
    "counting": ("1", "3"),
    "rings": ("2", "60"),
    "motors": ("4", "9", "10", "13", "61", "62"),
    "enzymes": ("11", "12", "56"),
    "exclusion": ("30", "31", "32", "33"),
    "schloegl": ("50", "50b"),
    "kinetics": ("51", "52", "53", "55"),
    "copolymer": ("54",),
    "traps": ("20", "21", "22"),
    "gaussian": ("23", "25", "26", "42"),
    "washboard": ("40",),
    "wells": ("41",),
    "active": ("43", "44", "45"),
    "chains": ("24", "65"),
    "protocols": ("63", "68"),
    "langevin": ("64",),
    "information": ("66", "67"),
    "work": ("69", "70"),
}


def _rows(module: str, problem: str) -> list[Check]:
    return getattr(import_module(f"{__name__}.{module}"), f"p{problem}")()


def _order(problem: str) -> tuple[int, str]:
    digits = problem.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), problem.removeprefix(digits)


GROUPS: dict[str, Callable[[], list[Check]]] = {
    f"S{problem}": partial(_rows, module, problem)
    for problem, module in sorted(
        ((problem, module) for module, problems in MODULES.items() for problem in problems),
        key=lambda pair: _order(pair[0]),
    )
}
