"""Waters of a document, made from their conditions."""

from fluxforce.errors import BadInput
from fluxforce.model.assemble.chemistry import Chemistry, problem
from fluxforce.model.schema.batch import BatchModel
from fluxforce.model.schema.column import ColumnModel
from fluxforce.thermo.aqueous.water import Water, WaterError, make_water


def water_of(document: ColumnModel | BatchModel, chem: Chemistry, name: str) -> Water:
    """The water of that name. Raises BadInput with its place where there is none."""
    water = document.waters[name]
    totals = {chem.component(key): amount for key, amount in water.totals.items()}
    charge = water.charge if water.charge in (None, "pH") else chem.component(str(water.charge))
    phases = {phase: chem.phase(phase) for phase in water.equilibrate}
    try:
        return make_water(chem.model, phases, totals, water.pH, dict(water.equilibrate), charge)
    except WaterError as error:
        raise BadInput([problem(document, ("waters", name), str(error))]) from None
