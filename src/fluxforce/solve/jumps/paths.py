"""What sampled trajectories of a reaction network leave behind, and the entropy that follows from their counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

import numpy as np
from scipy.special import gammaln

from fluxforce._types import Float, Int
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.numerics.summary import AbstractSummarised, Summary, numbers


class Outcome(IntEnum):
    """How a trajectory ended."""

    FINISHED = 0
    ABSORBED = 1  # at its end, with no channel open: nothing can happen any more
    EXPLODED = 2  # stopped before its end, because of too many events or individuals


@dataclass(frozen=True, repr=False)
class Paths(AbstractSummarised):
    """Trajectories at the times asked for, with every channel counted from the start.

    - ``times`` [times] in s;
    - ``numbers`` [times, species, trajectories]: copy numbers;
    - ``forward``, ``backward`` [times, reactions, trajectories]: jumps of every reaction in each direction up to
      then; in leaping methods the drawn numbers, in the Langevin limit real numbers;
    - ``outcome`` [trajectories]: an ``Outcome`` each; ``stopped`` [trajectories]: time reached [s];
    - ``integrals``: time integrals of observables [times, trajectories];
    - ``clipped`` [trajectories]: steps that found a population below zero (Langevin limit only);
    - ``own_ratio`` [times, trajectories]: sum of ln(w+/w-) gathered jump by jump, only where a law is not mass
      action.

    n(t) = n(0) + change . (forward - backward) holds exactly.
    """

    network: ReactionNetwork
    initial: Float[np.ndarray, "species trajectories"]
    times: Float[np.ndarray, " times"]
    numbers: Float[np.ndarray, "times species trajectories"]
    forward: Float[np.ndarray, "times reactions trajectories"]
    backward: Float[np.ndarray, "times reactions trajectories"]
    outcome: Int[np.ndarray, " trajectories"]
    stopped: Float[np.ndarray, " trajectories"]
    integrals: Mapping[str, Float[np.ndarray, "times trajectories"]] = field(default_factory=dict)
    own_ratio: Float[np.ndarray, "times trajectories"] | None = None
    clipped: Int[np.ndarray, " trajectories"] | None = None

    @property
    def events(self) -> Float[np.ndarray, " trajectories"]:
        """Events of every trajectory up to the last time."""
        return (self.forward[-1] + self.backward[-1]).sum(axis=0)

    @property
    def currents(self) -> Float[np.ndarray, "times reactions trajectories"]:
        """Net jumps of every reaction up to each time, forward less backward."""
        return self.forward - self.backward

    def change_of_state_entropy(self) -> Float[np.ndarray, "times trajectories"]:
        """S(n(t)) - S(n(0)) [k_B] with S(n) = sum_s (n_s ln V - ln n_s!), the entropy of n_s ideal individuals."""
        return state_entropy(self.network, self.numbers) - state_entropy(self.network, self.initial[None])

    def reservoir_entropy(self) -> Float[np.ndarray, "times trajectories"]:
        """Entropy given to reservoirs [k_B]: sum of currents times ln(k+/k-), chemostats folded in.

        With laws of their own, what is left of ``log_ratio`` without the change of the state's entropy. Plus
        infinity where a one-way channel has jumped: the entropy it produces is unbounded.
        """
        if self.own_ratio is not None:
            return self.own_ratio - self.change_of_state_entropy()
        odd = [one.name for one in self.network.reactions if not one.mass_action]
        if odd:
            raise BadInput(
                [Problem(f"reaction '{odd[0]}' has a law of its own: only exact methods gather its entropy")]
            )
        forward, backward = self.network.constants()
        gone = (forward == 0.0) | (backward == 0.0)
        with np.errstate(divide="ignore"):
            per_jump = np.where(gone, 0.0, np.log(forward) - np.log(backward))
        given = np.einsum("k,tkn->tn", per_jump, self.currents)
        unbounded = np.where(gone[None, :, None], self.forward + self.backward, 0.0).sum(axis=1) > 0.0
        return np.where(unbounded, np.inf, given)

    def log_ratio(self) -> Float[np.ndarray, "times trajectories"]:
        """Sum of ln(w+(n)/w-(n + change)) over all jumps [k_B]: reservoirs plus change of the state's entropy."""
        if self.own_ratio is not None:
            return self.own_ratio
        return self.reservoir_entropy() + self.change_of_state_entropy()

    def summary(self) -> Summary:
        """How many trajectories, how they ended, and the copy numbers at the last time."""
        end, (species, count) = self.numbers[-1], self.initial.shape
        ends = [(one.name.lower(), int((self.outcome == one).sum())) for one in Outcome]
        rows = tuple((self.network.species[k], *numbers(end[k].mean(), end[k].std())) for k in range(species))
        return Summary(
            f"{count} trajectories at {self.times.size} times up to {self.times[-1]:g} s",
            tuple((name, str(number)) for name, number in ends if number),
            ("species at the end", "mean", "standard deviation"),
            rows,
        )


def state_entropy(
    network: ReactionNetwork, numbers: Float[np.ndarray, "... species trajectories"]
) -> Float[np.ndarray, "... trajectories"]:
    """S(n) = sum_s (n_s ln V - ln n_s!) [k_B]."""
    return (numbers * np.log(network.volume) - gammaln(numbers + 1.0)).sum(axis=-2)
