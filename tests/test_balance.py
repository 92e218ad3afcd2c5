"""The heart: one evaluation, and identities that hold in every state of every system."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.balance import evaluate, exchange_rates, prepared, sides
from fluxforce.budget.instant import instant as one_instant
from fluxforce.thermo.slopes import books
from tests.problems import SMALL, carried_pulse, every_small, salt_bridge, stirred_tank

instant = eqx.filter_jit(one_instant)


def disturbed(made, key: int = 0):
    """Random coordinates near the start, held places included; what is linear stays."""
    moving = ~np.array(made.system.potential.linear)[:, None]
    drawn = np.random.default_rng(key).uniform(-0.5, 0.5, made.start.shape)
    return made.start + jnp.asarray(np.where(moving, drawn, 0.0))


@every_small
def test_every_process_produces(name):
    """Production of every site is the sum over rows of J X and never negative."""
    made = SMALL[name][0]()
    rates = evaluate(made.system, disturbed(made))
    for force, flux, produced in zip(rates.forces, rates.fluxes, rates.production, strict=True):
        np.testing.assert_allclose(produced, np.sum(np.asarray(force) * np.asarray(flux), axis=0), rtol=1e-13)
        assert float(jnp.min(produced)) >= 0.0


@every_small
def test_what_is_conserved_is_conserved(name):
    """Supplies of elements, energy, probability and charge add up to zero over all places, held ones too."""
    made = SMALL[name][0]()
    rates = evaluate(made.system, disturbed(made))
    groups = dict(made.conserved) | ({} if made.charge is None else {"charge": made.charge})
    assert groups
    for group, vector in groups.items():
        parts = [np.asarray(s)[: vector.size] for s in rates.exchanged]
        turned = sum(np.abs(vector @ np.abs(part)).sum() for part in parts)
        made_up = sum((vector @ part).sum() for part in parts)
        assert abs(made_up) <= 1e-12 * turned, group


@every_small
def test_books_of_an_instant_close(name):
    """y . dq/dt is what the rows of the books say, in any state (docs/theory.md)."""
    made = SMALL[name][0]()
    system = prepared(made.system, made.system.potential.read(made.start).content)
    z = disturbed(made)
    at = instant(system, z)
    left = float(jnp.sum(at.conjugates * at.supply))
    gains = (at.produced, at.model, at.space, at.mixing, at.carried_in, at.volume_work)
    losses = (at.discharged, at.carried_out)
    right = float(at.slaved + sum(jnp.sum(v) for v in gains) - sum(jnp.sum(v) for v in losses))
    assert left == pytest.approx(
        right, abs=1e-12 * float(at.magnitude) + 1e-14 * abs(float(jnp.sum(at.discharged)))
    )
    assert float(jnp.sum(jnp.abs(at.model))) <= 1e-10 * float(at.magnitude)


def test_held_contents_have_no_supply():
    made = stirred_tank()
    supply = np.asarray(evaluate(made.system, disturbed(made)).supply)
    assert np.all(supply[:, [0, 2]] == 0.0)
    assert np.all(supply[:, 1] != 0.0)


def test_a_reaction_has_one_place_and_a_face_two():
    made = salt_bridge()
    reading = made.system.potential.read(made.start)
    tail, head = sides(made.system.exchanges[0], reading)
    np.testing.assert_array_equal(tail.content, reading.content[:, :-1])
    np.testing.assert_array_equal(head.content, reading.content[:, 1:])


def test_coupled_rows_count_as_one_process():
    """The field takes from one ion and gives to the other: single rows may lose, the process does not."""
    made = salt_bridge()
    rates = evaluate(made.system, disturbed(made, 4))
    rows = np.asarray(rates.forces[0] * rates.fluxes[0])
    assert rows.min() < 0.0
    assert rows.sum(axis=0).min() >= 0.0


def test_supply_is_the_sum_of_all_processes():
    system, z = carried_pulse(6)
    ready = prepared(system, system.potential.read(z).content)
    rates = evaluate(ready, z)
    total = sum(exchange_rates(e, rates.reading)[2] for e in ready.exchanges)
    carried = ready.flows[0].carried(rates.reading.content)
    total = total + ready.flows[0].sites.collect(carried, carried, z.shape[1])
    np.testing.assert_allclose(rates.supply, system.active * total, rtol=1e-14)


def test_upwind_produces_exactly_its_bregman_divergence():
    """Plain upwind makes |u| D_B(w_up || w_down) a face, dilute: R |u| (a ln(a/b) - a + b)."""
    system, z = carried_pulse(6)
    content = np.asarray(system.potential.read(z).content)
    book = books(system.potential, z)
    np.testing.assert_allclose(book.conjugates, book.own, rtol=1e-12)
    a, b = content[:, :-1], content[:, 1:]
    divergence = 8.31446261815324 * (a * np.log(a / b) - a + b).sum(axis=0)
    inner = divergence[:-1].sum()  # the last face leads out: nothing is mixed there
    at = instant(system, z)
    assert float(at.space[0] + at.mixing[0]) == pytest.approx(inner, rel=1e-11)
