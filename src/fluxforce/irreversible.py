"""Coupled processes, devices and steady states in one place: `from fluxforce import irreversible as irr`.

Potentials, laws, devices as functions that return an assembled model, matrices of Onsager, steady states and their
branches, checks. Every name is looked up in the module that defines it when it is first used, so importing this one
costs nothing.
"""

from fluxforce.doors import door, names_behind

# module below fluxforce -> names that it defines, "its name as name here" where they differ
_MODULES: dict[str, str] = {
    # the kernel
    "places": "Everywhere, Chain, Pairs",
    "process": "Exchange, Flow",
    "balance": "System, Rates, evaluate",
    "model.assemble": "assemble",
    "model.assemble.base": "Assembled, Number, Profile, Port, ExergyBook",
    # potentials
    "thermo.entropy": "FromEntropy",
    "thermo.joint": "Joint",
    "thermo.linear": "Linear",
    "thermo.thermal": "HeatCapacity",
    "thermo.ideal": "IdealSolution",
    "thermo.charged": "Charged",
    "thermo.conductor": "Conductor",
    "thermo.mixture": "Mixture",
    "thermo.thermostatted": "Thermostatted",
    "thermo.liquid": "LiquidMixture",
    "thermo.isobaric": "IsobaricGas",
    "thermo.gas_stream": "GasStream",
    "thermo.compartment": "Compartment",
    "thermo.moving": "Moving",
    "thermo.double_layer": "gouy_chapman, debye_length",
    # laws
    "laws.transport": "Fourier, ConstantOnsager, Fick, IdealDiffusion",
    "laws.dissipation": "Dissipation",
    "laws.reversible": "Reversible, MassAction",
    "laws.arrhenius": "Arrhenius",
    "laws.transfer": "FilmTransfer",
    "laws.thermoelectric": "Thermoelectric, Carried, Conduction",
    "laws.material": "Material, Polynomial, Table",
    "laws.thermodiffusion": "Thermodiffusion",
    "laws.stefan_maxwell": "StefanMaxwell",
    "laws.nernst_planck": "NernstPlanck",
    "laws.electrodiffusion": "Electrodiffusion, LogarithmicMean, ConstantField",
    "laws.membrane": "Goldman, KedemKatchalsky",
    "laws.slit": "Slit",
    "laws.electrode": "ChargeTransfer, ExchangeCurrent, RateConstant, Marcus, Tafel",
    "laws.contact": "RigidContact",
    "laws.radiation": "Sunlight, Infrared, FixedCoalbedo, IceAlbedo, LinearEmission, GreyEmission, Total",
    "laws.source": "CurrentSource, NortonSource, Outflow",
    # devices and systems
    "model.assemble.slab": "slab",
    "model.assemble.thermoelectric": "thermoelectric, Held, Insulated, Heated, Exchanging, Circuit",
    "model.assemble.conducting": "Layer, Contact",
    "model.assemble.shear": "shear",
    "model.assemble.darcy": "darcy",
    "model.assemble.thermodiffusion": "thermodiffusion",
    "model.assemble.gas_film": "gas_film, End",
    "model.assemble.bridge": "bridge, junction_potential",
    "model.assemble.bridge_parts": "Ion, Warmth",
    "model.assemble.ion_membrane": "ion_membrane, Permeant, Pump",
    "model.assemble.solute_membrane": "solute_membrane, Solute, Side as MembraneSide",
    "model.assemble.charged_membrane": "charged_membrane",
    "model.assemble.electrode": "electrode, Dissolved, Phase, mixed_potential",
    "model.assemble.couples": "Couple, ButlerVolmer, ButlerVolmerConstant, MarcusKinetics, TafelLine",
    "model.assemble.contact": "contact, Film, Solid, Pore",
    "model.assemble.tank": "tank",
    "model.assemble.reactor": "reactor, reactor_state",
    "model.assemble.reactor_parts": "Solution, Feed, Isothermal, Adiabatic, Cooled, Dissolving",
    "model.assemble.heats": "Species, HotReaction",
    "model.assemble.plant": "plant",
    "model.assemble.plant_parts": "Fluid, Mixer, Splitter, Heater, Exchanger, Side",
    "model.assemble.coupled": "coupled, Driven, Pool",
    "model.assemble.climate": "climate, Bands, annual_mean",
    "readings.optimum": "optimum",
    "readings.exergy": "exergy_rates",
    "readings.polarisation": "polarisation, polarisation_resistance",
    "readings.creep": "creep",
    "budget.junction": "henderson, nernst_planck as planck, Junction",
    # matrices of Onsager
    "budget.onsager.matrix": "OnsagerMatrix",
    "budget.onsager.rows": "Row, Parity, Rank, Region, HeatFlux, Frame",
    "budget.onsager.measured": (
        "heat_conduction as onsager_heat, thermoelectric as onsager_thermoelectric, soret as onsager_soret, "
        "membrane as onsager_membrane, slit as onsager_slit, diffusion as onsager_diffusion, fick as onsager_fick, "
        "fick_asymmetry, friction as onsager_friction"
    ),
    "budget.onsager.frames": "molar, mass, volume, fixed_on, in_frame, with_heat",
    "budget.onsager.extract": "conductances",
    "budget.onsager.reservoirs": "Terminal, between_reservoirs",
    "budget.onsager.experiments": "reciprocal",
    "budget.onsager.conversion": "Conversion, coupled_pair, economical_coupling",
    # range of validity
    "budget.onsager.reach": "Reach, reach, law_reach, site_reach",
    "budget.onsager.linearity": "LinearRange, linear_range, departures",
    # steady states
    "stationary": "SteadyState, Diagram, steady, continuation",
    "model.family": "Family, family, paths, parameter_value",
    "budget.standing": "standing, Standing",
    "budget.variation": "least_production, excess_production, evolution",
    # checks and time scales
    "readings.checks": "check_model, check_system",
    "budget.checks.outcome": "Report, Held as HeldRule, Broken, NotApplicable",
    "budget.checks.claims": (
        "gibbs_balance, check_dispersion, check_tortuosity, check_interface, check_least_production"
    ),
    "readings.settling": "settled, Settled",
    "readings.time_scales": "scale_rows",
    "budget.time_scales": "paces, Paces",
}

_WHERE = names_behind(_MODULES)

__all__ = list(_WHERE)  # the table above is the list

__getattr__ = door(__name__, _WHERE, globals())


def __dir__() -> list[str]:
    return sorted(_WHERE)
