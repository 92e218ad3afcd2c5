"""The table of `fluxforce verify`: every check agrees, and its plain data is complete."""

import json

import pytest

from fluxforce.errors import BadInput
from fluxforce.verify import GROUPS, stochastic, table
from fluxforce.verify.check import Check, extrapolated

PROBLEMS = {
    "seed": {"P1"},
    "conduction": {"P2", "P4", "P5"},
    "spreading": {"P6", "P18"},
    "mixing": {"P7"},
    "reactors": {"P20", "P21"},
    "ions": {"P13", "P14"},
    "jumps": {"S1", "S2"},
    "thermoelectric": {"P8", "P9", "P10", "P11", "Darcy"},
    # groups of verify/continuum with the problems of their rows
    "onsager": {"P1", "P12", "P16", "P24"},
    "reciprocity": {"C11"},
    "bioenergetics": {"P23"},
    "climate": {"P22"},
    "steady": {"P3", "P20", "P21"},
    "traps-continuum": {"T1", "T2", "T6"},
    "multiplicity": {"P21"},
    "exergy": {"P7"},
    "thermodiffusion": {"P12"},
    "gases": {"P15"},
    "junctions": {"P13"},
    "electrolytes": {"P12", "P14"},
    "membranes": {"P14", "P16"},
    "electrodes": {"P17"},
    "pressure-solution": {"P19"},
}


def test_every_group_is_tested():
    """The problems of stochastic thermodynamics have a test of their own."""
    assert set(PROBLEMS) | set(stochastic.GROUPS) == set(GROUPS)


# what compiles for long waits for the slow tests, the page of the table in the documentation, and `fluxforce verify`
QUICK = {"seed", "conduction", "spreading", "mixing", "reactors", "ions", "jumps", "onsager", "exergy"}
BY_SPEED = [group if group in QUICK else pytest.param(group, marks=pytest.mark.slow) for group in PROBLEMS]


@pytest.mark.parametrize("group", BY_SPEED)
def test_published_and_exact_results(group):
    rows = table(group)
    failed = [
        f"{r['id']}: {r['value']} instead of {r['expected']} +- {r['tolerance']}" for r in rows if not r["ok"]
    ]
    assert not failed, failed
    assert {str(r["id"]).split(".")[0] for r in rows} == PROBLEMS[group]
    assert {r["group"] for r in rows} == {group}
    assert len({r["id"] for r in rows}) == len(rows)
    wanted = {"id", "group", "claim", "source", "value", "expected", "tolerance", "ok"}
    assert all(set(r) == wanted and r["claim"] and r["source"] for r in rows)
    assert json.loads(json.dumps(rows)) == rows


def test_unknown_group_lists_the_known_ones():
    with pytest.raises(BadInput, match=r"no group 'heat'[\s\S]*conduction"):
        table("heat")


@pytest.mark.parametrize(
    ("value", "expected", "tolerance", "ok"),
    [(1.0, 1.0, 0.0, True), (1.01, 1.0, 0.005, False), (-99.0, -100.0, 0.02, True), (1e-9, 0.0, 1e-8, True),
     (float("nan"), 1.0, 10.0, False)],
)  # fmt: skip
def test_what_counts_as_agreement(value, expected, tolerance, ok):
    assert Check("id", "claim", "source", value, expected, tolerance).ok is ok


def test_extrapolation_removes_the_named_orders():
    sizes = [0.5, 0.25, 0.1]
    values = [3.0 + 2.0 * h**2 - 7.0 * h**4 for h in sizes]
    assert extrapolated(sizes, values, (2, 4)) == pytest.approx(3.0, rel=1e-12)
