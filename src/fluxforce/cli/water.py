"""`fluxforce water`: waters at equilibrium and what is done to them, as tables."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.exits import GAVE_UP, INTERRUPTED, explained, show_json
from fluxforce.cli.interrupt import Interrupt, interruptible

if TYPE_CHECKING:
    from fluxforce.model.schema import WaterModel
    from fluxforce.results import Results, ResultsFolder


def water(
    file: Annotated[Path, typer.Argument(help="File of the kind water.", metavar="FILE")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", "--out", metavar="DIR", help="Folder for tables, fields and a report."
        ),
    ] = None,
    every: Annotated[
        bool, typer.Option("--every", help="Tables of every stop along a step, not of its end only.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of tables.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No tables; errors only.")] = False,
) -> None:
    """Distribution of species, saturation indices and affinities of waters, and the steps done to them.

    Nothing is written unless a folder is named with -o.
    """
    with interruptible() as interrupt, explained(as_json):
        from fluxforce.compilation import keep_compiled
        from fluxforce.errors import BadInput, Problem
        from fluxforce.model.schema import WaterModel
        from fluxforce.results import ResultsFolder, check_folder, provenance

        if output is not None:
            check_folder(output)
        keep_compiled()
        model, database = checked(file)
        if not isinstance(model, WaterModel):
            kind = str(model.resolved()["kind"])
            raise BadInput(
                [
                    Problem(
                        f"a file of the kind {kind}, not water", hint=f"fluxforce run {file}", file=str(file)
                    )
                ]
            )
        about = provenance(model, database=database)
        folder = None
        if output is not None:
            folder = ResultsFolder(output, model=model.resolved(), provenance=about, end=0.0)
        results, gave_up = _computed(model, about, folder, interrupt)
    _tell(model, results, gave_up, output, every=every, as_json=as_json, quiet=quiet)
    if gave_up is not None:
        raise typer.Exit(GAVE_UP)


def _computed(
    model: "WaterModel", about: dict, folder: "ResultsFolder | None", interrupt: Interrupt
) -> "tuple[Results, str | None]":
    """What was computed, and why no more, if the solver gave up. However it ends, the folder says so."""
    import time

    from fluxforce import report as reports
    from fluxforce.errors import BadInput, SolverGaveUp
    from fluxforce.model.named import named_database
    from fluxforce.model.waters.solve import solve_waters
    from fluxforce.readings.water_results import water_results

    began, states, gave_up = time.perf_counter(), [], None
    database = named_database(model)
    assert database is not None  # an inline one is refused
    try:
        for state in solve_waters(model, database):
            interrupt.check()
            states.append(state)
    except SolverGaveUp as error:
        gave_up = str(error)
    except BadInput as error:
        if folder is not None:
            folder.stop("failed", str(error))
        raise
    except KeyboardInterrupt:
        if folder is not None:
            folder.stop("interrupted", "stopped by the user")
        typer.echo("interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    history = {"wall": time.perf_counter() - began, "states": len(states)}
    results = water_results(model, states, provenance=about, history=history)
    if folder is not None and gave_up is None:
        folder.complete(results, reports.write)
    elif folder is not None:
        folder.fail(str(gave_up), results, reports.write if states else None)
    return results, gave_up


def _tell(
    model: "WaterModel", results: "Results", gave_up: str | None, output: Path | None, *, every: bool, as_json: bool,
    quiet: bool,
) -> None:  # fmt: skip
    from fluxforce.readings.water_results import records

    if as_json:
        status = "complete" if gave_up is None else "solver gave up"
        told = {"status": status, "title": model.title, "folder": None if output is None else str(output)}
        show_json(told | ({} if gave_up is None else {"said": gave_up}) | results.budget)
    elif not quiet:
        from fluxforce.cli.water_text import lines

        for line in lines(records(results.budget["waters"]), model.title, every=every):
            typer.echo(line)
    if gave_up is not None:
        said, _, tries = gave_up.partition("; what to try: ")
        hint = f"\n  hint: what to try: {tries}" if tries else ""
        typer.echo(f"error: the solver gave up: {said}{hint}", err=True)
    if output is not None and not as_json and not quiet:
        typer.echo(f"\nresults in {output}, report in {output / 'report.html'}")
