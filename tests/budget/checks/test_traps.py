"""Wrong physics is caught by its name, and the right version of it passes."""

from dataclasses import replace

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import bisect

from fluxforce.balance import System, evaluate
from fluxforce.budget.checks.books import check_numerical
from fluxforce.budget.checks.claims import (
    check_dispersion,
    check_interface,
    check_least_production,
    check_tortuosity,
    gibbs_balance,
)
from fluxforce.budget.checks.conservation import check_conservation
from fluxforce.budget.checks.linear import check_linear
from fluxforce.budget.checks.outcome import Broken, Held
from fluxforce.budget.checks.potential import check_potential_of
from fluxforce.budget.checks.second_law import check_second_law
from fluxforce.budget.checks.states import measured, random_states
from fluxforce.budget.checks.subject import Subject
from fluxforce.laws.transport import ConstantOnsager
from fluxforce.places import Everywhere
from fluxforce.process import Exchange
from fluxforce.readings.checks import check_system
from fluxforce.solve.steady import steady
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from tests.budget.checks.wrong_physics import (
    ENERGY,
    OwnSizes,
    OwnSpreading,
    Regular,
    between,
    heat_and_matter,
    reaction,
)
from tests.problems import heat_slab, stirred_tank

evaluated = eqx.filter_jit(evaluate)


def subject(made, **known):
    """A System and a state of it as what is checked."""
    system, start = made
    return Subject(system=system, start=start, scale=known.pop("scale", jnp.ones(start.shape[0])), **known)


def faults(made, family, **known):
    """Names of what one family of checks finds wrong; the whole of them would compile ten times as much."""
    one = subject(made, **known)
    states = random_states(one, 0)
    found = measured(one.system, states)
    match family:
        case "C1":
            outcomes = [o for rule in check_linear(one, states, found, 0.0) for o in rule]
        case "C2":
            outcomes, _ = check_potential_of(one, states)
        case "C6":
            outcomes = check_second_law(one, found)
        case _:
            outcomes = check_conservation(one, found)
    return tuple(dict.fromkeys(o.fault for o in outcomes if isinstance(o, Broken)))


def test_trap_1_measurable_heat_with_the_force_of_the_total_energy():
    atoms = {"A": np.array([1.0, 0.0])}
    assert "trap 1" in check_system(*heat_and_matter(0.0), conserved=atoms, solve=False).faults()
    report = check_system(*heat_and_matter(ENERGY), conserved=atoms, solve=False)
    assert report.broken == ()
    assert {one.rule for one in report.held} >= {"C1", "C2", "C3", "C4", "C5", "C6"}


def test_trap_1_grows_with_the_datum():
    """sigma = k (dT/dx)^2/T^2 + D R (dc/dx)^2/c = 0.0666666749811 W/m3/K for any datum; the wrong pairing adds
    D c/R (h dT/dx/T^2)^2 and the like, without bound.
    """
    exact = 0.6 * 100.0**2 / 300.0**2 + 1e-9 * 8.31446261815324 * 10.0**2 / 100.0
    produced = {
        (right, datum): float(evaluated(*heat_and_matter(datum if right else 0.0, datum)).production[0][0])
        / 1e-3
        for right in (True, False)
        for datum in (0.0, 4e4, 4e8)
    }
    for datum in (0.0, 4e4, 4e8):
        # arithmetic means of a millimetre: relative error (dT/T)^2/4 = 3e-8
        assert produced[True, datum] == pytest.approx(exact, rel=1e-7)
    assert produced[False, 4e8] > 1e3 * exact


