"""The front door to steady states: numbers, sensitivities, theorems and words, against closed forms."""

import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce as ff
from fluxforce.budget.variation import evolution
from fluxforce.errors import BadInput
from fluxforce.model import read_text
from fluxforce.model.assemble.slab import slab
from fluxforce.model.family import Family, family, parameter_value, paths
from tests.conftest import ROOT

TANK = ff.read(ROOT / "examples" / "stirred-tank.yaml")


@pytest.fixture(scope="module")
def tank():
    return ff.steady(TANK)


def test_a_stirred_tank(tank):
    """A <=> B, K = 10, k t = 1: c_A = 52.4285714285714 mol/m3, 280.549743434136 W by the reaction."""
    assert tank.kind == "stable steady state away from equilibrium"
    assert tank.numbers["A"] == pytest.approx(52.4285714285714, rel=1e-13)
    told = tank.to_dict()
    assert told["books"]["exergy destroyed"]["isomerisation"] == pytest.approx(280.549743434136, rel=1e-12)
    assert told["theorems"]["outflow equals production"]["holds"]
    # the flow washes out at 1/t, the reaction adds k (1 + 1/K)
    np.testing.assert_allclose([v[0] for v in told["stability"]["eigenvalues"]], [-1e-3, -2.1e-3], rtol=1e-12)


def test_sensitivities_by_the_formula_and_by_differences(tank):
    """c_A = (c0 + k t s/K)/(1 + k t + k t/K) with s = 101 mol/m3; derivative by t from the quotient."""
    k, big, time, total, feed = 1e-3, 10.0, 1000.0, 101.0, 100.0
    rows = {row["name"]: row for row in tank.sensitivity("tank.residence time", resolve=True)["rows"]}
    below, above = 1.0 + k * time * (1.0 + 1.0 / big), feed + k * time * total / big
    exact = (k * total / big * below - above * k * (1.0 + 1.0 / big)) / below**2
    assert rows["A"]["slope"] == pytest.approx(exact, rel=1e-10)
    for row in rows.values():
        assert row["slope"] == pytest.approx(row["by differences"], rel=1e-8), row["name"]


def test_a_slab_is_differentiated_exactly():
    """Production of a slab k A (Tl - Tr)^2/(Tl Tr L) by its left temperature, through JAX and by differences."""

    def build(left):
        return slab(
            thickness=0.5, cells=6, conductivity=3.0, heat_capacity=2e6, left=left, right=300.0, initial=320.0
        )

    hot, cold, exact = 400.0, 300.0, 3.0 / 0.5 * (1.0 / 300.0 - 300.0 / 400.0**2)
    state = ff.steady(build(hot))
    assert state.numbers["total entropy production"] == pytest.approx(
        6.0 * (hot - cold) ** 2 / (hot * cold), rel=1e-12
    )
    found = state.sensitivity(Family(build, "left", "K", hot))["rows"][0]
    assert found["slope"] == pytest.approx(exact, rel=1e-10)
    least = state.least
    assert least is not None
    assert not least.stationary
    assert not least.minimal
    assert 0.0 < least.below < 0.01
    # the second variation of the entropy falls at every deviation: conduction is stable
    assert state.excess is not None
    assert state.excess.slowest > 0.0


def test_the_evolution_criterion_holds_on_the_way():
    """sum J dX/dt = sum supply dy/dt = -C sum T'^2/T^2 for conduction, never positive."""
    made = slab(
        thickness=1.0, cells=6, conductivity=1.0, heat_capacity=5.0, left=400.0, right=300.0, initial=310.0
    )
    content = np.exp(np.asarray(made.start))
    for noise in np.random.default_rng(1).uniform(0.8, 1.2, (5, 6)):
        state = content.copy()
        state[0, 1:-1] *= noise
        by_force, _ = evolution(made.system, jnp.log(state))
        heat = np.concatenate([[400.0], state[0, 1:-1] / 5.0, [300.0]])
        distance = np.full(7, 1.0 / 6.0)
        distance[[0, -1]] /= 2.0
        flux = -np.diff(heat) / distance
        supply = -np.diff(flux)
        rate = supply / (5.0 / 6.0)
        assert float(by_force) == pytest.approx(-np.sum(supply * rate / heat[1:-1] ** 2), rel=1e-10)
        assert float(by_force) < 0.0


def test_equilibrium_is_told_from_a_steady_state():
    text = """
fluxforce: 1
kind: network
network:
  states: [a, b, c]
  jumps:
    one: {from: a, to: b, forward: 1 1/s, backward: 2 1/s}
    two: {from: b, to: c, forward: 3 1/s, backward: 1 1/s}
    three: {from: c, to: a, forward: 2 1/s, backward: THREE 1/s}
  initial: uniform
time: {end: 1 s}
"""
    # detailed balance by Kolmogorov's criterion: 1 3 2 = 2 1 3
    assert ff.steady(read_text(text.replace("THREE", "3"))).kind == "stable equilibrium"
    assert (
        ff.steady(read_text(text.replace("THREE", "5"))).kind == "stable steady state away from equilibrium"
    )


def test_bad_input_is_explained():
    assert "tank.residence time" in paths(TANK)
    for path, said in (
        ("tank.residence tim", "did you mean 'tank.residence time'"),
        ("tank.feed", "is a mapping, not a number"),
        ("title", "is text, not a number|there is no number|no steady state depends"),
        ("time.end", "no steady state depends"),
        ("tank.reactions.isomerisation.equation", "is text, not a number"),
    ):
        with pytest.raises(BadInput, match=said):
            family(TANK, path)
    of = family(TANK, "tank.residence time")
    assert parameter_value(of, "2 min") == 120.0
    for value in ("2 m", "2", "soon", float("nan")):
        with pytest.raises(BadInput):
            parameter_value(of, value)
    with pytest.raises(BadInput, match="two different values"):
        ff.continuation(TANK, "tank.residence time", "10 s", "10 s")
    with pytest.raises(BadInput, match="must be greater than 0"):
        ff.continuation(TANK, "tank.residence time", "-10 s", "10 s")
    with pytest.raises(BadInput, match="no rate equations"):
        ff.steady(ff.read(ROOT / "examples" / "double-well.yaml"))


def test_branches_of_a_model_file():
    """c_A falls from the feed's 100 towards the equilibrium 101/11 without a special point."""
    diagram = ff.continuation(TANK, "tank.residence time", "10 s", "100 h", search=False)
    assert diagram.folds == diagram.hopf == diagram.branch_points == []
    (content,), (branch,) = diagram.number("A"), diagram.branches
    time = branch.values
    exact = (100.0 + 1e-3 * time * 10.1) / (1.0 + 1.1e-3 * time)
    np.testing.assert_allclose(content, exact, rtol=1e-10)
    assert branch.stable.all()
    told = diagram.to_dict()
    assert told["branches"][0]["ends"] == ["the end of the range"] * 2
