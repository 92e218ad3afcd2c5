"""YAML 1.2 text -> plain data, with the place of every key and value.

Built from ruamel.yaml's events in one pass, with a bound on size, count and depth, and without anything that
makes a file say more than it shows: aliases, anchors, tags, several documents and duplicate keys are
refused, all of them at once and each with its place. Scalars follow the core schema of YAML 1.2: `no` is
text, 2e-9 is a number.
"""

import re
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path as FilePath
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from fluxforce.errors import BadInput, Problem, printable

MOST_BYTES = 1_000_000
MOST_NODES = 20_000
DEEPEST = 16

Path = tuple[str | int, ...]

_INTEGER = re.compile(r"[-+]?\d{1,18}")
_FLOAT = re.compile(r"[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?")
_SPECIAL = {".inf": "inf", ".Inf": "inf", ".INF": "inf", ".nan": "nan", ".NaN": "nan", ".NAN": "nan"}
_WORDS = (
    {"": None, "~": None, "null": None, "Null": None, "NULL": None}
    | dict.fromkeys(("true", "True", "TRUE"), True)
    | dict.fromkeys(("false", "False", "FALSE"), False)
)


@dataclass(frozen=True)
class Mark:
    """Line and column, from 1. `quoted` values begin with a quotation mark."""

    line: int
    column: int
    quoted: bool = False


@dataclass
class Tree:
    """A file's data (`value`) with the places of keys and values by path, and its lines for messages."""

    file: str
    lines: list[str]
    folder: FilePath
    value: Any = None
    keys: dict[Path, Mark] = field(default_factory=dict)
    values: dict[Path, Mark] = field(default_factory=dict)

    def problem(
        self,
        message: str,
        path: Path,
        *,
        hint: str | None = None,
        at_key: bool = False,
        offset: int | None = None,
    ) -> Problem:
        """A problem placed at the key or the value of `path`, or of the nearest ancestor that the file has.

        `offset` points at a character inside a value written on one line. Data made in Python has no places.
        """
        if not self.values:
            return Problem(message, dotted(path), hint, self.file)
        mark = self._mark(path, at_key)
        column = mark.column if offset is None else mark.column + offset + mark.quoted
        return self.at(message, mark.line, column, path=path, hint=hint)

    def at(
        self, message: str, line: int, column: int, *, path: Path = (), hint: str | None = None
    ) -> Problem:
        """A problem at a line and a column."""
        source = self.lines[line - 1] if 0 < line <= len(self.lines) else None
        return Problem(message, dotted(path), hint, self.file, line, column, source)

    def _mark(self, path: Path, at_key: bool) -> Mark:
        if not at_key and path in self.values:
            value, key = self.values[path], self.keys.get(path)
            # A mapping or list that begins on the lines below is found by its key.
            return value if key is None or key.line == value.line else key
        while path and path not in self.keys:
            if path in self.values:
                return self.values[path]
            path = path[:-1]
        return self.keys.get(path, self.values.get(path, Mark(1, 1)))


def dotted(path: Path) -> str:
    """("waters", "rain", "pH") -> "waters.rain.pH"."""
    return ".".join(str(part) for part in path)


def write_yaml(data: Any) -> str:
    """Plain data as YAML that `parse_tree` reads back: keys in their order, no line folded, nothing
    shared.
    """
    writer = YAML(typ="rt", pure=True)
    writer.width = 1_000_000
    writer.representer.ignore_aliases = lambda *_: True
    stream = StringIO()
    writer.dump(data, stream)
    return stream.getvalue()


def read_tree(path: FilePath) -> Tree:
    """The tree of a file. Size is checked before anything is read. Raises BadInput."""
    name = str(path)
    try:
        if not path.is_file():
            raise _unreadable(name, "not a file" if path.exists() else "no such file")
        size = path.stat().st_size
        if size > MOST_BYTES:
            raise _unreadable(name, _too_large(size))
        data = path.read_bytes()
    except OSError as error:
        raise _unreadable(name, f"cannot be read: {error.strerror}") from None
    except ValueError:
        raise _unreadable(name, "not the name of a file") from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        problem = Problem(
            "not UTF-8 text", file=name, line=line, column=column, hint="save the file as UTF-8"
        )
        raise BadInput([problem]) from None
    return parse_tree(text, name, path.resolve().parent)


def _unreadable(name: str, message: str) -> BadInput:
    return BadInput([Problem(message, file=printable(name))])


def _too_large(size: int) -> str:
    return f"{size / 1e6:.1f} MB is too large for a model file; at most {MOST_BYTES / 1e6:.0f} MB"


