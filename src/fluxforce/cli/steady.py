"""`fluxforce steady`: the steady state of a model, its kind and its branches; ledger on stdout, report on disk."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fluxforce.cli.door import checked
from fluxforce.cli.exits import GAVE_UP, INTERRUPTED, UNBALANCED, explained, show_json
from fluxforce.cli.interrupt import Interrupt, interruptible

if TYPE_CHECKING:
    from fluxforce.model.schema import Model
    from fluxforce.results import ResultsFolder
    from fluxforce.stationary import Diagram, SteadyState


def steady(
    file: Annotated[Path, typer.Argument(help="Model file.", metavar="FILE")],
    parameter: Annotated[
        str | None,
        typer.Option(
            "--parameter",
            "-p",
            metavar="PATH",
            help="Number of the model to vary, such as `tank.residence time`; several with commas keep their ratio.",
        ),
    ] = None,
    low: Annotated[
        str | None, typer.Option("--from", metavar="VALUE", help="Where it begins: '10 s'.")
    ] = None,
    high: Annotated[str | None, typer.Option("--to", metavar="VALUE", help="Where it ends.")] = None,
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--sensitivity",
            "-s",
            metavar="PATH",
            help="Differentiate all numbers by this one; repeat for more.",
        ),
    ] = None,
    again: Annotated[
        bool,
        typer.Option("--solve-again", help="Check derivatives against states that are solved anew beside."),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="DIR", help="Folder for the results; FILE without its suffix + -steady."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of text.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No text; errors only.")] = False,
) -> None:
    """Steady state of a model: kind, stability, ledger as rates, numbers; branches in one number, sensitivities."""
    path = output if output is not None else Path(f"{file.stem}-steady")
    with interruptible() as interrupt, explained(as_json):
        _limits(parameter, low, high, again, by)
        from fluxforce.results import ResultsFolder, check_folder, provenance

        check_folder(path)
        model, database = checked(file)
        about = provenance(model, database=database)
        folder = ResultsFolder(path, model=model.resolved(), provenance=about, end=0.0)
        range_ = (parameter, low, high) if parameter and low and high else None
        done = _computed(model, folder, interrupt, range_, by or [], again)
    _tell(done, path, as_json, quiet)


def _limits(
    parameter: str | None, low: str | None, high: str | None, again: bool, by: list[str] | None
) -> None:
    from fluxforce.errors import BadInput, Problem

    given = [name for name, value in (("--parameter", parameter), ("--from", low), ("--to", high)) if value]
    if given and len(given) < 3:
        missing = [name for name in ("--parameter", "--from", "--to") if name not in given]
        raise BadInput([Problem(f"{' and '.join(given)} without {' and '.join(missing)}",
                                hint="branches need all three: --parameter PATH --from A --to B")])  # fmt: skip
    if again and not by:
        raise BadInput(
            [Problem("--solve-again without --sensitivity", hint="name a number to differentiate by")]
        )


def _computed(
    model: "Model", folder: "ResultsFolder", interrupt: Interrupt, range_: tuple[str, str, str] | None,
    by: list[str], again: bool,
) -> dict[str, Any]:  # fmt: skip
    """State, branches and sensitivities as plain data; the folder keeps them, however it ends."""
    from fluxforce import report as reports
    from fluxforce.errors import BadInput, SolverGaveUp
    from fluxforce.model.family import family, parameter_value
    from fluxforce.stationary import continuation, steady, steady_results

    state: SteadyState | None = None
    diagram: Diagram | None = None
    try:
        if range_ is not None:
            # what is wrong with the words of the command is told before anything is solved
            of = family(model, range_[0])
            limits = [parameter_value(of, end) for end in range_[1:]]
        for name in by:
            family(model, name)
        state = steady(model)
        interrupt.check()
        sensitivities = [state.sensitivity(name, resolve=again) for name in by]
        interrupt.check()
        if range_ is not None:
            diagram = continuation(model, range_[0], *limits, progress=lambda _: interrupt.check())
        results = steady_results(model, state, diagram, sensitivities)
        folder.complete(results, reports.write)
    except SolverGaveUp as error:
        folder.begin()
        folder.stop("failed", str(error))
        return {"status": "no steady state", "said": str(error)}
    except BadInput as error:
        folder.stop("failed", str(error))
        raise
    except KeyboardInterrupt:
        folder.stop("interrupted", "stopped by the user")
        typer.echo("interrupted", err=True)
        raise typer.Exit(INTERRUPTED) from None
    return {"status": "complete", **results.budget}


def _tell(done: dict[str, Any], path: Path, as_json: bool, quiet: bool) -> None:
    from fluxforce.cli.steadytext import diagram_lines, sensitivity_lines, state_lines

    if as_json:
        show_json(done | {"folder": str(path)})
    if done["status"] != "complete":
        typer.echo(f"error: {done['said']}", err=True)
        raise typer.Exit(GAVE_UP)
    if not as_json and not quiet:
        for line in state_lines(done["state"]):
            typer.echo(line)
        for found in done["sensitivities"]:
            typer.echo("")
            for line in sensitivity_lines(found):
                typer.echo(line)
        if done.get("branches"):
            typer.echo("")
            for line in diagram_lines(done["branches"]):
                typer.echo(line)
        typer.echo(f"\nresults in {path}, report in {path / 'report.html'}")
    if done["unbalanced"]:
        raise typer.Exit(UNBALANCED)
