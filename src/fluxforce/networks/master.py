"""The chemical master equation of a reaction network, as a Markov network over copy numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order
from scipy.special import gammaln

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.enumeration import Box, reachable, whole
from fluxforce.networks.network import Network, from_arrays
from fluxforce.networks.propensity import propensities
from fluxforce.networks.reactions import ReactionNetwork

Composition = Mapping[str, int]


@dataclass(frozen=True)
class Cut:
    """Steps that lead out of the box: from which state, by which reaction and way (+1 or -1), at which rate [1/s]."""

    state: np.ndarray
    reaction: np.ndarray
    way: np.ndarray
    rate: np.ndarray


@dataclass(frozen=True)
class MasterEquation:
    """dp(n)/dt = sum_r [w+_r(n - D_r) p(n - D_r) - w+_r(n) p(n)] + the same backwards, on the states of a box.

    ``network`` joins the step n -> n + D_r forward and its way back into ONE channel with the rates w+_r(n) and
    w-_r(n + D_r); its process is the reaction. It is closed at the cut: a step out of the box does not happen, so
    probability is conserved and detailed balance survives. What the cut suppresses is in ``cut`` and never silent:
    ``cut_flux`` gives its size for given probabilities, and ``open_network`` the network in which those steps lead
    to one absorbing state outside, whose probability bounds the error of every other one [munsky2006].

    With mass action, states have the entropy sum_k (n_k ln V - ln n_k!) of ideal particles, so what a reservoir
    takes up per step is ln(k+/k-) with the chemostats folded in, whatever the copy numbers [schmiedl2007b].
    """

    reactions: ReactionNetwork
    network: Network
    box: Box
    keys: np.ndarray
    cut: Cut

    @property
    def counts(self) -> np.ndarray:
        """Copy numbers [states, species]."""
        assert self.network.positions is not None
        return self.network.positions

    def state(self, composition: Composition) -> int:
        """The number of the state with these copy numbers, zero where not given. Raises BadInput if it is not there."""
        row = composition_row(self.reactions, composition)
        inside = bool((row <= self.box.high).all())
        key = int(self.box.keys(row[None])[0])
        place = int(np.searchsorted(self.keys, key))
        if not inside or place >= self.keys.size or self.keys[place] != key:
            said = ", ".join(f"{s} = {n}" for s, n in zip(self.reactions.species, row, strict=True))
            raise BadInput([Problem(f"the composition {said} is outside the states of the master equation")])
        return place

    def start(self, composition: Composition) -> np.ndarray:
        """Probability one for these copy numbers."""
        p = np.zeros(self.network.states)
        p[self.state(composition)] = 1.0
        return p

    def leak(self) -> np.ndarray:
        """Rate out of the box from every state [1/s]."""
        return np.bincount(self.cut.state, self.cut.rate, minlength=self.network.states).astype(float)

    def cut_flux(self, probability: np.ndarray) -> dict[str, float]:
        """Probability per second that every reaction would carry through the cut; only those that do."""
        flux = np.bincount(
            self.cut.reaction,
            self.cut.rate * probability[self.cut.state],
            minlength=len(self.reactions.reactions),
        )
        return {name: float(j) for name, j in zip(self.reactions.names, flux, strict=True) if j > 0.0}

    def crossed(self, probability: np.ndarray) -> np.ndarray:
        """Flux through the upper bound of every species [1/s]: the direction in which the box is too small."""
        after = (
            self.counts[self.cut.state] + self.cut.way[:, None] * self.reactions.change()[self.cut.reaction]
        )
        flux = self.cut.rate * probability[self.cut.state]
        return (flux[:, None] * (after > self.box.high[None])).sum(axis=0)

    def absorbing(self) -> np.ndarray:
        """States that nothing leaves, such as extinction."""
        net = self.network
        moving = net.tail != net.head
        out = self.leak()
        out += np.bincount(net.tail[moving], net.forward[moving], minlength=net.states)
        out += np.bincount(net.head[moving], net.backward[moving], minlength=net.states)
        return np.flatnonzero(out == 0.0)

    def open_network(self) -> Network:
        """The network with one more state, the last, that takes whatever leaves the box."""
        net, cut = self.network, self.cut
        extra = cut.state.size
        return from_arrays(
            states=net.states + 1,
            tail=np.concatenate([net.tail, cut.state]),
            head=np.concatenate([net.head, np.full(extra, net.states)]),
            forward=np.concatenate([net.forward, cut.rate]),
            backward=np.concatenate([net.backward, np.zeros(extra)]),
            process=np.concatenate([net.process, cut.reaction]),
            processes=net.processes,
        )


def master_equation(
    reactions: ReactionNetwork,
    *,
    bounds: Mapping[str, int] | int,
    initial: Composition | Sequence[Composition] | None = None,
) -> MasterEquation:
    """The master equation within 0 <= n_k <= bound_k: of all states, or of those that ``initial`` can reach.

    Raises BadInput for a missing bound, an initial composition outside, more states than memory has room for, a
    law that gives a rate that is negative or not a number, or one that takes away what is not there.
    """
    box = Box(_bounds(reactions, bounds))
    if initial is None:
        return _assembled(reactions, box, whole(reactions, box), None)
    starts = [initial] if isinstance(initial, Mapping) else list(initial)
    rows = np.stack([composition_row(reactions, one) for one in starts])
    over = np.argwhere(rows > box.high[None])
    if over.size:
        name = reactions.species[over[0][1]]
        raise BadInput(
            [Problem(f"the initial number of '{name}' lies above its bound {box.high[over[0][1]]}")]
        )
    return _assembled(reactions, box, reachable(reactions, box, rows), box.keys(rows))


def composition_row(reactions: ReactionNetwork, composition: Composition) -> np.ndarray:
    """Copy numbers of a composition in the order of the species. Raises BadInput for what is no copy number."""
    for name, number in composition.items():
        if name not in reactions.species:
            known = ", ".join(reactions.species)
            raise BadInput([Problem(f"unknown species '{name}' in a composition", hint=f"species: {known}")])
        if number < 0 or int(number) != number:
            raise BadInput([Problem(f"the number of '{name}' is {number}; copy numbers are 0, 1, 2, ...")])
    return np.array([int(composition.get(name, 0)) for name in reactions.species], dtype=np.int64)


def _bounds(reactions: ReactionNetwork, bounds: Mapping[str, int] | int) -> np.ndarray:
    given = dict.fromkeys(reactions.species, bounds) if isinstance(bounds, int) else dict(bounds)
    lost = [name for name in reactions.species if name not in given]
    if lost:
        raise BadInput([Problem(f"species '{lost[0]}' has no bound")])
    return composition_row(reactions, given)


def _assembled(
    reactions: ReactionNetwork, box: Box, keys: np.ndarray, roots: np.ndarray | None
) -> MasterEquation:
    counts = box.counts(keys)
    ways = _rates(reactions, counts)
    if roots is not None and not all(one.mass_action for one in reactions.reactions):
        kept = _kept(reactions, box, keys, ways, roots)
        if kept.size < keys.size:
            keys, counts, ways = keys[kept], counts[kept], tuple(w[:, kept] for w in ways)
    parts, cuts = [], []
    for k, change in enumerate(reactions.change()):
        ends = _targets(box, keys, counts, change)
        back = _targets(box, keys, counts, -change)
        forward, backward = ways[0][k], np.where(ends >= 0, ways[1][k][ends], 0.0)
        chosen = np.flatnonzero((ends >= 0) & ((forward > 0.0) | (backward > 0.0)))
        parts.append((chosen, ends[chosen], forward[chosen], backward[chosen], np.full(chosen.size, k)))
        for way, rate, reached in ((1, forward, ends), (-1, ways[1][k], back)):
            lost = np.flatnonzero((reached < 0) & (rate > 0.0))
            _none_below_zero(reactions, k, counts[lost] + way * change[None])
            cuts.append((lost, np.full(lost.size, k), np.full(lost.size, way), rate[lost]))
    tail, head, forward, backward, process = (np.concatenate(one) for one in zip(*parts, strict=True))
    ideal = all(one.mass_action for one in reactions.reactions)
    inner = (counts * np.log(reactions.volume) - gammaln(counts + 1.0)).sum(axis=1) if ideal else None
    reservoirs = list(dict.fromkeys(one.reservoir for one in reactions.reactions))
    owner = np.array([reservoirs.index(one.reservoir) for one in reactions.reactions], dtype=np.int64)
    net = from_arrays(
        states=keys.size, tail=tail, head=head, forward=forward, backward=backward, process=process,
        processes=reactions.names, reservoir=owner[process], reservoirs=reservoirs, internal=inner,
        positions=counts, axes=reactions.species,
    )  # fmt: skip
    return MasterEquation(
        reactions, net, box, keys, Cut(*(np.concatenate(one) for one in zip(*cuts, strict=True)))
    )


def _rates(reactions: ReactionNetwork, counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Forward and backward propensities [reactions, states], checked."""
    numbers = counts.T.astype(float)
    if all(one.mass_action for one in reactions.reactions):
        ways = propensities(reactions, numbers)
    else:
        # Laws of their own run on JAX, which compiles once per shape: few shapes for boxes that grow.
        size = 1 << max(counts.shape[0] - 1, 0).bit_length()
        padded = np.pad(numbers, ((0, 0), (0, size - counts.shape[0])), mode="edge")
        ways = tuple(
            np.asarray(way)[:, : counts.shape[0]] for way in propensities(reactions, jnp.asarray(padded))
        )
    for way, one in zip(ways, ("forward", "backward"), strict=True):
        wrong = np.argwhere(~np.isfinite(way) | (way < 0.0))
        if wrong.size:
            k, state = wrong[0]
            at = ", ".join(f"{s} = {n}" for s, n in zip(reactions.species, counts[state], strict=True))
            name = reactions.reactions[k].name
            raise BadInput([Problem(f"reaction '{name}': the {one} rate at {at} is {way[k, state]:g}; "
                                    "it must be zero or above")])  # fmt: skip
    return np.asarray(ways[0]), np.asarray(ways[1])


