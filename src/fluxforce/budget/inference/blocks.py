"""Error bars of correlated data: blocks of time whose sums are nearly independent."""

from collections.abc import Sequence

import numpy as np

from fluxforce.errors import BadInput, Problem

BLOCKS = 40
MOST = 200  # pieces of data, above which several share a block
LEAST = 5  # events in a block, below which blocks are made longer


def blocks_of(lengths: Sequence[int], wanted: int = BLOCKS) -> tuple[np.ndarray, int]:
    """Block number of every event, pieces of ``lengths`` events one after another, and how many blocks there are.

    Long pieces are cut; short ones, which are independent, share a block where there are more than 200. Raises
    BadInput where fewer than four blocks are possible.
    """
    total = int(sum(lengths))
    size = max(LEAST, total / wanted)
    number, count = [], 0
    if len(lengths) > MOST:
        middle = np.cumsum(lengths) - 0.5 * np.asarray(lengths)
        _, number = np.unique((middle * MOST / total).astype(np.int64), return_inverse=True)
        return np.repeat(number, lengths), int(number.max()) + 1
    for length in lengths:
        own = max(1, round(length / size))
        number.append(count + np.arange(length) * own // max(length, 1))
        count += own
    if total < 4 * LEAST or count < 4:
        hint = f"at least {4 * LEAST} jumps, steps or events"
        raise BadInput([Problem(f"{total} events are too few for an error bar", hint=hint)])
    return np.concatenate(number), count


def rate_error(sums: np.ndarray, spans: np.ndarray) -> tuple[float, float, float]:
    """Rate sum(sums)/sum(spans) [blocks], its standard error, and the degrees of freedom."""
    span = float(spans.sum())
    rate = float(sums.sum()) / span
    rest = sums - rate * spans
    count = sums.size
    return rate, float(np.sqrt(count / (count - 1) * (rest**2).sum())) / span, count - 1.0
