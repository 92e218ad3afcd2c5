"""The part of a database that a model needs, as arrays at one temperature."""

import math
from collections.abc import Sequence

import jax
import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.constants import LN10
from fluxforce.model.databases.activity import debye_hueckel_of
from fluxforce.model.databases.basis import ELECTRON, WATER, Basis, at_temperature, coefficients
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, Species
from fluxforce.model.databases.water_properties import REFERENCE_TEMPERATURE
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction
from fluxforce.thermo.equilibria.activity.debye_hueckel import DAVIES_SLOPE, WATER_SLOPE, DebyeHueckel
from fluxforce.thermo.equilibria.activity.water import viscosity

# Activity models that are not functions of the ionic strength alone.
_OTHER_ACTIVITY = {"pitzer": "Pitzer's", "sit": "the SIT"}
_ENDLESS = 1e30  # [(kg/mol)^1/2] B times the size of an ion whose first term vanishes


def aqueous_model(database: Database, elements: Sequence[str], temperature: float) -> AqueousModel:
    """Every aqueous species of the elements (`H`, `O`, `C(4)`, `Ca`) that forms without electrons, at T [K].

    The components are the master species of the elements but water's; valences do not react with each other
    (no electrons), and `AqueousModel.left_out` names the species that would need them.
    """
    if database.activity_model in _OTHER_ACTIVITY:
        which = _OTHER_ACTIVITY[database.activity_model]
        line = next(
            (b.line for b in database.account.blocks if b.keyword.lower() == database.activity_model), 0
        )
        message = f"{which} activity model needs more than the ionic strength, so no column can use it"
        raise DatabaseError(
            message, database.name, line, "speciate a `build_chemistry` of this database instead"
        )
    totals = _components(database, elements)
    components = tuple(totals)
    basis = Basis(database, components)
    covered = {e for c in (*components, WATER) for e in database.find_species(c).elements}

    secondary, left_out = [], []
    for record in database.species.values():
        if record.name in (*components, WATER, ELECTRON) or not set(record.elements) <= covered:
            continue
        (secondary if basis.formation(record.name) else left_out).append(record.name)
    names = (*components, *secondary)
    records = [database.species[name] for name in names]
    for record in records:
        _refuse_other_totals(record, database.name)
    formations = [basis.formation(name) for name in names]

    a, beta, slope, bend, diffusion = _at_temperature(database, records, temperature)
    return AqueousModel(
        components=components,
        species=names,
        elements=tuple(totals.values()),
        left_out=tuple(left_out),
        nu=jnp.array([[f.coefficients.get(c, 0.0) for c in components] for f in formations if f]),
        nu_w=jnp.array([f.coefficients.get(WATER, 0.0) for f in formations if f]),
        ln_k=LN10 * jnp.array([at_temperature(f.log_k, temperature) for f in formations if f]),
        charge=jnp.array([record.charge for record in records]),
        beta=beta,
        slope=slope,
        bend=bend,
        debye_huckel_a=a,
        water_slope=jnp.array(WATER_SLOPE),
        diffusion=diffusion,
        temperature=jnp.array(float(temperature)),
    )


def phase_reaction(database: Database, model: AqueousModel, name: str, temperature: float) -> PhaseReaction:
    """Dissolution of a mineral or gas into the components of a model, at T [K]."""
    phase = database.find_phase(name)
    basis = Basis(database, model.components)
    total = basis.combine(phase.reaction)
    if total is None:
        have = ", ".join(model.elements)
        message = f"{name} ({phase.equation}) needs electrons or elements besides H, O, {have}"
        raise DatabaseError(message, database.name, phase.line, "add the element to the model")
    # The species it dissolves into are formed from components with constants of their own.
    value = at_temperature(coefficients(phase.log_k) + basis.added(phase.added) - total.log_k, temperature)
    return PhaseReaction(
        name=name,
        formula=phase.formula,
        is_gas=phase.is_gas,
        nu=jnp.array([total.coefficients.get(c, 0.0) for c in model.components]),
        nu_w=jnp.array(total.coefficients.get(WATER, 0.0)),
        ln_k=jnp.array(LN10 * value),
        molar_volume=jnp.array(math.nan if phase.molar_volume is None else phase.molar_volume),
        critical=tuple(phase.critical[key] for key in ("t_c", "p_c", "omega"))
        if len(phase.critical) == 3
        else (),
    )


