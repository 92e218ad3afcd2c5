"""The master equation of a network with events: jumps lead to where events put the copy numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import breadth_first_order

from fluxforce.model.sbml.events import Clock, Event
from fluxforce.model.sbml.happen import Fault, refused, settled, truths
from fluxforce.networks.master import MasterEquation, composition_row, master_equation
from fluxforce.networks.network import Network, from_arrays
from fluxforce.networks.reactions import ReactionNetwork

Rows = np.ndarray  # copy numbers [states, species]


@dataclass(frozen=True)
class Projection:
    """States of a box, and the network among them with one more state, the last, that takes what leaves the box.

    ``beyond`` are copy numbers outside to which events lead from states that can be reached.
    """

    master: MasterEquation
    network: Network
    beyond: Rows


def projection(
    reactions: ReactionNetwork, events: Sequence[Event], clock: Clock, high: dict[str, int], starts: Rows
) -> Projection:
    """All states that jumps and events lead to from ``starts`` within the bounds, while triggers depend on copies only.

    Raises BadInput for events whose outcome is not defined where it can be reached.
    """
    known = np.unique(starts, axis=0)
    while True:
        names = reactions.species
        master = master_equation(
            reactions, bounds=high, initial=[dict(zip(names, map(int, row), strict=True)) for row in known]
        )
        made, missing = _redirected(master, events, clock, known)
        if missing.shape[0] == 0:
            return made
        known = np.unique(np.concatenate([known, missing]), axis=0)


def mapped(
    events: Sequence[Event], before: Clock, after: Clock, counts: Rows, species: Sequence[str]
) -> Rows:
    """Where events put all of ``counts`` when time passes from one instant to the next. Raises BadInput."""
    numbers = _columns(counts, species)
    ends, fault = settled(events, truths(events, numbers, before, np), numbers, after)
    if fault.any():
        raise refused(events, Fault(int(fault.max())))
    return _rows(ends, species)


def begun(events: Sequence[Event], row: Rows, species: Sequence[str]) -> Rows:
    """Copy numbers [1, species] at time zero, after the events that happen there. Raises BadInput."""
    if not events:
        return row
    numbers = _columns(row, species)
    ends, fault = settled(events, [np.full(1, one.initially) for one in events], numbers, (0.0, 0))
    if fault.any():
        raise refused(events, Fault(int(fault.max())))
    return _rows(ends, species)


def places(master: MasterEquation, counts: Rows) -> np.ndarray:
    """Numbers of the states with these copy numbers, -1 where there is none."""
    inside = ((counts >= 0) & (counts <= master.box.high[None])).all(axis=1)
    keys = master.box.keys(np.where(np.expand_dims(inside, 1), counts, 0))
    place = np.minimum(np.searchsorted(master.keys, keys), master.keys.size - 1)
    return np.where(inside & np.equal(master.keys[place], keys), place, -1)


def row_of(reactions: ReactionNetwork, initial: dict[str, int]) -> Rows:
    """Copy numbers [1, species] of a composition."""
    return composition_row(reactions, initial)[None]


def _redirected(
    master: MasterEquation, events: Sequence[Event], clock: Clock, starts: Rows
) -> tuple[Projection, Rows]:
    """The projection, and targets of events inside the box that are no states yet."""
    net, cut, species = master.network, master.cut, master.reactions.species
    nowhere = np.zeros((0, len(species)), dtype=np.int64)
    if not events:
        return Projection(master, master.open_network(), nowhere), nowhere
    outside = net.states
    after = master.counts[cut.state] + cut.way[:, None] * master.reactions.change()[cut.reaction]
    tail = np.concatenate([net.tail, net.head, cut.state])
    rate = np.concatenate([net.forward, net.backward, cut.rate])
    process = np.concatenate([net.process, net.process, cut.reaction])
    ends = np.concatenate([master.counts[net.head], master.counts[net.tail], after])
    open_ways = rate > 0.0
    tail, rate, process, ends = tail[open_ways], rate[open_ways], process[open_ways], ends[open_ways]
    before = truths(events, _columns(master.counts[tail], species), clock, np)
    moved, fault = settled(events, before, _columns(ends, species), clock)
    rows = _rows(moved, species)
    head = places(master, rows)
    reached = _reached(tail, head, fault, places(master, starts), outside)
    wrong = fault[reached[tail]]
    if wrong.any():
        raise refused(events, Fault(int(wrong.max())))
    unknown = reached[tail] & (head < 0) & (fault == 0)
    here = (rows <= master.box.high[None]).all(axis=1)
    head = np.where(head < 0, outside, head)
    goes = (tail != head) & (fault == 0)
    network = from_arrays(
        states=net.states + 1, tail=tail[goes], head=head[goes], forward=rate[goes],
        backward=np.zeros(int(goes.sum())), process=process[goes], processes=net.processes,
    )  # fmt: skip
    ended_by_events = (rows != ends).any(axis=1)
    return Projection(master, network, rows[unknown & ~here & ended_by_events]), rows[unknown & here]


def _reached(
    tail: np.ndarray, head: np.ndarray, fault: np.ndarray, starts: np.ndarray, states: int
) -> np.ndarray:
    """Which states can be reached at all: others may have events that make no sense."""
    goes = (head >= 0) & (fault == 0)
    begin = starts[starts >= 0]
    rows = np.concatenate([tail[goes], np.full(begin.size, states)])
    columns = np.concatenate([head[goes], begin])
    graph = sp.csr_matrix((np.ones(rows.size), (rows, columns)), shape=(states + 1, states + 1))
    found = np.zeros(states + 1, dtype=bool)
    found[breadth_first_order(graph, states, return_predecessors=False)] = True
    return found[:states]


def _columns(counts: Rows, species: Sequence[str]) -> dict[str, np.ndarray]:
    return {name: counts[:, k].astype(float) for k, name in enumerate(species)}


def _rows(numbers: Mapping[str, np.ndarray], species: Sequence[str]) -> Rows:
    return np.stack([numbers[name] for name in species], axis=1).astype(np.int64)
