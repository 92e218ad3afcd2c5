"""Every row of the problems in fluxforce.verify.stochastic.kinetics agrees."""

import pytest

from fluxforce.verify.stochastic import GROUPS


@pytest.mark.parametrize("problem", ["S51", "S52", "S53", "S55"])
def test_rows_agree(problem: str):
    rows = GROUPS[problem]()
    assert rows
    assert [row.id for row in rows] == [f"{problem}.{k + 1}" for k in range(len(rows))]
    assert not [row for row in rows if not row.ok]
