"""What a thermodynamic database holds, as plain data with the lines it came from."""

from dataclasses import dataclass, field

from fluxforce.model.databases.errors import DatabaseError, suggestion


@dataclass(frozen=True)
class LogK:
    """log10 K against temperature: an analytic expression if there is one, else log K and enthalpy at 25
    degC."""

    value: float = 0.0
    enthalpy: float = 0.0  # [J/mol]
    analytic: tuple[float, ...] = ()


@dataclass(frozen=True)
class Master:
    """Species that stands for an element (or for one valence of it) in totals."""

    element: str
    species: str
    alkalinity: float
    line: int


@dataclass(frozen=True)
class Species:
    """An aqueous species and how it forms: 1 species = sum of coefficients times other species."""

    name: str
    line: int
    equation: str
    reaction: dict[str, float]  # empty for a species that is written as itself
    elements: dict[str, float]
    charge: float
    log_k: LogK
    gamma: tuple[str, tuple[float, ...]] = ("", ())  # kind ("" for the default rule) and its numbers
    diffusion: tuple[float, ...] = ()  # [m2/s] at 25 degC, then PHREEQC's further numbers
    volume: tuple[float, ...] = ()
    unsupported: tuple[str, ...] = ()  # options that change its equilibrium and are not understood


@dataclass(frozen=True)
class Phase:
    """A mineral or gas and how it dissolves: 1 phase = sum of coefficients times species."""

    name: str
    line: int
    formula: str
    equation: str
    reaction: dict[str, float]
    log_k: LogK
    molar_volume: float | None = None  # [m3/mol]
    critical: dict[str, float] = field(default_factory=dict)  # t_c [K], p_c [atm], omega
    unsupported: tuple[str, ...] = ()

    @property
    def is_gas(self) -> bool:
        """Gases are named with (g)."""
        return self.name.endswith("(g)")


@dataclass(frozen=True)
class Block:
    """A block of the file and whether it was used."""

    keyword: str
    line: int
    lines: int
    used: bool


@dataclass(frozen=True)
class Account:
    """What was read, what was not, and what was defined twice: nothing is dropped without a word."""

    blocks: tuple[Block, ...]
    duplicates: tuple[str, ...]
    unused_options: dict[str, int]  # option and how many times it occurred
    unread: tuple[str, ...] = ()  # text that defines nothing

    def not_used(self) -> tuple[str, ...]:
        """Keywords of the blocks that were not used, each once."""
        return tuple(dict.fromkeys(block.keyword for block in self.blocks if not block.used))


@dataclass(frozen=True)
class Database:
    """Species, phases and masters of one database file."""

    name: str
    sha256: str
    masters: dict[str, Master]
    species: dict[str, Species]
    phases: dict[str, Phase]
    account: Account

    def find_species(self, name: str) -> Species:
        """An aqueous species by name, or an error with suggestions."""
        return self._find(name, self.species, "species")

    def find_phase(self, name: str) -> Phase:
        """A mineral or gas by name, or an error with suggestions."""
        return self._find(name, self.phases, "mineral or gas")

    def find_master(self, element: str) -> Master:
        """The master species of an element or valence (`Ca`, `C(4)`, `C(+4)`)."""
        return self._find(element.replace("(+", "("), self.masters, "element")

    def find(self, name: str) -> Species | Phase | Master:
        """Whatever has this name: a species, a phase or an element."""
        everything = {**self.masters, **self.phases, **self.species}
        return self._find(name, everything, "species, mineral, gas or element")

    def _find(self, name, table, kind):
        if name in table:
            return table[name]
        raise DatabaseError(f"no {kind} {name!r}", self.name, hint=suggestion(name, table))
