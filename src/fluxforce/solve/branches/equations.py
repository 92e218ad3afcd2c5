"""The equations of a steady state, with as many rows as unknowns: supplies, held contents, constraints, totals."""

from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import jax
import numpy as np
import scipy.sparse as sp

from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.places import Chain, Everywhere
from fluxforce.solve.branches.kernel import Kernel, kernel
from fluxforce.solve.branches.matrices import Matrix
from fluxforce.solve.branches.totals import conserved_totals
from fluxforce.solve.linear import AbstractCorrection


@runtime_checkable
class Posed(Protocol):
    """What a steady state is asked of: an assembled model, or anything with these four."""

    @property
    def system(self) -> System: ...
    @property
    def solver(self) -> AbstractCorrection: ...
    @property
    def start(self) -> Array: ...
    @property
    def scale(self) -> Array: ...


def reach_of(system: System) -> int:
    """How far a place's equations reach along a chain of places; -1 where the places are no chain."""
    processes = (*system.exchanges, *system.flows)
    if not all(isinstance(one.sites, Chain | Everywhere) for one in processes):
        return -1
    limited = any(bool(np.any(np.asarray(flow.limit) != 0.0)) for flow in system.flows)
    return 2 if limited else 1


@dataclass(frozen=True)
class Linear:
    """Derivatives at one state: ``jacobian`` of all equations by all coordinates, flat; blocks of the places.

    ``blocks`` are those of the supplies before rows were given to totals; ``contents`` [equation, coordinate, place].
    """

    residual: np.ndarray
    jacobian: Matrix
    blocks: np.ndarray
    contents: np.ndarray


@dataclass(frozen=True)
class Member:
    """A model taken apart for the kernel: leaves, contents at the start, totals there, sizes of places."""

    posed: Posed
    kernel: Kernel
    leaves: list[Any]
    anchor: np.ndarray
    amounts: np.ndarray
    size: np.ndarray

    def content_at(self, coordinates: np.ndarray) -> np.ndarray:
        """Contents of a state [balanced, places]."""
        return np.asarray(self.kernel.contents(self.leaves, coordinates))