def _components(database: Database, elements: Sequence[str]) -> dict[str, str]:
    """Master species of the elements but water's, each with the element of its total; H+ comes first."""
    found: dict[str, str] = {"H+": "H"}
    for element in elements:
        if element == "Alkalinity":
            raise DatabaseError(
                "Alkalinity is no element", database.name, hint="name the elements: C(4), Ca, ..."
            )
        master = database.find_master(element)
        record = database.find_species(master.species)
        if record.name in (WATER, "H+"):
            continue
        if record.name in found and found[record.name] != element:
            message = f"{found[record.name]!r} and {element!r} have the same master species {record.name}"
            raise DatabaseError(message, database.name, master.line, "name one of them")
        found[record.name] = element
    return found


def _refuse_other_totals(record: Species, source: str) -> None:
    """What a species of AqueousModel counts for in totals is its own formula."""
    options = {"-mole_balance": record.balance is not None, "-activity_water": record.activity_water}
    for option, given in options.items():
        if given:
            raise DatabaseError(f"{record.name} uses {option}, which is not supported", source, record.line)


def _at_temperature(database: Database, records: Sequence[Species], temperature: float) -> tuple[Array, ...]:
    """What `_numbers` gives for the species of a database. Raises DatabaseError."""
    for record in records:
        kind = record.gamma[0]
        if kind not in ("", "gamma") and (
            database.llnl is None or kind not in ("llnl_gamma", "co2_llnl_gamma")
        ):
            raise DatabaseError(
                f"{record.name} uses -{kind}, which is not supported", database.name, record.line
            )
    diffusion = [(*r.diffusion, 0.0)[:2] if r.diffusion else (math.nan, 0.0) for r in records]
    found = _numbers(debye_hueckel_of(database, records), jnp.array(diffusion), jnp.array([temperature]))
    if database.llnl is not None and math.isnan(float(found[0])):
        knots, celsius = database.llnl.temperatures, temperature - 273.15
        message = f"{celsius:g} degC is outside of LLNL_AQUEOUS_MODEL_PARAMETERS ({knots[0]:g} to {knots[-1]:g} degC)"
        raise DatabaseError(message, database.name)
    return found


@jax.jit  # many small operations, once a model
def _numbers(model: DebyeHueckel, diffusion: Array, temperature: Array) -> tuple[Array, ...]:
    """A; for each species B times its size, slope and bend of log10 gamma; its diffusion coefficient [m2/s].

    Diffusion as PHREEQC corrects it, D(T) = D(25 degC) exp(d/T - d/298.15 K) eta(25 degC)/eta(T), with the two
    numbers D and d of -dw; nan where the database gives none.
    """
    one = jnp.ones(1)
    a, _ = model.slopes(temperature, one)
    at = model.at(temperature, one)
    reach, sized = at.reach[:, 0], model.davies + at.sized[:, 0]
    # an ion that LLNL's table leaves without a first term stands with an infinite size
    beta = jnp.where(model.charge == 0, 1.0, jnp.where(reach == 0, _ENDLESS, sized))
    slope = at.slope[:, 0] + DAVIES_SLOPE * reach * model.davies
    reference = jnp.array([REFERENCE_TEMPERATURE])
    thinner = viscosity(reference, one) / viscosity(temperature, one)
    warmed = jnp.exp(diffusion[:, 1] * (1 / temperature - 1 / reference))
    return a[0], beta, slope / LN10, at.bend[:, 0] / LN10, diffusion[:, 0] * warmed * thinner
