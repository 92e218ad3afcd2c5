"""Onsager matrices out of models: of single sites, of whole models between reservoirs; experiments on the solver."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import System
from fluxforce.budget.onsager.extract import conductances
from fluxforce.budget.onsager.reservoirs import Terminal, between_reservoirs, opened, read_terminals
from fluxforce.budget.onsager.rows import Row
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.nernst_planck import Content, NernstPlanck
from fluxforce.laws.transport import ConstantOnsager, Fick
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import Reaction, tank
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.solve.steady import steady
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution

D = {"Na": 1.33e-9, "Cl": 2.03e-9, "K": 1.96e-9}
SALT = {"Na": 2.0, "Cl": 5.0, "K": 3.0}


@pytest.fixture(scope="module")
def ions() -> tuple[System, jnp.ndarray]:
    """Three faces, each half a millimetre thick, between a solution and itself."""
    conductance = jnp.broadcast_to(jnp.array(list(D.values()))[:, None], (3, 3))
    law = NernstPlanck(conductance, jnp.array([1.0, -1.0, 1.0]), Content(3))
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(3), names=tuple(D)))
    process = Exchange("ions", Chain(), jnp.eye(3), jnp.eye(3), law, jnp.full(3, 2e3), tuple(D))
    active = jnp.zeros((3, 4)).at[:, 1:3].set(1.0)
    contents = jnp.broadcast_to(jnp.array(list(SALT.values()))[:, None], (3, 4))
    return System(potential, (process,), (), jnp.ones(4), active), potential.guess(contents)


def nernst_planck() -> np.ndarray:
    """L_ij = D_i c_i/R (delta_ij - z_i z_j D_j c_j/sum z^2 D c): the field of zero current eliminated by hand."""
    z, m = np.array([1.0, -1.0, 1.0]), np.array([D[k] * SALT[k] for k in D]) / GAS_CONSTANT
    return np.diag(m) - np.outer(z * m, z * m) / np.sum(z**2 * m)


def test_site_of_an_electrolyte(ions):
    found = conductances(ions[0], ions[1])[0]
    matrix = found.at(1)
    assert matrix.values == pytest.approx(nernst_planck() / 0.5e-3, rel=1e-12)
    assert matrix.reciprocity().holds
    assert "no flux along +1 X_Na -1 X_Cl +1 X_K" in matrix.semidefinite().said
    assert "at site 1" in matrix.source


def test_a_law_in_contents_is_seen_as_well(ions):
    """Fick's law reads no force at all; its matrix at equilibrium is D c/R all the same, and the tangent D c_lm/R."""
    whole, start = ions
    exchange = eqx.tree_at(lambda e: e.law, whole.exchanges[0], Fick(jnp.full(3, 1e-9), 3))
    system = eqx.tree_at(lambda s: s.exchanges, whole, (exchange,))
    one = conductances(system, start)[0].values[1]
    assert one == pytest.approx(np.diag([1e-9 * c for c in SALT.values()]) / GAS_CONSTANT / 0.5e-3, rel=1e-12)


def test_reaction_and_slab():
    """k = 2 1/s in 3 m3 with 5 mol/m3: dJ/dX at X = 0 is J+/R, and at X itself J+ exp(-X/R)/R."""
    made = tank(
        volume=3.0, flow=1.0, feed={"A": 5.0, "B": 1.0}, initial={"A": 5.0, "B": 1.0},
        reactions={"one": Reaction({"A": 1.0}, {"B": 1.0}, 2.0, 10.0)}, temperature=300.0,
    )  # fmt: skip
    settled = conductances(made.system, made.start, settled=True)[0]
    assert settled.values[1, 0, 0] == pytest.approx(2.0 * 5.0 * 3.0 / GAS_CONSTANT)
    tangent = conductances(made.system, made.start)[0]
    assert tangent.values[1, 0, 0] == pytest.approx(2.0 * 5.0 * 3.0 / GAS_CONSTANT / 50.0)
    assert tangent.reaction

    heated = slab(
        thickness=0.2, cells=3, conductivity=2.0, heat_capacity=1e6, left=400.0, right=300.0, initial=350.0
    )
    # across a face J = k g (T_t T_h) X, so the tangent at a held mean in 1/T follows by hand from T_t T_h
    face = conductances(heated.system, heated.start)[0].values[0, 0, 0]
    measure = 2.0 / (0.2 / 3)
    mean, half = 0.5 * (1 / 400 + 1 / 350), 0.5 * (1 / 350 - 1 / 400)
    exact = 2.0 * measure * (mean**2 + half**2) / (mean**2 - half**2) ** 2
    assert face == pytest.approx(exact, rel=1e-10)


def test_a_whole_slab_between_its_reservoirs():
    temperature = 500.0
    made = slab(
        thickness=0.2, cells=3, conductivity=2.0, heat_capacity=1e6, left=temperature, right=temperature,
        initial=temperature,
    )  # fmt: skip
    matrix = between_reservoirs(made.system, made.start, [Terminal(Row("heat", "W", "1/K"), "energy", 4)])
    assert matrix["heat", "heat"] == pytest.approx(2.0 / 0.2 * temperature**2, rel=1e-12)


@pytest.mark.slow
def test_a_whole_electrolyte_between_its_reservoirs(ions):
    """The left solution is the reference; the field of zero current couples all three ions."""
    matrix = between_reservoirs(ions[0], ions[1], [Terminal(Row(name), name, 3) for name in D])
    assert matrix.values == pytest.approx(nernst_planck() / 1.5e-3, rel=1e-9, abs=1e-12)


@pytest.mark.slow
def test_a_closed_wall_as_an_experiment():
    """Constant L = [[2, .5], [.5, 1]]: with the second flux stopped at the wall X2 = -X1/2 and J1 = 1.75 X1."""
    both, places = jnp.eye(2), 3
    law = ConstantOnsager(jnp.array([[2.0, 0.5], [0.5, 1.0]]))
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("A", "B")))
    process = Exchange("both", Chain(), both, both, law, jnp.full(2, 2.0), ("A", "B"))
    active = jnp.zeros((2, places)).at[:, 1].set(1.0)
    system = System(potential, (process,), (), jnp.ones(places), active)
    start = jnp.zeros((2, places)).at[0, -1].set(-0.3)
    terminals = [Terminal(Row("A"), "A", 2), Terminal(Row("B"), "B", 2)]
    # two faces of conductance 2 in series
    assert between_reservoirs(system, start, terminals).values == pytest.approx(
        np.array(law.matrix), rel=1e-12
    )
    shut = opened(system, terminals[1:])
    reached = steady(Dense(), shut, start)
    assert reached.converged
    forces, fluxes = read_terminals(shut, reached.coordinates, terminals)
    assert forces == pytest.approx([0.3 * GAS_CONSTANT, -0.15 * GAS_CONSTANT], rel=1e-9)
    assert fluxes[0] == pytest.approx(1.75 * 0.3 * GAS_CONSTANT, rel=1e-9)


def test_terminals_are_named_when_they_do_not_fit(ions):
    with pytest.raises(BadInput, match="a terminal is a quantity that is held"):
        between_reservoirs(ions[0], ions[1], [Terminal(Row("Na"), "Na", 1)])
    with pytest.raises(BadInput, match="no quantity 'Ca'"):
        read_terminals(ions[0], ions[1], [Terminal(Row("Ca"), "Ca", 3)])
    twice = [Terminal(Row("one"), "Na", 3), Terminal(Row("two"), "Na", 3)]
    with pytest.raises(BadInput, match="not independent"):
        between_reservoirs(ions[0], ions[1], twice)
