"""Exit codes, and what is printed when something goes wrong."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from types import TracebackType
from typing import Any

import typer

from fluxforce.errors import BadInput

BAD_INPUT, GAVE_UP, UNBALANCED, INTERRUPTED = 2, 3, 4, 130


@contextmanager
def explained(as_json: bool = False) -> Iterator[None]:
    """Print BadInput as a person reads it (and as one JSON object where asked for), and leave with code 2."""
    try:
        yield
    except BadInput as error:
        typer.echo(str(error), err=True)
        if as_json:
            problems = [asdict(problem) for problem in error.problems]
            show_json({"status": "bad input", "problems": problems})
        raise typer.Exit(BAD_INPUT) from None


def show_json(data: Any) -> None:
    """One JSON value on stdout; numbers that are not finite are null."""
    from fluxforce.results.files import plain

    typer.echo(json.dumps(plain(data), indent=2, allow_nan=False))


def crash_details(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> str:
    """The traceback as text."""
    import traceback

    return "".join(traceback.format_exception(kind, error, trace))


def report_crash(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Exception hook: one line that says where the details are. Python then leaves with code 1."""
    if issubclass(kind, KeyboardInterrupt):
        print("interrupted", file=sys.stderr)
        return
    from tempfile import NamedTemporaryFile

    place = getattr(error, "fluxforce_details", None)
    if place is None:
        with NamedTemporaryFile("w", prefix="fluxforce-error-", suffix=".txt", delete=False) as stream:
            stream.write(crash_details(kind, error, trace))
        place = stream.name
    first = (str(error).splitlines() or [""])[0][:200]
    print(f"internal error: {kind.__name__}: {first} (details in {place}; please report it)", file=sys.stderr)
