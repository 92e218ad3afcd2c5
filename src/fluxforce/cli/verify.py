"""`fluxforce verify`: published and exact results against ours."""

import os
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import typer

from fluxforce.cli.exits import UNBALANCED, explained, show_json


def verify(
    group: Annotated[str | None, typer.Argument(help="Only this group of checks.", metavar="[GROUP]")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the list of checks as JSON.")] = False,
) -> None:
    """Compute published and exact results and compare. Exit code 4 if one fails."""
    from fluxforce.verify import table

    with explained(as_json):
        checks = table(group, workers=os.cpu_count() or 1)
    if as_json:
        show_json(checks)
    else:
        _show(checks)
    if not all(check["ok"] for check in checks):
        raise typer.Exit(UNBALANCED)


WIDTH = 118  # where the output is no terminal; a terminal has its own


def _show(checks: Sequence[Mapping[str, Any]]) -> None:
    """Two lines a check: what is compared and the numbers, then where the expected one comes from."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = WIDTH
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, width=min(console.width, WIDTH))
    table.add_column("id", no_wrap=True)
    table.add_column("claim and source", ratio=1)
    for name in ("value", "expected", "tolerance"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("ok")
    for check in checks:
        good = bool(check["ok"])
        # Text, not markup: a claim may hold square brackets.
        claim = Text(str(check["claim"]))
        claim.append(f"\n{check['source']}", style="dim")
        numbers = [Text(_number(check[name])) for name in ("value", "expected", "tolerance")]
        verdict = Text("yes" if good else "NO", style="green" if good else "bold red")
        table.add_row(Text(str(check["id"])), claim, *numbers, verdict)
    console.print(table)
    failed = sum(not check["ok"] for check in checks)
    console.print(
        f"{len(checks) - failed} of {len(checks)} checks agree" + (f", {failed} do not" if failed else "")
    )


def _number(value: Any) -> str:
    return f"{value:.8g}" if isinstance(value, float) else str(value)
