"""Front doors: modules whose names are looked up, when first used, in the modules that define them."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def names_behind(modules: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Name at the door -> (module, name there), from module below fluxforce -> "name, its name as name here, ..."."""
    found: dict[str, tuple[str, str]] = {}
    for module, names in modules.items():
        for entry in names.split(", "):
            there, _, here = entry.partition(" as ")
            found[here or there] = (f"fluxforce.{module}", there)
    return found


def door(name: str, where: Mapping[str, tuple[str, str]], kept: dict[str, Any]) -> Callable[[str], Any]:
    """The `__getattr__` of a front door: imports a name from the module that defines it, once, and keeps it."""

    def opened(asked: str) -> Any:
        if asked not in where:
            raise AttributeError(f"{name} has no attribute {asked!r}; see dir({name})")
        module, there = where[asked]
        kept[asked] = value = getattr(import_module(module), there)
        return value

    return opened
