"""Onsager matrices out of models: of single sites, of whole models between reservoirs; experiments on the solver."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.onsager.extract import conductances
from fluxforce.budget.onsager.reservoirs import Terminal, between_reservoirs, opened, read_terminals
from fluxforce.budget.onsager.rows import Row
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.transport import Fick
from fluxforce.model.assemble.bridge import Ion, bridge
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import Reaction, tank
from fluxforce.solve.steady import steady

D = {"Na": 1.33e-9, "Cl": 2.03e-9, "K": 1.96e-9}
SALT = {"Na": 2.0, "Cl": 5.0, "K": 3.0}


@pytest.fixture(scope="module")
def ions():
    made = {"Na": Ion(1, D["Na"]), "Cl": Ion(-1, D["Cl"]), "K": Ion(1, D["K"])}
    return bridge(length=1e-3, cells=2, ions=made, left=SALT, right=SALT)


def nernst_planck() -> np.ndarray:
    """L_ij = D_i c_i/R (delta_ij - z_i z_j D_j c_j/sum z^2 D c): the field of zero current eliminated by hand."""
    z, m = np.array([1.0, -1.0, 1.0]), np.array([D[k] * SALT[k] for k in D]) / GAS_CONSTANT
    return np.diag(m) - np.outer(z * m, z * m) / np.sum(z**2 * m)


def test_site_of_an_electrolyte(ions):
    found = conductances(ions.system, ions.start)[0]
    matrix = found.at(1)
    # between cells half a millimetre apart
    assert matrix.values == pytest.approx(nernst_planck() / 0.5e-3, rel=1e-12)
    assert matrix.reciprocity().holds
    assert "no flux along +1 X_Na -1 X_Cl +1 X_K" in matrix.semidefinite().said
    assert "at site 1" in matrix.source


def test_a_law_in_contents_is_seen_as_well(ions):
    """Fick's law reads no force at all; its matrix at equilibrium is D c/R all the same, and the tangent D c_lm/R."""
    exchange = eqx.tree_at(lambda e: e.law, ions.system.exchanges[0], Fick(jnp.full(3, 1e-9), 3))
    system = eqx.tree_at(lambda s: s.exchanges, ions.system, (exchange,))
    one = conductances(system, ions.start)[0].values[1]
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


@pytest.mark.parametrize("temperature", [300.0, 500.0])
def test_a_whole_slab_between_its_reservoirs(temperature):
    made = slab(
        thickness=0.2, cells=3, conductivity=2.0, heat_capacity=1e6, left=temperature, right=temperature,
        initial=temperature,
    )  # fmt: skip
    matrix = between_reservoirs(made.system, made.start, [Terminal(Row("heat", "W", "1/K"), "energy", 4)])
    assert matrix["heat", "heat"] == pytest.approx(2.0 / 0.2 * temperature**2, rel=1e-12)


def test_a_whole_electrolyte_between_its_reservoirs_and_an_experiment(ions):
    """Na and Cl as forces; K in the left solution is the reference. Then the steady state of a closed wall."""
    terminals = [Terminal(Row(name), name, 3) for name in D]
    matrix = between_reservoirs(ions.system, ions.start, terminals)
    assert matrix.values == pytest.approx(nernst_planck() / 1e-3, rel=1e-9, abs=1e-12)
    # potassium cannot cross the right wall, sodium chloride is 1 % more concentrated there
    shut = opened(ions.system, terminals[2:])
    step = 1e-5
    start = ions.start.at[:2, -1].add(step * jnp.array([1.0, 1.0]))
    reached = steady(ions.solver, shut, start, scale=ions.scale)
    assert reached.converged
    forces, fluxes = read_terminals(shut, reached.coordinates, terminals)
    assert abs(fluxes[2]) < 1e-9 * np.abs(fluxes).max()
    _, expected = matrix.solve(forces={"Na": forces[0], "Cl": forces[1]}, fluxes={"K": 0.0})
    assert fluxes[:2] == pytest.approx([expected["Na"], expected["Cl"]], rel=1e-4)


def test_terminals_are_named_when_they_do_not_fit(ions):
    with pytest.raises(BadInput, match="a terminal is a quantity that is held"):
        between_reservoirs(ions.system, ions.start, [Terminal(Row("Na"), "Na", 1)])
    with pytest.raises(BadInput, match="no quantity 'Ca'"):
        read_terminals(ions.system, ions.start, [Terminal(Row("Ca"), "Ca", 3)])
    twice = [Terminal(Row("one"), "Na", 3), Terminal(Row("two"), "Na", 3)]
    with pytest.raises(BadInput, match="not independent"):
        between_reservoirs(ions.system, ions.start, twice)
