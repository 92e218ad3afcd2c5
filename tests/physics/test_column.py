"""The limestone column on a coarse grid: identities of a whole run that need nothing but its results."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce as ff
from fluxforce.balance import System, evaluate, prepared
from fluxforce.budget.instant import instant
from fluxforce.model.assemble import assemble
from fluxforce.solve.steady import SteadyOptions, steady
from tests.physics.plain_water import PlainWater

CELLS = 6
R = 8.31446261815324


@pytest.fixture(scope="module")
def document():
    root = Path(__file__).resolve().parents[2]
    model = ff.read(root / "examples" / "limestone-column.yaml")
    return model.model_copy(update={"column": model.column.model_copy(update={"cells": CELLS})})


@pytest.fixture(scope="module")
def results(document):
    return ff.run(document)


def test_nothing_physical_is_negative(results):
    """Sum over rows of force times flux at every face and cell and every output time."""
    fields = results.dataset
    largest = float(fields["production"].max())
    assert largest > 0.0
    assert float(fields["production"].min()) >= -1e-15 * largest
    for name in fields["process"].values:
        rows = fields[f"force:{name}"] * fields[f"flux:{name}"]
        row = next(d for d in rows.dims if str(d).startswith("row:"))
        each = rows.sum(row)
        assert float(each.min()) >= -1e-15 * float(each.max())


def test_exergy_taken_from_store_is_carried_out_or_destroyed(results):
    """-Delta B = out - in + T0 (produced + numerical + model + water), B reckoned against the dead water."""
    entropy, exergy = results.budget["entropy"], results.budget["exergy"]
    t0 = exergy["environment"]["temperature"]
    made_up = sum(entropy["numerical"].values()) + entropy["model"]["activity"] + entropy["water supply"]
    spent = exergy["carried out"] - exergy["carried in"] + exergy["total"] + t0 * made_up
    assert exergy["total"] == pytest.approx(t0 * sum(entropy["produced"].values()), rel=1e-13)
    assert -exergy["stored"] == pytest.approx(spent, rel=1e-10)
    # the water that enters is the dead water itself
    assert abs(exergy["carried in"]) <= 1e-10 * exergy["carried out"]


def test_elements_and_charge_balance(results):
    """Relative to what crossed the border, not only to the stock of rock; charge to the ions that crossed."""
    rows = dict(results.budget["elements"])
    assert {"C", "Ca", "Cl", "Mg", "Na"} <= set(rows)
    for name, row in rows.items():
        assert abs(row["residual"]) <= 1e-9 * max(abs(row["in"]), abs(row["out"])), name
    assert abs(results.budget["charge"]["residual"]) <= 1e-12 * rows["Na"]["out"]


@pytest.mark.slow
def test_entropy_leaves_a_steady_column_as_it_is_made(document):
    """C9, minerals held: Q (s_out - s_in) less what the rock gives is all that is made inside."""
    made = assemble(document)
    rock, system = made.notes["parts"].rock, made.system
    held = System(
        system.potential, system.exchanges, system.flows, system.size, system.active.at[6:].set(0.0)
    )
    found = steady(
        made.solver, held, made.start, scale=made.scale, options=SteadyOptions(first=1e3, longest=1e6)
    )
    assert found.converged
    z = found.coordinates
    ready = prepared(held, held.potential.read(z).content)
    at, rates = instant(ready, z), evaluate(ready, z)

    plain = PlainWater(rock.model)
    water = [np.concatenate([np.asarray(z)[:6, c], np.asarray(z)[-2:, c]]) for c in (0, CELLS)]
    rate = 0.3 / 86400.0 * 1.0 * 1000.0  # m/s times m2 times kg/m3
    outflow = rate * (plain.entropy(water[1]) - plain.entropy(water[0]))
    for k, mineral in enumerate(rock.minerals):
        # the rock loses y = -R ln K per mole
        outflow -= -R * float(mineral.reaction.ln_k) * float(jnp.sum(rates.fluxes[k]))
    made_inside = float(jnp.sum(at.produced) + at.space[0] + at.mixing[0] + jnp.sum(at.model) + at.slaved)
    assert made_inside == pytest.approx(outflow, rel=1e-9, abs=0.0)
    assert float(at.mixing[0]) > 0.0
    # what is dissolved leaves: carbon by moles
    gained = rate * (plain.content(water[1]) - plain.content(water[0]))
    dissolved = float(rates.fluxes[0].sum()) + 2.0 * float(rates.fluxes[1].sum())
    assert gained[1] == pytest.approx(dissolved, rel=1e-9, abs=0.0)
