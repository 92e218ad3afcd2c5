"""A learned estimator: a small network told to tell forward steps from reversed ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce.budget.inference.base import AbstractEstimator, Estimate, Kind, interval, pieces
from fluxforce.budget.inference.blocks import blocks_of, rate_error
from fluxforce.budget.inference.data import Chain, Data, Path, StateSequence
from fluxforce.budget.inference.training import Scores, Steps, production, scores, trained
from fluxforce.errors import BadInput, Problem

FEW_WORDS = 4096  # distinct words up to which training uses their frequencies, not the words one by one
VALIDATION = 0.2  # share of the training half that decides when training was best


_production = eqx.filter_jit(production)


@dataclass(frozen=True)
class Learned(AbstractEstimator):
    """max over odd functions dS of a step of <dS - e^{-dS} + 1>, dS = h(step) - h(reversed step), h a network.

    Trained on the first half of every piece of data, evaluated on the second: there the mean cannot exceed the
    production of a step except by the noise that the error bar tells, however well or badly the network learned. The
    best dS is ln[p(step)/p(reversed step)]. ``length``: states in a step of a sequence, 2 or more for hidden states
    (their production is divided by length - 1); a step of a path is its midpoint and its increment. ``width`` of the
    layers, ``updates`` (in hundreds) of ``batch`` steps at ``rate``; ``seed`` fixes everything random.
    Source: [kim2020].
    """

    length: int = 2
    width: int = 32
    updates: int = 2000
    batch: int = 1024
    rate: float = 3e-3
    seed: int = 0
    takes: ClassVar[tuple[type, ...]] = (StateSequence, Chain, Path)

    def estimate(self, data: Data | Sequence[Data]) -> Estimate:
        given = pieces(self, data)
        if self.length < 2 or self.updates < 1:
            raise BadInput([Problem("length is at least 2, updates at least 1")])
        build, draw = jax.random.split(jax.random.key(self.seed))
        if isinstance(given[0], Path):
            learn, check, test, network = self._path(given, build)
        else:
            learn, check, test, network = self._words(given, build)
        batch = min(self.batch, learn.weight.shape[0])
        network, history = trained(
            network, learn, check, draw, updates=self.updates, rate=self.rate, batch=batch
        )
        return self._judged(given, network, test, history)

    def _judged(
        self, given: tuple[Data, ...], network: Scores, test: "Held", history: np.ndarray
    ) -> Estimate:
        """The bound on the half that was held back."""
        own = np.asarray(eqx.filter_jit(production)(network, test.steps.forward, test.steps.backward))[
            test.event
        ]
        block, blocks = blocks_of(test.lengths)
        spans = np.bincount(block, test.span, minlength=blocks)
        each = own - np.exp(-own) + 1.0
        value, error, freedom = rate_error(np.bincount(block, each, minlength=blocks), spans)
        mean, mean_error, _ = rate_error(np.bincount(block, own, minlength=blocks), spans)
        said = []
        if history[-1] < history.max() - 0.1 * abs(history.max()):
            said.append("the network was best before training ended: more data, or a smaller network")
        if abs(mean - value) > 4.0 * np.hypot(error, mean_error) + 0.1 * abs(value):
            said.append(f"the mean of dS itself, {mean:.4g}, differs: the network is far from the best one")
        if value < 2.0 * error:
            said.append("not told from zero")
        unit = "k_B/step" if isinstance(given[0], Chain) else "k_B/s"
        assumes = "stationary; seen variables even under time reversal, hidden ones lower the bound"
        detail = {"mean dS": np.array([mean, mean_error]), "validation": history}
        band = interval(value, error, freedom)
        return Estimate(
            "learned", value, error, band, Kind.LOWER_BOUND, unit, assumes, own.size, tuple(said), detail
        )

    def _words(self, given: tuple[Data, ...], key: jax.Array) -> tuple[Steps, Steps, "Held", Scores]:
        """Words of states, each distinct one once with its frequency while there are few of them."""
        sets: tuple[list[np.ndarray], ...] = ([], [], [])
        span, count = [], 0
        for one in given:
            assert isinstance(one, StateSequence | Chain)
            count = one.count
            windows = np.lib.stride_tricks.sliding_window_view(one.states, self.length)
            parts = _parts(windows.shape[0])
            for own, part in zip(sets, parts, strict=True):
                own.append(windows[part])
            jump = np.ones(one.states.size) if isinstance(one, Chain) else one.dwell
            span.append(np.full(parts[2].stop - parts[2].start, jump.mean() * (self.length - 1)))
        learn, check = _counted(np.concatenate(sets[0])), _counted(np.concatenate(sets[1]))
        tested = np.concatenate(sets[2])
        distinct, event = np.unique(tested, axis=0, return_inverse=True)
        lengths = [one.shape[0] for one in sets[2]]
        held = Held(_steps(distinct, np.ones(len(distinct))), event.ravel(), np.concatenate(span), lengths)
        return learn, check, held, scores(key, states=count, inputs=self.length, width=self.width)

    def _path(self, given: tuple[Data, ...], key: jax.Array) -> tuple[Steps, Steps, "Held", Scores]:
        """Midpoint and increment, both scaled by what the training half says."""
        paths = [one for one in given if isinstance(one, Path)]
        cut = [_parts(one.values.shape[0] - 1) for one in paths]
        middle = [0.5 * (one.values[1:] + one.values[:-1]) for one in paths]
        moved = [np.diff(one.values, axis=0) for one in paths]
        seen = np.concatenate([m[: parts[1].stop] for m, parts in zip(middle, cut, strict=True)])
        size = np.concatenate([m[: parts[1].stop] for m, parts in zip(moved, cut, strict=True)]).std(axis=0)
        centre, scale = seen.mean(axis=0), np.maximum(seen.std(axis=0), 1e-300)

        def chosen(k: int) -> Steps:
            at = np.concatenate([(m[p[k]] - centre) / scale for m, p in zip(middle, cut, strict=True)])
            by = np.concatenate([m[p[k]] for m, p in zip(moved, cut, strict=True)]) / np.maximum(size, 1e-300)
            weight = np.full(at.shape[0], 1.0 / at.shape[0])
            forward, backward = (jnp.asarray(np.concatenate([at, sign * by], axis=1)) for sign in (1.0, -1.0))
            return Steps(forward, backward, jnp.asarray(weight))

        test = chosen(2)
        count = test.weight.shape[0]
        lengths = [p[2].stop - p[2].start for p in cut]
        held = Held(test, np.arange(count), np.full(count, paths[0].step), lengths)
        return chosen(0), chosen(1), held, scores(key, states=0, inputs=2 * paths[0].dims, width=self.width)


@dataclass(frozen=True)
class Held:
    """Steps held back: distinct ones, which of them every event [events] is, its span, and events per piece."""

    steps: Steps
    event: np.ndarray
    span: np.ndarray
    lengths: list[int]


def _parts(count: int) -> tuple[slice, slice, slice]:
    """First half cut into training and validation; second half. Raises BadInput for too few steps."""
    if count < 100:
        raise BadInput(
            [Problem(f"{count} steps are too few to learn from", hint="at least 100 in every piece")]
        )
    half = count // 2
    learn = int((1.0 - VALIDATION) * half)
    return slice(0, learn), slice(learn, half), slice(half, count)


def _counted(words: np.ndarray) -> Steps:
    distinct, counts = np.unique(words, axis=0, return_counts=True)
    if len(distinct) <= FEW_WORDS:
        return _steps(distinct, counts.astype(float))
    return _steps(words, np.ones(len(words)))


def _steps(words: np.ndarray, weight: np.ndarray) -> Steps:
    return Steps(jnp.asarray(words), jnp.asarray(words[:, ::-1].copy()), jnp.asarray(weight / weight.sum()))
