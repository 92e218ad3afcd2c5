"""`fluxforce database`: what a thermodynamic database holds, and what of it is not used."""

import json
from textwrap import wrap
from typing import Annotated, Any

import typer

from fluxforce.cli.exits import explained

WIDTH = 100
SHOWN = 12  # lines of a list that may be long


def database(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            help="A file, or a database of the package 'phreeqc'; several are read in turn, the later hold. "
            "None: the names there are.",
            metavar="NAME|FILE...",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Lists in full length.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Read a PHREEQC database and say what it holds, and every block and option that is not used."""
    with explained(as_json):
        if not names:
            _list(as_json)
            return
        found = _read(names)
    if as_json:
        typer.echo(json.dumps({"status": "valid", **found}, indent=2, allow_nan=False))
    else:
        typer.echo("\n".join(lines(found, None if full else SHOWN)))


def _list(as_json: bool) -> None:
    from fluxforce.errors import BadInput, Problem
    from fluxforce.model.databases import DatabaseError, package_names

    try:
        found = package_names()
    except DatabaseError as error:
        raise BadInput([Problem(error.message, hint=error.hint or None)]) from None
    typer.echo(json.dumps({"databases": found}, indent=2) if as_json else "\n".join(found))


def _read(names: list[str]) -> dict[str, Any]:
    """The contents of the files, read in turn. Raises BadInput."""
    from fluxforce.errors import BadInput, Problem
    from fluxforce.model.databases import DatabaseError, read_database
    from fluxforce.model.databases.contents import contents

    try:
        return contents(read_database(names[0] if len(names) == 1 else names))
    except DatabaseError as error:
        place = {"file": error.source or None, "line": error.line or None}
        raise BadInput([Problem(error.message, hint=error.hint or None, **place)]) from None


def lines(found: dict[str, Any], most: int | None) -> list[str]:
    """The account as text; lists of more than ``most`` lines are cut short and say so."""
    text = [f"{found['name']}: valid", f"  sha256 {found['sha256']}"]
    if not found["complete"]:
        text += _wrapped(
            "brings no water: to be read after another database, which defines what is missing here"
        )
    text.append(f"  activity model: {found['activity model']}")
    text += _table("holds", found["holds"])
    text += _wrapped(f"{len(found['elements'])} elements: {', '.join(found['elements']) or 'none'}")
    for title in ("log K", "activity coefficients", "interactions", "rate tables"):
        text += _table(title, found[title])
    if found["activity options"]:
        switches = (f"{name} {'yes' if on else 'no'}" for name, on in found["activity options"].items())
        text.append(f"  switches: {', '.join(switches)}")
    text += ["", "not used"]
    several = len({block["file"] for block in found["blocks"]}) > 1
    text += [_not_used(block, several) for block in found["not used"]] or ["  every block is used"]
    for option, count in found["kept, not computed with"].items():
        text.append(f"  -{option}, {count} times: kept, no calculation uses it")
    text += _listed("rates, and what stands for them here", [_rate(one) for one in found["rates"]], most)
    text += _listed("not read", found["not read"], most)
    text += _listed("need not balance (-no_check)", found["unbalanced"], most)
    text += _listed("defined more than once", found["duplicates"], most)
    return text


def _table(title: str, counts: dict[str, int]) -> list[str]:
    if not counts:
        return []
    width = max(len(str(count)) for count in counts.values())
    return [f"  {title}", *(f"    {count:>{width}}  {name}" for name, count in counts.items())]


def _wrapped(text: str) -> list[str]:
    return wrap(text, WIDTH, initial_indent="  ", subsequent_indent="    ", break_long_words=False)


def _not_used(block: dict[str, Any], several: bool) -> str:
    file = f"{block['file']}, " if several else ""
    where = f"{block['keyword']} ({file}line {block['line']}, {block['statements']} statements)"
    return f"  {where}: {block['reason']}"


def _rate(one: dict[str, Any]) -> str:
    law = one["law"] or "no equivalent is known by this name"
    tables = f"; numbers in {', '.join(one['tables'])}" if one["tables"] else ""
    return f"{one['name']} (line {one['line']}): {law}{tables}"


def _listed(title: str, entries: list[str], most: int | None) -> list[str]:
    if not entries:
        return []
    cut = [] if most is None or len(entries) <= most else [f"  ... and {len(entries) - most} more (--full)"]
    return ["", f"{title}: {len(entries)}", *(f"  {entry}" for entry in entries[:most]), *cut]
