"""Systems made up to sizes that many share, so that one compiled program serves them all."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer

from fluxforce.thermo.equilibria.problem import Rows, System

_ABSENT = -650.0  # ln of the amount of a species that fills up the list
_UNDERSATURATED = 60.0  # ln K of a phase that does
_SIZES = (
    4,
    6,
    8,
    10,
    12,
    16,
    20,
    24,
    32,
    40,
    48,
    64,
    80,
    96,
    128,
    160,
    192,
    256,
    320,
    384,
    512,
    640,
    768,
    1024,
)


def room(size: int) -> int:
    """The next size that is computed for: at most a third more."""
    return 0 if size == 0 else next((s for s in _SIZES if s >= size), -(-size // 256) * 256)


@dataclass(frozen=True)
class Sizes:
    """Real sizes and those computed for."""

    components: int
    dissolved: int
    sorbed: int
    phases: int
    members: int
    cells: int
    room_components: int
    room_dissolved: int
    room_sorbed: int
    room_phases: int
    room_members: int
    room_cells: int


def sizes_of(system: System, rows: Rows, cells: int, block: int) -> Sizes:
    """What a system needs; its activity models say how many species they have room for."""
    components = rows.field.shape[0]
    species, dissolved = system.columns.shape[0], system.charge_squared.shape[0]
    phases, members = system.of.shape
    blocks = -(-cells // block)
    whole = room(cells) if cells <= block else block * room(blocks)
    more = room(phases) - phases  # each phase that fills up has one member
    return Sizes(
        components, dissolved, species - dissolved, phases, members, cells,
        room(components), system.room[0], system.room[1], phases + more, room(members + more), whole,
    )  # fmt: skip


def pad(system: System, rows: Rows, starts, held, amount, s: Sizes):
    """The same problem with species that are not there, components held at activity one and phases that never form."""
    leaves = jax.tree.leaves((system, rows, starts, held, amount))
    xp = jnp if any(isinstance(leaf, Tracer) for leaf in leaves) else np
    widen = _Widen(xp, s)
    more_phases, more_members = s.room_phases - s.phases, s.room_members - s.members

    of = widen.tail(widen.tail(system.of, 0, more_phases), 1, more_members)
    if more_phases:  # the members that are left over belong to the last phase
        belongs = np.minimum(np.arange(more_members), more_phases - 1) + s.phases
        filled = np.zeros(of.shape)
        filled[belongs, s.members + np.arange(more_members)] = 1.0
        of = of + filled
    new = eqx.tree_at(
        lambda a: (a.columns, a.ln_k, a.charge_squared, a.at, a.member_columns, a.member_ln_k, a.of),
        system,
        (
            widen.species(widen.unknowns(system.columns, 1), 0),
            widen.cells(widen.species(system.ln_k, 0, _ABSENT)),
            widen.tail(system.charge_squared, 0, s.room_dissolved - s.dissolved),
            jax.tree.map(lambda a: widen.cells(a) if a.shape[-1] == s.cells else a, system.at),
            widen.tail(widen.unknowns(system.member_columns, 1), 0, more_members),
            widen.cells(widen.tail(system.member_ln_k, 0, more_members, _UNDERSATURATED)),
            of,
        ),
    )
    extra = s.room_components - s.components
    of_u = widen.rows(widen.unknowns(rows.of_u, 1))
    if extra:
        held_rows = np.zeros(of_u.shape)
        held_rows[s.components + np.arange(extra), s.components + np.arange(extra)] = 1.0
        of_u = of_u + held_rows
    new_rows = eqx.tree_at(
        lambda r: (r.of_amounts, r.of_u, r.of_members, r.bulk, r.field, r.target, r.first),
        rows,
        (
            widen.rows(widen.species(rows.of_amounts, 1)),
            of_u,
            widen.rows(widen.tail(rows.of_members, 1, more_members)),
            widen.rows(rows.bulk),
            widen.cells(widen.tail(rows.field, 0, extra)),
            widen.cells(widen.rows(rows.target)),
            widen.cells(widen.tail(rows.first, 0, extra)),
        ),
    )
    starts = widen.cells(widen.unknowns(starts, 1))
    held = widen.cells(widen.tail(held, 0, extra, True))
    amount = widen.cells(widen.tail(amount, 0, more_phases, 1e-10))
    return jax.tree.map(jnp.asarray, (new, new_rows, starts, held, amount))


class _Widen:
    """Puts in what fills up, axis by axis."""

    def __init__(self, xp, sizes: Sizes):
        self.xp, self.s = xp, sizes

    def tail(self, array, axis: int, extra: int, value=0.0):
        """At the end of an axis."""
        widths = [(0, 0)] * array.ndim
        widths[axis] = (0, extra)
        return self.xp.pad(self.xp.asarray(array), widths, constant_values=value)

    def _insert(self, array, axis: int, at: int, extra: int, value=0.0):
        before, after = self.xp.split(self.xp.asarray(array), [at], axis=axis)
        return self.xp.concatenate([self.tail(before, axis, extra, value), after], axis=axis)

    def species(self, array, axis: int, value=0.0):
        """Species: those dissolved, then those sorbed."""
        s = self.s
        array = self._insert(array, axis, s.dissolved, s.room_dissolved - s.dissolved, value)
        return self.tail(array, axis, s.room_sorbed - s.sorbed, value)

    def unknowns(self, array, axis: int):
        """Unknowns: components, then ln a_w and ln W."""
        return self._insert(array, axis, self.s.components, self.s.room_components - self.s.components)

    def rows(self, array):
        """Rows: components, then the water."""
        return self._insert(array, 0, self.s.components, self.s.room_components - self.s.components)

    def cells(self, array):
        """Cells, by the last one again."""
        widths = [(0, 0)] * (array.ndim - 1) + [(0, self.s.room_cells - self.s.cells)]
        return self.xp.pad(self.xp.asarray(array), widths, mode="edge")


def unpad(found, s: Sizes):
    """What was asked for out of what was computed."""
    xp = jnp if isinstance(found[0], Tracer) else np
    u, ln_gamma, amount, size, iterations = (xp.asarray(a) for a in found)
    u = xp.concatenate([u[: s.components, : s.cells], u[-2:, : s.cells]])
    sorbed = ln_gamma[s.room_dissolved : s.room_dissolved + s.sorbed, : s.cells]
    ln_gamma = xp.concatenate([ln_gamma[: s.dissolved, : s.cells], sorbed])
    return tuple(
        jnp.asarray(a)
        for a in (u, ln_gamma, amount[: s.phases, : s.cells], size[: s.cells], iterations[: s.cells])
    )
