"""C4 and C5: heat and matter together. Three forms of one production, and no dependence on what is called zero."""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import sides
from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome, joined
from fluxforce.budget.checks.states import Measured, tail_places, told
from fluxforce.budget.checks.subject import Subject
from fluxforce.laws.base import AbstractSource
from fluxforce.laws.hop import Irreversible
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential, Reading

ROUND_OFF = 1e-8
SHIFT = 7.0  # J/K/mol: a datum of chemical potentials moved by 2 kJ/mol


def check_forms(subject: Subject, states: np.ndarray, found: Measured) -> tuple[list[Outcome], list[Outcome]]:
    """C4, and what of C5 concerns heat: every process that moves energy and something else by rows of their own."""
    fourth, fifth = list[Outcome](), list[Outcome]()
    energy = subject.energy
    if energy is None:
        return [
            NotApplicable("C4", "the energy is not balanced: one temperature, and heat goes to its bath")
        ], []
    for k, exchange in enumerate(subject.system.exchanges):
        rows = _rows(exchange, energy)
        if rows is None or not _independent(subject, rows[1]):
            continue
        local = _local(subject, exchange, states, energy, rows)
        if not local.regular():
            fourth.append(
                NotApplicable("C4", f"contents and temperature do not tell the state in '{exchange.name}'")
            )
            continue
        sites = np.flatnonzero(np.asarray(exchange.measure) != 0.0)
        off = local.disagreement(sites)
        if off <= ROUND_OFF:
            fourth.append(
                Held("C4", off, f"total energy, measurable heat and entropy flux in '{exchange.name}'")
            )
        else:
            fourth.append(Broken(
                "C4", "the heat that species carry by their energy is not the one of their chemical potentials "
                "(Gibbs and Helmholtz): J_e, q and J_s give three productions", "inconsistent enthalpy", exchange.name,
                numbers={"relative difference": off},
            ))  # fmt: skip
        fifth += list(_carried(subject, found, k, local, sites, rows))
    return joined("C4", fourth, "no process moves energy and matter together"), fifth


def _rows(exchange: Exchange, energy: int) -> tuple[int, list[tuple[int, int]]] | None:
    """Row of the energy, and (row, quantity) of everything that moves beside it as it is; None where there is none."""
    if isinstance(exchange.sites, Everywhere) or isinstance(exchange.law, AbstractSource | Irreversible):
        return None
    taken, given = np.asarray(exchange.reactants), np.asarray(exchange.products)
    own, beside = None, []
    for row in range(taken.shape[0]):
        single = np.flatnonzero(taken[row])
        if single.size != 1 or not np.array_equal(taken[row], given[row]):
            return None
        if single[0] == energy:
            own = row
        else:
            beside.append((row, int(single[0])))
    return (own, beside) if own is not None and beside else None


def _independent(subject: Subject, beside: list[tuple[int, int]]) -> bool:
    """Whether each quantity moves in one row and has a capacity of its own."""
    moved = [quantity for _, quantity in beside]
    linear = subject.system.potential.linear
    known = all(quantity < len(linear) and not linear[quantity] for quantity in moved)
    return known and len(set(moved)) == len(moved)


