"""C1 and C8: the linear part of every law at equilibrium, semidefinite, reciprocal, and allowed by symmetry.

Transport between places is judged by M = (dX/dz)^T (dJ/dz), z the difference of the coordinates of both ends on the
manifold of equilibria: with J = L X it is (dX/dz)^T L (dX/dz), which is symmetric and semidefinite if L is, however
many rows share how few conjugates. Reactions, and what joins places of different kinds, by dJ/dX at X = 0.
"""

from collections.abc import Iterator

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome, joined
from fluxforce.budget.checks.states import STATES, Measured, tail_places, told
from fluxforce.budget.checks.subject import Subject
from fluxforce.laws.base import AbstractSource
from fluxforce.laws.hop import Irreversible
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.slopes import slopes

ROUND_OFF = 1e-8


def check_linear(
    subject: Subject, states: np.ndarray, found: Measured, asymmetry: float
) -> tuple[list[Outcome], list[Outcome]]:
    """C1 and C8 of every process; ``asymmetry`` is that of the potential, which no law can be held to better than."""
    first, eighth = list[Outcome](), list[Outcome]()
    for k, exchange in enumerate(subject.system.exchanges):
        if isinstance(exchange.law, AbstractSource | Irreversible):
            kind = "a source" if isinstance(exchange.law, AbstractSource) else "one-way by type"
            first.append(NotApplicable("C1", f"'{exchange.name}' is {kind}"))
            continue
        sites = np.flatnonzero(np.asarray(exchange.measure) != 0.0)
        if not sites.size:
            continue
        if _transport(exchange):
            matrices = _between(subject, exchange, states, sites)
            first += list(_judged(subject, found, k, matrices, sites, asymmetry))
        elif exchange.reactants.shape[0] > 1 and not _vanish(found.forces[k][..., sites]):
            first.append(NotApplicable("C1", f"the forces of '{exchange.name}' never vanish"))
            continue
        else:
            blocks = _by_force(exchange, subject.system.potential, states, sites)
            first += list(_judged(subject, found, k, blocks, sites, 0.0))
        eighth += list(_curie(subject, found, k, states, sites))
    return (
        joined("C1", first, "there are no processes with a force"),
        joined("C8", eighth, "every process has forces of one rank, or acts across a surface"),
    )


def _transport(exchange: Exchange) -> bool:
    same = np.allclose(exchange.reactants, exchange.products)
    return same and not isinstance(exchange.sites, Everywhere)


def _vanish(forces: np.ndarray) -> bool:
    rows = np.moveaxis(forces, 1, 0).reshape(forces.shape[1], -1)
    return bool(np.all((rows.min(axis=1) < 0.0) & (rows.max(axis=1) > 0.0)))


def _columns(exchange: Exchange, states: np.ndarray) -> Array:
    """The tails of every site in some states, [states, coordinates, sites]."""
    return jnp.asarray(states[:STATES][:, :, tail_places(exchange, states.shape[2])])


def _between(subject: Subject, exchange: Exchange, states: np.ndarray, sites: np.ndarray) -> np.ndarray:
    """M [states x sites, coordinates, coordinates]."""
    scale = np.ones(states.shape[1]) if subject.scale is None else np.asarray(subject.scale)
    curved = np.flatnonzero(~np.array(subject.system.potential.linear))
    found = _tangents(exchange, subject.system.potential, _columns(exchange, states), jnp.asarray(scale))
    force, flux = (np.asarray(part)[:, curved][..., sites] for part in found)  # [states, by, rows, sites]
    return np.einsum("ncrs,ndrs->nscd", force, flux).reshape(-1, curved.size, curved.size)


