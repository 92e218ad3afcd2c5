"""Random waters that a database can describe, drawn with a fixed key: groups of one kind, many waters of
each."""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.model.databases import Database, database_path, read_database
from fluxforce.model.databases.formula import composition
from tests.phreeqc_waters import Answer, Oracle, Water

KEY = 20261128
GROUP = 100  # waters of one kind

# Ionic strength to which the activity model of a database is meant [mol/kgw].
LIMITS = {
    "phreeqc.dat": 0.5,
    "wateq4f.dat": 0.5,
    "llnl.dat": 1.0,
    "pitzer.dat": 6.0,
    "sit.dat": 3.0,
    "minteq.v4.dat": 0.5,
}
DATABASES = tuple(LIMITS)

_MAJOR = ("Na", "K", "Ca", "Mg", "Cl", "S", "C", "N", "Br", "Si", "Li", "Sr", "Ba", "B", "F")
_SOLVENT = ("H", "O", "E", "Alkalinity")
_STRANGE = ("Hdg", "Oxg", "Mtg", "Sg", "Ntg")  # gases that take no part in reactions
_LEAST = 1e-7  # [mol/kgw]
_MOST_OF_A_TRACE = 3e-3  # [mol/kgw]
_DISSOLVED_GAS = 0.1  # [mol/kgw] of H2 or O2, beyond which water would boil


@dataclass(frozen=True)
class Kind:
    """What all waters of a group have in common: the names of their totals and what balances the charge."""

    database: str
    number: int
    names: tuple[str, ...]
    balance: str


@dataclass(frozen=True)
class Group:
    """Waters of one kind with PHREEQC's answers, and how many it failed on or answered beyond the limits."""

    kind: Kind
    waters: tuple[Water, ...]
    answers: tuple[Answer, ...]
    failed: int
    beyond: int


def elements(database: Database) -> dict[str, list[str]]:
    """Elements with their valences (`Fe`: `Fe(2)`, `Fe(3)`), without those of water."""
    found: dict[str, list[str]] = {}
    for name in database.masters:
        element, _, valence = name.partition("(")
        if element in (*_SOLVENT, *_STRANGE):
            continue
        valences = found.setdefault(element, [])
        if valence:
            valences.append(name)
    return found


def draw_kind(database: Database, number: int) -> Kind:
    """Some major and some minor elements, by element (all valences, by pe) or by one or more valences."""
    draw = np.random.default_rng([KEY, zlib.crc32(database.name.encode()), number])
    everything = elements(database)
    majors = [name for name in _MAJOR if name in everything]
    minors = [name for name in everything if name not in majors]
    chosen = ["Na", "Cl", *_some(draw, [m for m in majors if m not in ("Na", "Cl")], 1, 6)]
    chosen += _some(draw, minors, 0, 5)
    names: list[str] = []
    for element in chosen:
        valences = everything[element]
        if len(valences) < 2 or draw.uniform() < 0.45:
            names.append(element)
        else:
            names += _some(draw, valences, 1, 1 if draw.uniform() < 0.6 else len(valences))
    if not any(_charge(database, name) for name in names if name.partition("(")[0] == "Cl"):
        names.append("Cl(-1)")  # Cl(0) balances no charge
    balance = str(draw.choice(["", "pH", "pH", "Na", "Cl"]))
    if balance in ("Na", "Cl"):
        balance = _named(database, names, balance)
    return Kind(database.name, number, tuple(names), balance)


def draw_water(database: Database, kind: Kind, draw: np.random.Generator) -> Water:
    """One water of a kind: amounts over decades, counter-ions that nearly balance it, pH 1 to 13, 0 to 80
    degC."""
    limit = LIMITS[database.name]
    size = 10 ** draw.uniform(-4, math.log10(limit))
    ph = float(draw.uniform(1, 13))
    totals: dict[str, float] = {}
    for name in kind.names:
        element = name.partition("(")[0]
        charge = abs(_charge(database, name))
        if element in _MAJOR:
            amount = size * 10 ** -draw.uniform(0, 2.5) / max(1.0, charge**2 / 2)
        else:
            amount = min(_MOST_OF_A_TRACE, size) * 10 ** -draw.uniform(0, 4)
        totals[name] = max(_LEAST, float(amount))
    sodium, chloride = (_named(database, kind.names, e) for e in ("Na", "Cl"))
    excess = sum(_charge(database, name) * amount for name, amount in totals.items())
    excess += 10**-ph - 10 ** (ph - 14)
    totals[chloride if excess > 0 else sodium] += abs(excess)
    # Water is stable between H2 and O2 of one atmosphere; log K of O2 + 4 H+ + 4 e- is 4 x 18 at 80 degC.
    pe = float(draw.uniform(-ph + 0.5, 17.5 - ph))
    celsius = 25.0 if draw.uniform() < 0.1 else float(draw.uniform(0, 80))
    return Water(celsius, ph, pe, totals, kind.balance)


def draw_group(database: Database, oracle: Oracle, number: int, count: int = GROUP) -> Group:
    """Waters of one kind that PHREEQC can solve and that stay within the limits."""
    kind = draw_kind(database, number)
    draw = np.random.default_rng([KEY, zlib.crc32(database.name.encode()), number, 1])
    waters: list[Water] = []
    answers: list[Answer] = []
    failed = beyond = 0
    while len(waters) < count:
        water = draw_water(database, kind, draw)
        answer = oracle.ask(water)
        if answer is None:
            failed += 1
        elif not _within(answer, LIMITS[database.name]):
            beyond += 1
        else:
            waters.append(water)
            answers.append(answer)
        if failed + beyond > 40 * count:
            raise RuntimeError(f"{kind}: {failed} failed and {beyond} beyond the limits")
    return Group(kind, tuple(waters), tuple(answers), failed, beyond)


def read(name: str) -> Database:
    """A database of the package `phreeqc`."""
    return read_database(database_path(name))


def _some(draw: np.random.Generator, names: list[str], least: int, most: int) -> list[str]:
    count = min(len(names), int(draw.integers(least, most + 1)))
    return [str(name) for name in draw.choice(names, count, replace=False)] if count else []


def _named(database: Database, names: Sequence[str], element: str) -> str:
    """How an element that balances charges is named: the first of its names whose master species has a charge."""
    return next(name for name in names if name.partition("(")[0] == element and _charge(database, name))


def _charge(database: Database, name: str) -> float:
    """Charge of the master species of an element or valence."""
    return composition(database.masters[name].species).charge


def _within(answer: Answer, limit: float) -> bool:
    gases = max(answer.molality.get(name, 0.0) for name in ("H2", "O2"))
    return answer.strength <= limit and 1 <= answer.ph <= 13 and gases <= _DISSOLVED_GAS
