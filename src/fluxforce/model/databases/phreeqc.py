"""Finds and reads PHREEQC databases: one file, or several in turn of which the later hold."""

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from fluxforce.model.databases.errors import DatabaseError, suggestion
from fluxforce.model.databases.reader import Reader
from fluxforce.model.databases.records import Database

_LARGEST = 50_000_000  # bytes; the largest database of the package has 0.7 million
AND = " + "  # between the names of files that are read in turn


def database_path(name: str) -> Path:
    """A database by path, or by the name it has in the installed package `phreeqc`."""
    if _is_file(Path(name)):
        return Path(name)
    folder = _package()
    if _is_file(folder / name):
        return folder / name
    known = package_names()
    raise DatabaseError(
        f"no database {name[:200]!r}", hint=suggestion(name, known) or f"there are {', '.join(known)}"
    )


def package_names() -> list[str]:
    """Names of the databases in the installed package `phreeqc`."""
    return sorted(path.name for path in _package().glob("*.dat"))


def read_database(path: str | Path | Sequence[str | Path]) -> Database:
    """Read a database file, or several in turn: later definitions hold over earlier ones.

    A string is a path or the name of a file in the package `phreeqc`; "phreeqc.dat + Concrete_PHR.dat" reads the
    second after the first. What does not balance or cannot be read is an error that names its line.
    """
    if isinstance(path, str) and AND in path and not _is_file(Path(path)):
        path = path.split(AND)
    several = [path] if isinstance(path, str | Path) else list(path)
    if not several:
        raise DatabaseError("no file to read")
    files = [database_path(each.strip()) if isinstance(each, str) else each for each in several]
    reader, digest = Reader(), hashlib.sha256()
    for number, file in enumerate(files):
        raw = _bytes(file)
        digest.update(raw)
        reader.take(raw.decode("latin-1"), file.name, whole=number > 0)
    return reader.database(AND.join(file.name for file in files), digest.hexdigest())


def parse_database(text: str, name: str = "database", sha256: str = "") -> Database:
    """Read a database from its text."""
    reader = Reader()
    reader.take(text, name, whole=False)
    return reader.database(name, sha256 or hashlib.sha256(text.encode("latin-1", "replace")).hexdigest())


def _bytes(file: Path) -> bytes:
    """The bytes of a file that is not too large."""
    try:
        size = file.stat().st_size
        if size <= _LARGEST:
            return file.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DatabaseError(f"cannot be read: {reason}", file.name) from error
    raise DatabaseError(f"file has {size} bytes, more than {_LARGEST}", file.name, hint="is it a database?")


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _package() -> Path:
    # find_spec locates the package without running its native code.
    spec = find_spec("phreeqc")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseError(
            "no databases are installed", hint="install the package 'phreeqc', which brings 19 of them"
        )
    return Path(next(iter(spec.submodule_search_locations))) / "databases"
