"""Settings of the documentation: Sphinx with MyST, so that every page is plain Markdown."""

import json
import subprocess
import sys
from pathlib import Path

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


def write_verify_table(_app: object) -> None:
    """Run the checks and lay their table beside verify.md: the page cannot differ from the program."""
    command = Path(sys.executable).with_name("fluxforce")
    answer = subprocess.run([command, "verify", "--json"], capture_output=True, text=True, check=True)
    columns = ("id", "claim", "source", "value", "expected", "tolerance", "ok")
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(str(check[c]) for c in columns) + " |" for check in json.loads(answer.stdout)]
    target = Path(__file__).parent / "_generated" / "verify-table.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def setup(app) -> None:
    app.connect("builder-inited", write_verify_table)
