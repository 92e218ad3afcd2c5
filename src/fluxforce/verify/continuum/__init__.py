"""Coupled processes, devices and steady states: continuum problems with exact or published answers."""

from collections.abc import Callable
from functools import partial
from importlib import import_module

from fluxforce.verify.check import Check

# group -> module here, which has a function `checks`
MODULES: dict[str, str] = {
    "onsager": "onsager",
    "reciprocity": "reciprocity",
    "bioenergetics": "bioenergetics",
    "thermodiffusion": "thermodiffusion",
    "gases": "gases",
    "climate": "climate",
    "steady": "steady",
    "traps-continuum": "traps",
    "multiplicity": "reactors_heat",
    "exergy": "exergy",
    "thermoelectric": "thermoelectric",
    "junctions": "junctions",
    "electrolytes": "electrolytes",
    "membranes": "membranes",
    "electrodes": "electrodes",
    "pressure-solution": "pressure_solution",
}


def _rows(module: str) -> list[Check]:
    return import_module(f"{__name__}.{module}").checks()


GROUPS: dict[str, Callable[[], list[Check]]] = {
    group: partial(_rows, module) for group, module in MODULES.items()
}
