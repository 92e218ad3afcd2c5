"""Settings of the documentation: Sphinx with MyST, so that every page is plain Markdown."""

import inspect
import json
import re
import subprocess
import sys
from collections.abc import Callable
from enum import EnumType
from pathlib import Path
from types import ModuleType
from typing import Any

from fluxforce import geochemistry, irreversible, stochastic

project = "fluxforce"
author = "The fluxforce authors"
project_copyright = "2026, The fluxforce authors"
extensions = ["myst_parser", "sphinx.ext.mathjax"]
myst_enable_extensions = ["dollarmath", "colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "_generated"]
html_theme = "alabaster"
# Sphinx must not fetch anything while building; the browser of a reader renders the mathematics.
nitpicky = True


def write_generated(name: str, lines: list[str]) -> None:
    """Lay a table beside the page that includes it."""
    target = Path(__file__).parent / "_generated" / name
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def write_verify_table(_app: object) -> None:
    """Run the checks and lay their table beside verify.md: the page cannot differ from the program."""
    command = Path(sys.executable).with_name("fluxforce")
    answer = subprocess.run([command, "verify", "--json"], capture_output=True, text=True, check=True)
    columns = ("id", "claim", "source", "value", "expected", "tolerance", "ok")
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(check[c]) for c in columns) + " |" for check in json.loads(answer.stdout)]
    write_generated("verify-table.md", lines)


def write_names(_app: object) -> None:
    """The names behind the front doors."""
    for door in (stochastic, irreversible, geochemistry):
        write_generated(f"{door.__name__.removeprefix('fluxforce.')}-names.md", names_of(door))


def names_of(door: ModuleType) -> list[str]:
    """Its names under the headings that its own table gives them."""
    source = inspect.getsource(door).split("_MODULES", 1)[1].split("\n}", 1)[0]
    lines: list[str] = []
    for line in source.splitlines():
        if line.startswith("    # "):
            lines += ["", f"## {line[6].upper()}{line[7:]}", "", "| name | what it is |", "|---|---|"]
        elif module := re.match(r'    "([a-z_.]+)":', line):
            named = door._MODULES[module[1]].split(", ")
            lines += [name_row(entry.split()[-1], getattr(door, entry.split()[-1])) for entry in named]
    return lines


def name_row(name: str, thing: Any) -> str:
    """A name, its parameters without their types, and the first sentence of its docstring."""
    if not callable(thing):
        return f"| `{name}` | ``{' '.join(repr(thing).split())}`` |"
    first = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split()).replace("|", "\\|")
    words = [part if k % 2 else re.sub(r"([_*<])", r"\\\1", part) for k, part in enumerate(first.split("``"))]
    return f"| `{name}{parameters(thing)}` | {'``'.join(words)} |"


def parameters(thing: Callable[..., object]) -> str:
    """(one, two=default) of a function or class; of an enumeration its members."""
    if isinstance(thing, EnumType):
        return f": {', '.join(thing.__members__)}"
    signature = inspect.signature(thing)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    shown = str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))
    return re.sub(r"<(\w+\.\w+): [^>]*>", r"\1", shown)


def setup(app) -> None:
    app.connect("builder-inited", write_verify_table)
    app.connect("builder-inited", write_names)
