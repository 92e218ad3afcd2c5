"""Many places marched apart: exact solutions, order, blocks, derivatives, and PHREEQC's calcite."""

import dataclasses

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from benchmarks.calcite import COMPONENTS, Beakers, beakers
from benchmarks.calcite_ours import system_of
from fluxforce._types import Array
from fluxforce.balance import System
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.places import Everywhere
from fluxforce.process import Exchange, Flow
from fluxforce.solve.cells import MarchOptions, march
from fluxforce.solve.cells.place import State
from fluxforce.solve.cells.rosenbrock import RODAS5P
from fluxforce.solve.cells.step import one_step
from fluxforce.solve.status import Status
from fluxforce.thermo.aqueous import speciate
from fluxforce.thermo.coordinates import implicit_coordinates
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear

GAS = 8.31446261815324
HOUR = 3600.0


def isomers(k: float | Array = 2.0, ratio: float = 4.0) -> System:
    """A <=> B with rate constants k and k/ratio: B - B_rest falls by exp(-(k + k/ratio) t)."""
    potential = FromEntropy(IdealSolution(standard=jnp.array([0.0, GAS * np.log(ratio)]), names=("A", "B")))
    reactants, products = jnp.array([[1.0, 0.0]]), jnp.array([[0.0, 1.0]])
    law = Reversible(MassAction(jnp.atleast_1d(jnp.asarray(k)), reactants))
    reaction = Exchange("isomerisation", Everywhere(), reactants, products, law, jnp.ones(1))
    return System(potential, (reaction,), (), jnp.ones(1), jnp.ones((2, 1)))


def exact(time, a, b, k: float = 2.0, ratio: float = 4.0):
    """Content of B."""
    rest = (a + b) * ratio / (1.0 + ratio)
    return rest + (b - rest) * np.exp(-(k + k / ratio) * time)


CONTENT = np.array([[1.0, 3.0, 0.2], [0.1, 0.5, 2.0]])


def test_a_reaction_of_first_order_is_met_at_every_time():
    times = [0.1, 0.5, 3.0]
    found = march(isomers(), jnp.log(CONTENT), times, options=MarchOptions(tolerance=1e-9))
    for k, time in enumerate(times):
        np.testing.assert_allclose(found.content[k, 1], exact(time, *CONTENT), rtol=1e-8)
        np.testing.assert_allclose(found.content[k].sum(axis=0), CONTENT.sum(axis=0), rtol=1e-15)
    np.testing.assert_allclose(np.exp(found.coordinates), found.content, rtol=1e-12)
    assert set(np.asarray(found.status).tolist()) == {Status.DONE}


def test_the_method_is_of_fifth_order():
    """Halving the step divides the error at the end by 2^5, nearly (Steinebach 2023)."""
    system, content = isomers(), jnp.array([[2.0], [1.0]])
    errors, step = [], eqx.filter_jit(one_step)
    for count in (4, 8, 16):
        state = State(jnp.zeros((1, 1)), jnp.log(content), content)
        for _ in range(count):
            state, _, _ = step(system, state, jnp.full(1, 1.0 / count), RODAS5P)
        done = float(state.extents[0, 0]) + 1.0
        errors.append(abs(done - exact(1.0, 2.0, 1.0)))
    orders = np.log2(np.array(errors[:-1]) / errors[1:])
    assert np.all(orders > 4.6)


def test_every_place_has_its_own_parameters_and_steps():
    """More places than a block, each as if it were alone."""
    constants = np.geomspace(1e-3, 1e3, 300)

    def place(system: System, k: Array) -> System:
        return eqx.tree_at(lambda s: s.exchanges[0].measure, system, k)

    start = jnp.log(jnp.broadcast_to(jnp.asarray(CONTENT[:, :1]), (2, 300)))
    each = jnp.asarray(constants)
    found = march(isomers(1.0), start, [1.0], each=each, place=place, options=MarchOptions(tolerance=1e-8))
    wanted = [exact(1.0, *CONTENT[:, 0], k=k) for k in constants]
    np.testing.assert_allclose(found.content[-1, 1], wanted, rtol=1e-7)
    assert found.steps.min() < found.steps.max()


def test_derivatives_of_a_reaction_of_first_order():
    """d ln(distance from rest)/dk = -(1 + 1/ratio) t, forwards and backwards."""

    def distance(k):
        content = march(isomers(k), jnp.log(CONTENT), [0.7], options=MarchOptions(tolerance=1e-8)).content
        rest = CONTENT.sum(axis=0) * 0.8
        return jnp.sum(jnp.log(jnp.abs(content[-1, 1] - rest)))

    wanted = -3 * 1.25 * 0.7
    assert float(jax.grad(distance)(2.0)) == pytest.approx(wanted, rel=1e-6)
    _, forward = jax.jvp(distance, (2.0,), (1.0,))
    assert float(forward) == pytest.approx(wanted, rel=1e-6)


