"""Waters at equilibrium as tables that a PHREEQC user recognises, with affinities beside the saturation indices."""

from collections.abc import Iterator
from dataclasses import dataclass

from fluxforce.constants import CELSIUS_ZERO, LN10
from fluxforce.model.waters.states import Dissolved, WaterState

WATER_GROUP = "H2O"
EQUILIBRIUM = 5e-3  # |SI| below which a phase is called at equilibrium
Value = str | float | None


@dataclass(frozen=True)
class Column:
    """A column: heading, unit, and how numbers are written (a format such as .3e; empty for text)."""

    name: str
    unit: str = ""
    form: str = ""


@dataclass(frozen=True)
class Row:
    """Cells of one row; `head` marks the heading of a group of rows."""

    cells: tuple[Value, ...]
    head: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under columns; `note` says how to read them."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


def description(state: WaterState) -> list[tuple[str, float, str, str]]:
    """What the solution is: name, number, unit, format."""
    rows: list[tuple[str, float | None, str, str]] = [
        ("pH", state.pH, "", ".4f"),
        ("pe", state.pe, "", ".4f"),
        ("Eh", None if state.pe is None else eh(state.pe, state.temperature), "V", ".4f"),
        ("temperature", state.temperature - CELSIUS_ZERO, "degC", ".2f"),
        ("pressure", state.pressure, "atm", ".4g"),
        ("ionic strength", state.ionic_strength, "mol/kgw", ".4e"),
        ("activity of water", state.water_activity, "", ".5f"),
        ("osmotic coefficient", state.osmotic, "", ".5f"),
        ("alkalinity", state.alkalinity, "eq/kgw", ".4e"),
        ("mass of water", state.water, "kg", ".6g"),
        ("density", None if state.density is None else 1e-3 * state.density, "kg/L", ".5f"),
        ("electrical balance", state.charge, "eq", "+.3e"),
        ("error of balance", state.charge_error, "%", "+.2f"),
    ]
    return [(name, value, unit, form) for name, value, unit, form in rows if value is not None]


def eh(pe: float, temperature: float) -> float:
    """Eh [V] = R T ln(10) / F pe."""

    from fluxforce.constants import FARADAY, GAS_CONSTANT

    return GAS_CONSTANT * temperature * LN10 / FARADAY * pe


def tables(state: WaterState) -> list[Table]:
    """Every table of one state that has rows, in the order in which they are read."""
    found = [
        totals(state), assemblage(state), gas_phase(state), sorbed(state), surfaces(state), distribution(state),
        saturation(state), couples(state), drives(state),
    ]  # fmt: skip
    return [table for table in found if table.rows]


def totals(state: WaterState) -> Table:
    """Composition by element or valence."""
    rows = tuple(
        Row((name, value, value * state.water, state.given.get(name, "")))
        for name, value in state.totals.items()
    )
    columns = (
        Column("element"), Column("molality", "mol/kgw", ".4e"), Column("amount", "mol", ".4e"),
        Column("as given" if state.given else ""),
    )  # fmt: skip
    return Table("totals", "Composition of the solution", columns, rows)


def groups(state: WaterState) -> Iterator[tuple[str, float | None, list[Dissolved]]]:
    """Species under each total that they count for, in descending molality; those of water itself first."""
    water = [one for one in state.species if not one.counts]
    yield WATER_GROUP, None, sorted(water, key=lambda one: -one.molality)
    names = sorted({name for one in state.species for name in one.counts})
    for name in names:
        held = [one for one in state.species if one.counts.get(name)]
        total = sum(one.molality * one.counts[name] for one in held)
        yield name, total, sorted(held, key=lambda one: -one.molality)


