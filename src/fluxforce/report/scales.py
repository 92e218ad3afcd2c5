"""Time scales, Damkoehler and Peclet numbers, and local equilibrium, as the budget reports them."""

from fluxforce.report.numbers import duration, quantity
from fluxforce.report.parts import Cell, Row, Section, Table
from fluxforce.report.view import View


def section(view: View) -> Section | None:
    """A table of scales, or None if the budget has none."""
    scales = view.results.budget.get("scales") or []
    if not scales:
        return None
    rows = []
    for scale in scales:
        value, unit = scale.get("value"), str(scale.get("unit", "1"))
        if isinstance(value, int | float):
            shown = duration(float(value)) if unit == "s" else quantity(float(value), unit)
        else:
            shown = "–" if value is None else str(value)
        rows.append(
            Row(
                [
                    Cell(str(scale.get("name", "")), "name"),
                    Cell(shown, "number"),
                    Cell(str(scale.get("meaning", ""))),
                ]
            )
        )
    header = [Cell("Scale", "name"), Cell("Value", "number"), Cell("What it says")]
    lead = (
        "Which process is fast and which one waits. A Damköhler number far above one means a reaction "
        "keeps up with "
        "the flow; a cell Péclet number above two means the grid is coarse for the gradients it carries."
    )
    return Section(
        "scales",
        "Time scales and local equilibrium",
        lead,
        [Table(header, rows, "Characteristic scales of the run.")],
    )