@pytest.mark.slow
def test_a_derivative_of_more_steps_than_are_kept_is_no_number():
    def last(k):
        return march(
            isomers(k), jnp.log(CONTENT), [0.7], options=MarchOptions(tolerance=1e-8, kept=4)
        ).content[-1, 1, 0]

    assert np.isfinite(float(last(2.0)))
    assert np.isnan(float(jax.grad(last)(2.0)))


def test_too_many_steps_is_a_value_of_the_status():
    found = march(isomers(), jnp.log(CONTENT), [1e3], options=MarchOptions(tolerance=1e-9, most=3))
    assert set(np.asarray(found.status).tolist()) == {Status.TOO_MANY_STEPS}


def test_places_with_flows_between_them_are_refused():
    system = isomers()
    flow = Flow("flow", Everywhere(), jnp.ones(1), jnp.zeros(1), jnp.zeros(1), jnp.zeros(1), 2, ())
    joined = dataclasses.replace(system, flows=(flow,))
    with pytest.raises(ValueError, match="flows"):
        march(joined, jnp.log(CONTENT), [1.0])


def started(problem: Beakers, cells: int) -> tuple[System, Array, Array]:
    """System, contents and coordinates of the benchmark's beakers."""
    system, model = system_of(problem)
    waters = jnp.asarray(beakers(cells)[[COMPONENTS.index(name) for name in model.components]])
    z = speciate(model, waters).z
    count, amounts = len(model.components), jnp.full((1, cells), problem.amount)
    return system, jnp.concatenate([waters, amounts]), jnp.concatenate([z[:count], amounts, z[count:]])


def dissolved_by_phreeqc(problem: Beakers, cells: int) -> list[float]:
    """The same beakers in IPhreeqc, with its Runge-Kutta pair at a tolerance of 1e-12 mol."""
    from tests.phreeqc_oracle import KNOBS

    phreeqc = pytest.importorskip("phreeqc")
    engine = phreeqc.Phreeqc()
    assert engine.LoadBuiltInDatabase("phreeqc.dat") == 0
    k = [10.0 * one for one in problem.plummer()]
    area = f"{problem.area!r}*(M/M0)^{problem.exponent!r}"
    text = f"{KNOBS}\nRATES\nCalcite\n-start\n"
    text += f'10 r = {area}*({k[0]!r}*ACT("H+")+{k[1]!r}*ACT("CO2")+{k[2]!r}*ACT("H2O"))\n'
    text += '20 SAVE r*(1-10^(2/3*SI("Calcite")))*TIME\n-end\nEND\n'
    found = []
    for carbon, calcium, magnesium, sodium, chloride in beakers(cells)[1:].T.tolist():
        # with the charge balanced by the pH, the total of H+ is the one left out here
        water = (
            f"SOLUTION 1\n-units mol/kgw\npH 7 charge\nC(4) {carbon!r}\nCa {calcium!r}\nMg {magnesium!r}\n"
            f"Na {sodium!r}\nCl {chloride!r}\n"
        )
        kinetics = (
            f"KINETICS 1\nCalcite\n-formula CaCO3\n-m0 {problem.amount!r}\n-tol 1e-12\n-steps {HOUR!r}\n"
            "SELECTED_OUTPUT\n-reset false\n-high_precision true\n-kinetic_reactants Calcite\nEND\n"
        )
        assert engine.RunString(text + water + kinetics) == 0, engine.GetErrorString()
        last = engine.GetSelectedOutputRowCount() - 1
        found.append(problem.amount - engine.GetSelectedOutputValue(last, 0))
    return found


@pytest.mark.slow
def test_calcite_dissolves_as_in_phreeqc():
    """The law of Plummer, Wigley and Parkhurst with phreeqc.dat, an hour in closed beakers."""
    problem = Beakers()
    system, _, start = started(problem, 5)
    found = march(system, start, [HOUR], options=MarchOptions(tolerance=1e-9))
    np.testing.assert_allclose(found.extents[-1, 0], dissolved_by_phreeqc(problem, 5), rtol=2e-6)


@pytest.mark.slow
def test_derivatives_of_calcite_by_rates_and_constants():
    """By the logarithm of the pace and by ln K of calcite, against central differences."""
    system, content, guess = started(Beakers(), 2)
    assert isinstance(system.potential, Joint)
    mineral = system.potential.parts[1]
    assert isinstance(mineral, Linear)

    def dissolved(shift: Array) -> Array:
        moved = eqx.tree_at(
            lambda s: (s.exchanges[0].measure, s.potential.parts[1].conjugate), system,
            (system.exchanges[0].measure * jnp.exp(shift[0]), mineral.conjugate - GAS * shift[1]),
        )  # fmt: skip
        start = implicit_coordinates(moved.potential, content, guess)
        options = MarchOptions(tolerance=1e-7, kept=64)
        return jnp.sum(march(moved, start, [HOUR], options=options).extents[-1, 0])

    found = np.asarray(jax.grad(dissolved)(jnp.zeros(2)))
    step = 1e-4
    for k in range(2):
        ahead = jnp.zeros(2).at[k].set(step)
        other = float(dissolved(ahead) - dissolved(-ahead)) / (2 * step)
        assert found[k] == pytest.approx(other, rel=1e-5)
    assert np.all(found > 0.0)
