"""Leaping over many jumps at once, with steps short enough that propensities hardly change within one."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.solve.jumps.channels import Channels, Start, Times, channels, scaled_constants
from fluxforce.solve.jumps.direct import by_reaction, finished, reading_times, started
from fluxforce.solve.jumps.paths import Outcome, Paths

FEW_LEAPS = 10.0  # a leap shorter than this many mean waiting times is not worth it: one exact jump instead
MOST_TURNS = 10_000_000


@dataclass(frozen=True)
class Adaptive:
    """Leaps after which no propensity has changed by more than about ``tolerance`` of itself.

    Channels within ``critical`` jumps of using up a reactant jump one at a time. Source: [cao2006].
    """

    tolerance: float = 0.03
    critical: int = 10


@dataclass(frozen=True)
class Fixed:
    """Leaps of one length [s], for studies of convergence: weak order one. Source: [gillespie2001]."""

    step: float


def sample_leaping(
    network: ReactionNetwork,
    initial: Start,
    times: Times,
    *,
    trajectories: int = 1000,
    seed: int = 0,
    control: Adaptive | Fixed = Adaptive(),
    population: float = 1e12,
) -> Paths:
    """Trajectories by tau-leaping, read at ``times`` [s]; arguments and results as in ``direct.sample``.

    In a leap of tau every channel jumps a Poisson number of times of mean w(n) tau. A leap that would leave a
    population below zero is drawn again with half its length, so no population is ever negative. Counts of the
    channels are kept, and with mass action the entropy follows from them. Raises BadInput, and SolverGaveUp as
    ``direct.sample`` does beyond ``population``.
    """
    size = control.step if isinstance(control, Fixed) else control.tolerance
    if not np.isfinite(size) or size <= 0.0:
        raise BadInput([Problem(f"step or tolerance is {size:g}; it must be above zero")])
    chosen = channels(network)
    leap = _Leap(
        chosen, scaled_constants(network, chosen), control, np.random.Generator(np.random.Philox(seed))
    )
    start = started(network, initial, trajectories)
    at = reading_times(times)
    numbers, jumps = start.copy(), np.zeros((len(chosen.reaction), trajectories))
    time, outcome = np.zeros(trajectories), np.zeros(trajectories, dtype=np.int64)
    read, counted = np.empty((at.size, *numbers.shape)), np.empty((at.size, *jumps.shape))
    for k, end in enumerate(at):
        for turn in range(MOST_TURNS + 1):
            outcome[numbers.max(axis=0) > population] = int(Outcome.EXPLODED)
            on = np.flatnonzero((time < end) & (outcome == Outcome.FINISHED))
            if on.size == 0:
                break
            if turn == MOST_TURNS:
                raise SolverGaveUp(
                    f"after {MOST_TURNS} leaps {on.size} trajectories have not reached {end:g} s"
                )
            taken, fired = leap(numbers[:, on], float(end) - time[on])
            time[on] = np.where(taken >= end - time[on], end, time[on] + taken)
            numbers[:, on] += leap.change.T @ fired
            jumps[:, on] += fired
        read[k], counted[k] = numbers, jumps
    ways = by_reaction(network, chosen, counted)
    return finished(Paths(network, np.array(start), at, read, *ways, outcome, time), chosen, leap.constants)


class _Leap:
    """One leap of every lane: how long it took, and how often every channel jumped."""

    def __init__(
        self, chosen: Channels, constants: np.ndarray, control: Adaptive | Fixed, random: np.random.Generator
    ):
        self.chosen, self.constants, self.control, self.random = chosen, constants, control, random
        self.change = np.array(chosen.change, dtype=float).reshape(len(chosen.reaction), len(chosen.species))

    def __call__(self, numbers: np.ndarray, left: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        given = [np.full(numbers.shape[1], one) for one in self.constants]
        rates = np.stack([np.asarray(one) for one in self.chosen.rates(list(numbers), given)])
        total = rates.sum(axis=0)
        if isinstance(self.control, Fixed):
            rare, length = np.zeros(rates.shape, dtype=bool), np.full(total.shape, self.control.step)
        else:
            rare = self._critical(numbers, rates, self.control.critical)
            length = self._length(numbers, np.where(rare, 0.0, rates), self.control.tolerance)
            single = length * total < FEW_LEAPS
            # Too short to be worth it: all channels are treated one jump at a time, which is exact.
            rare |= single[None]
            length = np.where(single, np.inf, length)
        waiting = _divided(self.random.standard_exponential(total.shape), (rates * rare).sum(axis=0))
        fired = np.zeros(rates.shape)
        taken = np.zeros(total.shape)
        open_ones = np.arange(total.size)
        while open_ones.size:
            tau = np.minimum(np.minimum(length, waiting), left)[open_ones]
            here = np.where(rare, 0.0, rates)[:, open_ones]
            drawn = self.random.poisson(here * tau[None]).astype(float)
            one_jumps = (waiting[open_ones] <= tau) & (waiting[open_ones] < np.inf)
            drawn += self._one(np.where(rare, rates, 0.0)[:, open_ones], one_jumps)
            good = np.all(numbers[:, open_ones] + self.change.T @ drawn >= 0.0, axis=0)
            fired[:, open_ones[good]], taken[open_ones[good]] = drawn[:, good], tau[good]
            open_ones = open_ones[~good]
            length[open_ones] = 0.5 * tau[~good]
        return taken, fired

    def _one(self, rates: np.ndarray, jumps: np.ndarray) -> np.ndarray:
        """One jump of a channel chosen by its rate, in the lanes that have one."""
        sums = np.cumsum(rates, axis=0)
        upto = self.random.random(jumps.shape)[None] * sums[-1:] < sums
        return np.where(jumps[None], np.diff(upto.astype(float), axis=0, prepend=0.0), 0.0)

    def _critical(self, numbers: np.ndarray, rates: np.ndarray, few: int) -> np.ndarray:
        with np.errstate(divide="ignore"):
            possible = np.where(
                self.change[:, :, None] < 0.0,
                np.floor(numbers[None] / np.maximum(-self.change, 1e-300)[:, :, None]),
                np.inf,
            )
        return (rates > 0.0) & (possible.min(axis=1, initial=np.inf) < few)

    def _length(self, numbers: np.ndarray, rates: np.ndarray, tolerance: float) -> np.ndarray:
        """Equations 32 and 33 of [cao2006]: mean and variance of every reactant's change are bounded."""
        drift, spread = self.change.T @ rates, (self.change**2).T @ rates
        allowed = np.maximum(tolerance * numbers / self._sensitivity(numbers), 1.0)
        reactant = np.any(np.array(self.chosen.orders).reshape(self.change.shape) > 0, axis=0)
        bounds = np.minimum(_divided(allowed, np.abs(drift)), _divided(allowed**2, spread))
        return np.where(np.expand_dims(reactant, 1), bounds, np.inf).min(axis=0, initial=np.inf)

    def _sensitivity(self, numbers: np.ndarray) -> np.ndarray:
        """g of every species [cao2006]: how strongly propensities answer to its relative change."""
        found = np.ones(numbers.shape)
        for orders in self.chosen.orders:
            for s, own in enumerate(orders):
                more = sum(
                    _divided(np.full(numbers.shape[1], float(k)), numbers[s] - k) for k in range(1, own)
                )
                if own:
                    found[s] = np.maximum(found[s], sum(orders) / own * (own + np.maximum(more, 0.0)))
        return found


def _divided(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above/below, infinite where nothing is below."""
    return np.where(below != 0.0, above / np.where(below != 0.0, below, 1.0), np.inf)
