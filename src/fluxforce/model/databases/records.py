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
    formula: str = ""  # that masses of the element are given as (`HCO3`), where it is no number
    weight: float | None = None  # [g/mol] of that formula, where it is given as a number
    atomic_weight: float | None = None  # [g/mol] of the element itself


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
    balance: dict[str, float] | None = None  # what it counts for in totals, where that is not its formula
    activity_water: bool = False  # counts as water, whose activity stands for its own (isotopes)
    added: tuple[tuple[str, float], ...] = ()  # named expressions added to log K, each with its factor
    millero: tuple[float, ...] = ()
    viscosity: tuple[float, ...] = ()
    erm_ddl: tuple[float, ...] = ()  # enrichment in the diffuse layer
    cd_music: tuple[float, ...] = ()  # charges in the three planes of a surface
    checked: bool = True  # False where -no_check says that the equation need not balance


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
    added: tuple[tuple[str, float], ...] = ()  # named expressions added to log K, each with its factor
    through: tuple[tuple[str, float], ...] = ()  # phases its equation was written with; put in already
    checked: bool = True  # False where -no_check says that the equation need not balance

    @property
    def is_gas(self) -> bool:
        """Gases are named with (g)."""
        return self.name.endswith("(g)")


@dataclass(frozen=True)
class Interaction:
    """One parameter between species: kind in capitals and up to six temperature coefficients.

    PITZER: B0 B1 B2 C0 THETA LAMDA ZETA PSI ETA MU ALPHAS APHI; SIT: EPSILON EPSILON_MU. The coefficients belong
    to 1, 1/T - 1/Tr, ln(T/Tr), T - Tr, T^2 - Tr^2 and 1/T^2 - 1/Tr^2 with Tr = 298.15 K, but those of ALPHAS are
    the two exponents. APHI, the Debye-Hueckel parameter itself, is between no species.
    """

    kind: str
    species: tuple[str, ...]
    coefficients: tuple[float, ...]
    line: int


@dataclass(frozen=True)
class LlnlTable:
    """Debye-Hueckel parameters of the LLNL model, tabulated against temperature [degC], and those of CO2."""

    temperatures: tuple[float, ...]
    adh: tuple[float, ...]
    bdh: tuple[float, ...]
    bdot: tuple[float, ...]
    co2: tuple[float, ...]


@dataclass(frozen=True)
class Block:
    """A block of the file and whether it was used."""

    keyword: str
    line: int
    lines: int
    used: bool
    source: str = ""


@dataclass(frozen=True)
class Account:
    """What was read, what was not, and what was defined twice: nothing is dropped without a word."""

    blocks: tuple[Block, ...]
    duplicates: tuple[str, ...]
    unused_options: dict[
        str, int
    ]  # kept, but no calculation uses them: option and how many times it occurred
    unread: tuple[str, ...] = ()  # text that defines nothing
    unbalanced: tuple[str, ...] = ()  # equations that need not balance, by -no_check
    complete: bool = True  # False for a file that is to be read after another, which brings water

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
    exchange_masters: dict[str, Master] = field(default_factory=dict)
    exchange_species: dict[str, Species] = field(default_factory=dict)
    surface_masters: dict[str, Master] = field(default_factory=dict)
    surface_species: dict[str, Species] = field(default_factory=dict)
    named: dict[str, LogK] = field(default_factory=dict)
    interactions: tuple[Interaction, ...] = ()
    activity_options: dict[str, bool] = field(default_factory=dict)  # macinnes, use_etheta, redox
    llnl: LlnlTable | None = None
    gas_binary: dict[tuple[str, str], float] = field(default_factory=dict)
    mean_gammas: dict[str, dict[str, float]] = field(default_factory=dict)
    mineral_rates: dict[str, dict[str, tuple[float, ...]]] = field(default_factory=dict)  # table, mineral
    rates: dict[str, int] = field(default_factory=dict)  # names of RATES and their lines; never executed

    @property
    def activity_model(self) -> str:
        """Which model the file brings: "pitzer", "sit", "llnl" or "davies-wateq"."""
        keywords = {block.keyword for block in self.account.blocks if block.used}
        if "PITZER" in keywords:
            return "pitzer"
        if "SIT" in keywords:
            return "sit"
        return "davies-wateq" if self.llnl is None else "llnl"

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
