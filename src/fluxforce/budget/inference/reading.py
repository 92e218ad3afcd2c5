"""Data from files of comma-separated values, with the line and column of what is wrong."""

import csv
from pathlib import Path as File

import numpy as np

from fluxforce.budget.inference.data import Chain, Path, StateSequence, merged
from fluxforce.errors import BadInput, Problem

MOST = 20  # problems collected before reading stops


def read_states(
    file: str | File, *, state: str = "state", dwell: str | None = "dwell"
) -> StateSequence | Chain:
    """A sequence of states from the column ``state`` (names or numbers) and dwell times [s] from ``dwell``.

    Without ``dwell`` (None) the rows are steps of a chain. Rows with the same state one after another are one visit.
    States are numbered in sorted order, numbers before names. Raises BadInput with line and column.
    """
    header, rows = _table(file)
    place = _column(file, header, state)
    names = [row[place].strip() for _, row in rows]
    empty = [Problem("no state", file=str(file), line=line, column=place + 1)
             for (line, _), name in zip(rows, names, strict=True) if not name]  # fmt: skip
    if empty:
        raise BadInput(empty[:MOST])
    known = sorted(set(names), key=_order)
    number = {name: k for k, name in enumerate(known)}
    states = np.array([number[name] for name in names])
    if dwell is None:
        return Chain(states, len(known), tuple(known))
    times = _numbers(file, rows, [_column(file, header, dwell)], header, least=0.0)[:, 0]
    return merged(states, times, len(known), tuple(known))


def read_path(file: str | File, columns: tuple[str, ...], *, time: str = "time") -> Path:
    """A path from ``columns``, sampled at the equal steps of the column ``time`` [s].

    Raises BadInput with line and column for what is no number, and with the line where the step changes.
    """
    header, rows = _table(file)
    places = [_column(file, header, name) for name in (time, *columns)]
    values = _numbers(file, rows, places, header)
    steps = np.diff(values[:, 0])
    if steps.size == 0:
        raise BadInput([Problem("a single row is no path", file=str(file))])
    step = float(np.median(steps))
    # a column printed with few digits has steps that differ in the last of them
    off = np.flatnonzero(np.abs(steps - step) > 1e-3 * abs(step) + 1e-9 * np.abs(values[1:, 0]))
    if step <= 0.0 or off.size:
        k = int(off[0]) if off.size else 0
        said = f"the step of '{time}' is {steps[k]:g} s here and {step:g} s elsewhere"
        hint = "equal steps forward in time: split the data at gaps into several paths"
        raise BadInput([Problem(said, hint=hint, file=str(file), line=rows[k + 1][0], column=places[0] + 1)])
    return Path(step, values[:, 1:])


def _table(file: str | File) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Names of the columns, and every row that is not blank with its line."""
    try:
        text = File(file).read_text(encoding="utf-8-sig")
    except OSError as found:
        raise BadInput([Problem(f"cannot be read: {found.strerror}", file=str(file))]) from None
    except UnicodeDecodeError:
        raise BadInput([Problem("is not text in UTF-8", file=str(file))]) from None
    reader = csv.reader(text.splitlines())
    rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    if len(rows) < 2:
        hint = "a first line with the names of the columns, then data"
        raise BadInput([Problem("there are no data", hint=hint, file=str(file))])
    header = [name.strip() for name in rows[0][1]]
    short = [
        Problem(
            f"{len(row)} columns; the first line names {len(header)}",
            file=str(file),
            line=line,
            column=len(row),
        )
        for line, row in rows[1:]
        if len(row) != len(header)
    ]
    if short:
        raise BadInput(short[:MOST])
    return header, rows[1:]


def _column(file: str | File, header: list[str], name: str) -> int:
    if name not in header:
        hint = f"columns: {', '.join(header)}"
        raise BadInput([Problem(f"there is no column '{name}'", hint=hint, file=str(file), line=1)])
    return header.index(name)


def _numbers(
    file: str | File,
    rows: list[tuple[int, list[str]]],
    places: list[int],
    header: list[str],
    least: float = -np.inf,
) -> np.ndarray:
    """Finite numbers [rows, places]; ``column`` of a problem counts columns of the table from 1."""
    values, wrong = np.zeros((len(rows), len(places))), []
    for k, (line, row) in enumerate(rows):
        for j, place in enumerate(places):
            try:
                values[k, j] = float(row[place])
            except ValueError:
                values[k, j] = np.nan
            if not (np.isfinite(values[k, j]) and values[k, j] >= least):
                said = f"'{row[place].strip()}' in column '{header[place]}' is not a finite number"
                said += ", zero or above" if least == 0.0 else ""
                wrong.append(Problem(said, file=str(file), line=line, column=place + 1))
        if len(wrong) >= MOST:
            break
    if wrong:
        raise BadInput(wrong)
    return values


def _order(name: str) -> tuple[int, float, str]:
    try:
        return (0, float(name), name)
    except ValueError:
        return (1, 0.0, name)
