"""The contract of every law: J X >= 0, no flux without a force, finite slopes."""

import ast
import re
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce.laws
from fluxforce._types import Array
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw, AbstractOneWay
from fluxforce.laws.dissipation import Dissipation
from fluxforce.laws.hop import Hop, Irreversible
from fluxforce.laws.nernst_planck import AbstractConcentration, Content, Molality, NernstPlanck
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transition_state import AbstractArea, PowerArea, TransitionState
from fluxforce.laws.transport import ConstantOnsager, Fick, Fourier, IdealDiffusion, logarithmic_mean
from fluxforce.laws.user import UserRate
from fluxforce.testing import check_law
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.thermal import HeatCapacity
from tests.members import members
from tests.problems import WithActivities

SITES = 200


@dataclass(frozen=True)
class Case:
    """A law with a potential to read states by; a reaction has products."""

    law: AbstractLaw
    potential: AbstractPotential
    reactants: Array | None = None
    products: Array | None = None
    spread: float = 4.0  # of the logarithms of contents


def solution(count: int) -> FromEntropy:
    names = tuple(f"q{k}" for k in range(count))
    return FromEntropy(IdealSolution(standard=jnp.arange(1.0, count + 1.0), names=names))


def rock() -> Joint:
    return Joint(WithActivities(("Ca+2", "CO3-2")), Linear(("Calcite",), jnp.array([12.0])))


def dissolving(law: AbstractLaw) -> Case:
    return Case(law, rock(), jnp.array([[0.0, 0.0, 1.0]]), jnp.array([[1.0, 1.0, 0.0]]), spread=2.0)


def mineral(**options) -> TransitionState:
    return TransitionState(
        jnp.array([1e-3, 2e-3]), jnp.array([[0.0, 0.0], [0.5, -0.2]]),
        PowerArea(jnp.full(SITES, 2.0), jnp.full(SITES, 3.0), 2.0 / 3.0), 2, **options,
    )  # fmt: skip


def written() -> UserRate:
    def rate(names):
        return 1e-3 * names["area"] * (1.0 - names["omega"]) * (1.0 + names["first"])

    return UserRate(
        rate, (("first", 0),), PowerArea(jnp.full(SITES, 2.0), jnp.full(SITES, 3.0), 0.0), 2,
        jnp.array(298.15), jnp.array(300.0), jnp.array(3.7e-5),
    )  # fmt: skip


def body() -> FromEntropy:
    return FromEntropy(HeatCapacity(capacity=jnp.array(5.0), names=("energy",)))


HALF = jnp.array([[2.0, 0.5], [0.5, 1.0]])
REACTING = (jnp.array([[1.0, 2.0, 0.0]]), jnp.array([[0.0, 0.0, 1.0]]))
IONS = jnp.array([1.0, -1.0, 2.0])
CASES = {
    "Fourier": Case(Fourier(jnp.full(SITES, 3.0)), body(), spread=0.5),
    "ConstantOnsager": Case(ConstantOnsager(HALF), solution(2)),
    "Fick": Case(Fick(jnp.full(SITES, 0.1), 3), solution(3)),
    "IdealDiffusion": Case(IdealDiffusion(jnp.full((3, SITES), 0.2)), solution(3)),
    "NernstPlanck": Case(
        NernstPlanck(jnp.array([[1.0], [2.0], [0.5]]) * jnp.ones((1, SITES)), IONS, Content(3)), solution(3)
    ),
    "NernstPlanck of species": Case(
        NernstPlanck(jnp.ones((3, SITES)), IONS, Molality()), WithActivities(("Na+", "Cl-", "Ca+2"))
    ),
    "Reversible": Case(
        Reversible(MassAction(jnp.array([0.3]), REACTING[0])), solution(3), *REACTING
    ),
    "TransitionState": dissolving(mineral()),
    "TransitionState, even exponent": dissolving(mineral(exponent=2.0)),
    "TransitionState, broken exponent": dissolving(mineral(exponent=1.5, temkin=2.0)),
    "UserRate": dissolving(written()),
    "Reversible, Hop": Case(Reversible(Hop(jnp.linspace(0.1, 3.0, SITES))), solution(1)),
    "Dissipation": Case(
        Dissipation(0), Joint(body(), Linear(("work",), jnp.zeros(1))), jnp.array([[0.0, 1.0]]),
        jnp.array([[1.0, 0.0]]), spread=0.5,
    ),
}  # fmt: skip


def states(case: Case, key: int) -> Array:
    """Random logarithms, or amounts of what enters s linearly."""
    linear = np.array(case.potential.linear)
    drawn = np.random.default_rng(key).uniform(-case.spread, case.spread, (linear.size, SITES))
    return jnp.asarray(np.where(linear[:, None], np.abs(drawn), drawn))


