"""Words of a sequence and their reverses: what counting them says about irreversibility, with its bias taken out."""

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma

MANY = 20  # counts from which fluctuations are small enough for a bias of second order


@dataclass(frozen=True)
class Words:
    """Every word that occurs and how often. ``code`` [words]; ``mirror`` [words]: its reverse's place, -1 if unseen.

    ``counts`` [words]; ``number`` [events]: which word each event is; ``block`` [events]: the block of time it lies
    in, out of ``blocks``.
    """

    code: np.ndarray
    mirror: np.ndarray
    counts: np.ndarray
    number: np.ndarray
    block: np.ndarray
    blocks: int

    @property
    def reversed_counts(self) -> np.ndarray:
        """How often the reverse of every word occurs."""
        return np.where(self.mirror >= 0, self.counts[self.mirror], 0)

    @property
    def one_sided(self) -> np.ndarray:
        """True for words whose reverse was never seen."""
        return self.mirror < 0


@dataclass(frozen=True)
class Divergence:
    """Sum over words of n ln(n/n_reversed), without its bias, and its share of every block for the error bar.

    ``total`` [k_B] of all data; ``blocks`` [blocks]: linear part per block, which adds up to the uncorrected total.
    ``floor`` [k_B]: standard error of the second order, which is what remains in equilibrium: each degree of freedom
    adds 2 chi^2 to the total there, with mean 2 (the bias taken out) and variance 8.
    """

    total: float
    blocks: np.ndarray
    floor: float


def words(forward: np.ndarray, backward: np.ndarray, block: np.ndarray, blocks: int) -> Words:
    """From the code of every event and the code of its reverse [events], and the block it lies in."""
    code, first, number, counts = np.unique(
        forward, return_index=True, return_inverse=True, return_counts=True
    )
    reverse = backward[first]
    place = np.clip(np.searchsorted(code, reverse), 0, code.size - 1)
    mirror = np.where(code[place] == reverse, place, -1)
    return Words(code, mirror, counts, number, block, blocks)


def divergence(found: Words) -> Divergence:
    """sum_w n_w ln(n_w/m_w), m_w the count of the reversed word, corrected for the bias of finite counts.

    Where both counts are large the bias is half the sum of n_w Var(n_w/<n_w> - m_w/<m_w>), with the variance over
    blocks, so that counts tied to each other (a jump back and forth on a branch without a cycle) are not corrected
    for noise that they do not have. Where one is small, n (psi(n) - psi(m + 1)) takes the place of n ln(n/m), whose
    expectation for Poisson counts is exact up to E_1(<m>) [grassberger2003]; it stays finite at m = 0 and then counts
    too little.
    """
    n, m = found.counts.astype(float), found.reversed_counts.astype(float)
    own = found.mirror == np.arange(n.size)
    few = (np.minimum(n, m) < MANY) & ~own
    small = digamma(n) - digamma(m + 1.0)
    ratio = np.log(n / np.maximum(m, 1.0))
    bias = 0.5 * n * _relative_variance(found, ~few & ~own)
    each = np.where(few, n * small, n * ratio - bias)
    slope = np.where(few, small, ratio) + 1.0 - m / n
    floor = 2.0 * float(np.sqrt(np.where(few, 1.0, bias)[~own].sum()))
    return Divergence(float(each[~own].sum()), _by_block(found, slope, own), floor)


def pair_bound(found: Words) -> Divergence:
    """sum over pairs of 2 (n - m)^2/(n + m), which never exceeds the sum of ``divergence``, corrected alike.

    Every word stands for half of its pair; a word without a reverse counts for the whole pair.
    """
    n, m = found.counts.astype(float), found.reversed_counts.astype(float)
    own = found.mirror == np.arange(n.size)
    share = np.where(found.one_sided, 1.0, 0.5)
    bias = 8.0 * (n * m) ** 2 / (n + m) ** 3 * _relative_variance(found, ~found.one_sided & ~own)
    each = share * (2.0 * (n - m) ** 2 / (n + m) - bias)
    # d/dn of 2 (n - m)^2/(n + m); the other half of the pair comes with the other word
    slope = 2.0 * (n - m) * (n + 3.0 * m) / (n + m) ** 2
    floor = 2.0 * float(np.sqrt((share * bias)[~own].sum()))
    return Divergence(float(each[~own].sum()), _by_block(found, slope, own), floor)


def _by_block(found: Words, slope: np.ndarray, own: np.ndarray) -> np.ndarray:
    """Sum over the events of every block of the slope of their word, words equal to their reverse left out."""
    return np.bincount(found.block, np.where(own, 0.0, slope)[found.number], minlength=found.blocks)


def _relative_variance(found: Words, chosen: np.ndarray) -> np.ndarray:
    """Variance of n/<n> - m/<m> from its spread over blocks, [words]; zero for words that are not ``chosen``.

    A word is chosen together with its reverse.
    """
    place = np.cumsum(chosen) - 1
    size, seen = int(chosen.sum()), chosen[found.number]
    at = found.block[seen] * size + place[found.number[seen]]
    share = np.bincount(at, minlength=found.blocks * size).reshape(found.blocks, size) / found.counts[chosen]
    apart = share - share[:, place[found.mirror[chosen]]]
    variance = np.zeros(chosen.size)
    variance[chosen] = found.blocks / (found.blocks - 1.0) * (apart**2).sum(axis=0)
    return variance


def radix(letters: np.ndarray, size: int) -> np.ndarray:
    """Letters [events, length], each below ``size``, read as digits of one whole number [events]."""
    code = np.zeros(letters.shape[0], dtype=np.int64)
    for k in range(letters.shape[1]):
        code = code * size + letters[:, k]
    return code
