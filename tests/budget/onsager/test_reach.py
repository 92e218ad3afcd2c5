"""How far linear response reaches, against closed forms."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import System
from fluxforce.budget.onsager.linearity import linear_range
from fluxforce.budget.onsager.reach import law_reach, reach, site_reach
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import Reaction, tank
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.integrate import integrate
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution


def test_a_reaction_departs_at_second_order():
    """1 - exp(-x) = x (1 - x/2 + ...): 1 % at x = 0.02; exact roots of 1 - (1 - e^-x)/x = 0.01 to either side."""
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("A",)))
    found = law_reach(Reversible(MassAction(jnp.ones(1), jnp.zeros((1, 1)))), potential, jnp.zeros((1, 1)))
    assert found.order == 2
    assert found.conductance == pytest.approx(1.0 / GAS_CONSTANT)
    assert found.correction == pytest.approx(-0.5 / GAS_CONSTANT**2)
    assert found.estimate == pytest.approx(0.02 * GAS_CONSTANT)
    for side, sign in ((found.above, -1.0), (found.below, 1.0)):
        x = side / GAS_CONSTANT
        assert -math.expm1(-x) / x - 1.0 == pytest.approx(0.01 * sign, rel=1e-9)
    assert found.exact == -found.below < found.above
    assert "first correction" in str(found)


@pytest.mark.parametrize(
    ("flux", "order", "estimate"),
    [
        (lambda x: jnp.sinh(x), 3, math.sqrt(0.06)),
        (lambda x: jnp.sin(x) + x**3 / 6, 5, 1.2**0.25),
        (lambda x: x / (1.0 + x**3), 4, 0.01 ** (1 / 3)),
        (lambda x: 3.0 * x, None, math.inf),
    ],
)
def test_the_first_correction_that_does_not_vanish(flux, order, estimate):
    """Series by hand: x^3/6, x^5/120, -x^4, none."""
    found = reach(lambda x: (x, flux(x)), scale=1.0)
    assert found.order == order
    assert found.estimate == pytest.approx(estimate, rel=1e-12)
    if order is None:
        assert found.exact == math.inf
    else:
        nearer = min((found.below, found.above), key=abs)
        value = float(flux(jnp.array(nearer))) / nearer / found.conductance
        assert abs(value - 1.0) == pytest.approx(0.01, rel=1e-9)


def test_what_has_no_linear_response_is_refused():
    with pytest.raises(BadInput, match="no linear response"):
        reach(lambda x: (x, x**3), scale=1.0)


@pytest.mark.slow
def test_sites_of_models():
    """At a held mean of ln c Fick's law is 2 D c sinh(X/2R); Fourier's is linear at a held product of temperatures."""
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("A",)))
    one, law = jnp.ones((1, 1)), IdealDiffusion(jnp.full((1, 1), 2e-9))
    process = Exchange("diffusion", Chain(), one, one, law, jnp.full(1, 2e3), ("A",))
    pair = System(potential, (process,), (), jnp.ones(2), jnp.ones((1, 2)))
    found = site_reach(pair, jnp.zeros((1, 2)), "diffusion")
    assert found.order == 3
    assert found.conductance == pytest.approx(2e-9 / 0.5e-3 / GAS_CONSTANT)
    assert found.estimate == pytest.approx(GAS_CONSTANT * math.sqrt(0.24))
    x = found.exact / GAS_CONSTANT
    assert math.sinh(x / 2) / (x / 2) == pytest.approx(1.01, rel=1e-10)
    heated = slab(
        thickness=0.2, cells=2, conductivity=2.0, heat_capacity=1e6, left=400.0, right=300.0, initial=350.0
    )
    assert site_reach(heated.system, heated.start, "conduction").order is None
    with pytest.raises(BadInput, match="no process 'ions'"):
        site_reach(heated.system, heated.start, "ions")


@pytest.mark.slow
def test_map_over_a_run():
    """A <=> B relaxes: J/(L X) = (1 - e^-x)/x with x = ln(K a/b), and a known from its exponential."""
    k, big = 1e-2, 4.0
    made = tank(
        volume=1.0, flow=1e-12, feed={"A": 8.0, "B": 2.0}, initial={"A": 8.0, "B": 2.0},
        reactions={"one": Reaction({"A": 1.0}, {"B": 1.0}, k, big)}, temperature=300.0,
    )  # fmt: skip
    found = linear_range(integrate(made.solver, made.system, made.start, [1000.0], scale=made.scale))
    a = 2.0 + 6.0 * np.exp(-k * (1.0 + 1.0 / big) * found.times)
    x = np.log(big * a / (10.0 - a))
    exact = np.abs(-np.expm1(-x) / x - 1.0)
    early = x > 1e-3
    assert found.maps[0][early, 1] == pytest.approx(exact[early], abs=2e-3)
    assert found.names == ("one",)
    # inside from x = 0.0201 on
    spans = np.diff(np.concatenate([[0.0], found.times]))
    assert found.of_sites[0] == pytest.approx(spans[exact <= 0.01].sum() / 1000.0, abs=0.02)
    assert found.of_production[0] < 0.01
    assert found.where[0][0] == 1
    assert "production inside" in str(found)
