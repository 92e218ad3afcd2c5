"""The pieces a page is made of: sections hold figures, tables and tiles; figures hold panels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from xarray import Dataset


class Shown(Protocol):
    """What the report reads of a run (see `fluxforce.results`)."""

    @property
    def dataset(self) -> "Dataset": ...
    @property
    def budget(self) -> Mapping[str, Any]: ...
    @property
    def model(self) -> Mapping[str, Any]: ...
    @property
    def provenance(self) -> Mapping[str, Any]: ...
    @property
    def status(self) -> Mapping[str, Any]: ...
    @property
    def history(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Panel:
    """One drawing with its heading. `drawing` is an inline SVG that carries its own text alternative."""

    drawing: Markup
    title: str = ""
    note: str = ""


@dataclass(frozen=True)
class Swatch:
    """One entry of a legend: a name beside a sample of its line or fill."""

    label: str
    sample: Markup


@dataclass(frozen=True)
class Figure:
    """Panels under one caption. `layout`: "grid" (small multiples), "medium" or "wide" (a single drawing)."""

    panels: Sequence[Panel]
    caption: str
    variables: str = ""
    legend: Sequence[Swatch] = ()
    legend_title: str = ""
    layout: str = "grid"


@dataclass(frozen=True)
class Cell:
    """One cell of a table. `kind` is "text", "number", "name", "ok" or "bad"; `bar` draws a share 0 to 1."""

    text: str
    kind: str = "text"
    bar: float | None = None


@dataclass(frozen=True)
class Row:
    """One row of a table. `kind` is "" for data, "group" for a heading of rows, "sum" for a total."""

    cells: Sequence[Cell]
    kind: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header row and a caption."""

    header: Sequence[Cell]
    rows: Sequence[Row]
    caption: str


@dataclass(frozen=True)
class Leaf:
    """One line of a tree of inputs: nesting depth, key and value."""

    depth: int
    key: str
    value: str = ""


@dataclass(frozen=True)
class Section:
    """One numbered part of the report. `lead` says what the reader sees and how to read it."""

    key: str
    title: str
    lead: str
    blocks: Sequence[Figure | Table | Sequence[Leaf]] = field(default_factory=tuple)
    notes: Sequence[str] = ()


@dataclass(frozen=True)
class Tile:
    """A key figure: value with unit over a plain line that says what it is. `kind` is "", "ok" or "bad"."""

    label: str
    value: str
    unit: str = ""
    note: str = ""
    kind: str = ""
