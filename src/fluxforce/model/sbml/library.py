"""The two libraries that read the languages, and the sentence for where they are missing."""

from importlib import import_module
from types import ModuleType

from fluxforce.errors import BadInput, Problem


def libsbml() -> ModuleType:
    """The module libsbml. Raises BadInput where it is not installed."""
    return _imported("libsbml", "python-libsbml", "SBML")


def libantimony() -> ModuleType:
    """The module antimony. Raises BadInput where it is not installed."""
    return _imported("antimony", "antimony", "Antimony")


def _imported(module: str, package: str, language: str) -> ModuleType:
    try:
        return import_module(module)
    except ImportError:
        raise BadInput([Problem(f"{language} needs the package {package}, which is not installed",
                                hint=f"pip install {package}")]) from None  # fmt: skip
