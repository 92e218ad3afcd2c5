"""`fluxforce run`: a model file -> a folder of results, the ledger on stdout."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.exits import GAVE_UP, INTERRUPTED, UNBALANCED, crash_details, explained, show_json
from fluxforce.cli.interrupt import Interrupt, interruptible

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
    settle: Annotated[
        bool,
        typer.Option(
            "--settle", help="Run again with every reaction 1e4 times as fast: the error of settling it."
        ),
    ] = False,
) -> None:
    """Run a model: results folder, verdict and ledger.

    A folder with earlier results is taken over once the model has passed all checks; a folder with other
    files in it is refused.
    """
    path = output if output is not None else Path(f"{file.stem}-results")
    with interruptible() as interrupt, explained(as_json):
        from fluxforce.results import ResultsFolder, check_folder, provenance

        check_folder(path)
        model, database = checked(file)
        about = provenance(model, database=database)
        folder = ResultsFolder(path, model=model.resolved(), provenance=about, end=model.time.end)
        results, gave_up = _computed(model, folder, interrupt, bar=not quiet and not as_json, settle=settle)
    _tell(results, path, gave_up, as_json, quiet)
    if gave_up is not None:
        raise typer.Exit(GAVE_UP)
    from fluxforce.ledger_text import imbalances

    if results is not None and imbalances(results.budget):
        raise typer.Exit(UNBALANCED)


def _computed(
    model: "Model", folder: "ResultsFolder", interrupt: Interrupt, *, bar: bool, settle: bool
) -> "tuple[Results | None, str | None]":
    """Results, and why the solver gave up if it did. However it ends, the folder says so."""
    from fluxforce import report as reports
    from fluxforce.cli.progress import progress_bar
    from fluxforce.errors import BadInput, SolverGaveUp
    from fluxforce.simulate import run as compute

    try:
        with progress_bar(bar) as advance:

            def progress(time: float, end: float) -> None:
                interrupt.check()
                folder.progress(time, end)
                advance(time, end)

            results = compute(model, progress=progress, checkpoint=folder.checkpoint, settle=settle)
        interrupt.check()
        folder.complete(results, reports.write)
    except SolverGaveUp as error:
        partial: Any = error.results
        # A report needs at least one state.
        report = reports.write if partial is not None and partial.dataset.sizes.get("time", 0) else None
        folder.fail(str(error), partial, report)
        return partial, str(error)
    except BadInput as error:
        # Found after the folder was begun, which only a fault inside the run can bring about.
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
    from fluxforce.model.remedies import TRY

    budget = results.budget if results is not None else {}
    if as_json:
        wrong = imbalances(budget) if budget else []
        status = "solver gave up" if gave_up else "books do not balance" if wrong else "complete"
        said = gave_up or verdict(budget)
        show_json(
            {"status": status, "folder": str(path), "verdict": said, "imbalances": wrong, "budget": budget}
        )
    if gave_up is not None:
        said, _, tries = gave_up.partition(f"; {TRY}")
        typer.echo(
            f"error: the solver gave up: {said}" + (f"\n  hint: {TRY}{tries}" if tries else ""), err=True
        )
        kept = "what was computed so far is" if results is not None else "no step was made; what was asked is"
        typer.echo(f"{kept} in {path}", err=True)
    elif not quiet and not as_json:
        print_ledger(budget)
        _more(budget)
        if results is not None:
            typer.echo(_effort(results.history))
        typer.echo(f"results in {path}, report in {path / 'report.html'}")


def _more(budget: dict[str, Any]) -> None:
    """What a stochastic model came to, and what a person should know of it."""
    from textwrap import wrap

    from fluxforce.cli.findings import findings

    for line in findings(budget):
        typer.echo(line)
    for warning in budget.get("warnings") or ():
        typer.echo("\n".join(wrap(f"warning: {warning}", 80, subsequent_indent="         ")), err=True)


def _effort(history: dict[str, Any]) -> str:
    """What the run took, as far as it is known."""
    parts = []
    if "steps" in history:
        rejected = f" and {history['rejected']} rejected" if history.get("rejected") else ""
        parts.append(f"{history['steps']} steps{rejected}")
    if "wall" in history:
        parts.append(f"{history['wall']:.1f} s in all")
    if "solver_seconds" in history:
        parts.append(f"{history['solver_seconds']:.1f} s in the solver")
    return ", ".join(parts)
