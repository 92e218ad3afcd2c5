"""Random waters of six databases against IPhreeqc: pH, saturation indices, molalities, and who has which species.

`pytest -s -m slow tests/model/test_waters_against_iphreeqc.py` prints the table of docs/accuracy.md.
"""

import pytest

from tests.phreeqc_waters import Oracle
from tests.random_waters import DATABASES, GROUP, draw_group, read
from tests.water_comparison import compare, joined

WATERS = 1000


def check(name: str, numbers: range, waters: int) -> None:
    """Draw groups of waters, compare all numbers, print the largest differences, hold them to the thresholds."""
    database = read(name)
    oracle = Oracle(name)
    groups, parts = [], []
    for number in numbers:
        groups.append(draw_group(database, oracle, number, waters))
        parts.append(compare(database, groups[-1]))
        # A long test says where it is.
        print(".", end="", flush=True)
    found = joined(parts)
    count = sum(len(group.waters) for group in groups)
    failed, beyond = sum(group.failed for group in groups), sum(group.beyond for group in groups)
    strengths = [answer.strength for group in groups for answer in group.answers]
    print(
        f"\n{name}: {count} waters in {len(groups)} kinds, I {min(strengths):.0e} to {max(strengths):.2g} mol/kgw; "
        f"drawn again: {failed} that PHREEQC failed on, {beyond} beyond the limits"
    )
    for kind, some in found.differences.items():
        print(f"  {kind}: {len(some)} numbers, largest difference {found.worst(kind)}")
    assert not found.not_converged
    assert not found.names
    assert not found.beyond(), "\n".join(map(str, found.beyond()[:20]))


@pytest.mark.parametrize(("name", "number"), [("phreeqc.dat", 2), ("pitzer.dat", 1)])
def test_thirty_waters(name, number):
    check(name, range(number, number + 1), 30)


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_a_thousand_waters(name):
    check(name, range(WATERS // GROUP), GROUP)