@dataclass(frozen=True)
class _Local:
    """Derivatives by coordinates at coincident ends, first axis states and sites."""

    flux: np.ndarray  # [n, rows, by]
    contents: np.ndarray  # dq/dz [n, quantities, by]
    conjugates: np.ndarray  # dy/dz
    own: np.ndarray  # y [n, quantities]
    energy: int
    row: int
    beside: list[tuple[int, int]]
    sites: int

    def regular(self) -> bool:
        """Whether steps at constant temperature exist everywhere."""
        matrix = self._steps()
        return bool(np.all(np.isfinite(matrix)) and np.all(np.abs(np.linalg.det(matrix)) > 0.0))

    def _steps(self) -> np.ndarray:
        """d(contents, T)/dz [n, content and T, by]."""
        temperature = 1.0 / self.own[:, self.energy]
        warmer = -(temperature[:, None] ** 2) * self.conjugates[:, self.energy]
        return np.concatenate([self.contents[:, [q for _, q in self.beside]], warmer[:, None]], axis=1)

    def isothermal(self) -> tuple[np.ndarray, np.ndarray]:
        """Steps of coordinates [n, by, k] that move one content each at constant T, and the one that moves T alone."""
        inverse = np.linalg.inv(self._steps())
        return inverse[:, :, :-1], inverse[:, :, -1]

    def carried(self) -> np.ndarray:
        """Partial molar energy h_k = du/dc_k at constant T [n, k]."""
        steps, _ = self.isothermal()
        return np.einsum("nb,nbk->nk", self.contents[:, self.energy], steps)

    def disagreement(self, sites: np.ndarray) -> float:
        """Largest difference of the three forms over the largest of their terms, along random steps."""
        draw = np.random.default_rng(1)
        n, by = self.flux.shape[0], self.flux.shape[2]
        step = draw.normal(size=(n, by))
        rows, kept = [r for r, _ in self.beside], [q for _, q in self.beside]
        along = {name: np.einsum("nrb,nb->nr", part, step) for name, part in
                 (("J", self.flux), ("c", self.contents), ("y", self.conjugates))}  # fmt: skip
        t = 1.0 / self.own[:, self.energy]
        heat, matter = along["J"][:, self.row], along["J"][:, rows]
        dy_u, dy = along["y"][:, self.energy], along["y"][:, kept]
        dt = -(t**2) * dy_u
        steps, _ = self.isothermal()
        at_t = -t[:, None] * np.einsum("nkb,nbj,nj->nk", self.conjugates[:, kept], steps, along["c"][:, kept])
        mu = -t[:, None] * self.own[:, kept]
        dmu = -t[:, None] * dy - self.own[:, kept] * dt[:, None]
        forms = np.stack(
            [
                heat * dy_u + np.sum(matter * dy, axis=1),
                (heat - np.sum(self.carried() * matter, axis=1)) * dy_u - np.sum(matter * at_t, axis=1) / t,
                -((heat - np.sum(mu * matter, axis=1)) / t * dt + np.sum(matter * dmu, axis=1)) / t,
            ]
        )
        # h and mu are differences of large numbers where the datum is far away
        size = np.abs(heat * dy_u) + np.sum(
            np.abs(matter) * (np.abs(dy) + np.abs(mu * dy_u[:, None])), axis=1
        )
        keep = np.isin(np.arange(n) % self.sites, sites) & (size > 1e-12 * size.max())
        return float(np.max(np.ptp(forms, axis=0)[keep] / size[keep], initial=0.0))


def _local(subject: Subject, exchange: Exchange, states: np.ndarray, energy: int, rows) -> _Local:
    columns = jnp.asarray(states[:2][:, :, tail_places(exchange, states.shape[2])])
    found = [np.asarray(part) for part in _slopes(exchange, subject.system.potential, columns)]
    flux, contents, conjugates, own = (
        np.moveaxis(part, -1, 1).reshape(-1, *part.shape[1:-1]) for part in found
    )
    balanced = contents.shape[1]
    curved = [q for q in range(balanced) if not subject.system.potential.linear[q]]
    wanted = [energy, *(q for _, q in rows[1])]
    by = [q for q in curved if q in wanted]
    return _Local(
        flux[:, :, by], contents[:, :, by], conjugates[:, :balanced, by], own[:, :balanced], energy, rows[0], rows[1],
        columns.shape[2],
    )  # fmt: skip


@eqx.filter_jit
def _slopes(exchange: Exchange, potential: AbstractPotential, columns: Array) -> tuple[Array, ...]:
    """dJ/dz of the difference of both ends, dq/dz and dy/dz [states, rows, by, sites], and y [states, q, sites]."""
    balanced = len(potential.linear)

    def one(z: Array) -> tuple[Array, ...]:
        def flux(half: Array) -> Array:
            tail, head = potential.read(z - half), potential.read(z + half)
            force = exchange.products @ head.conjugates - exchange.reactants @ tail.conjugates
            return exchange.law.flux(force, tail, head)

        seeds = jnp.broadcast_to(jnp.eye(z.shape[0])[:, :, None], (z.shape[0], *z.shape))
        _, push = jax.linearize(flux, jnp.zeros_like(z))
        reading, pushed = jax.linearize(potential.read, z)
        moved = jax.vmap(pushed)(seeds)
        return (
            jnp.swapaxes(jax.vmap(push)(0.5 * seeds), 0, 1),
            jnp.swapaxes(moved.content, 0, 1),
            jnp.swapaxes(moved.conjugates, 0, 1)[:balanced],
            reading.conjugates[:balanced],
        )

    return jax.vmap(one)(columns)


