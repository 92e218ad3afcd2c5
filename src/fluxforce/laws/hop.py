"""Jumps of a Markov network: a rate of its own at every site, with a way back or without one."""

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.thermo.base import Reading


class Hop(AbstractOneWay):
    """J+ = w p_tail: the probability (the first quantity) at the tail times the rate w [1/s] of the site.

    Source: master equation in the channel form of [schnakenberg1976].
    """

    rate: Float[Array, " sites"]

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        return self.rate[None] * tail.content[:1]


class Irreversible(AbstractLaw):
    """J = J+: nothing comes back, so no force is finite and the entropy produced is unbounded.

    The force of such a process must be written as plus infinity; then J X is infinite wherever the flux is not
    zero, and sums say so. A process that has a way back, however rare, belongs to ``Reversible``.
    """

    one_way: AbstractOneWay

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return self.one_way.forward(tail, head)
