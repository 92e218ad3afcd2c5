"""The limestone column in numbers, for every program that solves it.

Rain in equilibrium with the CO2 of a soil enters one metre of limestone and dissolves calcite and dolomite by
transition-state kinetics. One kilogram of water fills one litre of pores (as PHREEQC TRANSPORT has it), so
1 m3 of bulk holds 1000 * porosity kg of water; amounts and areas per kg of water follow from volume fractions
and areas per m3 of bulk, and examples/limestone-column.yaml states the same numbers.

Rate of dissolution, mol per second and kg of water [palandri2004]:
    rate = area * (M/M0)^(2/3) * (1 - Omega) * sum over mechanisms of k(T) * a(H+)^order,
    k(T) = k25 * exp(-E/R (1/T - 1/298.15)).
"""

from dataclasses import dataclass, field
from math import exp, isclose

GAS_CONSTANT = 8.31446261815324  # [J/mol/K], SI 2019
DAY = 86400.0  # [s]
WATER_DENSITY = 1000.0  # [kg/m3] of pore space


@dataclass(frozen=True)
class Mechanism:
    """A path of dissolution: k25 [mol/m2/s], activation energy [J/mol], order in the activity of H+."""

    k25: float
    activation_energy: float
    order: float = 0.0

    def constant(self, temperature: float) -> float:
        """k(T) [mol/m2/s] at `temperature` [K]."""
        return self.k25 * exp(-self.activation_energy / GAS_CONSTANT * (1 / temperature - 1 / 298.15))


@dataclass(frozen=True)
class Mineral:
    """A mineral by its share of the bulk volume, molar volume [m3/mol] and reactive area [m2/m3 bulk]."""

    formula: str
    volume_fraction: float
    molar_volume: float
    surface_area: float
    mechanisms: tuple[Mechanism, ...]


@dataclass(frozen=True)
class Water:
    """Totals [mol/kgw], phases it is in equilibrium with (log10 saturation ratio or partial pressure in atm).

    The charge is balanced by the pH. A phase fixes the element named with it.
    """

    totals: dict[str, float]
    phases: dict[str, tuple[str, float]]  # element -> (phase, log10)


RAIN = Water(
    totals={"Na": 0.2e-3, "Cl": 0.2e-3, "Ca": 10e-6, "Mg": 5e-6},
    phases={"C(4)": ("CO2(g)", -1.5)},
)
PORE = Water(
    totals={"Na": 0.2e-3, "Cl": 0.2e-3, "Mg": 0.1e-3},
    phases={"C(4)": ("CO2(g)", -3.0), "Ca": ("Calcite", 0.0)},
)
# Mechanisms: Palandri and Kharaka (2004), USGS Open-File Report 2004-1068. Molar volumes: phreeqc.dat.
CALCITE = Mineral(
    formula="CaCO3",
    volume_fraction=0.6,
    molar_volume=36.9e-6,
    surface_area=6.0,
    mechanisms=(Mechanism(10**-0.30, 14.4e3, 1.0), Mechanism(10**-5.81, 23.5e3)),
)
DOLOMITE = Mineral(
    formula="CaMg(CO3)2",
    volume_fraction=0.03,
    molar_volume=64.5e-6,
    surface_area=3.0,
    mechanisms=(Mechanism(10**-3.19, 36.1e3, 0.5), Mechanism(10**-7.53, 52.2e3)),
)


@dataclass(frozen=True)
class LimestoneColumn:
    """Geometry [m], flow [m/s], spreading [m, m2/s], time [s] and chemistry of the column."""

    length: float = 1.0
    porosity: float = 0.3
    darcy_velocity: float = 0.3 / DAY
    dispersivity: float = 0.01
    diffusion: float = 1e-9  # of every species, in free water
    tortuosity: float = 0.5  # pore diffusion = tortuosity * diffusion
    temperature: float = 298.15
    end: float = 5 * DAY
    outputs: int = 20
    database: str = "phreeqc.dat"
    inlet: Water = RAIN
    initial: Water = PORE
    minerals: dict[str, Mineral] = field(default_factory=lambda: {"Calcite": CALCITE, "Dolomite": DOLOMITE})

    @property
    def pore_velocity(self) -> float:
        """v = q/porosity [m/s]."""
        return self.darcy_velocity / self.porosity

    @property
    def water(self) -> float:
        """Water in 1 m3 of bulk [kgw/m3]."""
        return self.porosity * WATER_DENSITY

    def amount(self, mineral: str) -> float:
        """Mineral at the start [mol/kgw]."""
        it = self.minerals[mineral]
        return it.volume_fraction / it.molar_volume / self.water

    def area(self, mineral: str) -> float:
        """Reactive area at the start [m2/kgw]."""
        return self.minerals[mineral].surface_area / self.water

    def shifts(self, cells: int) -> int:
        """Advances by one cell until the end: a whole number (PHREEQC's rule), a multiple of the outputs."""
        exact = self.end * self.pore_velocity / self.length * cells
        whole = round(exact)
        if not isclose(exact, whole, rel_tol=1e-9) or whole % self.outputs:
            raise ValueError(
                f"{cells} cells give {exact:.6g} shifts until the end, which is not a multiple of "
                f"{self.outputs} outputs; choose cells so that end * velocity / length * cells is one"
            )
        return whole
