"""`fluxforce compare`: how far two results folders are apart."""

from pathlib import Path
from typing import Annotated, Any

import typer

from fluxforce.cli.exits import explained, show_json


def compare(
    first: Annotated[Path, typer.Argument(help="Results folder.", metavar="DIR")],
    second: Annotated[Path, typer.Argument(help="Results folder.", metavar="DIR")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare entropy produced by process and every field of two runs."""
    with explained(as_json):
        from fluxforce.ledger_text import shown
        from fluxforce.results import load

        one, other = load(first), load(second)
        factor, unit = shown(one.budget)
        produced = _produced(one.budget, other.budget)
        fields = _fields(one.dataset, other.dataset)
    if as_json:
        show_json({"entropy": produced, "fields": fields})
        return
    typer.echo(f"entropy produced, {unit}")
    width = max([28, *map(len, produced), *map(len, fields)])
    typer.echo(f"  {'':<{width}} {first.name[-14:]:>14} {second.name[-14:]:>14}")
    for name, (a, b) in produced.items():
        typer.echo(f"  {name:<{width}} {_number(a, factor):>14} {_number(b, factor):>14}")
    typer.echo("fields: largest difference, and relative to the largest value")
    for name, difference in fields.items():
        if isinstance(difference, str):
            typer.echo(f"  {name:<{width}} {difference}")
        else:
            typer.echo(f"  {name:<{width}} {difference['absolute']:14.6g} {difference['relative']:14.3g}")


def _produced(one: dict[str, Any], other: dict[str, Any]) -> dict[str, tuple[float | None, float | None]]:
    a, b = (budget.get("entropy", {}).get("produced", {}) for budget in (one, other))
    return {name: (a.get(name), b.get(name)) for name in dict.fromkeys([*a, *b])}


def _fields(one: Any, other: Any) -> dict[str, Any]:
    import numpy as np

    found: dict[str, Any] = {}
    for name in dict.fromkeys([*one.data_vars, *other.data_vars]):
        if name not in one or name not in other:
            found[str(name)] = "only in one of the two"
        elif one[name].shape != other[name].shape:
            found[str(name)] = f"shapes differ: {one[name].shape} and {other[name].shape}"
        elif one[name].dtype.kind == "f":
            a, b = one[name].values, other[name].values
            gap = np.abs(a - b)
            largest = float(np.nanmax(gap)) if np.isfinite(gap).any() else 0.0
            scale = float(np.nanmax(np.abs(a))) if np.isfinite(a).any() else 0.0
            found[str(name)] = {"absolute": largest, "relative": largest / scale if scale > 0.0 else 0.0}
    return found


def _number(value: float | None, factor: float) -> str:
    return "none" if value is None else f"{factor * value:.8g}"
