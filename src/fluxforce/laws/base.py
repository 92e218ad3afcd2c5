"""What a law is: force to flux."""

import abc

import equinox as eqx

from fluxforce._types import Array, Float
from fluxforce.thermo.base import Reading


class AbstractLaw(eqx.Module):
    """Flux of every row of a process from its force, at every site.

    ``force`` X [J/K per unit extent] is the entropy produced per unit extent, X = y_head . nu_plus - y_tail .
    nu_minus. The flux J is the extent per second and unit of the process's measure. ``tail`` and ``head`` are the
    readings of the places at the two ends of every site (the same object for a reaction).

    What must hold at every site: the sum over rows of J X >= 0, and J = 0 where X = 0.
    """

    @abc.abstractmethod
    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        """J [extent per second and measure]."""


class AbstractSource(AbstractLaw):
    """A device of the surroundings that moves quantities whatever their forces are: a current source, a shaft.

    It is reversible: the sum over rows of J X is zero in every state, because one of its rows is the work it takes.
    """


class AbstractOneWay(eqx.Module):
    """The forward rate of a process that obeys local detailed balance; the backward rate follows from X."""

    @abc.abstractmethod
    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        """J+ >= 0 [extent per second and measure]."""
