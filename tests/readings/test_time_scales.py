"""Rows on time scales and local equilibrium, and the error made by settling a reaction."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.readings.settling import reactions_of, settled, settling_rows
from fluxforce.readings.time_scales import flags, scale_rows
from fluxforce.solve.steady import steady
from tests.problems import heat_slab, stirred_tank


def test_settling_the_reaction_of_a_tank():
    """A <=> B with k, K = 10 in a tank of residence time t: A = (A0 + k t (A0 + B0)/K)/(1 + k t (1 + 1/K)).

    As it is 52.43 mol/m3; settled 101/11 = 9.18, short of it by what a rate of 1e4 k leaves.
    """
    made = stirred_tank()
    assert reactions_of(made) == ("isomerisation",)
    found = settled(made, "isomerisation", factor=1e4)

    def content(k):
        return (100.0 + k * 1e3 * 101.0 / 10.0) / (1.0 + k * 1e3 * 1.1)

    before, after, error = found.errors["content of A"]
    assert before == pytest.approx(content(1e-3), rel=1e-9)
    assert after == pytest.approx(content(10.0), rel=1e-9)
    assert error == pytest.approx(content(10.0) / content(1e-3) - 1.0, rel=1e-9)
    # whatever happens inside, the production is what the streams tell
    r = 8.31446261815324

    def produced(a):
        """Q (s(out) - s(in)), s = sum c (y0 - R (ln c - 1)) the Massieu function per volume, y0_B = R ln 10."""
        flow = {"A": (100.0, a, 0.0), "B": (1.0, 101.0 - a, r * np.log(10.0))}
        return 1e-3 * sum(
            came * (r * (np.log(came) - 1.0) - y0) - went * (r * (np.log(went) - 1.0) - y0)
            for came, went, y0 in flow.values()
        )

    assert found.errors["entropy production"][0] == pytest.approx(produced(content(1e-3)), rel=1e-9)
    assert found.production == pytest.approx(
        produced(content(10.0)) / produced(content(1e-3)) - 1.0, rel=1e-8
    )
    (row,) = settling_rows([found])
    assert row["value"] == found.production
    assert "settled" in str(found)


def test_what_cannot_be_settled_is_refused():
    with pytest.raises(BadInput, match=r"cannot be settled[\s\S]*no reactions"):
        settled(heat_slab(), "conduction")


def test_lengths_are_compared_with_gradients():
    """Temperature between 400 and 300 K over a metre at constant conductivity: T/|dT/dx| is least at the cold end."""
    made = heat_slab()
    z = steady(made.solver, made.system, made.start).coordinates
    rows = scale_rows(made, z, {"mean free path": 0.5, "pore": 1e-4, "representative volume": 0.5})
    value = {row["name"]: row["value"] for row in rows}
    # eight cells: the last face between two cells is at x = 7/8
    assert value["gradient length of temperature"] == pytest.approx((400.0 - 100.0 * 7 / 8) / 100.0, rel=1e-9)
    assert value["mean free path over gradient length of temperature"] == pytest.approx(0.5 / 3.125, rel=1e-9)
    assert value["representative volume over cell"] == pytest.approx(4.0)
    flagged = flags(rows)
    assert any("no local equilibrium" in said for said in flagged)
    assert any("cells are smaller" in said for said in flagged)
    assert not any("pore" in said for said in flagged)