def _carried(
    subject: Subject, found: Measured, k: int, local: _Local, sites: np.ndarray, rows
) -> Iterator[Outcome]:
    """Whether matter that moves at constant temperature takes its energy along."""
    exchange = subject.system.exchanges[k]
    steps, _ = local.isothermal()
    flux = np.einsum("nrb,nbk->nrk", local.flux, steps)
    heat, energy_of = flux[:, rows[0]], local.carried()
    matter = np.abs(flux[:, [r for r, _ in rows[1]]])
    expected = np.einsum("njk,nj->nk", matter, np.abs(energy_of))
    keep = np.isin(np.arange(flux.shape[0]) % local.sites, sites)
    moves = keep[:, None] & (expected > 1e-12 * max(expected.max(), 1e-300)) & (expected > 0.0)
    silent = moves & (np.abs(heat) <= 1e-9 * expected)
    if not moves.any():
        yield NotApplicable("C5", f"species in '{exchange.name}' have no energy of their own")
        return
    if not silent.any():
        yield Held("C5", 0.0, f"energy in '{exchange.name}' goes with what is moved")
        return
    at, row = (int(v) for v in np.argwhere(silent)[0])
    state, site = divmod(at, local.sites)
    place = int(tail_places(exchange, found.content.shape[2])[site])
    yield Broken(
        "C5", "a measurable heat flux (Fourier's) is paired with the force of the total energy: what moves carries "
        "none of its energy along, so production depends on the datum of energies without bound; "
        "use J_e = q + sum h_k J_k",
        "trap 1", exchange.name, subject.label(k, rows[0]), place, told(subject, found.content[state], place),
        {"energy carried per unit moved": 0.0, "partial molar energy h": float(energy_of[at, row])},
    )  # fmt: skip


def check_gauge(subject: Subject, states: np.ndarray, found: Measured, heat: list[Outcome]) -> list[Outcome]:
    """C5: production is the same when conjugates are moved by what no process can change."""
    outcomes = list(heat)
    weights = {
        name: np.asarray(w, float)
        for name, w in subject.conserved.items()
        if name not in ("energy", "entropy")
    }
    if subject.charge is not None:
        weights.setdefault("charge", np.asarray(subject.charge, float))
    balanced = subject.balanced
    for name, weight in weights.items():
        shift = np.zeros(found.conjugates.shape[1])
        shift[:balanced] = SHIFT / max(float(np.abs(weight).max()), 1e-300) * weight
        moved = [np.asarray(part) for part in _moved(subject.system, jnp.asarray(states), jnp.asarray(shift))]
        outcome = list(_compared(subject, found, name, moved))
        if subject.energy is not None and any(isinstance(one, Broken) for one in outcome):
            # where temperature varies a voltage, a velocity or a pressure is an energy per unit: y moves by -a/T, and
            # the energy with it; a law may be written in such a potential, or in differences of conjugates
            energies = jnp.asarray(shift[:balanced])
            raised = _raised(subject.system, jnp.asarray(states), energies, subject.energy)
            outcome = list(_compared(subject, found, name, [np.asarray(part) for part in raised]))
        outcomes += outcome
    return joined("C5", outcomes, "there is no datum to move: nothing is known to be conserved but energy")


