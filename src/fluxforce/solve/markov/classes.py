"""Which states a Markov network visits for ever, which it leaves, and which nothing leads to."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.csgraph import connected_components

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.solve.markov.generator import generator

MOST_NAMED = 8


@dataclass(frozen=True)
class CommunicatingClasses:
    """Sets of states that lead to one another.

    - ``member`` [states]: the number of the class of every state;
    - ``recurrent`` [classes]: True for a closed class, which is never left; the others are transient;
    - ``unreachable``: states that no jump leads to from another state, in networks of more than one state;
    - ``absorbing``: states that no jump leaves.

    One recurrent class means one steady state, whatever the transient ones are. Source: [schnakenberg1976].
    """

    network: Network
    member: np.ndarray
    recurrent: np.ndarray
    unreachable: np.ndarray
    absorbing: np.ndarray

    @property
    def count(self) -> int:
        """How many classes there are."""
        return int(self.recurrent.size)

    @property
    def unique(self) -> bool:
        """Whether there is one steady state only."""
        return int(self.recurrent.sum()) == 1

    def states(self, number: int) -> np.ndarray:
        """The states of one class."""
        return np.flatnonzero(self.member == number)

    @property
    def recurrent_states(self) -> list[np.ndarray]:
        """The states of every recurrent class."""
        return [self.states(int(k)) for k in np.flatnonzero(self.recurrent)]

    @property
    def transient_states(self) -> np.ndarray:
        """All states that are left for ever."""
        return np.flatnonzero(~self.recurrent[self.member])

    def named(self, states: np.ndarray) -> str:
        """Some states in words."""
        shown = [self.network.label(int(k)) for k in states[:MOST_NAMED]]
        more = len(states) - len(shown)
        return "{" + "; ".join(shown) + (f"; and {more} more" if more > 0 else "") + "}"

    def sentences(self) -> list[str]:
        """What is unusual about the network; empty when every state leads to every other."""
        said = []
        if not self.unique:
            which = ", ".join(self.named(each) for each in self.recurrent_states[:MOST_NAMED])
            said.append(
                f"{int(self.recurrent.sum())} recurrent classes, so the steady state is not unique: {which}"
            )
        if self.network.states > 1:
            for states, what in (
                (self.absorbing, "never left once reached"),
                (self.unreachable, "never reached"),
            ):
                if states.size:
                    said.append(f"{what}: {self.named(states)}")
        if self.transient_states.size:
            said.append(f"transient, left for ever: {self.named(self.transient_states)}")
        return said


def communicating_classes(network: Network) -> CommunicatingClasses:
    """Strongly connected components of the network's jumps, and which of them are closed."""
    return classes_of(network, generator(network))


def classes_of(network: Network, rates: csc_array) -> CommunicatingClasses:
    """As ``communicating_classes``, from a generator that exists already."""
    jumps = rates.tocoo()
    away = (jumps.row != jumps.col) & (jumps.data != 0.0)
    head, tail = jumps.row[away], jumps.col[away]
    graph = csc_array((np.ones(head.size), (head, tail)), shape=rates.shape)
    count, member = connected_components(graph, directed=True, connection="strong")
    closed = np.ones(count, dtype=bool)
    closed[member[tail][member[tail] != member[head]]] = False
    states = network.states
    entered = np.bincount(head, minlength=states) > 0
    left = np.bincount(tail, minlength=states) > 0
    single = states == 1
    none = np.zeros(0, dtype=np.int64)
    return CommunicatingClasses(
        network,
        member,
        closed,
        none if single else np.flatnonzero(~entered),
        none if single else np.flatnonzero(~left),
    )


def only_class(network: Network, rates: csc_array) -> np.ndarray:
    """The states of the one recurrent class. Raises BadInput that names the classes when there are several."""
    found = classes_of(network, rates)
    if not found.unique:
        several = found.recurrent_states
        which = "; ".join(f"class {k}: {found.named(each)}" for k, each in enumerate(several[:MOST_NAMED]))
        said = f"the steady state is not unique: {len(several)} recurrent classes of states: {which}"
        hint = "stationary_of_class gives the steady state of one of them; the start decides between them"
        raise BadInput([Problem(said, hint=hint)])
    return found.recurrent_states[0]