@eqx.filter_jit
def _tangents(
    exchange: Exchange, potential: AbstractPotential, columns: Array, scale: Array
) -> tuple[Array, Array]:
    """dX and dJ along every balanced coordinate of the difference of both ends."""
    balanced = len(potential.linear)

    def one(z: Array) -> tuple[Array, Array]:
        def ends(half: Array) -> tuple[Array, Array]:
            tail, head = potential.read(z - half), potential.read(z + half)
            force = exchange.products @ head.conjugates - exchange.reactants @ tail.conjugates
            return force, exchange.law.flux(force, tail, head)

        _, push = jax.linearize(ends, jnp.zeros_like(z))
        return jax.vmap(push)(0.5 * _along(potential, z, balanced) * scale[:balanced, None, None])

    return jax.vmap(one)(columns)


def _along(potential: AbstractPotential, z: Array, balanced: int) -> Array:
    """Steps of all coordinates [balanced, coordinates, sites] for a step of one: the constrained ones follow."""
    count, sites = z.shape
    own = jnp.broadcast_to(jnp.eye(balanced, count)[:, :, None], (balanced, count, sites))
    if count == balanced:
        return own
    matrix = jnp.moveaxis(slopes(potential, z).equations[balanced:], 2, 0)
    follow = -jnp.linalg.solve(
        matrix[:, :, balanced:], matrix[:, :, :balanced]
    )  # [sites, constrained, balanced]
    return own.at[:, balanced:].set(jnp.transpose(follow, (2, 1, 0)))


def _by_force(
    exchange: Exchange, potential: AbstractPotential, states: np.ndarray, sites: np.ndarray
) -> np.ndarray:
    """dJ/dX at X = 0 [states x sites, rows, rows]."""
    values = np.asarray(_at_rest(exchange, potential, jnp.asarray(states[:STATES])))[..., sites]
    return np.moveaxis(values, -1, 1).reshape(-1, *values.shape[1:3])


@eqx.filter_jit
def _at_rest(exchange: Exchange, potential: AbstractPotential, states: Array) -> Array:
    rows, sites = exchange.reactants.shape[0], exchange.measure.shape[0]

    def one(z: Array) -> Array:
        tail, head = (potential.read(end) for end in exchange.sites.ends(z))
        _, push = jax.linearize(lambda force: exchange.law.flux(force, tail, head), jnp.zeros((rows, sites)))
        seeds = jnp.broadcast_to(jnp.eye(rows)[:, :, None], (rows, rows, sites))
        return jnp.swapaxes(jax.vmap(push)(seeds), 0, 1)

    return jax.vmap(one)(states)


def _judged(
    subject: Subject, found: Measured, k: int, matrices: np.ndarray, sites: np.ndarray, asymmetry: float
) -> Iterator[Outcome]:
    """Symmetry and sign of many matrices, each brought to a unit diagonal."""
    exchange = subject.system.exchanges[k]
    if not np.all(np.isfinite(matrices)):
        yield NotApplicable("C1", f"'{exchange.name}' has no slope at rest")
        return
    size = np.sqrt(np.abs(np.einsum("nii->ni", matrices)))
    top = np.maximum(size.max(axis=1, keepdims=True), 1e-300)
    size = np.where(size > 1e-7 * top, size, top)
    scaled = matrices / size[:, :, None] / size[:, None, :]
    parity = np.array(subject.parities.get(exchange.name, ()) or np.ones(matrices.shape[1]))
    sign = np.outer(parity, parity) if parity.size == matrices.shape[1] else np.ones(matrices.shape[1:])
    if parity.size != matrices.shape[1]:
        sign = np.ones(matrices.shape[1:])
    off = np.abs(scaled - sign[None] * np.swapaxes(scaled, 1, 2))
    least = np.linalg.eigvalsh(0.5 * (scaled + np.swapaxes(scaled, 1, 2)))[:, 0]
    odd = bool(np.any(parity < 0))
    if asymmetry > ROUND_OFF:
        yield NotApplicable(
            "C1", f"'{exchange.name}' moves what has no entropy (C2): no law can be held to reciprocity there"
        )
        return
    if off.max() > ROUND_OFF:
        yield _asymmetric(subject, found, k, matrices, off, sites, odd)
    if least.min() < -ROUND_OFF:
        at = int(least.argmin())
        state, site = divmod(at, sites.size)
        place = int(tail_places(exchange, found.content.shape[2])[sites[site]])
        yield Broken(
            "C1", "its linear part has a negative eigenvalue: some small forces destroy entropy", "negative L",
            exchange.name, "", place, told(subject, found.content[state], place),
            {"least eigenvalue at unit diagonal": float(least[at])},
        )  # fmt: skip
    elif off.max() <= ROUND_OFF:
        coupled = "reciprocal and semidefinite at equilibrium" if matrices.shape[1] > 1 else "L >= 0"
        yield Held("C1", float(off.max()), coupled)