def _compared(subject: Subject, found: Measured, name: str, moved: list[np.ndarray]) -> Iterator[Outcome]:
    """Production of every process before and after; forces that changed show that the process makes of it."""
    for k, exchange in enumerate(subject.system.exchanges):
        if isinstance(exchange.law, AbstractSource | Irreversible):
            continue
        force = found.forces[k]
        before = np.sum(force * found.fluxes[k], axis=1)
        size = np.sum(np.abs(force * found.fluxes[k]), axis=1)
        shifted = moved[k]
        change = np.asarray(exchange.products - exchange.reactants)
        if not np.all(np.isfinite(shifted)) or not np.all(np.isfinite(before)) or change.size == 0:
            continue
        # forces far from zero only: near it the shift itself is round-off that is seen
        keep = size > 1e-6 * max(float(size.max(initial=0.0)), 1e-300)
        if not keep.any():
            continue
        off = np.where(keep, np.abs(shifted - before) / (size + 1e-300), 0.0)
        worst = float(off.max())
        if worst <= 1e-6:
            yield Held("C5", worst, f"datum of {name} moved")
        elif subject.system.potential.quantities and _own_zero(exchange):
            yield NotApplicable("C5", f"'{exchange.name}' measures against a zero of its own")
        else:
            state, site = (int(v) for v in np.unravel_index(int(off.argmax()), off.shape))
            yield Broken(
                "C5", f"its flux changes when the datum of {name} is moved, though no force does", "depends on a datum",
                exchange.name, "", None, {}, {"production": float(before[state, site]),
                "with another datum": float(shifted[state, site])},
            )  # fmt: skip


def _own_zero(exchange: Exchange) -> bool:
    """Laws that hold a potential of their own as reference, such as E0 of an electrode."""
    return _holds(exchange.law, ("reference", "standard"))


@eqx.filter_jit
def _moved(system: Any, states: Array, shift: Array) -> list[Array]:
    """Production of every process [states, sites], all conjugates moved by ``shift`` and the forces kept."""

    def one(z: Array) -> list[Array]:
        reading = system.potential.read(z)
        other = eqx.tree_at(lambda r: r.conjugates, reading, reading.conjugates + shift[:, None])
        return [_production(exchange, reading, other, shift) for exchange in system.exchanges]

    return jax.vmap(one)(states)


@eqx.filter_jit
def _raised(system: Any, states: Array, energies: Array, energy: int) -> list[Array]:
    """Production of every process with another zero of ``energies`` [J per unit]; processes of nothing else only."""

    def one(z: Array) -> list[Array]:
        reading = system.potential.read(z)
        balanced = reading.content.shape[0]
        y = reading.conjugates
        y = y.at[:balanced].add(-energies[:, None] * y[energy][None])
        content = reading.content.at[energy].add(energies @ reading.content)
        other = eqx.tree_at(lambda r: (r.content, r.conjugates), reading, (content, y))
        found = []
        for exchange in system.exchanges:
            tail, head = sides(exchange, other)
            force = exchange.products @ head.conjugates - exchange.reactants @ tail.conjugates
            flux = exchange.law.flux(force, tail, head) * exchange.measure[None]
            concerned = jnp.any((exchange.products + exchange.reactants)[:, :balanced] @ energies != 0.0)
            found.append(jnp.where(concerned, jnp.sum(force * flux, axis=0), jnp.nan))
        return found

    return jax.vmap(one)(states)


def _production(exchange: Exchange, reading: Reading, other: Reading, shift: Array) -> Array:
    tail, head = sides(exchange, reading)
    force = exchange.products @ head.conjugates - exchange.reactants @ tail.conjugates
    if exchange.given is not None:
        force = force + exchange.given
    law = _with_datum(exchange.law, shift)
    flux = law.flux(force, *sides(exchange, other)) * exchange.measure[None]
    return jnp.sum(force * flux, axis=0)


def _with_datum(law: Any, shift: Array) -> Any:
    """A law whose own ``standard`` conjugates, if it has any, are moved along."""
    if not is_dataclass(law):
        return law
    for one in fields(law):
        value = getattr(law, one.name)
        if one.name == "standard" and eqx.is_array(value) and value.shape == shift.shape:
            law = eqx.tree_at(lambda m, n=one.name: getattr(m, n), law, value + shift)
        elif is_dataclass(value):
            law = eqx.tree_at(lambda m, n=one.name: getattr(m, n), law, _with_datum(value, shift))
    return law


def _holds(law: Any, names: tuple[str, ...]) -> bool:
    if not is_dataclass(law):
        return False
    return any(one.name in names or _holds(getattr(law, one.name), names) for one in fields(law))
