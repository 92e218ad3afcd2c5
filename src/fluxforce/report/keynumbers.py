"""The numbers a kind of model comes to at the end of the run: voltages, efficiencies, fluxes at the borders."""

from fluxforce.report.numbers import quantity
from fluxforce.report.parts import Cell, Row, Section, Table
from fluxforce.report.view import View


def section(view: View) -> Section | None:
    """A table of name, value and meaning, or None where the kind has no numbers of its own."""
    rows = [
        Row(
            [
                Cell(str(row["name"]), "name"),
                Cell(quantity(float(row["value"]), str(row["unit"]), digits=5), "number"),
                Cell(str(row["meaning"])),
            ]
        )
        for row in view.results.budget.get("numbers") or ()
    ]
    if not rows:
        return None
    header = [Cell("Number", "name"), Cell("Value", "number"), Cell("What it says")]
    lead = "What the state of the model comes to; results.nc holds each of them against time."
    return Section("numbers", "In numbers", lead, [Table(header, rows, "Numbers of the last state.")])