def distribution(state: WaterState) -> Table:
    """Distribution of species."""
    columns = (
        Column("species"), Column("molality", "mol/kgw", ".3e"), Column("activity", "", ".3e"),
        Column("log m", "", ".3f"),
        Column("log a", "", ".3f"), Column("log γ", "", ".3f"), Column("of element", "%", ".2f"),
    )  # fmt: skip
    rows: list[Row] = []
    for name, total, held in groups(state):
        if held:
            rows.append(Row((name, total, None, None, None, None, None), head=True))
        for one in held:
            share = None if not total else 100.0 * one.molality * one.counts[name] / total
            rows.append(
                Row(
                    (
                        one.name, one.molality, power(one.log_activity), _log(one.molality), one.log_activity,
                        one.log_gamma, share,
                    )
                )
            )  # fmt: skip
    return Table("species", "Distribution of species", columns, tuple(rows))


def saturation(state: WaterState) -> Table:
    """Saturation indices, least undersaturated first, each with its affinity."""
    columns = (
        Column("phase"), Column("SI", "", ".3f"), Column("log IAP", "", ".3f"), Column("log K", "", ".3f"),
        Column("affinity", "kJ/mol", ".3f"), Column(""), Column("formula"),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                one.name,
                one.index,
                one.log_iap,
                one.log_k,
                1e-3 * one.affinity,
                _would(one.index, one.gas),
                one.formula,
            )
        )
        for one in sorted(state.saturation, key=lambda one: -one.index)
    )
    note = (
        "Affinity of dissolution as the database writes it, -RT ln 10 SI: positive, it would dissolve; negative, it "
        "would form. SI of a gas is log10 of its fugacity in atm, and the gas beside it is taken at 1 atm."
    )
    return Table("indices", "Saturation indices and affinities", columns, rows, note)


def couples(state: WaterState) -> Table:
    """Each redox couple by itself."""
    columns = (Column("couple"), Column("pe", "", ".4f"), Column("Eh", "V", ".4f"), Column("half reaction"))
    rows = tuple(Row((one.name, one.pe, one.Eh, one.equation)) for one in state.couples)
    return Table("couples", "Redox couples", columns, rows)


def drives(state: WaterState) -> Table:
    """Affinity between couples that do not exchange electrons."""
    columns = (
        Column("oxidised"),
        Column("by"),
        Column("affinity", "kJ/mol e-", ".3f"),
        Column("ΔEh", "V", ".4f"),
    )
    from fluxforce.constants import FARADAY

    rows = tuple(
        Row((one.donor, one.acceptor, 1e-3 * one.affinity, one.affinity / FARADAY))
        for one in sorted(state.drives, key=lambda one: -one.affinity)
    )
    note = "Positive: the couple on the left would give its electrons to the other, with this much free energy lost."
    return Table("drives", "Affinity between redox couples", columns, rows, note)


def assemblage(state: WaterState) -> Table:
    """Phases in contact: what there was and is of each."""
    columns = (
        Column("phase"), Column("SI", "", ".3f"), Column("asked", "", ".3f"), Column("before", "mol", ".4e"),
        Column("now", "mol", ".4e"), Column("change", "mol", "+.4e"), Column(""),
    )  # fmt: skip
    rows = tuple(
        Row(
            (
                one.name,
                one.index,
                one.asked,
                one.start,
                one.amount,
                one.amount - one.start,
                _fate(one.amount, one.of),
            )
        )
        for one in state.held
    )
    return Table("assemblage", "Phases in contact", columns, rows)


def gas_phase(state: WaterState) -> Table:
    """The gas phase."""
    columns = (
        Column("gas"), Column("pressure", "atm", ".4e"), Column("amount", "mol", ".4e"),
        Column("fugacity coefficient", "", ".4f"),
    )  # fmt: skip
    rows = tuple(Row((one.name, one.pressure, one.amount, one.fugacity_coefficient)) for one in state.gas)
    note = ""
    if state.gas_pressure is not None and state.gas_volume is not None:
        note = f"{state.gas_volume:.5g} L at {state.gas_pressure:.5g} atm"
    return Table("gas", "Gas phase", columns, rows, note)


