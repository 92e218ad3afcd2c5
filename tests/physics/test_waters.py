"""Two real waters meet by dispersion, advection, reaction: rows of the books against plain formulas."""

import dataclasses

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce._types import Array
from fluxforce.balance import System, evaluate
from fluxforce.budget.instant import instant
from fluxforce.laws.nernst_planck import Molality, NernstPlanck
from fluxforce.laws.transport import ConstantOnsager, Fick
from fluxforce.model.databases import aqueous_model, database_path, read_database
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange, Flow
from fluxforce.thermo.aqueous import Aqueous, AqueousModel, speciate
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from tests.physics.plain_water import PlainWater

# totals of H+, CO3-2, Ca+2, Mg+2, Na+, Cl- in neutral waters [mol/kgw]: acid and hard, fresh and salt
SOUR = np.array([0.0214, 0.0108, 1e-4, 2e-4, 0.0, 0.0])
HARD = np.array([3.1e-3, 3.0e-3, 1.4e-3, 1e-4, 0.0, 0.0])
SIZE, Q, G = 0.7, 2e-5, 3e-5  # kg of water in a place, kg/s of flow and of exchange by dispersion
LN_K_CALCITE = -8.48 * np.log(10.0)


def database() -> AqueousModel:
    return aqueous_model(
        read_database(database_path("phreeqc.dat")), ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl"), 298.15
    )


def with_davies(model: AqueousModel) -> AqueousModel:
    """Davies for ions, gamma = 1 for the rest: mu is the gradient of one function."""
    return dataclasses.replace(
        model, beta=jnp.ones_like(model.beta), slope=0.3 * model.debye_huckel_a * model.charge**2
    )


class Case:
    """Places: reservoir of sour water, cell of a mixture, cell and reservoir of hard water."""

    def __init__(self, model: AqueousModel, salt: float):
        self.plain = PlainWater(model)
        totals = [water + salt * np.array([0, 0, 0, 0, 1.0, 1.0]) for water in (SOUR, HARD)]
        totals = [np.where(t == 0.0, 1e-9, t) for t in totals]
        for t in totals:  # chloride makes the water neutral
            t[5] += np.asarray(model.charge)[:6] @ t
        mixed = 0.3 * totals[0] + 0.7 * totals[1]
        contents = np.stack([totals[0], mixed, totals[1], totals[1]], axis=1)
        found = speciate(model, contents)
        assert bool(found.converged.all())
        self.x = [self.plain.solve(c, z) for c, z in zip(contents.T, np.asarray(found.z).T, strict=True)]
        stone = Linear(("Calcite",), jnp.array([-8.31446261815324 * LN_K_CALCITE]))
        self.potential = Joint(Aqueous(model), stone)
        water = np.stack(self.x, axis=1)
        self.z = jnp.asarray(np.concatenate([water[:6], np.full((1, 4), 5.0), water[6:]]))
        self.model = model

    def system(
        self, *exchanges: Exchange, flows: tuple[Flow, ...] = (), active: Array | None = None
    ) -> System:
        inner = jnp.array([0.0, 1.0, 1.0, 0.0])
        chosen = jnp.broadcast_to(inner, (7, 4)) if active is None else active
        return System(self.potential, exchanges, flows, jnp.full(4, SIZE), chosen)

    def dispersion(self) -> Exchange:
        rows = np.zeros((7, 8))
        rows[:6, :6], rows[6, 7] = np.eye(6), 1.0
        law = Fick(jnp.full(3, G), 6)
        return Exchange(
            "dispersion", Chain(), jnp.array(rows), jnp.array(rows), law, jnp.array([0.0, 1.0, 0.0])
        )

    def flow(self, inside: float) -> Flow:
        nothing = jnp.zeros(3)
        return Flow("flow", Chain(), jnp.full(3, Q), nothing, nothing, nothing.at[0].set(inside), 6, (0,))

    def dissolution(self) -> Exchange:
        taken, given = np.zeros((1, 8)), np.zeros((1, 8))
        taken[0, 6], given[0, [1, 2]] = 1.0, 1.0
        law = ConstantOnsager(jnp.array([[1e-8]]))
        return Exchange(
            "dissolution",
            Everywhere(),
            jnp.array(taken),
            jnp.array(given),
            law,
            jnp.array([0.0, 1.0, 1.0, 0.0]),
        )


