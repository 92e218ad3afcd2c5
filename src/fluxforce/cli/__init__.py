"""The command line. Nothing heavy is imported here: `fluxforce --help` loads typer and no more."""

import signal
import sys

import typer

from fluxforce.cli.check import check
from fluxforce.cli.cite import cite
from fluxforce.cli.compare import compare
from fluxforce.cli.database import database
from fluxforce.cli.estimate import estimate
from fluxforce.cli.exits import report_crash
from fluxforce.cli.export import export
from fluxforce.cli.importing import import_
from fluxforce.cli.new import new
from fluxforce.cli.report import report
from fluxforce.cli.run import run
from fluxforce.cli.steady import steady
from fluxforce.cli.verify import verify
from fluxforce.cli.water import water

app = typer.Typer(
    name="fluxforce",
    help="Forces, fluxes and the entropy they produce. Exit codes: 0 done, 1 internal error, 2 bad input, "
    "3 the solver gave up, 4 the books do not balance, 130 interrupted.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        from fluxforce import __version__

        typer.echo(f"fluxforce {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version."
    ),
) -> None:
    pass


for _verb in (run, steady, water, database, check, report, verify, cite, new, compare, export, estimate):
    app.command()(_verb)
app.command("import")(import_)


def main() -> None:
    """Entry point of the program `fluxforce`."""
    sys.excepthook = report_crash
    try:
        # Not app(): it puts an exception hook of its own in place of ours.
        typer.main.get_command(app)()
    finally:
        # All is said and written: Ctrl-C while the libraries clear up would only print a traceback.
        signal.signal(signal.SIGINT, signal.SIG_IGN)


__all__ = ["app", "main"]
