"""Adaptive tilting: a guide learned from how many offspring clones have, and sampling with it."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.counts import Count
from fluxforce.networks.network import Network
from fluxforce.solve.rare.guided import Guided, guided
from fluxforce.solve.rare.walkers import advance, resampled

MOST = 3000  # states up to which each may be a feature of its own


@dataclass(frozen=True)
class Feedback:
    """How a guide is learned: ``rounds`` of ``clones`` clones, each fitted over ``generations`` generations.

    In the second half of the rounds corrections shrink as 1/2, 1/3, ..., which averages their noise away. Offspring are
    counted over ``memory`` windows; ``window`` [s] left out is as for ``Clones``. ``ridge`` holds
    coefficients of the features back that the clones say nothing about.
    """

    rounds: int = 8
    clones: int = 2000
    generations: int = 80
    memory: int = 20
    window: float | None = None
    ridge: float = 1.0
    seed: int = 0


@dataclass(frozen=True)
class Guide:
    """``values`` [states]: near the logarithm of the dominant left vector of the tilted generator.

    They are those of the round with the least ``spread``. ``bounds`` [1/s]: least and largest growth in every round,
    between which the scaled cumulant generating function lies whatever was learned; ``spread`` [1/s]: standard
    deviation of the growth over the clones, zero for the exact vector. The first of both belong to no guide at all.
    """

    values: np.ndarray
    bounds: tuple[tuple[float, float], ...]
    spread: tuple[float, ...]


def learned_guide(
    network: Network,
    count: Count,
    s: float,
    features: np.ndarray | None = None,
    settings: Feedback | None = None,
) -> Guide:
    """Guide features . w learned by feedback: the expected number of offspring of a clone long after is
    proportional to left vector / e^guide, so a Poisson regression of offspring on ``features`` [states, features]
    corrects the guide, and clones run again with the corrected one.

    Features left out are one per state, for at most 3000 states; larger networks need few features of their positions
    or occupations, and the guide is then no better than those. Source: [nemoto2016], whose ratio of ancestors to
    survivors is this regression when features are one per state.
    """
    chosen = settings or Feedback()
    if features is None and network.states > MOST:
        hint = "give features of positions or occupations, [states, features]"
        raise BadInput([Problem(f"{network.states} states are too many to learn one by one", hint=hint)])
    table = np.eye(network.states) if features is None else np.asarray(features, dtype=float)
    if table.ndim != 2 or table.shape[0] != network.states:
        raise BadInput([Problem(f"features have shape {table.shape}", hint=f"[{network.states}, features]")])
    # the mean number of offspring is one in the population, not in every fit: a constant takes that up
    table = table if features is None else np.concatenate([table, np.ones((network.states, 1))], axis=1)
    random = np.random.Generator(np.random.Philox(chosen.seed))
    weight = np.zeros(table.shape[1])
    bounds, spread, guides = [], [], []
    state = random.integers(network.states, size=chosen.clones)
    for _ in range(chosen.rounds + 1):
        log = table @ weight
        rates = guided(network, count, s, log - log.mean())
        bounds.append(rates.bounds)
        window = chosen.window or 1.0 / float(
            max(rates.leaving.mean(), rates.growth.max() - rates.growth.min())
        )
        state, ancestors, offspring = _generations(rates, state, window, chosen, random)
        spread.append(float(rates.growth[state].std()))
        guides.append(rates.guide)
        gain = 1.0 / max(1, len(bounds) - chosen.rounds // 2)
        weight = weight + gain * _poisson(table, ancestors, offspring, chosen.ridge)
    return Guide(guides[int(np.argmin(spread))], tuple(bounds), tuple(spread))


def _generations(
    rates: Guided, state: np.ndarray, window: float, chosen: Feedback, random: np.random.Generator
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Last states, and per state how many clones were there and how many offspring they had in all."""
    states = rates.jumps.states
    past: list[tuple[np.ndarray, np.ndarray]] = []
    ancestors, offspring = np.zeros(states), np.zeros(states)
    for k in range(chosen.generations + chosen.memory):
        past.append((state, np.arange(state.size)))
        moved, grown, _ = advance(rates, state, window, random)
        parent = resampled(np.exp(grown - grown.max())[None], random)[0]
        state = moved[parent]
        past = [(then, line[parent]) for then, line in past]
        if k >= chosen.memory:
            then, line = past.pop(0)
            born = np.bincount(line, minlength=then.size)
            ancestors += np.bincount(then, minlength=states)
            offspring += np.bincount(then, born, minlength=states)
    return state, ancestors, offspring


def _poisson(table: np.ndarray, trials: np.ndarray, counts: np.ndarray, ridge: float) -> np.ndarray:
    """Coefficients w of counts ~ Poisson(trials exp(table . w)), with a penalty ridge |w|^2 / 2; Newton's method.

    The penalty makes the problem strictly convex; steps are cut where one would change a logarithm by more than 2.
    """
    w = np.zeros(table.shape[1])
    diagonal = table.shape[0] == table.shape[1] and np.array_equal(table, np.eye(table.shape[0]))
    for _ in range(50):
        mean = trials * np.exp(table @ w)
        slope = table.T @ (counts - mean) - ridge * w
        if diagonal:
            step = slope / (mean + ridge)
        else:
            curvature = table.T @ (mean[:, None] * table) + ridge * np.eye(w.size)
            step = np.linalg.solve(curvature, slope)
        step *= min(1.0, 2.0 / max(float(np.abs(table @ step).max()), 1e-300))
        w = w + step
        if float(np.abs(step).max()) < 1e-9:
            break
    return w
