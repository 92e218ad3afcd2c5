"""What went in: the resolved model as a tree, where its data come from, and how the run can be repeated."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from fluxforce.report.parts import Cell, Leaf, Row, Section, Table
from fluxforce.report.view import View

_MOST_LINES = 400


def tree(value: object, depth: int = 0) -> Iterator[Leaf]:
    """Plain data as lines of key and value; short lists stay on one line."""
    items: list[tuple[str, object]] = []
    if isinstance(value, Mapping):
        items = [(str(key), part) for key, part in value.items()]
    elif isinstance(value, Sequence) and not isinstance(value, str):
        items = [("–", part) for part in value]
    for key, part in items:
        nested = isinstance(part, Mapping) or (isinstance(part, Sequence) and not isinstance(part, str))
        if not nested or not part:
            yield Leaf(depth, key, _scalar(part))
        elif isinstance(part, Sequence) and all(
            not isinstance(each, Mapping | list | tuple) for each in part
        ):
            yield Leaf(depth, key, ", ".join(_scalar(each) for each in part))
        else:
            yield Leaf(depth, key)
            yield from tree(part, depth + 1)


def _scalar(value: object) -> str:
    if value is None or value == {} or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}".replace("-", "−") if isinstance(value, float) else str(value)


def inputs(view: View) -> Section | None:
    """The resolved model, every default written out."""
    leaves = list(tree(view.results.model))
    if not leaves:
        return None
    notes = []
    if len(leaves) > _MOST_LINES:
        notes = [f"{len(leaves) - _MOST_LINES} further lines stand in resolved.yaml."]
    lead = (
        "The model as it was run, with every default written out and every number in the unit it was given "
        "in or in SI."
    )
    return Section("inputs", "Inputs", lead, [leaves[:_MOST_LINES]], notes)


def sources(view: View) -> Section | None:
    """Data sources, citations and the record of the run."""
    record: dict[str, Any] = dict(view.results.provenance)
    tables = []
    for key, title in (("sources", "Data sources"), ("data", "Data sources"), ("citations", "Please cite")):
        listed = record.pop(key, None)
        if listed:
            tables.append(_table(listed, title))
    if record:
        tables.append(_table(dict(_flat(record)), "Record of the run"))
    if not tables:
        return None
    lead = (
        "Where the constants come from, what to cite, and what is needed to repeat the run to the last digit."
    )
    return Section("sources", "Sources and provenance", lead, tables)


def _flat(record: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, value in record.items():
        name = f"{path}{key}"
        if isinstance(value, Mapping) and value:
            yield from _flat(value, f"{name} › ")
        elif isinstance(value, list | tuple):
            yield name, "; ".join(_scalar(each) for each in value)
        else:
            yield name, _scalar(value)


def _table(listed: object, title: str) -> Table:
    pairs = list(_flat(listed)) if isinstance(listed, Mapping) else []
    if not pairs and isinstance(listed, Sequence) and not isinstance(listed, str):
        pairs = [_entry(index, each) for index, each in enumerate(listed, 1)]
    rows = [Row([Cell(name, "name"), Cell(text)]) for name, text in pairs or [("", str(listed))]]
    return Table([Cell("Item", "name"), Cell("Value")], rows, f"{title}.")


def _entry(index: int, item: object) -> tuple[str, str]:
    if not isinstance(item, Mapping):
        return str(index), str(item)
    name = str(item.get("key") or item.get("name") or index)
    return name, ". ".join(str(value) for key, value in item.items() if key not in {"key", "name"} and value)