def named_beside() -> set[str]:
    """Laws that other modules of this folder test: each lists their names in a set TESTED."""
    found: set[str] = set()
    for path in Path(__file__).parent.glob("test_*.py"):
        said = re.search(
            r"^TESTED = (\{.*?\})", path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        found |= set(ast.literal_eval(said[1])) if said else set()
    return found


def test_every_law_has_a_case():
    """Without a way back nothing is at rest: `Irreversible` has a test of its own below."""
    tested = {type(case.law).__name__ for case in CASES.values()} | {"Irreversible"} | named_beside()
    assert tested == members(fluxforce.laws, AbstractLaw)
    charge_transfer = {"Marcus", "RateConstant", "Tafel"}  # tested in test_electrode
    one_way = {"Arrhenius", "Goldman", "MassAction", "Hop", "Dissolving", "Respiring"} | charge_transfer
    assert members(fluxforce.laws, AbstractOneWay) == one_way
    assert members(fluxforce.laws, AbstractConcentration) == {"Content", "Molality"}
    assert members(fluxforce.laws, AbstractArea) == {"PowerArea"}


@pytest.mark.parametrize("name", CASES)
def test_contract(name):
    case = CASES[name]
    head = None if case.products is not None else states(case, 1)
    report = check_law(
        case.law, case.potential, states(case, 0), head, reactants=case.reactants, products=case.products
    )
    assert report.least >= -1e-12
    assert report.at_rest == 0.0


def test_a_law_that_destroys_entropy_is_named_with_its_state():
    law = ConstantOnsager(jnp.array([[1.0, 2.0], [2.0, 1.0]]))
    with pytest.raises(AssertionError, match=r"ConstantOnsager destroys entropy.*force \["):
        check_law(law, solution(2), states(CASES["ConstantOnsager"], 0), states(CASES["ConstantOnsager"], 1))


def test_a_flux_without_force_is_found():
    class Drift(AbstractLaw):
        def flux(self, force, tail, head):
            return force + 0.1

    with pytest.raises(AssertionError, match="Drift"):
        check_law(Drift(), solution(1), jnp.zeros((1, 5)), jnp.zeros((1, 5)))


def test_a_slope_that_is_not_finite_is_found():
    class Root(AbstractLaw):
        def flux(self, force, tail, head):
            return jnp.sign(force) * jnp.sqrt(jnp.abs(force))

    alike = jnp.zeros((1, 3)).at[0, 0].set(1.0)
    with pytest.raises(AssertionError, match="slope of the flux of row 0 is not finite"):
        check_law(Root(), solution(1), alike, jnp.zeros((1, 3)))


def test_logarithmic_mean_is_smooth_through_equality():
    """(e^x - 1)/x, by decimal arithmetic with 40 digits."""
    x = jnp.array([-0.0101, -0.00999, -1e-9, 0.0, 1e-12, 0.00999, 0.0101, 1.0])
    exact = np.array([0.9949669588240296, 0.9950215918910709, 0.9999999995, 1.0, 1.0000000000005,
                      1.0050116749749305, 1.0050670446827382, 1.718281828459045])  # fmt: skip
    np.testing.assert_allclose(logarithmic_mean(jnp.ones(8), jnp.exp(x)), exact, rtol=2e-15)
    slope = jax.vmap(jax.grad(lambda b: logarithmic_mean(jnp.ones(()), b)))(jnp.exp(x))
    assert bool(jnp.all(jnp.isfinite(slope)))
    assert float(slope[3]) == pytest.approx(0.5, rel=1e-14)


def test_a_fick_flux_of_an_ideal_solute_is_the_logarithmic_mean():
    """J = g (c_tail - c_head), exactly (docs/theory.md)."""
    case = CASES["IdealDiffusion"]
    tail, head = (case.potential.read(states(case, key)) for key in (0, 1))
    flux = case.law.flux(head.conjugates - tail.conjugates, tail, head)
    np.testing.assert_allclose(flux, 0.2 * (tail.content - head.content), rtol=1e-11)


def test_fourier_is_exactly_proportional_to_the_temperature_step():
    case = CASES["Fourier"]
    tail, head = (case.potential.read(states(case, key)) for key in (0, 1))
    flux = case.law.flux(head.conjugates - tail.conjugates, tail, head)
    np.testing.assert_allclose(flux, 3.0 * (1 / tail.conjugates - 1 / head.conjugates), rtol=1e-10)


def test_no_current_and_the_nernst_potential():
    """Zero current on every face; a membrane that lets one ion pass alone shows RT/F ln(c_tail/c_head)."""
    case = CASES["NernstPlanck"]
    tail, head = (case.potential.read(states(case, key)) for key in (0, 1))
    flux = case.law.flux(head.conjugates - tail.conjugates, tail, head)
    current = np.asarray(IONS @ flux)
    assert np.abs(current).max() <= 1e-13 * np.abs(np.asarray(flux)).max()
    law = NernstPlanck(jnp.array([[1.0], [1e-30]]), jnp.array([1.0, -1.0]), Content(2))
    one, other = (solution(2).read(jnp.log(jnp.full((2, 1), c))) for c in (10.0, 1.0))
    step = law.potential_step(other.conjugates - one.conjugates, one, other, 298.15)
    assert float(step[0]) == pytest.approx(GAS_CONSTANT * 298.15 / FARADAY * np.log(10.0), rel=1e-12)


def test_an_area_has_a_finite_slope_where_the_mineral_ends():
    surface = PowerArea(jnp.ones(1), jnp.ones(1), 2.0 / 3.0)
    area, slope = jax.jvp(surface.area, (jnp.zeros(1),), (jnp.ones(1),))
    assert float(area[0]) == 0.0
    assert np.isfinite(float(slope[0]))
    assert float(surface.area(jnp.ones(1))[0]) == pytest.approx(1.0, rel=1e-5)
    # continued as an odd function: what a stage has taken too much is given back
    assert float(surface.area(-jnp.ones(1))[0]) == -float(surface.area(jnp.ones(1))[0])


def test_a_law_without_a_way_back_carries_what_its_rate_says_whatever_the_force():
    """J = w p_tail, also where the force is infinite; then J X is infinite and never zero."""
    law = Irreversible(Hop(jnp.array([2.0, 3.0])))
    reading = solution(1).read(jnp.log(jnp.array([[0.25, 0.5]])))
    flux = law.flux(jnp.full((1, 2), jnp.inf), reading, reading)
    np.testing.assert_allclose(flux, [[0.5, 1.5]])
    assert np.all(np.isinf(flux * jnp.inf))
