"""The part of a database that a model needs, as arrays at one temperature."""

import math
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import LN10
from fluxforce.model.databases.basis import ELECTRON, WATER, Basis, at_temperature, coefficients
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, Species
from fluxforce.model.databases.water_properties import (
    DAVIES_SLOPE,
    NEUTRAL_SLOPE,
    REFERENCE_TEMPERATURE,
    WATER_SLOPE,
    debye_hueckel,
    viscosity,
)
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction

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

    a, _ = slopes = _slopes(database, temperature)
    activity = [_coefficients(record, slopes, database, temperature) for record in records]
    return AqueousModel(
        components=components,
        species=names,
        elements=tuple(totals.values()),
        left_out=tuple(left_out),
        nu=jnp.array([[f.coefficients.get(c, 0.0) for c in components] for f in formations if f]),
        nu_w=jnp.array([f.coefficients.get(WATER, 0.0) for f in formations if f]),
        ln_k=LN10 * jnp.array([at_temperature(f.log_k, temperature) for f in formations if f]),
        charge=jnp.array([record.charge for record in records]),
        beta=jnp.array([beta for beta, _, _ in activity]),
        slope=jnp.array([slope for _, slope, _ in activity]),
        bend=jnp.array([bend for _, _, bend in activity]),
        debye_huckel_a=jnp.array(a),
        water_slope=jnp.array(WATER_SLOPE),
        diffusion=jnp.array([diffusion_coefficient(record, temperature) for record in records]),
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


def diffusion_coefficient(record: Species, temperature: float) -> float:
    """Tracer diffusion coefficient at T, m2/s, as PHREEQC corrects it; nan where the database gives none.

    D(T) = D(25 degC) exp(d/T - d/298.15 K) eta(25 degC)/eta(T), with the second number d of -dw.
    """
    if not record.diffusion:
        return math.nan
    at_25, shift = (*record.diffusion, 0.0)[:2]
    reference = REFERENCE_TEMPERATURE
    warmed = math.exp(shift / temperature - shift / reference)
    return at_25 * warmed * viscosity(reference) / viscosity(temperature)


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


def _slopes(database: Database, temperature: float) -> tuple[float, float]:
    """Debye-Hueckel A and B of water, or those of LLNL's table, linear between its temperatures."""
    if database.llnl is None:
        return debye_hueckel(temperature)
    return _between(database, database.llnl.adh, temperature), _between(
        database, database.llnl.bdh, temperature
    )


def _between(database: Database, values: Sequence[float], temperature: float) -> float:
    """LLNL's table at a temperature."""
    assert database.llnl is not None
    knots, celsius = database.llnl.temperatures, temperature - 273.15
    if not knots[0] - 1e-9 <= celsius <= knots[-1] + 1e-9:
        message = f"{celsius:g} degC is outside of LLNL_AQUEOUS_MODEL_PARAMETERS ({knots[0]:g} to {knots[-1]:g} degC)"
        raise DatabaseError(message, database.name)
    return float(np.interp(celsius, knots, values))


def _coefficients(
    record: Species, slopes: tuple[float, float], database: Database, temperature: float
) -> tuple[float, float, float]:
    """B times ion size, slope and bend of log10 gamma.

    -gamma and -llnl_gamma by their numbers, -co2_llnl_gamma by Drummond's polynomial (the table's `co2`); else
    Davies for ions and 0.1 I for neutral species. Where there is LLNL's table PHREEQC computes no A of water, so
    that ions of the other kinds lose their first term: they stand with an infinite size.
    """
    (a, b), (kind, numbers), llnl = slopes, record.gamma, database.llnl
    if kind == "llnl_gamma" and llnl is not None:
        return (
            (b * numbers[0], _between(database, llnl.bdot, temperature), 0.0)
            if record.charge
            else (1.0, 0.0, 0.0)
        )
    if kind == "co2_llnl_gamma" and llnl is not None:
        c, f, g, e, h = llnl.co2
        return 1.0, (c + f * temperature + g / temperature) / LN10, (e + h * temperature) / LN10
    if kind not in ("", "gamma"):
        raise DatabaseError(f"{record.name} uses -{kind}, which is not supported", database.name, record.line)
    if kind == "gamma":
        return (_ENDLESS if llnl else b * numbers[0]), numbers[1], 0.0
    if record.charge == 0:
        return 1.0, NEUTRAL_SLOPE, 0.0
    return (_ENDLESS, 0.0, 0.0) if llnl else (1.0, DAVIES_SLOPE * a * record.charge**2, 0.0)
