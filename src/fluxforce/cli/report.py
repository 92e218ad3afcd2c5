"""`fluxforce report`: the HTML report of a results folder, made anew."""

from pathlib import Path
from typing import Annotated

import typer

from fluxforce.cli.exits import explained


def report(folder: Annotated[Path, typer.Argument(help="Results folder.", metavar="DIR")]) -> None:
    """Write report.html again from what a results folder holds, of an unfinished run too."""
    with explained():
        from fluxforce.errors import BadInput
        from fluxforce.results import describe, load
        from fluxforce.results.files import write_with

        results = load(folder)
        if not (results.dataset.sizes.get("time", 0) or results.dataset.sizes.get("state", 0)):
            raise BadInput(f"{folder}: no state was kept ({describe(folder)}), so there is nothing to report")
        from fluxforce import report as reports

        write_with(folder / "report.html", lambda path: reports.write(results, path))
        typer.echo(f"{folder / 'report.html'} ({describe(folder)})")
