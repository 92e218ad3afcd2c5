"""What is known of a water at equilibrium, as plain numbers with names: one record for each state of a file."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Dissolved:
    """A dissolved species; `element` is the total that it is listed under, `counts` how much it adds to each total."""

    name: str
    molality: float  # [mol/kgw]
    log_activity: float
    log_gamma: float
    charge: float
    counts: dict[str, float]


@dataclass(frozen=True)
class Saturation:
    """A mineral or gas that could form: SI = log10 IAP - log10 K of its dissolution as the database writes it.

    `affinity` [J/mol] of dissolution, -R T ln(10) SI: positive where it would dissolve. For a gas, 10^SI is its
    fugacity in atm and the affinity is that against the gas at 1 atm.
    """

    name: str
    formula: str
    equation: str
    index: float
    log_iap: float
    log_k: float
    affinity: float
    gas: bool = False


@dataclass(frozen=True)
class RedoxCouple:
    """Two valences of an element: pe and Eh [V] that their activities alone would give."""

    name: str
    equation: str
    pe: float
    Eh: float


@dataclass(frozen=True)
class Drive:
    """Affinity [J/mol of electrons] of electrons going from the couple `donor` to `acceptor`: F (Eh_a - Eh_d)."""

    donor: str
    acceptor: str
    affinity: float


@dataclass(frozen=True)
class Held:
    """A phase of an assemblage: what was there [mol], what is, and the index that was asked for and reached."""

    name: str
    asked: float
    index: float
    start: float
    amount: float
    of: str = ""  # the solid solution that it is a member of


@dataclass(frozen=True)
class GasMember:
    """A gas of a gas phase: partial pressure [atm], amount [mol], fugacity coefficient."""

    name: str
    pressure: float
    amount: float
    fugacity_coefficient: float


@dataclass(frozen=True)
class Sorbed:
    """A species on sites: amount [mol], share of the sites (equivalent fraction), log10 of its activity coefficient."""

    name: str
    site: str
    amount: float
    share: float
    log_gamma: float
    molality: float


@dataclass(frozen=True)
class ChargedSurface:
    """Charge [eq and C/m2] and potential [V] of a surface; zero where it has no electrostatics."""

    name: str
    area: float  # [m2]
    charge: float
    density: float
    potential: float


@dataclass(frozen=True)
class WaterState:
    """One water at equilibrium. `step` 0 is a water of the file, others are numbered; `share` 0 to 1 along a step.

    Temperature [K], pressure [atm], mass of water [kg], alkalinity [eq/kgw], charge [eq]; `charge_error` [%] is 100
    (cations - |anions|) / (cations + |anions|). `totals` [mol/kgw] by element, in the order of the file. `path` is
    what changes along a step: its name, value and unit.
    """

    name: str
    step: int
    share: float
    temperature: float
    pressure: float
    water: float
    pH: float
    pe: float | None
    ionic_strength: float
    water_activity: float
    osmotic: float | None  # where the activity model brings one
    alkalinity: float
    charge: float
    charge_error: float
    density: float | None
    totals: dict[str, float]
    species: tuple[Dissolved, ...]
    saturation: tuple[Saturation, ...]
    iterations: int
    couples: tuple[RedoxCouple, ...] = ()
    drives: tuple[Drive, ...] = ()
    held: tuple[Held, ...] = ()
    gas: tuple[GasMember, ...] = ()
    gas_pressure: float | None = None  # [atm]
    gas_volume: float | None = None  # [L]
    sorbed: tuple[Sorbed, ...] = ()
    surfaces: tuple[ChargedSurface, ...] = ()
    path: tuple[str, float, str] | None = None
    notes: tuple[str, ...] = field(default_factory=tuple)
    given: dict[str, str] = field(default_factory=dict)  # totals as the file gives them

    @property
    def title(self) -> str:
        """`seawater`, or `step 2, 0.35 of it`."""
        if self.step == 0:
            return self.name
        told = "" if self.share == 1.0 else f", {self.share:.4g} of it"
        return f"step {self.step}{told}: {self.name}" if self.name else f"step {self.step}{told}"
