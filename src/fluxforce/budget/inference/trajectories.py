"""Sampled trajectories as data: what an experiment on the model would have recorded."""

import numpy as np

from fluxforce.budget.inference.data import Path, StateSequence
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network
from fluxforce.solve.jumps.walk import JumpSequence
from fluxforce.solve.langevin.ensemble import Ensemble


def recorded(network: Network, walk: JumpSequence, *, channels: bool = True) -> StateSequence:
    """The states of a trajectory of ``network`` and their dwell times, the last, unfinished visit left out.

    ``channels``: whether the record tells the channel of every jump. Raises BadInput for a channel that returns to
    its own state: its direction cannot be told from states.
    """
    loops = np.flatnonzero(network.tail == network.head)
    if loops.size:
        said = f"channel {network.channel_label(int(loops[0]))} returns to its own state"
        raise BadInput([Problem(said, hint="unroll the network over two periods or more")])
    labels = tuple(network.label(k) for k in range(network.states)) if network.labels else ()
    known = walk.channels[:-1] if channels else None
    return StateSequence(walk.states, walk.dwell, network.states, known, labels)


def paths(ensemble: Ensemble) -> tuple[Path, ...]:
    """Coordinates of every trajectory at the times that were asked for, which have to be equally far apart.

    Momenta are left out: they are odd under time reversal. Raises BadInput for uneven times.
    """
    steps = np.diff(ensemble.times)
    if steps.size == 0 or np.ptp(steps) > 1e-9 * steps.max():
        raise BadInput([Problem("the times of the ensemble are uneven", hint="ask for equally spaced times")])
    x = np.asarray(ensemble.x)
    return tuple(Path(float(steps.mean()), x[:, :, k]) for k in range(x.shape[2]))
