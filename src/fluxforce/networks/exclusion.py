"""Exclusion processes: particles that hop on a line with reservoirs at its ends, or on a ring."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Network, from_arrays

MOST_SITES = 24


@dataclass(frozen=True)
class Boundaries:
    """Rates [1/s] at the ends of an open line.

    ``inject_left`` alpha and ``remove_left`` gamma act on the first site, ``remove_right`` beta and
    ``inject_right`` delta on the last.
    """

    inject_left: float
    remove_right: float
    remove_left: float = 0.0
    inject_right: float = 0.0


def asep(sites: int, ends: Boundaries, right: float = 1.0, left: float = 0.0) -> Network:
    """An open exclusion process of 2^sites states: hops to the ``right`` at rate p, to the ``left`` at rate q [1/s].

    The state is the occupation read as a binary number, the first site being its highest digit (``occupation``
    undoes that). Processes in order: "enter left", "hop 1-2", "hop 2-3", ..., "leave right"; forward is always the
    direction from left to right. Source: [derrida1993], [derrida1995], [degier2011].

    Raises BadInput for fewer than 1 or more than 24 sites, a negative rate, and a process without any rate.
    """
    _sites(sites)
    states = np.arange(1 << sites, dtype=np.int64)
    first, last = np.int64(1 << (sites - 1)), np.int64(1)
    names = ["enter left", *(f"hop {k}-{k + 1}" for k in range(1, sites)), "leave right"]
    tails, heads, forward, backward = [], [], [], []

    def add(name: str, tail: np.ndarray, flip: np.int64, there: float, back: float) -> None:
        _rates(name, there, back)
        tails.append(tail)
        heads.append(tail ^ flip)
        forward.append(np.full(tail.size, float(there)))
        backward.append(np.full(tail.size, float(back)))

    add(names[0], states[(states & first) == 0], first, ends.inject_left, ends.remove_left)
    for k in range(sites - 1):
        pair = np.int64(0b11) << (sites - 2 - k)
        add(names[k + 1], states[(states & pair) == (first >> k)], pair, right, left)
    add(names[-1], states[(states & last) == last], last, ends.remove_right, ends.inject_right)
    sizes = [each.size for each in tails]
    process = np.repeat(np.arange(len(names)), sizes)
    reservoir = np.repeat([0, *([1] * (sites - 1)), 2], sizes)
    return from_arrays(
        states=1 << sites,
        tail=np.concatenate(tails),
        head=np.concatenate(heads),
        forward=np.concatenate(forward),
        backward=np.concatenate(backward),
        process=process,
        processes=names,
        reservoir=reservoir,
        reservoirs=("left", "bulk", "right"),
    )


def tasep(sites: int, alpha: float = 1.0, beta: float = 1.0) -> Network:
    """The totally asymmetric process: in at ``alpha``, hops to the right at 1, out at ``beta`` [1/s].

    Its current is known exactly for every size. Source: [derrida1993].
    """
    return asep(sites, Boundaries(alpha, beta))


def ssep(sites: int, ends: Boundaries) -> Network:
    """The symmetric process: hops at rate 1 [1/s] either way, driven by its ends alone. Source: [derrida2004]."""
    return asep(sites, ends, 1.0, 1.0)


def occupation(sites: int, states: np.ndarray | None = None) -> np.ndarray:
    """Which sites are taken [states, sites], of some states of an open line or of all."""
    chosen = np.arange(1 << sites) if states is None else np.asarray(states)
    return (chosen[:, None] >> np.arange(sites - 1, -1, -1)[None]) & 1


@dataclass(frozen=True)
class Ring:
    """A ring of ``sites`` with ``particles`` on it, and its configurations as binary numbers, in rising order."""

    sites: int
    particles: int
    configurations: np.ndarray
    network: Network


def ring(sites: int, particles: int, right: float = 1.0, left: float = 0.0) -> Ring:
    """``particles`` on a ring of ``sites``, hops forward at ``right`` and back at ``left`` [1/s].

    One process "hop 1-2", ..., "hop L-1" for every bond; forward counts one step to the right, so the sum over all
    of them is the total displacement Y. Source: [derrida1993b], [derrida1998].

    Raises BadInput unless 1 <= particles < sites, and for rates as in ``asep``.
    """
    _sites(sites)
    if not 1 <= particles < sites:
        raise BadInput(
            [Problem(f"{particles} particles on {sites} sites leave nothing to move or no room to do so")]
        )
    _rates("hop", right, left)
    bits = np.array(list(combinations(range(sites), particles)), dtype=np.int64)
    found = np.sort((np.int64(1) << bits).sum(axis=1))
    tails, heads = [], []
    for k in range(sites):
        here, there = (np.int64(1) << (sites - 1 - place % sites) for place in (k, k + 1))
        ready = ((found & here) != 0) & ((found & there) == 0)
        tails.append(np.flatnonzero(ready))
        heads.append(np.searchsorted(found, found[ready] ^ (here | there)))
    tail = np.concatenate(tails)
    network = from_arrays(
        states=found.size,
        tail=tail,
        head=np.concatenate(heads),
        forward=np.full(tail.size, float(right)),
        backward=np.full(tail.size, float(left)),
        process=np.repeat(np.arange(sites), [each.size for each in tails]),
        processes=[f"hop {k + 1}-{(k + 1) % sites + 1}" for k in range(sites)],
    )
    return Ring(sites, particles, found, network)


def _sites(sites: int) -> None:
    if not 1 <= sites <= MOST_SITES:
        raise BadInput(
            [Problem(f"an exclusion process on {sites} sites", hint=f"from 1 to {MOST_SITES} sites")]
        )


def _rates(name: str, there: float, back: float) -> None:
    wrong = [rate for rate in (there, back) if not (np.isfinite(rate) and rate >= 0.0)]
    if wrong:
        raise BadInput([Problem(f"'{name}' has the rate {wrong[0]:g} 1/s; it must be zero or above")])
    if there == 0.0 and back == 0.0:
        raise BadInput([Problem(f"'{name}' has no rate in either direction")])
