"""Membranes of model documents."""

from fluxforce.laws.slit import Slit
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.charged_membrane import charged_membrane
from fluxforce.model.assemble.ion_membrane import Permeant, Pump, ion_membrane
from fluxforce.model.assemble.solute_membrane import Side, Solute, solute_membrane
from fluxforce.model.schema.membrane import IonMembrane, MembraneModel, SlitMembrane, SoluteMembrane
from fluxforce.model.schema.membrane import Side as SideGiven


def assemble_membrane(document: MembraneModel) -> Assembled:
    """The membrane of a model document."""
    given = document.membrane
    if given.ions is not None:
        return _ions(document, given.ions)
    if given.solutes is not None:
        return _solutes(document, given.solutes)
    assert given.slit is not None
    return _slit(document, given.slit)


def _ions(document: MembraneModel, given: IonMembrane) -> Assembled:
    pump = None
    if given.pump is not None:
        pump = Pump(given.pump.rate, dict(given.pump.outward), given.pump.affinity)
    return ion_membrane(
        ions={name: Permeant(float(ion.charge), ion.permeability) for name, ion in given.species.items()},
        inside=given.inside, outside=given.outside, temperature=document.temperature,
        area=document.membrane.area, inside_volume=given.inside_volume, outside_volume=given.outside_volume,
        capacitance=given.capacitance, held=given.held, voltage=given.voltage,
        initial_voltage=given.initial_voltage, pump=pump, environment=document.environment.temperature,
    )  # fmt: skip


def _solutes(document: MembraneModel, given: SoluteMembrane) -> Assembled:
    def side(one: SideGiven) -> Side:
        return Side(one.concentrations, one.pressure, one.volume, one.held)

    return solute_membrane(
        solutes={
            name: Solute(one.reflection, one.permeability, one.particles) for name, one in given.species.items()
        },
        feed=side(given.feed), permeate=side(given.permeate), hydraulic=given.hydraulic_permeability,
        temperature=document.temperature, area=document.membrane.area,
        environment=document.environment.temperature,
    )  # fmt: skip


def _slit(document: MembraneModel, given: SlitMembrane) -> Assembled:
    slit = Slit(
        given.half_width, given.zeta, given.concentration, given.viscosity, given.permittivity, given.diffusion,
        document.temperature,
    )  # fmt: skip
    return charged_membrane(
        coefficients=slit.matrix() / given.thickness, temperature=document.temperature,
        area=document.membrane.area, pressure=given.pressure, voltage=given.voltage, volume=given.volume,
        circuit=given.circuit, environment=document.environment.temperature,
    )  # fmt: skip
