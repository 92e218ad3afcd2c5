"""Exclusion processes and copy numbers against enumerations and products written here."""

from itertools import product
from math import lgamma

import numpy as np
import pytest
from scipy.special import ive

from fluxforce import stochastic as st

ASEP = (1.3, 0.7, 0.25, 0.15, 1.0, 0.6)  # alpha, beta, gamma, delta, p, q


def steps(sites: int, alpha, beta, gamma, delta, p, q) -> list[tuple[int, int, float, int, int]]:
    """All (from, to, rate, bond, direction) of an open line; bond 0 is the entrance, bond ``sites`` the exit."""
    states: list[tuple[int, ...]] = list(product((0, 1), repeat=sites))
    number = {state: k for k, state in enumerate(states)}
    found = []
    for state in states:
        first, last = (1 - state[0], *state[1:]), (*state[:-1], 1 - state[-1])
        moves: list[tuple[tuple[int, ...], float, int, int]] = []
        moves.append((first, gamma, 0, -1) if state[0] else (first, alpha, 0, 1))
        moves.append((last, beta, sites, 1) if state[-1] else (last, delta, sites, -1))
        for k in range(sites - 1):
            if state[k] != state[k + 1]:
                swapped = (*state[:k], state[k + 1], state[k], *state[k + 2 :])
                moves.append((swapped, p, k + 1, 1) if state[k] else (swapped, q, k + 1, -1))
        found += [(number[state], number[other], *rest) for other, *rest in moves]
    return found


def moments(states: int, moves: list, weights: np.ndarray) -> tuple[float, float]:
    """Mean and variance per time from the tilted matrix to second order, by dense elimination."""
    plain, first, second = (np.zeros((states, states)) for _ in range(3))
    for j, i, rate, bond, direction in moves:
        plain[i, j] += rate
        plain[j, j] -= rate
        first[i, j] += rate * direction * weights[bond]
        second[i, j] += rate * weights[bond] ** 2
    pinned, one = plain.copy(), np.zeros(states)
    pinned[-1], one[-1] = 1.0, 1.0
    p = np.linalg.solve(pinned, one)
    mean = float((first @ p).sum())
    right = mean * p - first @ p
    right[-1] = 0.0
    return mean, float(2.0 * (first @ np.linalg.solve(pinned, right)).sum() + (second @ p).sum())


@pytest.mark.parametrize("sites", [3, 5, 6])
def test_open_asymmetric_exclusion_with_all_six_rates(sites):
    alpha, beta, gamma, delta, p, q = ASEP
    line = st.asep(sites, st.Boundaries(alpha, beta, gamma, delta), right=p, left=q)
    moves = steps(sites, *ASEP)
    entrance = np.eye(sites + 1)[0]
    weights = np.random.default_rng(sites).normal(size=sites + 1)
    mean, variance = moments(2**sites, moves, entrance)
    count = st.counted(line, "enter left")
    every = st.counted(line, {name: float(w) for name, w in zip(line.processes, weights, strict=True)})
    found = st.cumulants(line, count)
    assert found.mean == pytest.approx(mean, rel=1e-11)
    assert found.variance == pytest.approx(variance, rel=1e-10)
    together = [moments(2**sites, moves, entrance + sign * weights)[1] for sign in (1.0, -1.0)]
    covariance = st.covariance(line, [count, every])
    assert covariance[0, 1] == pytest.approx((together[0] - together[1]) / 4.0, rel=1e-9)
    affinity = np.log(alpha * beta / (gamma * delta)) + (sites - 1) * np.log(p / q)
    assert st.entropy_rates(line).total == pytest.approx(mean * affinity, rel=1e-11)
    one, other = st.scgf(line, count, 0.6), st.scgf(line, count, -affinity - 0.6)
    assert one == pytest.approx(other, rel=1e-10)


def test_symmetric_exclusion_has_a_straight_profile():
    """J = (rho_a - rho_b)/(L + 1/(a + g) + 1/(b + d) - 1); rho_i = rho_a - J/(a + g) - J (i - 1)."""
    sites, (alpha, beta, gamma, delta) = 6, (0.9, 0.4, 0.3, 1.1)
    line = st.ssep(sites, st.Boundaries(alpha, beta, gamma, delta))
    left, right = alpha / (alpha + gamma), delta / (beta + delta)
    flow = (left - right) / (sites + 1.0 / (alpha + gamma) + 1.0 / (beta + delta) - 1.0)
    assert st.mean_current(line, st.counted(line, "leave right")) == pytest.approx(flow, rel=1e-11)
    density = st.occupation(sites).T @ st.stationary(line)
    assert density == pytest.approx(left - flow / (alpha + gamma) - flow * np.arange(sites), rel=1e-11)


