"""Rates that add up: parallel paths on the surface of a mineral or in the water, with a way back or without one."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.laws.catalysis import AbstractPace
from fluxforce.laws.drive import AbstractDrive
from fluxforce.laws.transition_state import AbstractArea
from fluxforce.thermo.base import Reading


class Path(eqx.Module):
    """One way to react: a pace and the drive that closes it."""

    pace: AbstractPace
    drive: AbstractDrive


class OnSurface(AbstractLaw):
    """J = A(M) sum_p J0_p(state) f_p(X): every path has the sign of X, and so has their sum.

    Two paths of constant pace with ``Stretched`` and ``Saturation`` drives are the parallel law of albite
    [burch1993] [hellmann2006]. ``mineral`` is the position of the mineral among the balanced quantities.
    """

    paths: tuple[Path, ...]
    surface: AbstractArea
    mineral: int = eqx.field(static=True)

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        area = self.surface.area(tail.content[self.mineral])
        return area[None] * _together(self.paths, force, tail)


class InWater(AbstractLaw):
    """J = sum_p J0_p(state) f_p(X) per kilogram of water: respiration, oxidation, nucleation."""

    paths: tuple[Path, ...]

    def flux(
        self, force: Float[Array, "rows sites"], tail: Reading, head: Reading
    ) -> Float[Array, "rows sites"]:
        return _together(self.paths, force, tail)


def _together(paths: tuple[Path, ...], force: Array, tail: Reading) -> Array:
    parts = [path.pace.pace(tail)[None] * path.drive.share(force) for path in paths]
    return sum(parts[1:], start=parts[0])


class Dissolving(AbstractOneWay):
    """J+ = A(M) sum_p J0_p(state) of a mineral whose dissolution has no reverse in the source it was taken from.

    To be wrapped by ``laws.hop.Irreversible``, the type by which every book knows that the entropy produced has no
    bound: the oxidation of pyrite by oxygen is one [williamson1994].
    """

    paces: tuple[AbstractPace, ...]
    surface: AbstractArea
    mineral: int = eqx.field(static=True)

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        area = self.surface.area(tail.content[self.mineral])
        return (area * sum([p.pace(tail) for p in self.paces[1:]], start=self.paces[0].pace(tail)))[None]


class Respiring(AbstractOneWay):
    """J+ = sum_p J0_p(state) in the water, without a reverse; to be wrapped by ``laws.hop.Irreversible``."""

    paces: tuple[AbstractPace, ...]

    def forward(self, tail: Reading, head: Reading) -> Float[Array, "rows sites"]:
        return jnp.stack([p.pace(tail) for p in self.paces]).sum(axis=0)[None]
