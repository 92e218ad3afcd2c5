"""Checkers for laws, potentials, books and convergence: for our own tests and for those of your extensions.

Each returns a small report of what it measured and raises AssertionError with the state that breaks the rule.
"""

from fluxforce.testing.closure import ClosureReport, check_closure
from fluxforce.testing.law import LawReport, check_law
from fluxforce.testing.order import OrderReport, check_order
from fluxforce.testing.potential import PotentialReport, check_potential

__all__ = [
    "ClosureReport", "LawReport", "OrderReport", "PotentialReport", "check_closure", "check_law",
    "check_order", "check_potential",
]  # fmt: skip
