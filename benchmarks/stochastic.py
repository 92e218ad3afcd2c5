"""Stochastic readings: exact jumps against rebop, Langevin steps, and large generators of the exclusion process.

`ratio` is peer time over our time; cases without a peer state `ours` alone. Jump and Langevin cases use one core.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks import exclusion, jumps, langevin
from benchmarks.cases import arguments

COLUMNS = ("name", "ours", "peer", "unit", "ratio", "error")


def table(cases: Sequence[Mapping[str, Any]]) -> str:
    """The cases as lines of text, columns aligned."""
    rows = [COLUMNS, *(tuple(_cell(case.get(name)) for name in COLUMNS) for case in cases)]
    widths = [max(len(row[k]) for row in rows) for k in range(len(COLUMNS))]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main() -> None:
    given = arguments(__doc__).parse_args()
    cases = [*jumps.cases(), *langevin.cases(), *exclusion.cases()]
    print(json.dumps({"cases": cases}) if given.json else table(cases))


if __name__ == "__main__":
    main()
