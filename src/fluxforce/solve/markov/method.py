"""How linear problems of a generator are solved: the choices, and the one that fits size and shape."""

import enum

import numpy as np
from scipy.sparse import csc_array
from scipy.sparse.csgraph import reverse_cuthill_mckee

from fluxforce.solve.markov.generator import states_of

DENSE_STATES = 400
DIRECT_STATES = 2000
# Direct elimination on grids in a plane fills about n log n; from there on fill grows as n^(4/3) and more.
PLANE = 16.0


class Method(enum.Enum):
    """ELIMINATION: dense, without subtractions (GTH), up to some hundred states; DIRECT: sparse factors, chains and
    planar grids; ITERATIVE: preconditioned Krylov spaces, many dimensions; memory linear in nonzeros.
    """

    ELIMINATION = "elimination"
    DIRECT = "direct"
    ITERATIVE = "iterative"


def chosen(rates: csc_array) -> Method:
    """The method for a generator, from its number of states and the bandwidth that it can be brought to."""
    states = states_of(rates)
    if states <= DENSE_STATES:
        return Method.ELIMINATION
    if states <= DIRECT_STATES or bandwidth(rates) ** 2 <= PLANE * states:
        return Method.DIRECT
    return Method.ITERATIVE


def bandwidth(rates: csc_array) -> int:
    """Largest |i - j| among the nonzeros, in the order given or after Cuthill-McKee, whichever is smaller."""
    entries = rates.tocoo()
    given = int(np.abs(entries.row - entries.col).max(initial=0))
    if given <= 2:
        return given
    order = reverse_cuthill_mckee(csc_array(rates + rates.T).tocsr(), symmetric_mode=True)
    place = np.empty(states_of(rates), dtype=np.int64)
    place[order] = np.arange(states_of(rates))
    return min(given, int(np.abs(place[entries.row] - place[entries.col]).max(initial=0)))
