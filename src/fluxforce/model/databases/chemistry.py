"""A chemical system for the equilibrium engine: every species and phase that chosen elements of a database form."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.model.databases.activity import PADDING, activity_of
from fluxforce.model.databases.basis import ELECTRON, WATER, Basis, Formation, coefficients
from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, Species
from fluxforce.model.databases.volumes import compression_of
from fluxforce.thermo.equilibria.chemistry import POTENTIAL, Chemistry, Members
from fluxforce.thermo.equilibria.padding import room
from fluxforce.thermo.equilibria.sorbed import Sorbed

_WATERS_OWN = frozenset({"H", "H(1)", "O", "O(-2)", "E"})


@dataclass(frozen=True)
class _Parts:
    """What a system is made of, by names."""

    components: dict[str, str]  # component -> name of its total
    states: dict[str, str]  # species that stands for a valence state of an element -> name of that state
    allowed: frozenset[str]  # those states that are in the system
    sites: dict[str, str]  # master species of exchangers and surfaces -> name of their total
    surfaces: dict[str, str]  # master species of a surface site -> its potential


def build_chemistry(
    database: Database,
    elements: Sequence[str],
    *,
    redox: bool = True,
    sites: Sequence[str] = (),
    potentials: bool = True,
) -> Chemistry:
    """The system of elements (`Ca`), single valence states (`S(6)`) and sites (`X`, `Hfo_w`) of a database.

    An element without a valence holds all of its states, which exchange electrons; with ``redox`` false it stands
    for the state of its master species alone. A state that is named is a component of its own. Water, its protons
    and, with ``redox``, O2 and H2 are always there. ``potentials`` gives each surface an electric potential.
    Raises DatabaseError.
    """
    parts = _parts(database, elements, redox, sites, potentials)
    by_state = Basis(database, (*parts.states, *parts.sites, *_electrons(parts)))
    basis = Basis(database, (*parts.components, *parts.sites))

    def formed(names: Iterable[str]) -> list[str]:
        return [name for name in names if _belongs(by_state, basis, name, parts)]

    own = [name for name in parts.components if name not in (WATER, ELECTRON)]
    dissolved = [n for n in dict.fromkeys((*own, *formed(database.species))) if n not in (WATER, ELECTRON)]
    exchanged = [name for name in formed(database.exchange_species) if name not in parts.sites]
    sorbed = [*exchanged, *formed(database.surface_species)]
    if not any(ELECTRON in _made(basis, name).coefficients for name in dissolved):
        parts.components.pop(ELECTRON, None)
    return _arrays(database, parts, by_state, basis, dissolved, sorbed, exchanged)


def _parts(database, elements, redox, sites, potentials) -> _Parts:
    """Components and valence states of what was asked for."""
    primary = {name: m for name, m in database.masters.items() if "(" not in name and name != "Alkalinity"}
    secondary = {name: m for name, m in database.masters.items() if "(" in name}
    has_states = {name.split("(")[0] for name in secondary}
    states = {m.species: name for name, m in primary.items() if name not in has_states}
    states |= {m.species: name for name, m in secondary.items()}
    for water in (WATER, ELECTRON):
        states.pop(water, None)

    components: dict[str, str] = {database.find_master("H").species: "H"}
    allowed = {database.find_master("H").species}
    coupled = {"H", "O"} if redox and "E" in database.masters else set()
    for element in elements:
        name = element.replace("(+", "(")
        if name == "Alkalinity":
            raise DatabaseError(
                "Alkalinity is no element", database.name, hint="name the elements: C, Ca, ..."
            )
        master = database.find_master(name)
        if name in _WATERS_OWN:
            continue
        if master.species in components and components[master.species] != name:
            message = (
                f"{components[master.species]!r} and {name!r} have the same master species {master.species}"
            )
            raise DatabaseError(message, database.name, master.line, "name one of them")
        components[master.species] = name
        allowed.add(master.species)
        if "(" not in name and redox:
            coupled.add(name)
    for name, master in secondary.items():
        if name.split("(")[0] in coupled and name not in components.values():
            allowed.add(master.species)
    if coupled:
        components[ELECTRON] = "E"

    site_masters = {**database.exchange_masters, **database.surface_masters}
    found = {}
    for site in sites:
        if site not in site_masters:
            known = ", ".join(site_masters) or "none"
            raise DatabaseError(f"no exchanger or surface {site!r}", database.name, hint=f"there are {known}")
        found[site_masters[site].species] = site
    surfaces = {}
    if potentials:
        for species, site in found.items():
            if site in database.surface_masters:
                surfaces[species] = POTENTIAL + site.split("_")[0]
    return _Parts(components, states, frozenset(allowed), found, surfaces)


def _belongs(by_state: Basis, basis: Basis, name: str, parts: _Parts) -> bool:
    """Whether a species is made of the valence states and sites of the system, and can be formed."""
    if name in (WATER, ELECTRON):
        return False
    made = by_state.formation(name)
    inside = made is not None and set(made.coefficients) <= _inside(parts)
    return inside and basis.formation(name) is not None


def _electrons(parts: _Parts) -> list[str]:
    """The electron, where redox is coupled: reactions between states may take or give it."""
    return [ELECTRON] if ELECTRON in parts.components else []


def _inside(parts: _Parts) -> set[str]:
    """What species and phases of the system may be made of."""
    return {*parts.allowed, *parts.sites, *_electrons(parts), WATER}


def _made(basis: Basis, name: str) -> Formation:
    """The formation of a species that is known to have one."""
    formation = basis.formation(name)
    assert formation is not None
    return formation


def _arrays(database, parts: _Parts, by_state, basis, dissolved, sorbed, exchanged) -> Chemistry:
    """Names to arrays."""
    potentials = list(dict.fromkeys(parts.surfaces.values()))
    components = [*parts.components, *parts.sites, *potentials]
    totals = [*parts.components.values(), *parts.sites.values(), *potentials]
    names = [*dissolved, *sorbed]
    records = [_record(database, name) for name in names]
    formations = [_made(basis, name) for name in names]
    nu = np.array([[f.coefficients.get(c, 0.0) for c in components] for f in formations])
    nu_w = np.array([f.coefficients.get(WATER, 0.0) for f in formations])
    charge = np.array([record.charge for record in records])
    for k, f in enumerate(formations):
        for site, potential in parts.surfaces.items():
            if site in f.coefficients:
                nu[k, components.index(potential)] = charge[k]
    taken = np.array([[abs(f.coefficients.get(site, 0.0)) for site in parts.sites] for f in formations])
    equivalents = np.maximum(taken.sum(axis=1) if parts.sites else 1.0, 1e-300)
    equivalents = np.where(np.arange(len(names)) < len(dissolved), 1.0, equivalents)

    states = [*parts.allowed]
    states = [s for s in parts.states if s in parts.allowed and parts.states[s] not in _WATERS_OWN]
    of_states = [by_state.formation(name) for name in names]
    atoms = [_atoms(database, s, parts.states[s]) for s in states]
    plain = [
        [a * f.coefficients.get(s, 0.0) if f else 0.0 for f in of_states]
        for s, a in zip(states, atoms, strict=True)
    ]
    by_valence = [
        [_counted(record, parts.states[s], amount) for record, amount in zip(records, row, strict=True)]
        for s, row in zip(states, plain, strict=True)
    ]
    phases, catalogue = _catalogue(database, parts, by_state, basis, components)
    return Chemistry(
        components=tuple(components),
        totals=tuple(totals),
        species=tuple(names),
        dissolved=len(dissolved),
        room=(room(len(dissolved)), room(len(sorbed))),
        nu=jnp.array(nu),
        nu_w=jnp.array(nu_w),
        counts=jnp.array(_counts(database, records, nu, components, totals)),
        log_k=jnp.array([f.log_k for f in formations]),
        charge=jnp.array(charge),
        equivalents=jnp.array(np.broadcast_to(equivalents, len(names))),
        alkalinity=jnp.array(_alkalinity(database, parts, of_states)),
        activity=activity_of(database, (*dissolved, *[PADDING] * (room(len(dissolved)) - len(dissolved)))),
        sorbed=_sorbed(records, charge[: len(dissolved)], equivalents, exchanged, len(dissolved))
        if sorbed
        else None,
        phases=tuple(phases),
        catalogue=catalogue,
        gases=tuple(database.phases[name].is_gas for name in phases),
        valences=tuple(parts.states[s] for s in states),
        by_valence=jnp.array(by_valence).reshape(len(states), len(names)),
        compression=compression_of(database, components, dissolved, nu, nu_w, phases, catalogue),
    )


def _alkalinity(database: Database, parts: _Parts, of_states) -> list[float]:
    """Equivalents of alkalinity of each species: those of the valence states it is made of."""
    by_species = {master.species: master.alkalinity for master in database.masters.values()}
    by_species |= {species: database.masters[name].alkalinity for species, name in parts.states.items()}
    return [
        sum(times * by_species.get(state, 0.0) for state, times in f.coefficients.items()) if f else 0.0
        for f in of_states
    ]


def _record(database: Database, name: str) -> Species:
    for table in (database.species, database.exchange_species, database.surface_species):
        if name in table:
            return table[name]
    raise DatabaseError(f"no species {name!r}", database.name)


def _counts(
    database: Database, records: list[Species], nu, components: list[str], totals: list[str]
) -> np.ndarray:
    """What each species counts for in the totals, which are mol of an element: `nu` times its atoms in the component.

    Species with -mole_balance count as they say.
    """
    counts = nu.copy()
    for j, total in enumerate(totals):
        if total in _WATERS_OWN:
            continue
        atoms = _atoms(database, components[j], total)
        for k, record in enumerate(records):
            counts[k, j] = _counted(record, total, atoms * nu[k, j])
    if ELECTRON in components:
        for k, record in enumerate(records):
            if record.balance is not None:
                counts[k, components.index("H+")], counts[k, components.index(ELECTRON)] = (
                    _protons_and_electrons(database, record, components, totals, counts[k])
                )
    return counts


def _protons_and_electrons(
    database: Database, record: Species, components: list[str], totals: list[str], counted
):
    """Protons and electrons that close the balances of O, H and charge of a species that counts as it says."""
    oxygen, hydrogen = record.balance.get("O", 0.0), record.balance.get("H", 0.0)  # type: ignore[union-attr]
    charge = 0.0
    for component, total, times in zip(components, totals, counted, strict=True):
        part = database.species.get(component)
        if part is None or total in _WATERS_OWN:
            continue
        times = times / _atoms(database, component, total)
        oxygen -= times * part.elements.get("O", 0.0)
        hydrogen -= times * part.elements.get("H", 0.0)
        charge += times * part.charge
    protons = hydrogen - 2.0 * oxygen  # what oxygen is left over is that of water
    return protons, charge + protons - record.charge


def _atoms(database: Database, component: str, total: str) -> float:
    """Atoms of an element in the species that stands for it: 2 of S(3) in S2O4-2; 1 for sites and made-up elements."""
    record = database.species.get(component)
    return 1.0 if record is None else record.elements.get(total.partition("(")[0], 1.0)


def _counted(record: Species, total: str, otherwise: float) -> float:
    """What a species counts for in the total of an element or valence: what it declares, else its stoichiometry.

    `S(-2)4` counts for S(-2) and for S, and where only S(6) is a total for nothing.
    """
    if record.balance is None:
        return otherwise
    element, _, valence = total.partition("(")
    return sum(
        amount
        for name, amount in record.balance.items()
        if name in (total, element) or (not valence and name.partition("(")[0] == element)
    )


def _sorbed(records, charge, equivalents, exchanged, dissolved) -> Sorbed:
    """Debye-Hueckel numbers of the sorbed species: of exchangers as the database gives them, none for surfaces."""
    reach, size, slope, davies = [], [], [], []
    for k, record in enumerate(records[dissolved:]):
        kind, numbers = record.gamma
        corrected = record.name in exchanged and bool(kind)
        reach.append(equivalents[dissolved + k] ** 2 if corrected else 0.0)
        davies.append(1.0 if corrected and kind == "davies" else 0.0)
        size.append(numbers[0] if corrected and numbers else 0.0)
        slope.append(numbers[1] if corrected and len(numbers) > 1 else 0.0)
    fill = room(len(reach)) - len(reach)
    parts = (jnp.pad(jnp.array(part), (0, fill)) for part in (reach, size, slope, davies))
    return Sorbed(jnp.pad(jnp.array(charge[:dissolved]), (0, room(dissolved) - dissolved)), *parts)


def _catalogue(database, parts: _Parts, by_state, basis, components) -> tuple[list[str], Members]:
    """Every mineral and gas that the system could form."""
    names, nu, nu_w, log_k = [], [], [], []
    for phase in database.phases.values():
        made = by_state.combine(phase.reaction)
        if made is None or not set(made.coefficients) <= _inside(parts):
            continue
        total = basis.combine(phase.reaction)
        if total is None:
            continue
        names.append(phase.name)
        nu.append([total.coefficients.get(c, 0.0) for c in components])
        nu_w.append(total.coefficients.get(WATER, 0.0))
        log_k.append(coefficients(phase.log_k) + basis.added(phase.added) - total.log_k)
    count = len(names)
    shaped = (
        jnp.array(nu).reshape(count, len(components)),
        jnp.array(nu_w),
        jnp.array(log_k).reshape(count, 6),
    )
    return names, Members(*shaped, of=jnp.eye(count))
