"""Waters, minerals and gases in one place: `from fluxforce import geochemistry as geo`.

Databases, chemical systems, waters and what they react with, paths, speciation of many cells, rates of minerals. Every
name is looked up in the module that defines it when it is first used, so importing this one costs nothing.
"""

from fluxforce.doors import door, names_behind

# module below fluxforce -> names that it defines, "its name as name here" where they differ
_MODULES: dict[str, str] = {
    # databases and systems
    "model.databases": "Database, DatabaseError, read_database, database_path",
    "model.databases.chemistry": "build_chemistry",
    "thermo.equilibria.chemistry": "Chemistry",
    # waters and closed systems
    "thermo.equilibria.waters": "make_water, WaterError",
    "thermo.equilibria.solution": "Solution",
    "thermo.equilibria.systems": "react",
    "thermo.equilibria.contact": "Contact, Mineral, SolidSolution, Surface",
    "thermo.equilibria.gas_phase": "Gas, GasVolume, GasState",
    "thermo.equilibria.mixing": "Guggenheim",
    "thermo.equilibria.couples": "Couple, Split",
    "thermo.equilibria.one_way": "react_one_way",
    "thermo.equilibria.failures": "unsolved",
    # paths
    "thermo.equilibria.paths": "Path, mixture, mixed_temperature, added, heated, evaporated, mixed",
    # many cells of plain waters
    "thermo.aqueous.speciate": "speciate",
    "thermo.aqueous.interacting": "speciate_chemistry",
    "model.databases.select": "aqueous_model",
    # activity models
    "thermo.equilibria.activity.base": "AbstractActivity",
    "thermo.equilibria.activity.debye_hueckel": "DebyeHueckel",
    "thermo.equilibria.activity.pitzer": "Pitzer",
    "thermo.equilibria.activity.sit": "Sit",
    "thermo.equilibria.activity.consistency": "asymmetry, Asymmetry",
    "model.databases.activity": "activity_of",
    # gases and volumes
    "thermo.equilibria.gases": "Gases, fugacity_coefficients",
    "thermo.equilibria.volumes": "Volumes, volumes, reaction_volumes, ln_k_shift, solution_density",
    # rates
    "laws.catalysis": "AbstractPace, Mechanisms, Plummer, Monod",
    "laws.drive": "AbstractDrive, Saturation, Stretched, EnergyLeft, Nucleation",
    "solve.cells.march": "march, March",
    "solve.cells.step": "MarchOptions",
}

_WHERE = names_behind(_MODULES)

__all__ = list(_WHERE)  # the table above is the list

__getattr__ = door(__name__, _WHERE, globals())


def __dir__() -> list[str]:
    return sorted(_WHERE)
