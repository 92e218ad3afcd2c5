"""Rows of one problem, numbered in the order of the reference list."""

from collections.abc import Sequence

from fluxforce.verify.check import Check

Row = tuple[str, str, float, float]  # claim, source, value, expected


def numbered(problem: str, rows: Sequence[Row], tolerance: float = 1e-9, first: int = 1) -> list[Check]:
    """Checks with the ids S<problem>.<first>, ... in order."""
    return [
        Check(f"S{problem}.{k}", claim, source, float(value), expected, tolerance)
        for k, (claim, source, value, expected) in enumerate(rows, start=first)
    ]