def _asymmetric(
    subject: Subject, found: Measured, k: int, matrices: np.ndarray, off: np.ndarray, sites: np.ndarray, odd: bool
) -> Broken:  # fmt: skip
    exchange = subject.system.exchanges[k]
    at, i, j = (int(v) for v in np.unravel_index(int(off.argmax()), off.shape))
    state, site = divmod(at, sites.size)
    place = int(tail_places(exchange, found.content.shape[2])[sites[site]])
    if _transport(exchange):
        curved = np.flatnonzero(~np.array(subject.system.potential.linear))
        names = [subject.system.potential.quantities[q] for q in curved]
    else:
        names = [subject.label(k, row) or str(row) for row in range(matrices.shape[1])]
    rule = "Onsager's and Casimir's" if odd else "Onsager's"
    said = f"the response of {names[i]} to {names[j]} and of {names[j]} to {names[i]} differ: against {rule} relations"
    numbers = {f"{names[i]} by {names[j]}": float(matrices[at, i, j]),
               f"{names[j]} by {names[i]}": float(matrices[at, j, i])}  # fmt: skip
    known = told(subject, found.content[state], place)
    return Broken("C1", said, "asymmetric L", exchange.name, "", place, known, numbers)


def _curie(
    subject: Subject, found: Measured, k: int, states: np.ndarray, sites: np.ndarray
) -> Iterator[Outcome]:
    """Rows of different rank that drive each other at many faces of a bulk."""
    exchange = subject.system.exchanges[k]
    ranks = np.array(subject.ranks.get(exchange.name) or _ranks(exchange))
    if exchange.name in subject.surfaces or np.all(ranks == ranks[0]):
        return
    if sites.size < 2 and exchange.name not in subject.ranks:
        return  # one face between two places is a membrane or a contact
    blocks = _by_force(exchange, subject.system.potential, states, sites)
    if not np.all(np.isfinite(blocks)):
        yield NotApplicable("C8", f"'{exchange.name}' has no slope at rest")
        return
    size = np.sqrt(np.abs(np.einsum("nii->ni", blocks)))
    size = np.where(size > 0.0, size, 1.0)
    scaled = np.abs(blocks) / size[:, :, None] / size[:, None, :]
    forbidden = np.where(ranks[:, None] != ranks[None, :], scaled, 0.0)
    at, i, j = (int(v) for v in np.unravel_index(int(forbidden.argmax()), forbidden.shape))
    if forbidden[at, i, j] <= ROUND_OFF:
        yield Held("C8", float(forbidden.max()), "rows of different rank are not coupled")
        return
    one, other = subject.label(k, i), subject.label(k, j)
    yield Broken(
        "C8", f"{one} is driven by {other}, of another tensor rank, at {sites.size} faces of an isotropic bulk; "
        "across a surface or membrane that is allowed: say so", "scalar drives vector", exchange.name, one, None, {},
        {"coupling over sqrt(L_ii L_jj)": float(forbidden[at, i, j])},
    )  # fmt: skip


def _ranks(exchange: Exchange) -> tuple[int, ...]:
    """1 for rows that move what they are between places, 0 for rows that change it."""
    if isinstance(exchange.sites, Everywhere):
        return (0,) * exchange.reactants.shape[0]
    same = np.all(np.asarray(exchange.reactants) == np.asarray(exchange.products), axis=1)
    return tuple(1 if one else 0 for one in same)