def parse_tree(text: str, file: str = "<text>", folder: FilePath | None = None) -> Tree:
    """The tree of a text. Raises BadInput with every fault of the YAML itself."""
    tree = Tree(file, text.splitlines() or [""], folder or FilePath.cwd())
    if len(text) > MOST_BYTES:
        raise _unreadable(file, _too_large(len(text)))
    builder = _Builder(tree)
    try:
        for event in YAML(typ="rt", pure=True).parse(text):
            if not builder.take(event):
                break
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = " ".join(part for part in (error.context, error.problem) if part)
        line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
        builder.problems.append(tree.at(f"not YAML: {said}", min(line, len(tree.lines)), column))
    except YAMLError:
        # The only unmarked one: a character that YAML does not allow.
        builder.problems.append(_unprintable(tree, text))
    if not builder.problems and not isinstance(tree.value, dict):
        builder.problems.append(tree.at("a model file is a mapping of keys to values; this one is not", 1, 1))
    if builder.problems:
        raise BadInput(builder.problems)
    return tree


def _unprintable(tree: Tree, text: str) -> Problem:
    for number, line in enumerate(tree.lines, start=1):
        for column, char in enumerate(line, start=1):
            if not char.isprintable() and char != "\t":
                return tree.at(f"character {char!r} does not belong in a model file", number, column)
    return tree.at("a character does not belong in a model file", 1, 1)


class _Builder:
    """Turns events into data with an explicit stack, so that no nesting can exhaust Python's own."""

    def __init__(self, tree: Tree):
        self.tree = tree
        self.problems: list[Problem] = []
        self._stack: list[tuple[Path, dict | list]] = []
        self._key: list[str | None] = []
        self._nodes = 0
        self._documents = 0

    def take(self, event) -> bool:
        """Take one event; False means that reading further makes no sense."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                return self._refuse(event, "a model file holds one document; a second one begins here")
            if event.version is not None and tuple(event.version) != (1, 2):
                return self._refuse(event, "a model file is YAML 1.2")
        elif isinstance(event, MappingStartEvent | SequenceStartEvent):
            self._suspicious(event)
            return self._open(event, {} if isinstance(event, MappingStartEvent) else [])
        elif isinstance(event, MappingEndEvent | SequenceEndEvent):
            self._stack.pop()
            self._key.pop()
        elif isinstance(event, AliasEvent):
            hint = "write the value out"
            self._fault(event, f"aliases are not allowed: '*{event.anchor}'", hint)
            self._scalar(event, None, False)
        elif isinstance(event, ScalarEvent):
            self._suspicious(event)
            plain = event.style is None
            self._scalar(event, _resolve(event.value) if plain else event.value, not plain)
        return self._nodes <= MOST_NODES or self._refuse(
            event, f"more than {MOST_NODES} values in a model file"
        )

    def _suspicious(self, event) -> None:
        if event.anchor is not None:
            self._fault(
                event, f"anchors are not allowed: '&{event.anchor}'", "write the value out where it is needed"
            )
        if event.tag is not None:
            self._fault(event, f"tags are not allowed: '{event.tag}'", "write the plain value")

    def _open(self, event, container: dict | list) -> bool:
        if len(self._stack) >= DEEPEST:
            return self._refuse(event, f"nested more than {DEEPEST} deep")
        if self._stack and isinstance(self._stack[-1][1], dict) and self._key[-1] is None:
            return self._refuse(event, "a key is a single word or phrase, not a mapping or a list")
        path = self._place(event, container, False)
        self._stack.append((path, container))
        self._key.append(None)
        return True

    def _scalar(self, event, value, quoted: bool) -> None:
        if self._stack and isinstance(self._stack[-1][1], dict) and self._key[-1] is None:
            self._new_key(event)
        else:
            self._place(event, value, quoted)

    def _new_key(self, event) -> None:
        parent, _ = self._stack[-1]
        key = event.value if isinstance(event, ScalarEvent) else str(event.anchor)
        path = (*parent, key)
        mark = Mark(event.start_mark.line + 1, event.start_mark.column + 1)
        if path in self.tree.keys:
            first = self.tree.keys[path].line
            hint = f"'{key}' is already on line {first}; keep one of the two"
            self.problems.append(
                self.tree.at(f"duplicate key '{key}'", mark.line, mark.column, path=path, hint=hint)
            )
        else:
            self.tree.keys[path] = mark
        self._key[-1] = key

    def _place(self, event, value, quoted: bool) -> Path:
        """Put a value where it belongs and note its place."""
        self._nodes += 1
        if not self._stack:
            path: Path = ()
            self.tree.value = value
        else:
            parent, container = self._stack[-1]
            if isinstance(container, dict):
                key = self._key[-1] or ""
                path, self._key[-1] = (*parent, key), None
                container[key] = value
            else:
                path = (*parent, len(container))
                container.append(value)
        self.tree.values[path] = Mark(event.start_mark.line + 1, event.start_mark.column + 1, quoted)
        return path

    def _fault(self, event, message: str, hint: str | None = None) -> None:
        mark = event.start_mark
        self.problems.append(self.tree.at(message, mark.line + 1, mark.column + 1, hint=hint))

    def _refuse(self, event, message: str) -> bool:
        self._fault(event, message)
        return False


def _resolve(text: str):
    """The value of a plain scalar by the core schema. Integers of more than 18 digits become floats."""
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    sign, bare = ("-", text[1:]) if text.startswith("-") else ("", text.removeprefix("+"))
    if bare in _SPECIAL:
        return float(sign + _SPECIAL[bare])
    return text
