"""Classical tests of random numbers: each gives a normal deviate, or several, that should be of size one."""

import numpy as np
from scipy.stats import chi2, norm, poisson


def _from_chi2(value: float, freedom: int) -> float:
    """The normal deviate with the tail probability of a chi-square value."""
    return float(norm.isf(np.clip(chi2.sf(value, freedom), 1e-300, 1.0 - 1e-16)))


def equidistribution(u: np.ndarray, bins: int = 256) -> float:
    """Chi-square of the histogram."""
    seen = np.bincount((u * bins).astype(np.int64), minlength=bins)
    mean = u.size / bins
    return _from_chi2(float(((seen - mean) ** 2).sum() / mean), bins - 1)


def pairs(u: np.ndarray, v: np.ndarray, bins: int = 32) -> float:
    """Chi-square of the histogram of pairs."""
    return equidistribution(((u * bins).astype(np.int64) + v) / bins, bins**2)


def correlation(u: np.ndarray, v: np.ndarray) -> float:
    """Sum of products of two sequences that should know nothing of each other, per standard error."""
    return float(((u - 0.5) * (v - 0.5)).sum() * 12.0 / np.sqrt(u.size))


def bit_balance(words: np.ndarray, bits: int = 32) -> np.ndarray:
    """Ones less zeros of every bit, per standard error."""
    ones = np.array([((words >> np.uint64(b)) & np.uint64(1)).sum(dtype=np.int64) for b in range(bits)])
    return (2.0 * ones - words.size) / np.sqrt(words.size)


def runs(u: np.ndarray) -> float:
    """Number of runs up and down: mean (2 n - 1)/3, variance (16 n - 29)/90."""
    up = np.diff(u) > 0.0
    count = 1 + np.count_nonzero(up[1:] != up[:-1])
    return float((count - (2.0 * u.size - 1.0) / 3.0) / np.sqrt((16.0 * u.size - 29.0) / 90.0))


def birthday_spacings(words: np.ndarray, *, people: int = 2048, days: int = 2**30) -> float:
    """Equal spacings among sorted birthdays are Poisson of mean people^3/(4 days), over all years together.

    The mean is right to 0.4 % for 2048 people: half a standard error of 10^7 words. For fewer people it is not.
    """
    years = words.size // people
    born = np.sort(
        (words[: years * people] % np.uint64(days)).astype(np.int64).reshape(years, people), axis=1
    )
    spacings = np.sort(np.diff(born, axis=1), axis=1)
    equal = int(np.count_nonzero(np.diff(spacings, axis=1) == 0))
    mean = years * people**3 / (4.0 * days)
    # The mid-probability, so that the deviate of a discrete count is centred.
    tail = poisson.sf(equal, mean) + 0.5 * poisson.pmf(equal, mean)
    return float(norm.isf(np.clip(tail, 1e-300, 1.0 - 1e-16)))


def gaps(u: np.ndarray, below: float = 0.125, longest: int = 24) -> float:
    """Chi-square of the lengths of gaps between visits to [0, below), which are geometric."""
    lengths = np.minimum(np.diff(np.flatnonzero(u < below)) - 1, longest)
    seen = np.bincount(lengths, minlength=longest + 1)
    chance = np.append(below * (1.0 - below) ** np.arange(longest), (1.0 - below) ** longest)
    mean = chance * lengths.size
    return _from_chi2(float(((seen - mean) ** 2 / mean).sum()), longest)


def ranks(words: np.ndarray, size: int = 32) -> float:
    """Chi-square of ranks over two elements of square matrices of bits: full, one less, and below."""
    rows = words[: words.size // size * size].astype(np.int64).reshape(-1, size).copy()
    rank = np.zeros(rows.shape[0], dtype=np.int64)
    for bit in range(size):
        has = ((rows >> bit) & 1) * (np.arange(size) >= rank[:, None])
        at = np.flatnonzero(has.any(axis=1))
        pivot, to = np.argmax(has[at], axis=1), rank[at]
        line = rows[at, pivot]
        rows[at, pivot] = rows[at, to]
        rows[at, to] = line
        rows[at] ^= ((rows[at] >> bit) & 1) * (np.arange(size) > to[:, None]) * line[:, None]
        rank[at] += 1

    def chance(r: int) -> float:
        terms = [(1.0 - 2.0 ** (i - size)) ** 2 / (1.0 - 2.0 ** (i - r)) for i in range(r)]
        return 2.0 ** (r * (2 * size - r) - size**2) * float(np.prod(terms))

    two = [chance(size), chance(size - 1)]
    mean = np.array([*two, 1.0 - sum(two)]) * rank.size
    seen = np.array([(rank == size).sum(), (rank == size - 1).sum(), (rank < size - 1).sum()])
    return _from_chi2(float(((seen - mean) ** 2 / mean).sum()), 2)


def everything(u: np.ndarray, words: np.ndarray) -> dict[str, float]:
    """Deviates of every kind for uniform numbers [draws, streams] and words [count] of 32 bits."""
    along, across = u.T.ravel(), u.ravel()
    found = {
        "equidistribution": equidistribution(along),
        "pairs in time": pairs(u[:-1].ravel(), u[1:].ravel()),
        "pairs across": pairs(u[:, :-1].ravel(), u[:, 1:].ravel()),
        "runs along": runs(along),
        "runs across": runs(across),
        "gaps along": gaps(along),
        "gaps across": gaps(across),
        "birthdays": birthday_spacings(words),
        "ranks": ranks(words),
    }
    for lag in (1, 2, 3, 7):
        found[f"correlation in time, lag {lag}"] = correlation(u[:-lag].ravel(), u[lag:].ravel())
        found[f"correlation across, lag {lag}"] = correlation(u[:, :-lag].ravel(), u[:, lag:].ravel())
    for bit, one in enumerate(bit_balance(words)):
        found[f"bit {bit}"] = float(one)
    return found
