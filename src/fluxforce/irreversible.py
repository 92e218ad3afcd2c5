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
    "model.assemble.base": "Assembled, Number, Profile",
    "model.assemble": "assemble",
    # potentials
    "thermo.entropy": "FromEntropy",
    "thermo.joint": "Joint",
    "thermo.linear": "Linear",
    "thermo.thermal": "HeatCapacity",
    "thermo.ideal": "IdealSolution",
    "thermo.charged": "Charged",
    "thermo.conductor": "Conductor",
    "thermo.mixture": "Mixture",
    # laws
    "laws.transport": "Fourier, ConstantOnsager, Fick, IdealDiffusion",
    "laws.dissipation": "Dissipation",
    "laws.source": "CurrentSource",
    # devices and systems
    "model.assemble.slab": "slab",
    "model.assemble.tank": "tank",
    "model.assemble.bridge": "bridge",
    "model.assemble.climate": "climate, Bands, annual_mean",
}

_WHERE = names_behind(_MODULES)

__all__ = list(_WHERE)  # the table above is the list

__getattr__ = door(__name__, _WHERE, globals())


def __dir__() -> list[str]:
    return sorted(_WHERE)
