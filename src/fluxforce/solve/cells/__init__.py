"""Many places that do not touch each other, each on time steps of its own."""

from fluxforce.solve.cells.march import March, march
from fluxforce.solve.cells.step import MarchOptions

__all__ = ["March", "MarchOptions", "march"]
