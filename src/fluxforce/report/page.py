"""The page: sections in reading order, figures and tables numbered, one template, one style sheet."""

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fluxforce.report import (
    affinity,
    canvas,
    closure,
    copies,
    diagram,
    fluctuations,
    forceflux,
    grassmann,
    history,
    inputs,
    keynumbers,
    ledger,
    particles,
    production,
    profiles,
    scales,
    series,
    sites,
    standing,
    steadystate,
    verdict,
)
from fluxforce.report.parts import Figure, Section, Shown, Table, Tile
from fluxforce.report.view import View

_SECTIONS = (
    keynumbers.section,
    steadystate.section,
    sites.section,
    copies.section,
    particles.section,
    fluctuations.section,
    profiles.section,
    series.section,
    production.section,
    grassmann.section,
    forceflux.section,
    affinity.section,
    closure.section,
    ledger.section,
    scales.section,
    history.section,
    inputs.inputs,
    inputs.sources,
)
# of a steady state, where there is no run
_STANDING = (
    diagram.section,
    standing.books_section,
    diagram.spectrum,
    standing.theorems_section,
    standing.numbers_section,
    standing.sensitivities_section,
    profiles.section,
    inputs.inputs,
    inputs.sources,
)
_KINDS = {
    "column": "reactive column",
    "batch": "beaker of water with minerals",
    "slab": "heat conduction through a slab",
    "tank": "stirred flow reactor",
    "network": "Markov network",
    "reactions": "reaction network",
    "langevin": "Langevin trajectories",
    "exclusion": "exclusion process",
    "bridge": "electrolyte between two ends",
}


def render(results: Shown) -> str:
    """The report of a run as one HTML document."""
    view = View(results)
    steady = standing.is_steady(view)
    said = standing if steady else verdict
    with canvas.style():
        builders = _STANDING if steady else _SECTIONS
        sections = [section for section in (build(view) for build in builders) if section is not None]
    kind = str(results.dataset.attrs.get("called") or _KINDS.get(view.kind, view.kind))
    return page(results, kind, said.sentence(view), said.tiles(view), sections)


def page(results: Shown, kind: str, sentence: str, tiles: Sequence[Tile], sections: list[Section]) -> str:
    """Sections under a verdict, figures and tables numbered."""
    environment = Environment(
        loader=PackageLoader("fluxforce.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["identity"] = id
    environment.tests["figure"] = lambda block: isinstance(block, Figure)
    environment.tests["table"] = lambda block: isinstance(block, Table)
    sheet = environment.get_template("style.css").render()
    text = environment.get_template("page.html.j2").render(
        title=str(results.model.get("title") or "Untitled model"),
        kind=kind,
        stamp=_stamp(results),
        alarm=verdict.alarm(results),
        verdict=sentence,
        tiles=tiles,
        sections=sections,
        numbers=_numbers(sections),
        sheet=Markup(sheet),  # the style sheet of this package, not input
    )
    return text.replace(
        "k_B", "k\N{LATIN LETTER SMALL CAPITAL B}"
    )  # the nearest to a subscript that plain text has


def _stamp(results: Shown) -> list[str]:
    """Version and date, where known."""
    record = results.provenance
    version = record.get("fluxforce") or record.get("version")
    date = record.get("date") or record.get("created") or record.get("started")
    day = str(date or "").replace("T", " ").removesuffix("+00:00")[:16]
    return [text for text in (f"version {version}" if version else "", f"{day} UTC" if day else "") if text]


def _numbers(sections: list[Section]) -> dict[int, int]:
    """Running number of each figure and table, by identity of the block."""
    count, found = {Figure: 0, Table: 0}, {}
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Figure | Table):
                count[type(block)] += 1
                found[id(block)] = count[type(block)]
    return found