@pytest.fixture(scope="module", params=[1e-4, 0.5], ids=["fresh", "salt"])
def case(request) -> Case:
    return Case(database(), request.param)


def test_dispersion_produces_what_its_species_lose(case: Case):
    """sigma = R g sum_k (m_1 - m_2)(ln a_1 - ln a_2), over all species."""
    plain, (one, two) = case.plain, case.x[1:3]
    expected = G * np.sum((plain.molality(one) - plain.molality(two)) * (plain.y(two) - plain.y(one)))
    assert expected > 0.0
    rates = evaluate(case.system(case.dispersion()), case.z)
    np.testing.assert_allclose(rates.production[0], [0.0, expected, 0.0], rtol=1e-11)


@pytest.mark.slow
def test_upwind_produces_the_divergence_of_its_waters(case: Case):
    """All excess of a plain upwind chain is Q times Bregman divergences; the outlet lets go as it is."""
    plain, x = case.plain, case.x
    expected = Q * (plain.divergence(x[0], x[1]) + plain.divergence(x[1], x[2]))
    at = instant(case.system(flows=(case.flow(1.0),)), case.z)
    assert float(at.space[0] + at.mixing[0]) == pytest.approx(expected, rel=1e-9, abs=0.0)
    carried = Q * (plain.entropy(x[2]) - plain.entropy(x[0]))
    assert float(at.carried_out[0] - at.carried_in[0]) == pytest.approx(carried, rel=1e-9, abs=0.0)


@pytest.mark.parametrize("inside", [1.0, 0.6])
def test_mixing_at_an_inlet(case: Case, inside: float):
    """Q D_B(w_in || w_0+), w_0+ = w_in + share (w_cell - w_in): positive; share 1 is a stirred tank."""
    plain, x = case.plain, case.x
    content = plain.content(x[0]) + inside * (plain.content(x[1]) - plain.content(x[0]))
    expected = Q * plain.divergence(x[0], plain.solve(content, x[1]))
    assert expected > 0.0
    at = instant(case.system(flows=(case.flow(inside),)), case.z)
    assert float(at.mixing[0]) == pytest.approx(expected, rel=1e-9, abs=0.0)


def test_mixing_is_counted_over_species():
    """Where mu is a gradient, D_B over components and bound water is the one over species, never negative."""
    case = Case(with_davies(database()), 0.5)
    plain, (feed, cell) = case.plain, case.x[:2]
    m, there = plain.molality(feed), plain.molality(cell)
    by_species = plain.entropy(cell) + plain.y(cell) @ (m - there) - plain.entropy(feed)
    assert by_species > 0.0
    at = instant(case.system(flows=(case.flow(1.0),)), case.z)
    assert float(at.mixing[0]) == pytest.approx(Q * by_species, rel=1e-9, abs=0.0)


def test_water_supply_is_the_water_that_is_made(case: Case):
    """y_w times (change of bound water less what is brought), for dispersion and for flow.

    Sour water meets hard water, CO2 + H2O + CO3-2 become 2 HCO3-, and the water comes from a reservoir.
    """
    plain, x = case.plain, case.x
    for exchanges, flows in (((case.dispersion(),), ()), ((), (case.flow(1.0),))):
        if flows:
            brought = [Q * (plain.content(x[c - 1]) - plain.content(x[c])) for c in (1, 2)]
            water = [Q * (plain.water_bound(x[c - 1]) - plain.water_bound(x[c])) for c in (1, 2)]
        else:
            across = G * (plain.content(x[1]) - plain.content(x[2]))
            brought = [-across, across]
            bound = G * (plain.water_bound(x[1]) - plain.water_bound(x[2]))
            water = [-bound, bound]
        supplied = 0.0
        for c in (1, 2):
            change = plain.bound @ plain.species_by_content(x[c]) @ brought[c - 1]
            supplied += plain.y_water(x[c]) * (change - water[c - 1])
        at = instant(case.system(*exchanges, flows=flows), case.z)
        assert supplied != 0.0
        assert float(at.slaved) == pytest.approx(supplied, rel=1e-8, abs=0.0)


