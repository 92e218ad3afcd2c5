"""Several potentials that share a place, such as water and the minerals it wets."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.thermo.base import AbstractPotential, AbstractSloped, Reading, Slopes
from fluxforce.thermo.slopes import slopes


class Joint(AbstractSloped):
    """The sum of the scalars of its parts; contents, conjugates and constraints side by side.

    Coordinates: the balanced ones of every part in turn, then the constrained ones of every part in turn.
    ``widths`` holds (balanced, constrained) coordinate counts of each part.
    """

    parts: tuple[AbstractPotential, ...]
    widths: tuple[tuple[int, int], ...] = eqx.field(static=True)
    quantities: tuple[str, ...] = eqx.field(static=True)
    linear: tuple[bool, ...] = eqx.field(static=True)

    def __init__(self, *parts: AbstractPotential):
        self.parts = parts
        balanced = [len(part.linear) for part in parts]
        # the guess of a uniform content tells how many coordinates a part has, whatever its kind
        widths = [
            part.guess(jnp.ones((count, 1))).shape[0] for part, count in zip(parts, balanced, strict=True)
        ]
        self.widths = tuple((count, width - count) for count, width in zip(balanced, widths, strict=True))
        kept = [name for part, count in zip(parts, balanced, strict=True) for name in part.quantities[:count]]
        slaved = [
            name for part, count in zip(parts, balanced, strict=True) for name in part.quantities[count:]
        ]
        self.quantities = (*kept, *slaved)
        self.linear = tuple(flag for part in parts for flag in part.linear)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        return self._joined(
            [part.read(own) for part, own in zip(self.parts, self.split(coordinates), strict=True)]
        )

    def _joined(self, readings: list[Reading]) -> Reading:
        counts = [balanced for balanced, _ in self.widths]
        kept = [r.conjugates[:count] for r, count in zip(readings, counts, strict=True)]
        slaved = [r.conjugates[count:] for r, count in zip(readings, counts, strict=True)]
        return Reading(
            content=jnp.concatenate([r.content for r in readings]),
            conjugates=jnp.concatenate([*kept, *slaved]),
            slaved=jnp.concatenate([r.slaved for r in readings]),
            constraints=jnp.concatenate([r.constraints for r in readings]),
            entropy=sum((r.entropy for r in readings[1:]), start=readings[0].entropy),
            detail={name: value for r in readings for name, value in r.detail.items()},
        )

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        first, second, start = [], [], 0
        for part, (balanced, _) in zip(self.parts, self.widths, strict=True):
            own = part.guess(content[start : start + balanced])
            first.append(own[:balanced])
            second.append(own[balanced:])
            start += balanced
        return jnp.concatenate([*first, *second])

    def slopes(self, coordinates: Float[Array, "coordinates places"]) -> Slopes:
        owns = [slopes(part, own) for part, own in zip(self.parts, self.split(coordinates), strict=True)]
        count, places = coordinates.shape
        slaved = sum(own.slaved.shape[0] for own in owns)
        equations = jnp.zeros((count, count, places))
        follow = jnp.zeros((slaved, count, places))
        entropy = jnp.zeros((count, places))
        row = 0
        for own, index in zip(owns, self.positions(), strict=True):
            equations = equations.at[jnp.ix_(index, index)].set(own.equations)
            follow = follow.at[row : row + own.slaved.shape[0], index].set(own.slaved)
            entropy = entropy.at[index].set(own.entropy)
            row += own.slaved.shape[0]
        return Slopes(self._joined([own.reading for own in owns]), equations, follow, entropy)

    def positions(self) -> list[Array]:
        """Where the coordinates of every part stand among those of the whole."""
        total = sum(balanced for balanced, _ in self.widths)
        found, start, extra = [], 0, total
        for balanced, constrained in self.widths:
            found.append(
                jnp.concatenate([jnp.arange(start, start + balanced), jnp.arange(extra, extra + constrained)])
            )
            start += balanced
            extra += constrained
        return found

    def split(self, coordinates: Float[Array, "coordinates places"]) -> list[Array]:
        """The coordinates of every part."""
        return [coordinates[index] for index in self.positions()]
