"""Fast equilibria in water: mass action, activity, speciation, and waters made from constraints."""

from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction
from fluxforce.thermo.aqueous.potential import Aqueous
from fluxforce.thermo.aqueous.speciate import Speciation, speciate
from fluxforce.thermo.aqueous.water import Water, WaterError, make_water

__all__ = [
    "Aqueous",
    "AqueousModel",
    "PhaseReaction",
    "Speciation",
    "Water",
    "WaterError",
    "make_water",
    "speciate",
]