def test_trap_2_mixing_of_the_feed():
    made = stirred_tank()
    hidden = replace(made.system.flows[0], inlets=())
    wrong = eqx.tree_at(lambda s: s.flows, made.system, (hidden,))
    (caught,) = check_numerical(subject((wrong, made.start)))
    assert isinstance(caught, Broken)
    assert caught.fault == "trap 2"
    (right,) = check_numerical(subject((made.system, made.start)))
    assert isinstance(right, Held)
    z = steady(made.solver, made.system, made.start).coordinates
    found = gibbs_balance(made.system, z, 298.15)
    # reference problem P21: 430.99 W in, 280.55 W by reaction, 150.44 W by mixing
    assert found.streams == pytest.approx(430.994703609685, rel=1e-9)
    assert found.reactions == pytest.approx(280.549743434136, rel=1e-9)
    assert found.mixing == pytest.approx(150.444960175549, rel=1e-9)
    claim = found.without_mixing()
    assert isinstance(claim, Broken)
    assert claim.fault == "trap 2"


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("square", "trap 3"),
        ("root", "trap 3"),
        ("one-way", "one-way law"),
        ("backwards", "against its force"),
        ("signed root", None),
        ("right", None),
    ],
)
def test_trap_3_and_one_way_laws(kind, fault):
    found = faults(reaction(kind), "C6")
    assert found == (() if fault is None else (fault,))


def test_a_broken_rule_shows_its_state():
    made = subject(reaction("square"))
    (one,) = check_second_law(made, measured(made.system, random_states(made, 0)))
    assert isinstance(one, Broken)
    assert one.process == "turnover"
    assert set(one.state) == {"A", "B"}
    # above saturation: A/B below exp(-10/R)
    assert one.numbers["force"] < 0.0 < one.numbers["flux"]
    x = 10.0 - 8.31446261815324 * np.log(one.state["B"] / one.state["A"])
    assert one.numbers["force"] == pytest.approx(x, rel=1e-9)


def test_trap_4_mean_stress_instead_of_the_traction():
    volume = 3.7e-5
    right = check_interface(lambda stress, normal: volume * float(normal @ stress @ normal), volume)
    wrong = check_interface(lambda stress, normal: volume * float(np.trace(stress)) / 3.0, volume)
    assert isinstance(right, Held)
    assert isinstance(wrong, Broken)
    assert wrong.fault == "trap 4"
    # a third of a push along the interface counts where none should
    assert wrong.numbers["dmu/dp along the interface over V"] == pytest.approx(1.0 / 3.0)


def test_trap_5_dispersion():
    def scheidegger(u, safe=True):
        speed = np.linalg.norm(u)
        if safe and speed == 0.0:
            return np.zeros((2, 2))
        with np.errstate(invalid="ignore"):
            return 0.1 * speed * np.eye(2) + 0.9 * np.outer(u, u) / speed

    assert isinstance(check_dispersion(scheidegger), Held)
    wrong = check_dispersion(lambda u: scheidegger(u, safe=False))
    assert isinstance(wrong, Broken)
    assert wrong.fault == "trap 5"
    assert isinstance(check_tortuosity(0.5), Held)
    assert isinstance(check_tortuosity(2.0), Broken)


def test_trap_5_a_coefficient_for_each_species_in_a_mixture_that_is_not_ideal():
    nonideal = FromEntropy(Regular(attraction=0.5))
    apart, alike = OwnSpreading(jnp.array([1.0, 0.02])), OwnSpreading(jnp.array([1.0, 1.0]))
    assert "trap 5" in faults(between(apart, nonideal), "C6")
    assert "trap 5" not in faults(between(alike, nonideal), "C6")
    ideal = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("A", "B")))
    assert faults(between(apart, ideal), "C6") == ()


def test_trap_6_least_production():
    """Of k (dT/dx)^2/T^2 between 400 and 300 K it is ln(4/3)^2 = 0.08276, at a temperature exponential in x; the
    steady state of constant k has (100)^2/(400 300) = 0.08333. With L constant both are one.
    """
    made = heat_slab()
    z = steady(made.solver, made.system, made.start).coordinates
    claim = check_least_production(made.system, z)
    assert isinstance(claim, Broken)
    assert claim.fault == "trap 6"
    assert claim.numbers["production of the steady state"] == pytest.approx(1.0 / 12.0, rel=1e-9)

    # each face has g (T1 - T2)^2/(T1 T2) = 4 g sinh^2(l/2) of its logarithm l, g = 8 and 16 at both ends; least where
    # all 2 g sinh l are one number, and the l add up to ln(4/3)
    def short(v):
        return 7 * np.arcsinh(v / 16) + 2 * np.arcsinh(v / 32) - np.log(4.0 / 3.0)

    reach = bisect(short, 0.0, 10.0, xtol=1e-15)
    assert isinstance(reach, float)
    inner, outer = np.arcsinh(reach / 16), np.arcsinh(reach / 32)
    least = 7 * 8 * 4 * np.sinh(inner / 2) ** 2 + 2 * 16 * 4 * np.sinh(outer / 2) ** 2
    assert claim.numbers["least production"] == pytest.approx(least, rel=1e-9)
    assert least == pytest.approx(np.log(4.0 / 3.0) ** 2, rel=2e-4)
    exchange = replace(made.system.exchanges[0], law=ConstantOnsager(jnp.array([[350.0**2]])))
    constant = eqx.tree_at(lambda s: s.exchanges, made.system, (exchange,))
    z = steady(made.solver, constant, made.start).coordinates
    assert isinstance(check_least_production(constant, z), Held)