@pytest.mark.parametrize(
    ("volume", "constants", "most"),
    [
        (10.0, (3.0, 0.6, 0.25, 2.95), 150),
        (30.0, (2.0, 0.5, 0.2, 3.0), 300),
        (15.0, (3.0, 0.6, 0.25, 0.05000005), 300),  # next to equilibrium: 3.7e-12 k_B/s
        (8.0, (3.0, 0.6, 0.25, 295.0), 120),
        (60.0, (3.0, 0.6, 0.55, 2.95), 900),
    ],
)
def test_schloegl_by_the_product_of_ratios(volume, constants, most):
    k1, k2, k3, k4 = constants
    n = np.arange(most, dtype=float)
    up = np.stack([k1 * n * (n - 1.0) / volume, k3 * volume + 0.0 * n])
    m = n + 1.0
    down = np.stack([k2 * m * (m - 1.0) * (m - 2.0) / volume**2, k4 * m])
    logs = np.concatenate([[0.0], np.cumsum(np.log(up.sum(axis=0) / down.sum(axis=0)))])
    p = np.exp(logs - logs.max())
    p /= p.sum()
    # both channels balance each other at every step: J_1 = p_n (u_1 d_2 - u_2 d_1)/(d_1 + d_2)
    flux = p[:-1] * (up[0] * down[1] - up[1] * down[0]) / down.sum(axis=0)
    found = st.stationary_copy_numbers(st.schloegl(volume, k1=k1, k2=k2, k3=k3, k4=k4), {"X": 0})
    mean = float(np.arange(most + 1) @ p)
    assert found.mean()[0] == pytest.approx(mean, rel=1e-10)
    variance = float((np.arange(most + 1) - mean) ** 2 @ p)
    assert np.ravel(found.covariance())[0] == pytest.approx(variance, rel=1e-9)
    expected = float(flux.sum() * np.log(k1 * k4 / (k2 * k3)))
    total = st.entropy_rates(found.master.network, found.probability).total
    assert total == pytest.approx(expected, rel=1e-6 if expected < 1e-9 else 1e-9)


@pytest.mark.parametrize(
    ("start", "binding", "unbinding", "volume"), [(7, 0.3, 0.8, 1.0), (30, 0.05, 2.0, 3.0)]
)
def test_dimers_in_a_closed_vessel(start, binding, unbinding, volume):
    """p(d) ~ (k+/(V k-))^d/(n! d!), n = N - 2 d: equilibrium within the conserved total."""
    found = st.stationary_copy_numbers(
        st.dimerisation(binding, unbinding, volume=volume), {"P": start, "P2": 0}
    )
    pairs = np.asarray(found.master.counts)[:, list(found.master.reactions.species).index("P2")]
    logs = [
        d * np.log(binding / (volume * unbinding)) - lgamma(start - 2 * d + 1) - lgamma(d + 1)
        for d in map(float, range(start // 2 + 1))
    ]
    expected = np.exp(np.array(logs) - max(logs))
    expected /= expected.sum()
    assert found.probability == pytest.approx(expected[pairs], rel=1e-9, abs=1e-12)
    assert st.entropy_rates(found.master.network, found.probability).total < 1e-25


def test_two_reversible_reactions_with_three_conserved_totals():
    """Deficiency zero: product of Poissons with any complex-balanced concentrations, restricted to the totals."""
    network = st.reaction_network(
        {"one": ("A + B <=> C", 0.7, 1.3), "two": ("C + D <=> E", 2.0, 0.4)}, volume=2.0
    )
    found = st.stationary_copy_numbers(network, {"A": 5, "B": 4, "C": 0, "D": 3, "E": 1})
    balanced = {"A": 1.0, "B": 1.0, "C": 0.7 / 1.3, "D": 1.0, "E": 5.0 * 0.7 / 1.3}
    logs = [
        sum(
            k * np.log(2.0 * balanced[name]) - lgamma(k + 1)
            for name, k in zip(network.species, row, strict=True)
        )
        for row in np.asarray(found.master.counts, dtype=float)
    ]
    expected = np.exp(np.array(logs))
    assert found.probability == pytest.approx(expected / expected.sum(), rel=1e-11)
    structure = st.structure(network)
    assert (structure.rank, structure.deficiency, len(structure.conserved)) == (2, 0, 3)


@pytest.mark.parametrize(("feed", "loss"), [(3.0, 0.2), (40.0, 0.05), (0.5, 2.0)])
def test_pairs_that_annihilate(feed, loss):
    """p(0) = I_1(z)/(sqrt 2 I_1(sqrt 2 z)) and <n> = d ln G/ds at s = 1, z = 2 (a/b)^(1/2)."""
    z = 2.0 * np.sqrt(feed / loss)
    far = np.sqrt(2.0) * z
    found = st.stationary_copy_numbers(st.pair_annihilation(feed, loss), {"A": 0})
    empty = ive(1, z) / ive(1, far) * np.exp(z - far) / np.sqrt(2.0)
    assert found.probability[found.master.state({"A": 0})] == pytest.approx(empty, rel=1e-9)
    mean = 0.25 + far / 4.0 * (ive(0, far) / ive(1, far) - 1.0 / far)
    assert found.mean()[0] == pytest.approx(mean, rel=1e-10)


@pytest.mark.parametrize(
    ("attach", "detach"), [([1.0, 0.5, 0.2], [0.2, 0.4, 0.9]), ([1.0, 1.0, 1.0], [2.0, 1.8, 2.5])]
)
def test_copolymer_of_three_monomers(attach, detach):
    """The velocity is the largest root of the cubic sum_m k+_m prod_others (k-_n + v) = prod (k-_n + v)."""
    cubic = np.poly(-np.array(detach))
    for k, rate in enumerate(attach):
        others = [-d for n, d in enumerate(detach) if n != k]
        cubic = np.polysub(cubic, rate * np.poly(others))
    velocity = float(np.max(np.roots(cubic).real))
    shares = np.array(attach) / (np.array(detach) + velocity)
    affinity = float(shares @ np.log(np.array(attach) / np.array(detach) / shares))
    found = st.copolymer(np.array(attach), np.array(detach))
    assert found.velocity == pytest.approx(velocity, rel=1e-11)
    assert found.fractions == pytest.approx(shares, rel=1e-11)
    assert found.affinity == pytest.approx(affinity, rel=1e-10)
    assert found.production == pytest.approx(velocity * affinity, rel=1e-10)
