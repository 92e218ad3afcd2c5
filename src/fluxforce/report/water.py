"""The report of waters at equilibrium: what they are, what would form or dissolve and how strongly, what was done."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from fluxforce.model.waters.states import WaterState
from fluxforce.readings import water_tables as read
from fluxforce.readings.water_results import records
from fluxforce.report import canvas, inputs
from fluxforce.report.numbers import listed, number
from fluxforce.report.page import page
from fluxforce.report.parts import Cell, Figure, Row, Section, Shown, Table, Tile
from fluxforce.report.view import View
from fluxforce.report.water_figures import affinities, elements, ladder, paths

LEAST_SHARE = 0.005  # percent of an element below which a species is left to species.csv
BALANCED = 5.0  # percent of charge error that analysts accept


def render(results: Shown) -> str:
    """The report as one HTML document."""
    states = records(results.budget.get("waters") or ())
    view = View(results)
    with canvas.style():
        built = [*_steps(states), *(_state(s, k) for k, s in enumerate(_shown(states))), inputs.inputs(view),
                 inputs.sources(view)]  # fmt: skip
    sections = [section for section in built if section is not None]
    return page(results, "waters at equilibrium", _sentence(states), _tiles(states), sections)


def _shown(states: Sequence[WaterState]) -> Iterator[WaterState]:
    """Every water of the file, and the end of every step."""
    for _, stops in groupby(states, key=lambda state: (state.step, state.name)):
        yield list(stops)[-1]


def _sentence(states: Sequence[WaterState]) -> str:
    if not states:
        return "No water was found at equilibrium."
    last = states[-1]
    strong = [one for one in sorted(last.saturation, key=lambda one: -one.index) if not one.gas]
    over = [one for one in strong if one.index > read.EQUILIBRIUM]
    said = f"{last.title[:1].upper()}{last.title[1:]} has pH {last.pH:.2f}"
    if over:
        said += (
            f"; {len(over)} of {len(strong)} minerals would form from it, {over[0].name} with the largest affinity, "
            f"{number(-1e-3 * over[0].affinity)} kJ/mol"
        )
    elif strong:
        said += f"; none of {len(strong)} minerals would form from it"
    held = [one.name for one in last.held if one.amount > 0.0]
    return f"{said}; it rests with {listed(held)}." if held else f"{said}."


def _tiles(states: Sequence[WaterState]) -> list[Tile]:
    if not states:
        return []
    last = states[-1]
    tiles = [Tile("pH", f"{last.pH:.3f}", "", last.title)]
    if last.pe is not None:
        tiles.append(
            Tile("pe", f"{last.pe:.3f}", "", f"Eh {1e3 * read.eh(last.pe, last.temperature):.0f} mV")
        )
    tiles.append(Tile("Ionic strength", number(last.ionic_strength), "mol/kgw", "half the sum of z² m"))
    tiles.append(Tile("Activity of water", f"{last.water_activity:.4f}", "", "1 for pure water"))
    fine = abs(last.charge_error) <= BALANCED
    note = "balanced" if fine else "the analysis does not balance"
    tiles.append(
        Tile("Charge error", f"{last.charge_error:.2f}".replace("-", "−"), "%", note, "ok" if fine else "bad")
    )
    return tiles


def _steps(states: Sequence[WaterState]) -> Iterator[Section]:
    """One section for every step with more than one stop."""
    for step, stops in groupby(states, key=lambda state: state.step):
        along = list(stops)
        if step and len(along) > 1:
            lead = (
                "The water at every stop, each at equilibrium. Affinities of minerals that are not there say how "
                "strongly they would form (negative) or dissolve (positive)."
            )
            blocks = [paths(along, f"path{step}"), _table(read.path(along))]
            name = f": {along[0].name}" if along[0].name else ""
            yield Section(f"path{step}", f"Path of step {step}{name}", lead, blocks)


def _state(state: WaterState, count: int) -> Section:
    """Everything of one water."""
    blocks: list[Figure | Table] = [_description(state)]
    blocks += [
        _table(t) for t in (read.assemblage(state), read.gas_phase(state), read.totals(state)) if t.rows
    ]
    if any(not one.gas for one in state.saturation):
        blocks.append(affinities(state, f"affinity{count}"))
    blocks.append(_table(read.saturation(state)))
    if len(state.couples) + (state.pe is not None) > 1:
        blocks.append(ladder(state, f"ladder{count}"))
    blocks += [_table(t) for t in (read.couples(state), read.drives(state)) if t.rows]
    blocks.append(elements(state, f"elements{count}"))
    blocks += [
        _table(t)
        for t in (_frequent(read.distribution(state)), read.sorbed(state), read.surfaces(state))
        if t.rows
    ]
    lead = (
        "A mineral with a positive affinity would dissolve in this water, one with a negative affinity would form from "
        "it; the affinity is the Gibbs energy that a mole of it would lose."
    )
    notes = [*state.notes, "Species below 0.005 % of their element are in species.csv."]
    return Section(f"water{count}", state.title[:1].upper() + state.title[1:], lead, blocks, notes)


def _description(state: WaterState) -> Table:
    """Two properties in a row, read down."""
    found = read.description(state)
    half = (len(found) + 1) // 2
    rows = []
    for k in range(half):
        cells: list[Cell] = []
        for name, value, unit, form in found[k::half]:
            cells += [Cell(name, "name"), Cell(f"{_text(value, form)} {unit}".rstrip(), "number")]
        rows.append(Row([*cells, *[Cell("")] * (4 - len(cells))]))
    header = [Cell("property", "name"), Cell("value", "number")] * 2
    return Table(header, rows, "Description of the solution.")


def _frequent(table: read.Table) -> read.Table:
    """The distribution without species that hardly count."""
    rows = tuple(row for row in table.rows if row.head or row.cells[-1] is None or _share(row) >= LEAST_SHARE)
    return read.Table(table.key, table.title, table.columns, rows, table.note)


def _share(row: read.Row) -> float:
    share = row.cells[-1]
    return share if isinstance(share, float) else 0.0


def _table(found: read.Table) -> Table:
    """Words of a table of numbers: the first column names the row."""
    kinds = ["name", *("number" if column.form else "text" for column in found.columns[1:])]
    header = [
        Cell(f"{c.name}, {c.unit}" if c.unit else c.name, kind)
        for c, kind in zip(found.columns, kinds, strict=True)
    ]
    rows = []
    for row in found.rows:
        if row.head:
            total = row.cells[1]
            told = (
                f"{row.cells[0]}: {number(total)} mol/kgw" if isinstance(total, float) else str(row.cells[0])
            )
            rows.append(Row([Cell(told)], "group"))
            continue
        texts = [_text(value, column.form) for value, column in zip(row.cells, found.columns, strict=True)]
        rows.append(Row([Cell(text, kind) for text, kind in zip(texts, kinds, strict=True)]))
    return Table(header, rows, f"{found.title}. {found.note}".strip())


def _text(value: read.Value, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    mantissa, _, power = read.written(value, form).replace("-", "−").partition("e")
    if not power:
        return mantissa
    from fluxforce.report.numbers import THIN, raised

    exponent = int(power.replace("−", "-"))
    return mantissa if exponent == 0 else f"{mantissa}{THIN}×{THIN}10{raised(exponent)}"
