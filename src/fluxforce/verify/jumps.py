"""Markov rings: currents, affinities, entropy production and its parts."""

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, evaluate
from fluxforce.constants import GAS_CONSTANT as R
from fluxforce.laws.reversible import Reversible
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.network import network
from fluxforce.networks.network import Channel
from fluxforce.verify.check import Check
from fluxforce.verify.settle import settled

SCHNAKENBERG = "closed form (Schnakenberg 1976)"


def checks() -> list[Check]:
    """P1 and P2 of the stochastic list; entropies are in units of R, the Boltzmann constant of one copy."""
    return [*_uniform_ring(), *_driven_ring()]


def _uniform_ring() -> list[Check]:
    """Six states, 3 forward and 1 backward everywhere: the uniform distribution is steady."""
    jumps = {f"j{k}": Channel(str(k), str((k + 1) % 6), 3.0, 1.0) for k in range(6)}
    made = network(jumps=jumps, initial={str(k): 1.0 / 6.0 for k in range(6)})
    rates = evaluate(made.system, made.start)
    current = sum(float(j[0, 0]) for j in rates.fluxes)
    produced = sum(float(jnp.sum(p)) for p in rates.production) / R
    eigenvalues = np.linalg.eigvals(_generator(made, rates))
    slowest = max((v for v in eigenvalues if v.imag > 1e-9), key=lambda v: v.real)
    return [
        Check("S1.steady", "uniform ring of six states: largest change of a probability [1/s]", "symmetry",
              float(jnp.max(jnp.abs(rates.supply))), 0.0, 1e-15),
        Check("S1.current", "jumps forward less jumps backward [1/s]", "closed form p - m", current, 2.0,
              1e-13),
        Check("S1.affinity", "sum of forces around the ring [R]", "closed form 6 ln(p/m)",
              sum(float(x[0, 0]) for x in rates.forces) / R, 6.591673732008658, 1e-13),
        Check("S1.production", "entropy production [R/s]", "closed form (p - m) ln(p/m)",
              produced, 2.197224577336219, 1e-13),
        Check("S1.bound", "entropy production times variance over current squared",
              "Barato and Seifert 2015; at least 2", produced * _traffic(made, rates) / current**2,
              2.197224577336219, 1e-12),
        Check("S1.coherence", "imaginary over real part of the slowest oscillation",
              "Barato and Seifert 2017: cot(pi/N) tanh(A/2N)", -slowest.imag / slowest.real,
              0.8660254037844386, 1e-11),
    ]  # fmt: skip


def _driven_ring() -> list[Check]:
    jumps = {
        "first": Channel("0", "1", 1.0, 0.5),
        "second": Channel("1", "2", 2.0, 0.25),
        "third": Channel("2", "0", 3.0, 0.2),
    }
    made = network(jumps=jumps, initial={"0": 0.6, "1": 0.3, "2": 0.1})
    at_rest = evaluate(made.system, jnp.asarray(settled(made, 1e4)))
    begin = evaluate(made.system, made.start)
    p = [float(v) for v in at_rest.reading.content[:3, 0]]
    flux, force, rest = (np.array([float(v[0, 0]) for v in values])
                         for values in (begin.fluxes, begin.forces, at_rest.forces))  # fmt: skip
    excess = (begin.reading.conjugates - at_rest.reading.conjugates)[:3]
    stationary = [0.5679702048417132, 0.2458100558659218, 0.186219739292365]
    closed = "closed form (matrix-tree theorem)"
    return [
        *(Check(f"S2.p{k}", f"driven ring of three states: probability of state {k}", closed, p[k], value,
              1e-9)
          for k, value in enumerate(stationary)),
        Check("S2.affinity", "sum of forces around the ring [R]", SCHNAKENBERG, rest.sum() / R,
              5.480638923341991, 1e-12),
        Check("S2.current", "current [1/s]", SCHNAKENBERG, float(at_rest.fluxes[0][0, 0]),
              0.4450651769087523, 1e-9),
        Check("S2.production", "entropy production at rest [R/s]", SCHNAKENBERG,
              sum(float(jnp.sum(s)) for s in at_rest.production) / R, 2.439241531990197, 1e-9),
        Check("S2.traffic", "jumps in both directions [1/s]", closed, _traffic(made, at_rest),
              1.901303538175047, 1e-9),
        Check("S2.total", "entropy production at p = (0.6, 0.3, 0.1) [R/s]", "closed form",
              float(flux @ force) / R,
              2.616145746691367, 1e-12),
        Check("S2.adiabatic", "its part that keeps the ring turning, J . X at rest",
              "Esposito and Van den Broeck 2010", float(flux @ rest) / R, 2.33083635045828, 1e-9),
        Check("S2.excess", "its part that relaxes, dp/dt . (y - y at rest)",
              "Esposito and Van den Broeck 2010",
              float(jnp.sum(begin.supply[:3] * excess)) / R, 0.2853093962330872, 1e-8),
        Check("S2.stored", "change of the ring's own entropy, dp/dt . y [R/s]", "closed form",
              float(jnp.sum(begin.supply[:3] * begin.reading.conjugates[:3])) / R, 0.6211015927750886, 1e-12),
    ]  # fmt: skip


def _traffic(made: Assembled, rates: Rates) -> float:
    """One-way rates of all channels: J+ (1 + exp(-X/R))."""
    total = 0.0
    for exchange, force in zip(made.system.exchanges, rates.forces, strict=True):
        assert isinstance(exchange.law, Reversible)
        forward = exchange.law.one_way.forward(rates.reading, rates.reading)
        total += float(jnp.sum(forward * (1.0 + jnp.exp(-force / R))))
    return total


def _generator(made: Assembled, rates: Rates) -> np.ndarray:
    """Rates from state j to state i as the derivative of the supply by the probabilities."""
    count = len(made.system.exchanges)

    def supply(p: Array) -> Array:
        return evaluate(made.system, jnp.concatenate([jnp.log(p), jnp.zeros(1)])[:, None]).supply[:count, 0]

    return np.asarray(jax.jacfwd(supply)(rates.reading.content[:count, 0]))
