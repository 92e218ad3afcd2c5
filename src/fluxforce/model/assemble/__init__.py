"""The only door from documents to arrays: every kind of model becomes a System."""

from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge import assemble_bridge
from fluxforce.model.assemble.column import assemble_column
from fluxforce.model.assemble.slab import assemble_slab
from fluxforce.model.assemble.tank import assemble_tank
from fluxforce.model.schema import Model
from fluxforce.model.schema.batch import BatchModel
from fluxforce.model.schema.bridge import BridgeModel
from fluxforce.model.schema.climate import ClimateModel
from fluxforce.model.schema.column import ColumnModel
from fluxforce.model.schema.contact import ContactModel
from fluxforce.model.schema.coupled import CoupledModel
from fluxforce.model.schema.darcy import DarcyModel
from fluxforce.model.schema.electrode import ElectrodeModel
from fluxforce.model.schema.exclusion import ExclusionModel
from fluxforce.model.schema.gas_film import GasFilmModel
from fluxforce.model.schema.langevin import LangevinModel
from fluxforce.model.schema.membrane import MembraneModel
from fluxforce.model.schema.network import NetworkModel
from fluxforce.model.schema.plant import PlantModel
from fluxforce.model.schema.reactions import ReactionsModel
from fluxforce.model.schema.reactor import ReactorModel
from fluxforce.model.schema.shear import ShearModel
from fluxforce.model.schema.slab import SlabModel
from fluxforce.model.schema.tank import TankModel
from fluxforce.model.schema.thermodiffusion import ThermodiffusionModel
from fluxforce.model.schema.thermoelectric import ThermoelectricModel
from fluxforce.model.schema.water_file import WaterModel

__all__ = ["Assembled", "assemble", "has_system"]


def has_system(document: Model) -> bool:
    """Whether the kind goes through time on the kernel; others are sampled, or solved for their steady state."""
    if isinstance(document, ReactionsModel):
        return not document.own_laws
    return not isinstance(document, LangevinModel | ExclusionModel | WaterModel)


def assemble(document: Model) -> Assembled:
    """A document as a System with its start, its solver and its names. Raises BadInput.

    The stochastic kinds are imported where they are met: they load sparse solvers that no other kind needs.
    """
    match document:
        case ColumnModel():
            return assemble_column(document)
        case BatchModel():
            from fluxforce.model.assemble.batch import assemble_batch

            return assemble_batch(document)
        case SlabModel():
            return assemble_slab(document)
        case TankModel():
            return assemble_tank(document)
        case ReactorModel():
            from fluxforce.model.assemble.reactor import assemble_reactor

            return assemble_reactor(document)
        case PlantModel():
            from fluxforce.model.assemble.plant import assemble_plant

            return assemble_plant(document)
        case NetworkModel():
            from fluxforce.model.assemble.network import assemble_network

            return assemble_network(document)
        case ReactionsModel():
            from fluxforce.model.assemble.reactions import assemble_reactions

            return assemble_reactions(document)
        case BridgeModel():
            return assemble_bridge(document)
        case ClimateModel():
            from fluxforce.model.assemble.climate import assemble_climate

            return assemble_climate(document)
        case ThermoelectricModel():
            from fluxforce.model.assemble.thermoelectric import assemble_thermoelectric

            return assemble_thermoelectric(document)
        case ShearModel():
            from fluxforce.model.assemble.shear import assemble_shear

            return assemble_shear(document)
        case DarcyModel():
            from fluxforce.model.assemble.darcy import assemble_darcy

            return assemble_darcy(document)
        case ThermodiffusionModel():
            from fluxforce.model.assemble.thermodiffusion import assemble_thermodiffusion

            return assemble_thermodiffusion(document)
        case GasFilmModel():
            from fluxforce.model.assemble.gas_film import assemble_gas_film

            return assemble_gas_film(document)
        case CoupledModel():
            from fluxforce.model.assemble.coupled import assemble_coupled

            return assemble_coupled(document)
        case ElectrodeModel():
            from fluxforce.model.assemble.electrode import assemble_electrode

            return assemble_electrode(document)
        case ContactModel():
            from fluxforce.model.assemble.contact import assemble_contact

            return assemble_contact(document)
        case MembraneModel():
            from fluxforce.model.assemble.membrane import assemble_membrane

            return assemble_membrane(document)
        case _:
            raise TypeError(f"no assembly for {type(document).__name__}")
