"""`fluxforce estimate`: entropy production from data, by several methods side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fluxforce.cli.exits import explained, show_json

if TYPE_CHECKING:
    from fluxforce.budget.inference.base import AbstractEstimator, Estimate
    from fluxforce.budget.inference.data import Data

STATES = ("plug-in", "k-step", "uncertainty", "waiting", "learned")
PATHS = ("short-time", "spectral", "learned")
METHODS = tuple(dict.fromkeys((*STATES, *PATHS)))


def estimate(
    file: Annotated[
        Path, typer.Argument(help="Comma-separated values; names of columns on top.", metavar="FILE")
    ],
    path: Annotated[
        str,
        typer.Option("--path", metavar="X,Y,...", help="Columns of a continuous path; else states are read."),
    ] = "",
    time: Annotated[str, typer.Option("--time", metavar="COLUMN", help="Times of a path, in s.")] = "time",
    state: Annotated[
        str, typer.Option("--state", metavar="COLUMN", help="States: names or numbers.")
    ] = "state",
    dwell: Annotated[
        str, typer.Option("--dwell", metavar="COLUMN", help="How long every visit lasted, in s.")
    ] = "dwell",
    steps: Annotated[
        bool, typer.Option("--steps", help="Rows are equal steps without dwell times: results per step.")
    ] = False,
    method: Annotated[
        list[str] | None,
        typer.Option("--method", metavar="NAME", help=f"One of {', '.join(METHODS)}; may be repeated."),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="What is random in the learned method.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Estimate entropy production from observed states or paths, with error bars, in k_B.

    Without --method all that read these data and need no training are run. A lower bound is called one; what each
    method assumes stands below the table.
    """
    with explained(as_json):
        columns = tuple(name.strip() for name in path.split(",")) if path else ()
        names = _known(method or [], bool(columns))
        from fluxforce.budget.inference.compare import estimate as compute
        from fluxforce.budget.inference.compare import report
        from fluxforce.budget.inference.reading import read_path, read_states
        from fluxforce.errors import BadInput

        data: Data
        if columns:
            data = read_path(file, columns, time=time)
        else:
            data = read_states(file, state=state, dwell=None if steps else dwell)
        try:
            found = compute(data, [_method(name, seed) for name in names] or None)
        except BadInput as error:
            raise _in_file(error, file) from None
    if as_json:
        show_json({"status": "complete", "data": _about(data), "estimates": [_plain(one) for one in found]})
        return
    typer.echo(f"{file}: {_about(data)}")
    typer.echo(report(found))


def _known(names: list[str], continuous: bool) -> list[str]:
    from fluxforce.errors import BadInput, Problem

    fit = PATHS if continuous else STATES
    what = "a continuous path" if continuous else "a sequence of states"
    wrong = [
        Problem(f"method '{one}' does not read {what}" if one in METHODS else f"unknown method '{one}'",
                hint=f"for {what}: {', '.join(fit)}")
        for one in names if one not in fit
    ]  # fmt: skip
    if wrong:
        raise BadInput(wrong)
    return list(dict.fromkeys(names))


def _method(name: str, seed: int) -> "AbstractEstimator":
    from fluxforce.budget.inference.k_step import KStep
    from fluxforce.budget.inference.plug_in import PlugIn
    from fluxforce.budget.inference.short_time import ShortTime
    from fluxforce.budget.inference.spectral import Spectral
    from fluxforce.budget.inference.uncertainty import UncertaintyRelation
    from fluxforce.budget.inference.waiting import WaitingTimes

    if name == "learned":
        from fluxforce.budget.inference.learned import Learned

        return Learned(seed=seed)
    makers = {
        "plug-in": PlugIn, "k-step": KStep, "uncertainty": UncertaintyRelation, "waiting": WaitingTimes,
        "short-time": ShortTime, "spectral": Spectral,
    }  # fmt: skip
    return makers[name]()


def _about(data: "Data") -> str:
    """What was read, in words."""
    from fluxforce.budget.inference.data import Chain, Path, StateSequence

    if isinstance(data, Path):
        many = f"{data.dims} variable{'s' if data.dims > 1 else ''}"
        return f"a path of {many} at {len(data.values)} times, {data.step:g} s apart"
    if isinstance(data, Chain):
        return f"{data.states.size - 1} equal steps among {data.count} states"
    if isinstance(data, StateSequence):
        return f"{data.states.size} visits to {data.count} states in {data.dwell.sum():.6g} s"
    return "transitions"


def _plain(one: "Estimate") -> dict[str, object]:
    """An estimate for programs; an interval without upper end has null there."""
    return {
        "method": one.method, "value": one.value, "error": one.error, "interval": list(one.interval),
        "unit": one.unit, "kind": one.kind.value, "assumes": one.assumes, "count": one.count,
        "warnings": list(one.warnings),
    }  # fmt: skip


def _in_file(error: Exception, file: Path) -> Exception:
    """The same problems with the name of the file, which the methods do not know."""
    from dataclasses import replace

    from fluxforce.errors import BadInput

    assert isinstance(error, BadInput)
    return BadInput([replace(one, file=one.file or str(file)) for one in error.problems])
