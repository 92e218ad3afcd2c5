"""A pulse that spreads, and a front that is carried and spreads."""

import math
from itertools import product

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System, evaluate
from fluxforce.laws.transport import Fick, IdealDiffusion
from fluxforce.places import Chain, Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.equal import EqualDiffusivities
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.verify.check import Check

SOLUTE = FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("solute",)))
ONE = jnp.ones((1, 1))


def checks() -> list[Check]:
    """P6 and P18 of the continuum."""
    return [*_pulses(), *_fronts()]


def _pulses() -> list[Check]:
    """Sampled on a grid, production is exact: summation by parts needs the sum of the contents only."""
    expected = {1: 4.15723130907662e-6, 2: 8.31446261815324e-6, 3: 1.24716939272299e-5}
    return [
        Check(
            f"P6.{dimension}d",
            f"entropy production of 1 mol spreading for 1e6 s in {dimension} dimensions [W/K]",
            "closed form d N R/2t (Gauss)", _pulse(dimension, coefficient), value, 1e-9,
        )
        for (dimension, value), coefficient in zip(expected.items(), (1e-9, 3e-9, 1e-5), strict=True)
    ]  # fmt: skip


def _pulse(dimension: int, coefficient: float) -> float:
    """Production of a Gaussian of variance 2 D t in the middle of a grid that reaches 8 deviations to
    each side.
    """
    cells, deviation = 33, math.sqrt(2.0 * coefficient * 1e6)
    width = 16.0 * deviation / cells
    along = (np.arange(cells) - cells // 2) * width
    one = np.exp(-0.5 * (along / deviation) ** 2)
    one /= one.sum()
    number = np.arange(cells**dimension).reshape((cells,) * dimension)
    tails, heads = [], []
    for axis in range(dimension):
        tails.append(np.take(number, range(cells - 1), axis).reshape(-1))
        heads.append(np.take(number, range(1, cells), axis).reshape(-1))
    sites = Pairs(jnp.asarray(np.concatenate(tails)), jnp.asarray(np.concatenate(heads)))
    count = sites.tail.shape[0]
    amounts = np.array([math.prod(c) for c in product(one, repeat=dimension)])
    law = IdealDiffusion(jnp.full((1, count), coefficient / width**2))
    diffusion = Exchange("diffusion", sites, ONE, ONE, law, jnp.ones(count))
    places = cells**dimension
    system = System(SOLUTE, (diffusion,), (), jnp.ones(places), jnp.ones((1, places)))
    return float(jnp.sum(evaluate(system, jnp.log(jnp.asarray(amounts))[None]).production[0]))


def _fronts() -> list[Check]:
    """Speed 1, D = 0.1, content 1 enters water of content 0 (1e-9 here): limited advection, errors of
    order h^2.
    """
    early, late = _front(dirichlet=True)
    flux = _front(dirichlet=False)[1]
    source = "Ogata and Banks 1961; grid of 1/200"
    return [
        Check("P18.held", "front of unit speed, D = 0.1, content held at x = 0: content at x = t = 1", source,
              late, 0.585288859162986, 2e-4),
        Check("P18.half", "the same at x = 1, t = 0.5", source, early, 0.0800667526058715, 3e-4),
        Check("P18.flux", "the same at x = t = 1 with the flux given at x = 0",
              "third-type inlet (van Genuchten and Alves 1982); grid of 1/200", flux, 0.493058073730058,
              2e-4),
    ]  # fmt: skip


def _front(*, dirichlet: bool, width: float = 0.005, tolerance: float = 1e-6) -> tuple[float, float]:
    """Content at x = 1 (mean of both cells that meet there) at t = 0.5 and t = 1."""
    cells = round(4.0 / width)
    places, speed, spread = cells + 2, 1.0, 0.1
    conductance = jnp.full(places - 1, spread / width)
    conductance = conductance.at[0].set(2.0 * spread / width if dirichlet else 0.0).at[-1].set(0.0)
    inside = jnp.ones(places - 1).at[0].set(0.0).at[-1].set(0.0)
    flow = Flow(
        "advection", Chain(), jnp.full(places - 1, speed), jnp.zeros(places - 1), inside,
        jnp.zeros(places - 1), 1,
    )  # fmt: skip
    dispersion = Exchange("dispersion", Chain(), ONE, ONE, Fick(conductance, 1), jnp.ones(places - 1))
    active = jnp.ones((1, places)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    system = System(SOLUTE, (dispersion,), (flow,), jnp.full(places, width), active)
    start = jnp.log(jnp.full((1, places), 1e-9).at[0, 0].set(1.0))
    options = StepOptions(tolerance=tolerance, first=1e-6)
    run = integrate(EqualDiffusivities(1), system, start, [0.5, 1.0], options=options)
    at = round(1.0 / width)
    content = np.exp(run.states()[:, 0, at : at + 2]).mean(axis=1)
    half = int(np.argmin(np.abs(run.times() - 0.5)))
    return float(content[half]), float(content[-1])
