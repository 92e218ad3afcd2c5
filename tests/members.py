"""All concrete members of a family of classes, found by importing the folder that holds them."""

import importlib
import inspect
import pkgutil
from types import ModuleType


def members(package: ModuleType, family: type) -> set[str]:
    """Names of the classes in a package that are of a family and not abstract.

    A test that lists its cases by name compares them with this set, so that a new class without a case fails.
    """
    found = set()
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        for name, kind in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if issubclass(kind, family) and not inspect.isabstract(kind) and not name.startswith("Abstract"):
                found.add(name)
    return found
