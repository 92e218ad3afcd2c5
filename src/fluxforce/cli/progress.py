"""A progress bar on stderr, only where a person watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(wanted: bool) -> Iterator[Callable[[float, float], None]]:
    """A function of model time and end time that moves the bar; it does nothing when stderr is no
    terminal.
    """
    if not wanted or not sys.stderr.isatty():
        yield lambda time, end: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    from fluxforce.results.status import spoken_time

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("preparing", total=None)

        def advance(time: float, end: float) -> None:
            bar.update(
                task, completed=time, total=end, description=f"{spoken_time(time)} of {spoken_time(end)}"
            )

        yield advance