def _targets(box: Box, keys: np.ndarray, counts: np.ndarray, change: np.ndarray) -> np.ndarray:
    """The state that a change of composition leads to, from every state; -1 where there is none."""
    after = counts + change[None]
    inside = ((after >= 0) & (after <= box.high[None])).all(axis=1)
    wanted = keys + int(change @ box.radix)
    if keys.size == box.size:
        return np.where(inside, wanted, -1)
    place = np.minimum(np.searchsorted(keys, wanted), keys.size - 1)
    return np.where(inside & (keys[place] == wanted), place, -1)


def _kept(
    reactions: ReactionNetwork,
    box: Box,
    keys: np.ndarray,
    ways: tuple[np.ndarray, np.ndarray],
    roots: np.ndarray,
) -> np.ndarray:
    """States that rates above zero lead to: laws of their own may vanish where their reactions could happen."""
    counts = box.counts(keys)
    tails, heads = [], []
    for k, change in enumerate(reactions.change()):
        for way, rate in ((1, ways[0][k]), (-1, ways[1][k])):
            ends = _targets(box, keys, counts, way * change)
            chosen = np.flatnonzero((ends >= 0) & (rate > 0.0))
            tails.append(chosen)
            heads.append(ends[chosen])
    # one more state leads to all starts, so that one search does
    begin = np.searchsorted(keys, roots)
    tail = np.concatenate([*tails, np.full(begin.size, keys.size)])
    head = np.concatenate([*heads, begin])
    graph = sp.csr_matrix((np.ones(tail.size), (tail, head)), shape=(keys.size + 1, keys.size + 1))
    order = breadth_first_order(graph, keys.size, return_predecessors=False)
    return np.sort(order[order < keys.size])


def _none_below_zero(reactions: ReactionNetwork, k: int, after: np.ndarray) -> None:
    below = np.argwhere(after < 0)
    if below.size:
        name, species = reactions.reactions[k].name, reactions.species[below[0][1]]
        raise BadInput([Problem(
            f"reaction '{name}' takes '{species}' where too few are left: its law is not zero there",
            hint="the law must vanish below what the reaction consumes, for example k * A * (A - 1)",
        )])  # fmt: skip
