"""Markov networks against formulas and dense matrices written here, away from the published parameter values."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp
from scipy.linalg import expm, null_space

from fluxforce import stochastic as st
from fluxforce.errors import BadInput


def dense(network: st.Network) -> np.ndarray:
    matrix = np.zeros((network.states, network.states))
    for i, j, ahead, back in zip(network.tail, network.head, network.forward, network.backward, strict=True):
        matrix[j, i] += ahead
        matrix[i, i] -= ahead
        matrix[i, j] += back
        matrix[j, j] -= back
    return matrix


def steady(network: st.Network) -> np.ndarray:
    p = null_space(dense(network))[:, 0]
    return p / p.sum()


def tangle(seed: int, states: int = 4) -> st.Network:
    """A ring with chords, two of them parallel, rates between 0.2 and 3."""
    draw = np.random.default_rng(seed)
    tail = np.concatenate([np.arange(states), [0, 0, 1]])
    head = np.concatenate([(np.arange(states) + 1) % states, [2, 2, 3]])
    rates = draw.uniform(0.2, 3.0, (2, tail.size))
    return st.from_arrays(states=states, tail=tail, head=head, forward=rates[0], backward=rates[1])


@pytest.mark.parametrize(
    ("rates", "level", "potentials", "temperatures"),
    [
        ((0.7, 3.0), 0.4, (1.5, -0.3), (0.6, 2.1)),
        ((2.0, 0.1), -1.0, (0.2, 0.1), (3.0, 0.25)),
        ((1.0, 1.0), 0.0, (25.0, -25.0), (1.0, 1.0)),
    ],
)
def test_dot_between_leads_of_two_temperatures(rates, level, potentials, temperatures):
    """lambda(s) = -K/2 + (K^2/4 + a (e^s - 1) + b (e^-s - 1))^(1/2), K, a and b from Fermi functions."""
    filled = [1.0 / (1.0 + np.exp((level - m) / t)) for m, t in zip(potentials, temperatures, strict=True)]
    empty = [1.0 / (1.0 + np.exp(-(level - m) / t)) for m, t in zip(potentials, temperatures, strict=True)]
    a, b = rates[0] * filled[0] * rates[1] * empty[1], rates[1] * filled[1] * rates[0] * empty[0]
    total = sum(rates)
    leads = {
        name: st.Lead(*each)
        for name, each in zip("LR", zip(rates, potentials, temperatures, strict=True), strict=True)
    }
    dot = st.quantum_dot(level, leads)
    found = st.cumulants(dot, st.counted(dot, "L"))
    assert found.mean == pytest.approx((a - b) / total, rel=1e-11)
    assert found.variance == pytest.approx((a + b) / total - 2.0 * (a - b) ** 2 / total**3, rel=1e-11)
    for s in (-3.0, 0.5, 8.0):
        grown = a * np.expm1(s) + b * np.expm1(-s)
        expected = grown / (total / 2.0 + np.sqrt(total**2 / 4.0 + grown))
        assert st.scgf(dot, st.counted(dot, "L"), s) == pytest.approx(expected, rel=1e-10)
    rates_now = st.entropy_rates(dot)
    affinity = sum(
        sign * -(level - m) / t for sign, m, t in zip((1.0, -1.0), potentials, temperatures, strict=True)
    )
    assert rates_now.total == pytest.approx((a - b) / total * affinity, rel=1e-10)
    reservoirs = {name: st.Reservoir(t, m) for name, t, m in zip("LR", temperatures, potentials, strict=True)}
    energy = st.energy_rates(
        rates_now.rates, np.array([0.0, level]), reservoirs, particles=np.array([0.0, 1.0])
    )
    assert energy.heat["L"] == pytest.approx((a - b) / total * (level - potentials[0]), rel=1e-10)


def test_a_bias_whose_rate_underflows_is_refused_and_an_infinite_one_is_one_way():
    """exp(-800) is no number of double precision; the production would be infinite instead of 800 per electron."""
    with pytest.raises(BadInput, match="below all numbers"):
        st.quantum_dot(0.0, {"L": st.Lead(1.0, 800.0), "R": st.Lead(1.0)})
    open_end = st.quantum_dot(0.0, {"L": st.Lead(1.0, np.inf), "R": st.Lead(1.0)})
    assert open_end.one_way.tolist() == [True, False]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_relaxation_splits_into_housekeeping_and_excess(seed):
    network = tangle(seed)
    ps = steady(network)
    p = np.random.default_rng(seed).dirichlet(np.ones(4))
    there, back = network.forward * p[network.tail], network.backward * p[network.head]
    flux = there - back
    found = st.entropy_rates(network, p)
    assert found.total == pytest.approx(np.sum(flux * np.log(there / back)), rel=1e-12)
    steady_ratio = network.forward * ps[network.tail] / (network.backward * ps[network.head])
    assert found.total_housekeeping == pytest.approx(np.sum(flux * np.log(steady_ratio)), rel=1e-11)
    assert found.total_excess == pytest.approx(-np.sum((dense(network) @ p) * np.log(p / ps)), rel=1e-11)
    for time in (0.01, 0.8, 30.0):
        exact = expm(dense(network) * time) @ p
        assert st.evolve(network, p, np.array([time]))[0] == pytest.approx(exact, rel=1e-11)


def test_fluxes_of_cycles_from_determinants():
    """Hill: product of rates along the cycle times the minor of -W without its states, over the sum of first minors."""
    network = tangle(4)
    matrix = -dense(network)

    def minor(keep: list[int]) -> float:
        return float(np.linalg.det(matrix[np.ix_(keep, keep)])) if keep else 1.0

    trees = sum(minor([i for i in range(4) if i != root]) for root in range(4))
    found = st.hill_cycles(network)
    for cycle, ahead, back in zip(found.cycles, found.forward, found.backward, strict=True):
        along, against, met = 1.0, 1.0, set()
        for k, direction in zip(cycle.channels, cycle.directions, strict=True):
            rates = (network.forward[k], network.backward[k])[:: int(direction)]
            along, against = along * rates[0], against * rates[1]
            met |= {int(network.tail[k]), int(network.head[k])}
        rest = minor([i for i in range(4) if i not in met])
        assert ahead == pytest.approx(along * rest / trees, rel=1e-11)
        assert back == pytest.approx(against * rest / trees, rel=1e-11)


@pytest.mark.parametrize("duration", [0.3, 4.0])
def test_speed_limit_by_quadrature_over_time(duration):
    network = tangle(5)
    p = np.random.default_rng(5).dirichlet(np.ones(4))
    found = st.speed_limit(network, p, duration)
    nodes, weights = np.polynomial.legendre.leggauss(40)
    production = activity = 0.0
    for x, w in zip((nodes + 1.0) / 2.0, weights / 2.0, strict=True):
        q = expm(dense(network) * duration * x) @ p
        there, back = network.forward * q[network.tail], network.backward * q[network.head]
        production += w * duration * np.sum((there - back) * np.log(there / back))
        activity += w * np.sum(there + back)
    assert found.production == pytest.approx(production, rel=1e-10)
    assert found.activity == pytest.approx(activity, rel=1e-11)
    assert found.distance == pytest.approx(np.abs(expm(dense(network) * duration) @ p - p).sum(), rel=1e-11)


def test_information_flows_of_a_network_with_parallel_channels():
    """Y changed by two channels everywhere; dI_X = sum over the channels of X of J ln p(y|x_head)/p(y|x_tail)."""
    draw = np.random.default_rng(7)
    x, y = np.repeat(np.arange(3), 2), np.tile(np.arange(2), 3)
    pairs = [(i, j, 0) for i in range(6) for j in range(i + 1, 6) if y[i] == y[j]]
    pairs += [(2 * k, 2 * k + 1, 1) for k in range(3) for _ in range(2)]
    tail, head, part = np.array(pairs).T
    rates = draw.uniform(0.1, 4.0, (2, tail.size))
    network = st.from_arrays(states=6, tail=tail, head=head, forward=rates[0], backward=rates[1])
    for p in (steady(network), draw.dirichlet(np.ones(6))):
        joint = p.reshape(3, 2)
        px, py = joint.sum(axis=1)[x], joint.sum(axis=0)[y]
        flux = rates[0] * p[tail] - rates[1] * p[head]
        found = st.bipartite(network, x, y, probability=p)
        assert found.mutual_information == pytest.approx(np.sum(p * np.log(p / (px * py))), rel=1e-10)
        for name, number, alone in (("X", 0, px), ("Y", 1, py)):
            known = p / alone
            flow = np.sum((flux * np.log(known[head] / known[tail]))[part == number])
            assert found.parts[name].information_flow == pytest.approx(flow, rel=1e-9)


LEVELS = (
    lambda t: jnp.array([0.0, 1.0, 0.0]) * t + jnp.array([0.0, 0.0, 0.5]),
    lambda t: jnp.array([0.3, 2.5, -1.0]) + jnp.array([0.0, -1.0, 1.0]) * t**2,
)
SLOPES = (lambda t: np.array([0.0, 1.0, 0.0]), lambda t: np.array([0.0, -2.0, 2.0]) * t)
LENGTHS = (0.8, 0.5)


def three_levels(energies: np.ndarray) -> st.Network:
    tail, head = np.array([0, 1, 2]), np.array([1, 2, 0])
    rise, speed = (energies[head] - energies[tail]) / 2.0, np.array([1.0, 2.0, 0.7])
    return st.from_arrays(
        states=3, tail=tail, head=head, forward=speed * np.exp(-rise), backward=speed * np.exp(rise)
    )


def test_protocol_of_three_levels_with_a_jump():
    """dp = W p, dm = W m + E' p, dq = W q + 2 E' m, dg = W g - E' g piece by piece; Jarzynski both ways."""
    first = np.asarray(LEVELS[0](0.0))
    p = np.exp(-first) / np.exp(-first).sum()
    state, last = np.stack([p, 0.0 * p, 0.0 * p, p]), first
    for level, slope, length in zip(LEVELS, SLOPES, LENGTHS, strict=True):
        jump = np.asarray(level(0.0)) - last
        p, m, q, g = state
        state = np.stack([p, m + jump * p, q + 2.0 * jump * m + jump**2 * p, g * np.exp(-jump)])

        def change(t, flat, level=level, slope=slope):
            p, m, q, g = flat.reshape(4, 3)
            w, e = dense(three_levels(np.asarray(level(t)))), slope(t)
            return np.concatenate([w @ p, w @ m + e * p, w @ q + 2.0 * e * m, w @ g - e * g])

        state = solve_ivp(change, (0.0, length), state.ravel(), method="DOP853", rtol=1e-11, atol=1e-13).y[
            :, -1
        ]
        state, last = state.reshape(4, 3), np.asarray(level(length))
    pieces = [
        st.Segment(length, lambda t, level=level: three_levels(np.asarray(level(t))), level)
        for level, length in zip(LEVELS, LENGTHS, strict=True)
    ]
    found, free = st.drive_network(pieces), -np.log(np.exp(-last).sum() / np.exp(-first).sum())
    assert found.work == pytest.approx(state[1].sum(), rel=1e-8)
    assert found.work_variance == pytest.approx(state[2].sum() - state[1].sum() ** 2, rel=1e-8)
    assert found.exponential == pytest.approx(np.exp(-free), rel=1e-9)
    assert st.drive_network(st.reverse_segments(pieces)).exponential == pytest.approx(np.exp(free), rel=1e-9)
