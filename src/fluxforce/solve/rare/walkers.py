"""Many walkers of a tilted network, advanced together over a window of time."""

import numpy as np

from fluxforce.solve.rare.guided import Guided


def advance(
    rates: Guided,
    state: np.ndarray,
    window: float,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """States after ``window`` [s], the integral of the growth, and the counted current; all as ``state`` [walkers].

    Exact jumps: exponential dwell times at the tilted rates, the jump chosen in proportion to them.
    """
    known = rates.jumps
    cumulative = np.concatenate([[0.0], np.cumsum(rates.rate)])
    base, last = cumulative[known.first[:-1]], known.first[1:] - 1
    state, left = state.copy(), np.full(state.size, window)
    grown, current = np.zeros(state.size), np.zeros(state.size)
    active = np.arange(state.size)
    while active.size:
        here, remaining = state[active], left[active]
        leaving = rates.leaving[here]
        with np.errstate(divide="ignore"):
            wait = random.standard_exponential(active.size) / leaving
        grown[active] += rates.growth[here] * np.minimum(wait, remaining)
        moving = wait < remaining
        active, here, remaining = active[moving], here[moving], remaining[moving] - wait[moving]
        aim = base[here] + random.random(active.size) * leaving[moving]
        # a draw at the upper end of a state's interval must not fall into the next state's jumps
        jump = np.clip(np.searchsorted(cumulative, aim, side="right") - 1, known.first[here], last[here])
        state[active], left[active] = known.target[jump], remaining
        current[active] += known.counted[jump]
    return state, grown, current


def resampled(weight: np.ndarray, random: np.random.Generator) -> np.ndarray:
    """Parents [runs, clones] drawn in proportion to ``weight`` [runs, clones], run by run.

    Systematic: one random number per run, so a clone of relative weight w leaves floor(w) or floor(w) + 1 offspring.
    """
    runs, clones = weight.shape
    share = np.cumsum(weight, axis=1)
    share /= share[:, -1:]
    aim = (random.random((runs, 1)) + np.arange(clones)[None]) / clones
    row = np.arange(runs)[:, None]
    place = np.searchsorted((share + row).ravel(), (aim + row).ravel(), side="right").reshape(runs, clones)
    return np.clip(place - row * clones, 0, clones - 1)
