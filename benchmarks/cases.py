"""One line of a benchmark, the table of them, and the one JSON object that programs read."""

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

TIMES = ("s", "us/cell")


@dataclass(frozen=True)
class Case:
    """`ours` and `peer` in `unit`; `error` is the error of ours; None: not measured, or has no meaning."""

    name: str
    ours: float | None
    peer: float | None
    unit: str
    error: float | None = None

    @property
    def ratio(self) -> float | None:
        """Peer time over our time: above 1, ours is the faster."""
        if not self.ours or self.peer is None or self.unit not in TIMES:
            return None
        return self.peer / self.ours


def as_json(cases: Sequence[Case]) -> str:
    return json.dumps({"cases": [asdict(case) | {"ratio": case.ratio} for case in cases]})


def as_table(cases: Sequence[Case]) -> str:
    def cell(value: float | None) -> str:
        return "-" if value is None else f"{value:.3g}"

    rows = [("case", "ours", "peer", "unit", "peer/ours", "error")]
    rows += [(c.name, cell(c.ours), cell(c.peer), c.unit, cell(c.ratio), cell(c.error)) for c in cases]
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def arguments(description: str | None) -> argparse.ArgumentParser:
    """What every benchmark understands."""
    parser = argparse.ArgumentParser(description=(description or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    return parser


def show(cases: Sequence[Case], *, as_object: bool) -> None:
    print(as_json(cases) if as_object else as_table(cases))
