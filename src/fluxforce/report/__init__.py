"""One offline HTML file that shows what a run produced and whether its books balance.

`html(results)` gives the page as text, `write(results, path)` puts it on disk. The page adapts to what the
results hold: a section without data is left out. matplotlib is heavy, so it is imported with the page.
"""

import os
from pathlib import Path

from fluxforce.report.parts import Shown

__all__ = ["html", "write"]


def html(results: Shown) -> str:
    """The whole report as one HTML document: no script, no external request."""
    if results.model.get("kind") == "water":
        from fluxforce.report.water import render as waters

        return waters(results)
    from fluxforce.report.page import render

    return render(results)


def write(results: Shown, path: Path) -> Path:
    """Write the report at `path`, complete or not at all, and return the path."""
    path = Path(path)
    draft = path.with_name(f".{path.name}.part")
    draft.write_text(html(results), encoding="utf-8")
    os.replace(draft, path)
    return path
