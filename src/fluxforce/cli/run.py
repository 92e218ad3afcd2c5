"""`fluxforce run`: a model file -> a folder of results, the ledger on stdout."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxforce.cli.exits import GAVE_UP, INTERRUPTED, UNBALANCED, crash_details, explained, show_json

if TYPE_CHECKING:
    from fluxforce.model.schema import Model
    from fluxforce.results import Results, ResultsFolder


def run(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="DIR",
            help="Folder for the results; FILE without its suffix + -results.",
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object instead of the ledger.")
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="No progress bar and no ledger; errors only.")
    ] = False,
) -> None:
    """Run a model: results folder, verdict and ledger.

    A folder with earlier results is taken over once the model has passed all checks; a folder with other
    files in it is refused.
    """
    from fluxforce.results import ResultsFolder, check_folder, provenance

    path = output if output is not None else Path(f"{file.stem}-results")
    with explained(as_json):
        check_folder(path)
        model, database = checked(file)
        about = provenance(model, database=database)
        folder = ResultsFolder(path, model=model.resolved(), provenance=about, end=model.time.end)
        results, gave_up = _computed(model, folder, bar=not quiet and not as_json)
    _tell(results, path, gave_up, as_json, quiet)
    if gave_up is not None:
        raise typer.Exit(GAVE_UP)
    from fluxforce.ledger_text import imbalances

    if results is not None and imbalances(results.budget):
        raise typer.Exit(UNBALANCED)


def checked(file: Path) -> "tuple[Model, Path | None]":
    """The model and the file of its database, when every name in the model has been found there."""
    from fluxforce.model import check_names, read
    from fluxforce.model.schema import ColumnModel

    model = read(file)
    if not isinstance(model, ColumnModel):
        return model, None
    # Imports JAX, so only for models that name a database.
    from fluxforce.model.named import named_database, named_file

    database = named_database(model)
    if database is not None:
        check_names(model, database)
    return model, named_file(model)


def _computed(model: "Model", folder: "ResultsFolder", *, bar: bool) -> "tuple[Results | None, str | None]":
    """Results, and why the solver gave up if it did. However it ends, the folder says so."""
    from fluxforce import report as reports
    from fluxforce.cli.progress import progress_bar
    from fluxforce.errors import BadInput, SolverGaveUp
    from fluxforce.simulate import run as compute

    try:
        with progress_bar(bar) as advance:

            def progress(time: float, end: float) -> None:
                folder.progress(time, end)
                advance(time, end)

            results = compute(model, progress=progress, checkpoint=folder.checkpoint)
        folder.complete(results, reports.write)
    except SolverGaveUp as error:
        partial: Any = error.results
        # A report needs at least one state.
        report = reports.write if partial is not None and partial.dataset.sizes.get("time", 0) else None
        folder.fail(str(error), partial, report)
        return partial, str(error)
    except BadInput as error:
        folder.stop("failed", str(error))
        raise
    except KeyboardInterrupt:
        folder.stop("interrupted", "stopped by the user")
        typer.echo(f"interrupted; {_where(folder)}", err=True)
        raise typer.Exit(INTERRUPTED) from None
    finally:
        _note_crash(folder)
    return results, None


def _note_crash(folder: "ResultsFolder") -> None:
    """Keep the details of an unexpected error in the folder, before the exception hook prints its one
    line.
    """
    from fluxforce.errors import FluxforceError

    kind, error, trace = sys.exc_info()
    if kind is None or error is None or isinstance(error, FluxforceError | typer.Exit | KeyboardInterrupt):
        return
    folder.stop("failed", f"internal error: {kind.__name__}")
    details = folder.write_error(crash_details(kind, error, trace))
    if details is not None:
        error.fluxforce_details = details  # type: ignore[attr-defined]  # read by report_crash


def _where(folder: "ResultsFolder") -> str:
    from fluxforce.results import describe

    return f"{folder.path}: {describe(folder.path)}" if folder.begun else "nothing was written"


def _tell(results: "Results | None", path: Path, gave_up: str | None, as_json: bool, quiet: bool) -> None:
    """The outcome: JSON, or verdict and ledger, or the reason for giving up."""
    from fluxforce.ledger_text import imbalances, print_ledger, verdict

    budget = results.budget if results is not None else {}
    if as_json:
        wrong = imbalances(budget) if budget else []
        status = "solver gave up" if gave_up else "books do not balance" if wrong else "complete"
        said = gave_up or verdict(budget)
        show_json(
            {"status": status, "folder": str(path), "verdict": said, "imbalances": wrong, "budget": budget}
        )
    if gave_up is not None:
        typer.echo(f"error: the solver gave up: {gave_up}", err=True)
        typer.echo(f"what was computed so far is in {path}", err=True)
    elif not quiet and not as_json:
        print_ledger(budget)
        typer.echo(f"results in {path}, report in {path / 'report.html'}")
