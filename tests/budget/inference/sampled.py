"""Data of known entropy production, simulated here with a few lines of numpy and fixed keys."""

from functools import lru_cache

import numpy as np
import scipy.linalg

from fluxforce.budget.inference.data import Chain, Path, StateSequence


def ring_rates(forward: np.ndarray, backward: np.ndarray) -> np.ndarray:
    """Rates K[i, j] of i -> j around a ring."""
    n = forward.size
    rates = np.zeros((n, n))
    for k in range(n):
        rates[k, (k + 1) % n] += forward[k]
        rates[(k + 1) % n, k] += backward[k]
    return rates


RING = ring_rates(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.25, 0.2]))
RING_PRODUCTION = 2.439241531990197  # P2


def ratchet_rates(height: float) -> np.ndarray:
    """P60: three places, potential on (states 0 to 2, levels 0, 1, 2 times height) or off (3 to 5), T = 1.

    Jumps between places at e^{(V_from - V_to)/2}, switching at rate 1.
    """
    level = height * np.arange(3.0)
    rates = np.zeros((6, 6))
    rates[:3, :3] = np.exp(0.5 * (level[:, None] - level[None]))
    rates[3:, 3:] = 1.0
    rates[:3, 3:] = rates[3:, :3] = np.eye(3)
    np.fill_diagonal(rates, 0.0)
    return rates


def stationary(transition: np.ndarray) -> np.ndarray:
    """Left null vector of transition - 1, or of a generator with row sums zero."""
    n = transition.shape[0]
    balance = transition - np.eye(n) if np.allclose(transition.sum(axis=1), 1.0) else transition
    p = scipy.linalg.null_space(balance.T)[:, 0]
    return p / p.sum()


def production(rates: np.ndarray) -> float:
    """Schnakenberg's formula for rates K[i, j] of i -> j [k_B/s]."""
    p = stationary(rates - np.diag(rates.sum(axis=1)))
    flow = p[:, None] * rates
    both = flow > 0.0
    return float((flow[both] * np.log(flow[both] / flow.T[both])).sum())


def chain_states(transition: np.ndarray, steps: int, key: int, walkers: int = 200) -> list[np.ndarray]:
    """States [steps/walkers + 1] of many walkers of a chain, started from its stationary distribution."""
    random = np.random.default_rng(key)
    cumulative = np.cumsum(transition, axis=1)
    state = random.choice(transition.shape[0], size=walkers, p=stationary(transition))
    rows = [state]
    for _ in range(steps // walkers):
        draw = random.random(walkers)
        state = np.minimum((cumulative[state] < draw[:, None]).sum(axis=1), transition.shape[0] - 1)
        rows.append(state)
    return list(np.stack(rows, axis=1))


def long_run(rates: np.ndarray, jumps: int, key: int) -> StateSequence:
    """One long sequence of a Markov jump process, jump by jump."""
    return _long_run(rates.tobytes(), rates.shape[0], jumps, key)


@lru_cache(maxsize=200)
def _long_run(content: bytes, count: int, jumps: int, key: int) -> StateSequence:
    rates = np.frombuffer(content).reshape(count, count)
    random = np.random.default_rng(key)
    escape = rates.sum(axis=1)
    table = np.cumsum(rates / escape[:, None], axis=1).tolist()
    states = [0]
    for draw in random.random(jumps).tolist():
        row = table[states[-1]]
        states.append(next((j for j, edge in enumerate(row) if draw < edge), count - 1))
    dwell = random.exponential(size=jumps + 1) / escape[states]
    return StateSequence(np.array(states), dwell, count)


@lru_cache(maxsize=20)
def ratchet_chain(height: float, steps: int, key: int, walkers: int = 200) -> list[Chain]:
    rates = ratchet_rates(height)
    transition = rates / rates.sum(axis=1)[:, None]
    return [Chain(s, 6) for s in chain_states(transition, steps, key, walkers)]


def gaussian(
    drift: np.ndarray, noise: np.ndarray, step: float, steps: int, key: int, walkers: int
) -> list[Path]:
    """dx = -drift x dt + sqrt(2 noise) dW, sampled exactly: x' = e^{-drift step} x + a Gaussian."""
    random = np.random.default_rng(key)
    covariance = scipy.linalg.solve_continuous_lyapunov(drift, 2.0 * noise)
    carried = scipy.linalg.expm(-drift * step)
    root = np.linalg.cholesky(covariance - carried @ covariance @ carried.T)
    dims, count = drift.shape[0], steps // walkers
    x = np.linalg.cholesky(covariance) @ random.normal(size=(dims, walkers))
    rows = np.zeros((count + 1, dims, walkers))
    rows[0] = x
    kicks = np.einsum("ab,tbw->taw", root, random.normal(size=(count, dims, walkers)))
    for k in range(count):
        x = carried @ x + kicks[k]
        rows[k + 1] = x
    return [Path(step, rows[:, :, w]) for w in range(walkers)]


def gaussian_production(drift: np.ndarray, noise: np.ndarray) -> float:
    """tr(drift^T noise^-1 drift C) - tr drift [k_B/s] of the linear process, C its covariance."""
    covariance = scipy.linalg.solve_continuous_lyapunov(drift, 2.0 * noise)
    return float(np.trace(drift.T @ np.linalg.inv(noise) @ drift @ covariance) - np.trace(drift))


def sampled_production(drift: np.ndarray, noise: np.ndarray, step: float) -> float:
    """<ln p(x'|x) p(x)/(p(x|x') p(x'))>/step: what samples ``step`` apart can tell, the divergence of two Gaussians."""
    covariance = scipy.linalg.solve_continuous_lyapunov(drift, 2.0 * noise)
    lagged = scipy.linalg.expm(-drift * step) @ covariance
    joint = np.block([[covariance, lagged.T], [lagged, covariance]])
    turned = np.block([[covariance, lagged], [lagged.T, covariance]])
    return 0.5 * float(np.trace(np.linalg.solve(turned, joint)) - joint.shape[0]) / step


# P23: U = (x^2 + y^2)/2 + x y/2, temperatures 1 and 2; production 0.0625 per second
GYRATOR = (np.array([[1.0, 0.5], [0.5, 1.0]]), np.diag([1.0, 2.0]))
# P24: two beads between walls, temperatures 1 and 10; production 2.025 per second
BEADS = (np.array([[2.0, -1.0], [-1.0, 2.0]]), np.diag([1.0, 10.0]))