def test_activity_row_of_a_dissolution(case: Case):
    """J times sum_k (ds/dm_k - y_k) dm_k/dxi, with y_k the conjugate that the activity model itself gives."""
    plain = case.plain
    exchange = case.dissolution()
    calcite = np.array([0, 1.0, 1.0, 0, 0, 0])
    expected, produced = 0.0, 0.0
    for x in case.x[1:3]:
        force = 8.31446261815324 * LN_K_CALCITE - 8.31446261815324 * (x[1] + x[2])
        gap = plain.not_derivable(x) @ plain.species_by_content(x) @ calcite
        expected += 1e-8 * force * gap
        produced += 1e-8 * force**2
    at = instant(case.system(exchange), case.z)
    assert float(at.produced[0]) == pytest.approx(produced, rel=1e-11, abs=0.0)
    assert float(at.model[0]) == pytest.approx(expected, rel=1e-9, abs=0.0)
    if np.exp(case.x[1][-2]) > 0.4:
        assert 1e-3 < expected / produced < 0.1


def test_activity_row_vanishes_for_davies():
    case = Case(with_davies(database()), 0.5)
    at = instant(case.system(case.dissolution(), case.dispersion(), flows=(case.flow(0.6),)), case.z)
    assert np.all(np.abs(np.asarray(at.model)) <= 1e-11 * np.asarray(at.produced))


def test_ions_carry_no_current_and_dissipate(case: Case):
    """Nernst-Planck over all species of the database, activity gradients included.

    With the field E fixed, sigma = sum L X^2 - (sum z L X)^2 / sum z^2 L, a variance: never negative.
    """
    model, plain = case.model, case.plain
    rows = np.zeros((plain.z.size, 8))
    rows[:, :6], rows[:, 7] = plain.nu, plain.bound
    coefficient = np.nan_to_num(np.asarray(model.diffusion), nan=1e-9)
    law = NernstPlanck(jnp.asarray(coefficient)[:, None] * jnp.ones((1, 3)), model.charge, Molality())
    ions = Exchange("ions", Chain(), jnp.array(rows), jnp.array(rows), law, jnp.ones(3))
    rates = evaluate(case.system(ions), case.z)
    flux = np.asarray(rates.fluxes[0])
    current = np.abs(plain.z @ flux)
    assert np.all(current <= 1e-14 * (np.abs(plain.z) @ np.abs(flux)))
    assert np.all(np.asarray(rates.production[0])[:2] > 0.0)
    for face in (0, 1):
        one, two = case.x[face], case.x[face + 1]
        m, n = plain.molality(one), plain.molality(two)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = np.where(np.abs(m / n - 1) < 1e-9, m, (m - n) / np.log(m / n))
        mobility = coefficient * mean / 8.31446261815324
        force = plain.y(two) - plain.y(one)
        variance = np.sum(mobility * force**2)
        variance -= np.sum(plain.z * mobility * force) ** 2 / np.sum(plain.z**2 * mobility)
        assert float(rates.production[0][face]) == pytest.approx(variance, rel=1e-9, abs=0.0)


def test_content_held_in_a_cell_that_water_flows_through(case: Case):
    """Magnesium held in the cells: the books close, and what the flow brings of it is handed out at its y."""
    active = case.system().active.at[3].set(0.0)
    at = instant(case.system(case.dispersion(), flows=(case.flow(1.0),), active=active), case.z)
    plain, x = case.plain, case.x
    kept = [Q * (plain.content(x[c - 1]) - plain.content(x[c]))[3] for c in (1, 2)]
    handed = sum(plain.y_of_books(x[c])[0][3] * kept[c - 1] for c in (1, 2))
    outflow = Q * plain.entropy(x[2]) + handed
    assert float(at.carried_out[0]) == pytest.approx(outflow, rel=1e-9, abs=0.0)
    left = float(jnp.sum(at.conjugates * at.supply))
    gains = (at.produced, at.model, at.space, at.mixing, at.carried_in, at.volume_work)
    right = float(
        at.slaved + sum(jnp.sum(v) for v in gains) - jnp.sum(at.discharged) - jnp.sum(at.carried_out)
    )
    assert left == pytest.approx(
        right, abs=1e-12 * float(at.magnitude) + 1e-14 * abs(float(at.carried_out[0]))
    )
