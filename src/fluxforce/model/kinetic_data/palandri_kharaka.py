"""The table of Palandri and Kharaka (2004), read from palandri_kharaka.yaml beside this file [palandri2004]."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ruamel.yaml import YAML

REPORT = "Palandri and Kharaka (2004), USGS Open-File Report 2004-1068"
REFERENCE_TEMPERATURE = 298.15  # [K]
KINDS = ("acid", "neutral", "base", "carbonate")


@dataclass(frozen=True)
class MechanismFacts:
    """k = 10^log_k [mol/m2/s] at 25 degC, activation energy [J/mol], orders over activities and fugacities [atm]."""

    log_k: float
    activation_energy: float
    orders: dict[str, float]


@dataclass(frozen=True)
class Entry:
    """A mineral of the table: its mechanisms by kind, where they stand, and what is doubted about them."""

    mineral: str
    table: int
    copies: tuple[str, ...]
    disputed: str | None
    mechanisms: dict[str, MechanismFacts]

    def source(self) -> str:
        return f"{REPORT}, table {self.table}"


@lru_cache(maxsize=1)
def entries() -> dict[str, Entry]:
    """All minerals by name."""
    text = (files("fluxforce.model.kinetic_data") / "palandri_kharaka.yaml").read_text(encoding="utf-8")
    data = YAML(typ="safe", pure=True).load(text)
    return {name: _entry(name, row) for name, row in data.items()}


def _entry(name: str, row: dict) -> Entry:
    found = {}
    for kind in KINDS:
        if kind in row:
            log_k, energy, orders = row[kind]
            found[kind] = MechanismFacts(float(log_k), 1e3 * float(energy), dict(orders))
    return Entry(name, row["table"], tuple(row["copies"]), row.get("disputed"), found)


def entry(name: str) -> Entry | None:
    """A mineral by its name, whatever the case of its letters; None where the table has none."""
    return {key.casefold(): one for key, one in entries().items()}.get(name.casefold())