def test_trap_7_activities_without_an_entropy():
    spread = OwnSpreading(jnp.array([1.0, 1.0]))
    assert "trap 7" in faults(between(spread, OwnSizes(slopes_of=(1.2, 0.8))), "C2")
    assert "trap 7" not in faults(between(spread, OwnSizes(slopes_of=(1.0, 1.0))), "C2")


def test_asymmetric_matrix():
    ideal = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("A", "B")))
    skew = between(ConstantOnsager(jnp.array([[1.0, 0.3], [-0.3, 1.0]])), ideal)
    symmetric = between(ConstantOnsager(jnp.array([[1.0, 0.3], [0.3, 1.0]])), ideal)
    assert faults(skew, "C1") == ("asymmetric L",)
    assert faults(skew, "C1", parities={"spreading": (1, -1)}) == ()
    assert faults(symmetric, "C1") == ()
    assert faults(symmetric, "C1", parities={"spreading": (1, -1)}) == ("asymmetric L",)


def test_unbalanced_reaction():
    assert faults(reaction("right", products=2.0), "C7", conserved={"C": np.ones(2)}) == (
        "unbalanced reaction",
    )


def test_unbalanced_electrode():
    """Fe+2 + 2 e- <=> Fe, written with one electron: charge F appears."""
    faraday = 96485.33212331001
    potential = Joint(
        FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("Fe+2",))),
        Charged(capacitance=jnp.array(0.2), temperature=jnp.array(298.15)),
        Linear(("Fe",), jnp.zeros(1)),
    )  # fmt: skip
    weights = {"charge": np.array([2.0 * faraday, 1.0, 0.0]), "Fe": np.array([1.0, 0.0, 1.0])}
    names = []
    for electrons in (1.0, 2.0):
        taken = jnp.array([[1.0, -electrons * faraday, 0.0]])
        exchange = Exchange("iron", Everywhere(), taken, jnp.array([[0.0, 0.0, 1.0]]), _Linear(), jnp.ones(1))
        system = System(potential, (exchange,), (), jnp.ones(1), jnp.array([[1.0], [1.0], [0.0]]))
        state = jnp.array([[0.0], [-0.4], [1.0]])
        names.append(faults((system, state), "C7", conserved=weights, scale=jnp.array([1.0, 0.025, 1.0])))
    assert names == [("unbalanced electrode",), ()]


def test_a_scalar_that_drives_a_vector():
    """A reaction across many faces of a bulk drives the diffusion beside it; across one membrane it may."""
    ideal = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("A", "B")))
    law = ConstantOnsager(jnp.array([[1.0, 0.5], [0.5, 1.0]]))
    taken, given = jnp.array([[1.0, 0.0], [1.0, 0.0]]), jnp.array([[1.0, 0.0], [0.0, 1.0]])
    for places, wanted in ((4, ("scalar drives vector",)), (2, ())):
        (system, start) = between(law, ideal, places)
        mixed = replace(system.exchanges[0], reactants=taken, products=given)
        system = eqx.tree_at(lambda s: s.exchanges, system, (mixed,))
        assert faults((system, start), "C1") == wanted
        assert faults((system, start), "C1", surfaces=("spreading",)) == ()


class _Linear(ConstantOnsager):
    """J = X."""

    matrix: jnp.ndarray = eqx.field(default_factory=lambda: jnp.array([[1e-9]]))