@dataclass(frozen=True)
class Equations:
    """The shape of the equations of a family of systems: one structure serves all values of a parameter.

    - ``held`` [balanced, places]: contents that do not change: held ones, and those that no process touches;
    - ``totals`` [totals, balanced, places]: weights of contents times size whose sums nothing changes;
    - ``given_up``: the flat rows whose supplies follow from the others, which hold the totals instead;
    - ``reach``: see ``reach_of``; ``rows``, ``columns``: where the entries of the blocks stand.
    """

    held: np.ndarray
    totals: np.ndarray
    given_up: np.ndarray
    reach: int
    shape: tuple[int, int]
    places_of: Any
    kept: dict[int, Member] = field(default_factory=dict, repr=False)

    @property
    def unknowns(self) -> int:
        """Number of coordinates of all places."""
        return self.shape[0] * self.shape[1]

    @property
    def moving(self) -> np.ndarray:
        """Flat positions of the contents that change."""
        return np.flatnonzero(~self.held.reshape(-1))

    def member(self, posed: Posed) -> "Member":
        """What the equations take from a model; the last few are kept."""
        kept = self.kept.get(id(posed))
        if kept is None or kept.posed is not posed:
            if len(self.kept) > 32:
                self.kept.pop(next(iter(self.kept)))
            leaves, structure = jax.tree.flatten(posed.system)
            found = kernel(structure, self.reach)
            content, size = np.asarray(found.contents(leaves, posed.start)), np.asarray(posed.system.size)
            kept = Member(posed, found, leaves, content, self._amounts(content, size), size)
            self.kept[id(posed)] = kept
        return kept

    def _amounts(self, content: np.ndarray, size: np.ndarray) -> np.ndarray:
        return np.einsum("tqp,qp->t", self.totals, content * size[None])

    def values(self, posed: Posed, coordinates: np.ndarray) -> np.ndarray:
        """The residual, flat."""
        own = self.member(posed)
        found, content = own.kernel.values(own.leaves, self.held, own.anchor, coordinates)
        return self._with_totals(own, np.array(found).reshape(-1), content)

    def _with_totals(self, own: "Member", values: np.ndarray, content: Any) -> np.ndarray:
        if self.given_up.size:
            values[self.given_up] = self._amounts(np.asarray(content), own.size) - own.amounts
        return values

    def linear(self, posed: Posed, coordinates: np.ndarray) -> Linear:
        """Residual and derivatives at a state."""
        own = self.member(posed)
        found, content, pushed, slopes = own.kernel.linear(own.leaves, self.held, own.anchor, coordinates)
        values = self._with_totals(own, np.array(found).reshape(-1), content)
        blocks, slopes = np.asarray(pushed), np.asarray(slopes)
        jacobian = self.matrix(blocks)
        if self.given_up.size:
            weights = self.totals * own.size[None, None]
            rows = np.einsum("tqp,qcp->tcp", weights, slopes[: self.held.shape[0]]).reshape(
                len(self.totals), -1
            )
            jacobian = jacobian.with_rows(self.given_up, rows)
        return Linear(values, jacobian, blocks, slopes)

    def product(self, posed: Posed, coordinates: np.ndarray, left: np.ndarray, right: np.ndarray) -> float:
        """left . (dR/dz right)."""
        own = self.member(posed)
        return float(own.kernel.product(*self._sandwich(own, coordinates, left, right)))

    def product_slope(
        self, posed: Posed, coordinates: np.ndarray, left: np.ndarray, right: np.ndarray
    ) -> np.ndarray:
        """Derivative of left . (dR/dz right) by the coordinates, flat."""
        own = self.member(posed)
        return np.asarray(own.kernel.product_slope(*self._sandwich(own, coordinates, left, right))).reshape(
            -1
        )

    def _sandwich(self, own: "Member", coordinates: np.ndarray, left: np.ndarray, right: np.ndarray):
        rows, amounts = left.copy(), np.zeros(self.held.shape)
        if self.given_up.size:
            rows[self.given_up] = 0.0
            amounts = np.einsum("t,tqp->qp", left[self.given_up], self.totals) * own.size
        given = (rows.reshape(self.shape), amounts, right.reshape(self.shape))
        return own.leaves, self.held, own.anchor, coordinates, *given

    def relaxing(self, at: Linear, step: float) -> Matrix:
        """dR/dz less d(content)/dz over a step of pseudo-time [s] in the rows of supplies."""
        count, places = self.shape
        rows = np.zeros((count, places), bool)
        rows[: self.held.shape[0]] = ~self.held
        rows.reshape(-1)[self.given_up] = False
        own = at.contents * rows[:, None, :] / step
        row, column, place = (index.reshape(-1) for index in np.indices(own.shape))
        return at.jacobian.less(row * places + place, column * places + place, own.reshape(-1))

    def entries(self, blocks: np.ndarray) -> np.ndarray:
        """Blocks [column, colour, row, place] as [column, shift, row, place], shift -reach..reach along the chain."""
        colours, places = blocks.shape[1], blocks.shape[3]
        own = np.arange(places)
        shifts = range(-self.reach, self.reach + 1)
        return np.stack(
            [blocks[:, (own + shift) % colours, :, own].transpose(1, 2, 0) for shift in shifts], axis=1
        )

    def matrix(self, blocks: np.ndarray) -> Matrix:
        """Blocks as a matrix over flat equations and coordinates: sparse along a chain."""
        if self.reach < 0:
            return Matrix(blocks.transpose(2, 3, 0, 1).reshape(self.unknowns, self.unknowns))
        return self.sparse(self.entries(blocks))

    def sparse(self, entries: np.ndarray) -> Matrix:
        """[column, shift, row, place] as a matrix; small ones are dense, which is faster there."""
        rows, columns, inside = self.places_of
        if self.unknowns <= DENSE:
            found = np.zeros((self.unknowns, self.unknowns))
            found[rows, columns] = entries[inside]
            return Matrix(found)
        return Matrix(sp.csc_matrix((entries[inside], (rows, columns)), shape=(self.unknowns, self.unknowns)))


DENSE = 160  # unknowns up to which a dense factorization is the faster one


def equations(posed: Posed) -> Equations:
    """The structure of the equations of a model and of all that differ from it in numbers only."""
    system = posed.system
    held = np.asarray(system.active) == 0.0
    shape = (int(posed.start.shape[0]), int(posed.start.shape[1]))
    reach = reach_of(system)
    totals, untouched = conserved_totals(system, np.asarray(posed.start), np.asarray(posed.scale), held)
    held = held | untouched
    given_up = _given_up(totals, posed) if totals.size else np.zeros(0, int)
    return Equations(held, totals, given_up, reach, shape, _positions(shape, reach) if reach >= 0 else None)


def _given_up(totals: np.ndarray, posed: Posed) -> np.ndarray:
    """One row for every total, where most of it is: rows of the weights that are well conditioned together."""
    import scipy.linalg

    content = np.abs(np.asarray(posed.system.potential.read(posed.start).content))
    weights = (totals * (content + 1e-12 * content.max() + 1e-300)[None]).reshape(len(totals), -1)
    weights = weights / np.abs(weights).max(axis=1, keepdims=True)
    _, _, order = map(np.asarray, scipy.linalg.qr(weights, pivoting=True, mode="economic"))
    return np.asarray(order[: len(totals)])


def _positions(shape: tuple[int, int], reach: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Flat row and column of every entry [column, shift, row, place], and which of them lie inside the chain."""
    count, places = shape
    column, shift, row, place = np.meshgrid(
        np.arange(count), np.arange(-reach, reach + 1), np.arange(count), np.arange(places), indexing="ij"
    )
    other = place + shift
    inside = (other >= 0) & (other < places)
    return (row * places + place)[inside], (column * places + other)[inside], inside
