"""The vocabulary of model files: one document class for each kind of model."""

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Time, keys_of
from fluxforce.model.schema.batch import BatchModel
from fluxforce.model.schema.bridge import Bridge, BridgeModel, Ion
from fluxforce.model.schema.climate import ClimateModel
from fluxforce.model.schema.column import (
    ColumnEnvironment,
    ColumnModel,
    EqualDiffusion,
    Geometry,
    NernstPlanck,
)
from fluxforce.model.schema.contact import ContactModel
from fluxforce.model.schema.coupled import CoupledModel
from fluxforce.model.schema.darcy import DarcyModel
from fluxforce.model.schema.database import (
    Component,
    Database,
    DebyeHuckel,
    Gas,
    Inline,
    Override,
    Solid,
    Species,
)
from fluxforce.model.schema.electrode import ElectrodeModel
from fluxforce.model.schema.exclusion import ExclusionModel
from fluxforce.model.schema.gas_film import GasFilmModel
from fluxforce.model.schema.langevin import LangevinModel
from fluxforce.model.schema.membrane import MembraneModel
from fluxforce.model.schema.minerals import Mineral
from fluxforce.model.schema.network import Jump, Network, NetworkModel
from fluxforce.model.schema.plant import PlantModel
from fluxforce.model.schema.rates import (
    EXPRESSION_NAMES,
    Expression,
    Mechanism,
    OneWay,
    Parallel,
    Plummer,
    Tabulated,
    TransitionState,
)
from fluxforce.model.schema.reactions import ReactionsModel
from fluxforce.model.schema.reactor import ReactorModel
from fluxforce.model.schema.shear import ShearModel
from fluxforce.model.schema.slab import Slab, SlabModel
from fluxforce.model.schema.tank import MassAction, Tank, TankModel
from fluxforce.model.schema.thermodiffusion import ThermodiffusionModel
from fluxforce.model.schema.thermoelectric import ThermoelectricModel
from fluxforce.model.schema.water_file import WaterModel
from fluxforce.model.schema.waters import Water

# kind in the file -> class
KINDS: dict[str, type[Model]] = {
    "column": ColumnModel,
    "batch": BatchModel,
    "slab": SlabModel,
    "tank": TankModel,
    "reactor": ReactorModel,
    "plant": PlantModel,
    "network": NetworkModel,
    "reactions": ReactionsModel,
    "langevin": LangevinModel,
    "exclusion": ExclusionModel,
    "bridge": BridgeModel,
    "membrane": MembraneModel,
    "climate": ClimateModel,
    "thermoelectric": ThermoelectricModel,
    "shear": ShearModel,
    "darcy": DarcyModel,
    "thermodiffusion": ThermodiffusionModel,
    "gas-film": GasFilmModel,
    "coupled": CoupledModel,
    "electrode": ElectrodeModel,
    "contact": ContactModel,
    "water": WaterModel,
}

__all__ = [
    "EXPRESSION_NAMES",
    "KINDS",
    "BatchModel",
    "Bridge",
    "BridgeModel",
    "ClimateModel",
    "ColumnEnvironment",
    "ColumnModel",
    "Complaint",
    "Component",
    "ContactModel",
    "CoupledModel",
    "DarcyModel",
    "Database",
    "DebyeHuckel",
    "ElectrodeModel",
    "Environment",
    "EqualDiffusion",
    "ExclusionModel",
    "Expression",
    "Gas",
    "GasFilmModel",
    "Geometry",
    "Inline",
    "Ion",
    "Jump",
    "LangevinModel",
    "MassAction",
    "Mechanism",
    "MembraneModel",
    "Mineral",
    "Model",
    "NernstPlanck",
    "Network",
    "NetworkModel",
    "OneWay",
    "Override",
    "Parallel",
    "Part",
    "PlantModel",
    "Plummer",
    "ReactionsModel",
    "ReactorModel",
    "ShearModel",
    "Slab",
    "SlabModel",
    "Solid",
    "Species",
    "Tabulated",
    "Tank",
    "TankModel",
    "ThermodiffusionModel",
    "ThermoelectricModel",
    "Time",
    "TransitionState",
    "Water",
    "WaterModel",
    "keys_of",
]  # fmt: skip
