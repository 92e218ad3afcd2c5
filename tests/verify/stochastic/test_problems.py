"""Every number of stochastic thermodynamics agrees, and none of the reference list is missing."""

import json
from pathlib import Path

import pytest

from fluxforce.verify import table
from fluxforce.verify.stochastic import GROUPS

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "stochastic.json"


def reference(group: str) -> list[float]:
    """Values of one problem in the order of the list, empty where the list does not lie beside the checkout."""
    if not REFERENCE.exists():
        return []
    rows = json.loads(REFERENCE.read_text(encoding="utf-8"))
    return [float(row["value"]) for row in rows if "S" + row["id"].removeprefix("P") == group]


def test_every_problem_of_the_list_has_its_group():
    if not REFERENCE.exists():
        pytest.skip("the reference list is not beside this checkout")
    rows = json.loads(REFERENCE.read_text(encoding="utf-8"))
    assert len(rows) == 277
    assert {"S" + row["id"].removeprefix("P") for row in rows} == set(GROUPS)


@pytest.mark.parametrize("group", GROUPS)
def test_exact_and_published_values(group: str):
    rows = table(group)
    failed = [
        f"{r['id']} {r['claim']}: {r['value']} instead of {r['expected']} +- {r['tolerance']}"
        for r in rows
        if not r["ok"]
    ]
    assert not failed, "\n".join(failed)
    listed = reference(group)
    ids = [f"{group}.{k + 1}" for k in range(len(listed))]
    numbered = {str(r["id"]): float(str(r["expected"])) for r in rows}
    assert len(numbered) == len(rows)
    assert [numbered[name] for name in ids] == listed
    exact = [r for r in rows if str(r["id"]) in ids]
    assert all(float(str(r["tolerance"])) <= 1e-9 for r in exact if r["expected"] != 0.0)
    assert json.loads(json.dumps(rows)) == rows