def sorbed(state: WaterState) -> Table:
    """Species on exchangers and surfaces, by site, in descending amount."""
    columns = (
        Column("species"), Column("amount", "mol", ".4e"), Column("molality", "mol/kgw", ".4e"),
        Column("of sites", "%", ".3f"), Column("log γ", "", ".3f"),
    )  # fmt: skip
    rows: list[Row] = []
    for site in dict.fromkeys(one.site for one in state.sorbed):
        held = sorted((one for one in state.sorbed if one.site == site), key=lambda one: -one.amount)
        rows.append(Row((site, None, None, None, None), head=True))
        rows += [Row((o.name, o.amount, o.molality, 100.0 * o.share, o.log_gamma)) for o in held]
    return Table("sorbed", "Species on sites", columns, tuple(rows))


def surfaces(state: WaterState) -> Table:
    """Charge and potential of surfaces."""
    columns = (
        Column("surface"), Column("area", "m2", ".4g"), Column("charge", "eq", "+.4e"),
        Column("density", "C/m2", "+.4f"), Column("potential", "V", "+.4f"),
    )  # fmt: skip
    rows = tuple(Row((one.name, one.area, one.charge, one.density, one.potential)) for one in state.surfaces)
    return Table("surfaces", "Surfaces", columns, rows)


def path(states: list[WaterState]) -> Table:
    """One row for every stop of a step: what changes, pH, pe, and each phase in contact."""
    last = states[-1]
    what = last.path
    head = (Column("share", "", ".4g"),) if what is None else (Column(what[0], what[2], ".5g"),)
    redox = any(state.pe is not None for state in states)
    middle = (
        Column("pH", "", ".4f"),
        *((Column("pe", "", ".3f"),) if redox else ()),
        Column("I", "mol/kgw", ".3e"),
    )
    held = [one.name for one in last.held][:4]
    gases = [one.name for one in last.gas][: 4 - len(held)]
    driven = _driven(states, [one.name for one in last.held if not _gas(last, one.name)])
    tail = tuple(Column(name, "mol", ".3e") for name in held) + tuple(
        Column(name, "atm", ".3e") for name in gases
    )
    tail += tuple(Column(f"A({name})", "kJ/mol", ".2f") for name in driven)
    rows = []
    for state in states:
        amounts = {one.name: one.amount for one in state.held}
        pressures = {one.name: one.pressure for one in state.gas}
        cells: list[Value] = [state.share if state.path is None else state.path[1], state.pH]
        cells += [state.pe] if redox else []
        cells += [state.ionic_strength, *(amounts.get(n) for n in held), *(pressures.get(n) for n in gases)]
        affinity = {one.name: 1e-3 * one.affinity for one in state.saturation}
        cells += [affinity.get(name) for name in driven]
        rows.append(Row(tuple(cells)))
    note = "A(mineral): affinity of its dissolution; positive, it would dissolve." if driven else ""
    return Table(f"path-{last.step}", f"Path of step {last.step}", (*head, *middle, *tail), tuple(rows), note)


def _gas(state: WaterState, name: str) -> bool:
    return any(one.gas and one.name == name for one in state.saturation)


def _driven(states: list[WaterState], held: list[str]) -> list[str]:
    """Minerals whose affinity is shown along a path: those in contact, else those nearest to equilibrium."""
    if held:
        return held[:2]
    nearest: dict[str, float] = {}
    for state in states:
        for one in state.saturation:
            if not one.gas:
                nearest[one.name] = min(nearest.get(one.name, abs(one.index)), abs(one.index))
    return sorted(nearest, key=lambda name: nearest[name])[:3]


def written(value: float, form: str) -> str:
    """A number in its format, with no sign before a zero."""
    if value == 0.0 and form.endswith("e"):
        return "0"
    text = format(value, form)
    return text.lstrip("+-") if not text.strip("+-0.e") else text


def power(log: float) -> float:
    """10^log; zero where it is too small to be told."""
    return 10.0**log if log > -300.0 else 0.0


def _log(value: float) -> float | None:
    from math import log10

    return log10(value) if value > 0.0 else None


def _would(index: float, gas: bool) -> str:
    if gas:
        return ""
    if abs(index) < EQUILIBRIUM:
        return "at equilibrium"
    return "would form" if index > 0.0 else "would dissolve"


def _fate(amount: float, of: str) -> str:
    return of or ("" if amount > 0.0 else "used up")
