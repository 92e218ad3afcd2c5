"""What one row of an Onsager matrix is: a flux, its force, and how both behave under reversal and rotation."""

from dataclasses import dataclass
from enum import Enum, IntEnum


class Parity(IntEnum):
    """Sign of the quantity under time reversal; its flux has the other one. Casimir's sign is the product of two."""

    EVEN = 1  # energy, amounts, charge
    ODD = -1  # momentum, magnetisation


class Rank(IntEnum):
    """How a force turns with the axes: an affinity, a gradient, a traceless symmetric gradient of velocity."""

    SCALAR = 0
    VECTOR = 1
    TENSOR = 2


class Region(Enum):
    """Where the forces act. Curie's principle forbids couplings between ranks only where no direction is preferred."""

    BULK = "isotropic bulk"
    SURFACE = "surface or membrane"


class HeatFlux(Enum):
    """Which flux the row of heat is; every one has forces of its own beside it."""

    NONE = "no heat"
    TOTAL = "total energy J_e"
    INTERNAL = "internal energy J_u"
    MEASURABLE = "measurable heat q"
    ENTROPY = "entropy J_s"


@dataclass(frozen=True)
class Row:
    """Name of a flux, units of the flux and of its force, parity and rank.

    The product of both units is W/K (per volume, area or site), or W where the matrix belongs to one temperature.
    """

    name: str
    flux_unit: str = ""
    force_unit: str = ""
    parity: Parity = Parity.EVEN
    rank: Rank = Rank.VECTOR


@dataclass(frozen=True)
class Frame:
    """The velocity that fluxes of amounts are counted from: sum_k weight_k J_k = 0 in it.

    Weights of the components in their order: molar masses (centre of mass), ones (molar), partial molar volumes
    (volume), or one for a single component and nothing for the others (solvent, skeleton).
    """

    name: str
    weights: tuple[float, ...]
