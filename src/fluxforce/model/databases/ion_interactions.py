"""Pitzer and SIT models of a database: its interactions between the species of a list, as arrays.

Lists are made up to sizes that many systems share, with interactions of nothing, so that one compiled program serves
them all.
"""

import math
from collections import Counter
from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, Interaction, Species
from fluxforce.thermo.equilibria.activity.interactions import Groups
from fluxforce.thermo.equilibria.activity.pitzer import Mixing, Pitzer
from fluxforce.thermo.equilibria.activity.sit import Sit
from fluxforce.thermo.equilibria.padding import room

_TERMS = 6  # temperature coefficients
_TRIPLE_KINDS = ("PSI", "ZETA", "ETA", "MU")
_LEAST_ROOM = 32  # interactions; fewer would save nothing
_CHLORIDE, _POTASSIUM = "Cl-", "K+"


class _List:
    """Positions of the species that take part in interactions."""

    def __init__(self, records: Sequence[Species | None]):
        self.charge = np.array([record.charge if record else 0.0 for record in records])
        self.dissolved = np.array([float(record is not None) for record in records])
        self.position = {record.name: k for k, record in enumerate(records) if record}

    def among(self, found: dict[tuple, Interaction]) -> list[Interaction]:
        """Interactions whose species are all in the list."""
        return [each for each in found.values() if set(each.species) <= set(self.position)]

    def key(self, interaction: Interaction) -> tuple[int, ...]:
        """Positions of its species, in rising order."""
        return tuple(sorted(self.position[name] for name in interaction.species))

    def groups(self, keys: Sequence[tuple[int, ...]], size: int) -> Groups:
        """Groups with these members."""
        return _groups(keys, size, len(self.charge), _room(len(keys)))


def pitzer_of(database: Database, records: Sequence[Species | None]) -> Pitzer:
    """Pitzer's model for these records; None stands for what has no activity coefficient.

    MacInnes scaling (by default on, as in PHREEQC) needs Cl-: where it is not among the records it takes the row
    behind them, which is there in any case.
    """
    latest = _latest(database)
    scaled = database.activity_options.get("macinnes", True) and _chloride_parameters(latest).any()
    absent = all(record is None or record.name != _CHLORIDE for record in records)
    records = [*records, database.find_species(_CHLORIDE) if scaled and absent else None]
    species = _List(records)
    inside = species.among(latest)
    pairs = [each for each in inside if each.kind not in (*_TRIPLE_KINDS, "ALPHAS", "APHI")]
    keys = list(dict.fromkeys(species.key(each) for each in pairs))
    alphas = _alphas(pairs, latest, species)
    distinct = [2.0, *sorted({*alphas.values()} - {2.0})]
    distinct += [1.0] * (room(len(distinct)) - len(distinct))
    table = {name: np.zeros((_room(len(keys)), _TERMS)) for name in ("plain", "near", "far", "charged")}
    place = {name: np.zeros(_room(len(keys)), dtype=int) for name in ("near", "far")}
    for each in pairs:
        row = keys.index(species.key(each))
        name, factor = _term(database, each, species)
        table[name][row] += factor * _six(each)
        if name in place:
            place[name][row] = distinct.index(alphas[each])
    triples = [each for each in inside if each.kind in _TRIPLE_KINDS]
    triple = np.zeros((_room(len(triples)), _TERMS))
    for row, each in enumerate(triples):
        triple[row] = _permutations(each) * _six(each)
    own = latest.get(("APHI", frozenset()))
    use_etheta = database.activity_options.get("use_etheta", True)
    charge = species.charge
    return Pitzer(
        charge=jnp.array(charge),
        dissolved=jnp.array(species.dissolved),
        pairs=species.groups(keys, 2),
        **{name: jnp.array(rows) for name, rows in table.items()},
        alphas=jnp.array(distinct),
        near_alpha=jnp.array(place["near"]),
        far_alpha=jnp.array(place["far"]),
        triples=species.groups([species.key(each) for each in triples], 3),
        triple=jnp.array(triple),
        mixing=_mixing(charge if use_etheta else np.zeros_like(charge)),
        gauge=jnp.array(charge if scaled else np.zeros_like(charge)),
        is_chloride=jnp.array(
            [float(bool(scaled) and r is not None and r.name == _CHLORIDE) for r in records]
        ),
        potassium_chloride=jnp.array(_chloride_parameters(latest)),
        aphi=jnp.array(np.zeros(_TERMS) if own is None else _six(own)),
        has_aphi=jnp.array(own is not None, dtype=float),
        follows_vapour=jnp.array(1.0, dtype=float),
    )


def sit_of(database: Database, records: Sequence[Species | None]) -> Sit:
    """SIT for these records; None stands for what has no activity coefficient."""
    species = _List(records)
    inside = species.among(_latest(database))
    keys = list(dict.fromkeys(species.key(each) for each in inside))
    table = {kind: np.zeros((_room(len(keys)), _TERMS)) for kind in ("EPSILON", "EPSILON_MU")}
    for each in inside:
        table[each.kind][keys.index(species.key(each))] += _six(each)
    osmotic = np.ones(_room(len(keys)))
    osmotic[: len(keys)] = [0.5 if all(species.charge[k] == 0 for k in key) else 1.0 for key in keys]
    return Sit(
        charge=jnp.array(species.charge),
        dissolved=jnp.array(species.dissolved),
        pairs=species.groups(keys, 2),
        epsilon=jnp.array(table["EPSILON"]),
        with_strength=jnp.array(table["EPSILON_MU"]),
        osmotic=jnp.array(osmotic),
    )


def _latest(database: Database) -> dict[tuple, Interaction]:
    """Each interaction once: of those of one kind between the same species the last counts, as in PHREEQC."""
    return {(each.kind, frozenset(each.species)): each for each in database.interactions}


def _room(count: int) -> int:
    """How many interactions there is room for."""
    return room(max(count, _LEAST_ROOM))


def _six(interaction: Interaction) -> np.ndarray:
    """Its temperature coefficients, filled up with zeros."""
    given = interaction.coefficients[:_TERMS]
    return np.array([*given, *[0.0] * (_TERMS - len(given))])


def _permutations(interaction: Interaction) -> int:
    """Of a MU: 1, 3 or 6 orders of its species; every other kind counts once."""
    if interaction.kind != "MU":
        return 1
    return math.factorial(3) // math.prod(math.factorial(n) for n in Counter(interaction.species).values())


def _term(database: Database, interaction: Interaction, species: _List) -> tuple[str, float]:
    """Which term of `Pitzer` a parameter of two species enters, and its factor there."""
    first, second = (species.position[name] for name in interaction.species)
    kind = interaction.kind
    if kind in ("LAMBDA", "LAMDA"):
        return "plain", 1.0 if first == second else 2.0
    if kind in ("B0", "THETA"):
        return "plain", 2.0
    if kind in ("B1", "B2"):
        return ("near" if kind == "B1" else "far"), 2.0
    if kind == "C0":
        product = abs(species.charge[first] * species.charge[second])
        if product == 0:
            named = " and ".join(interaction.species)
            hint = "a neutral species takes part in LAMBDA and ZETA"
            raise DatabaseError(f"C0 of {named}: one has no charge", database.name, interaction.line, hint)
        return "charged", 0.5 / math.sqrt(product)
    raise DatabaseError(f"Pitzer parameter of kind {kind!r}", database.name, interaction.line)


def _alphas(pairs, latest: dict[tuple, Interaction], species: _List) -> dict[Interaction, float]:
    """alpha of every B1 and B2: from ALPHAS, else by the charges (2, or 1.4 for 2-2; 12, or 50 for 2-3 and up)."""
    given = {each.species: each.coefficients for each in latest.values() if each.kind == "ALPHAS"}
    found = {}
    for each in pairs:
        if each.kind not in ("B1", "B2"):
            continue
        sizes = [abs(species.charge[species.position[name]]) for name in each.species]
        if 1.0 in sizes:
            usual = (2.0, 12.0)
        else:
            usual = (1.4, 12.0) if sizes == [2.0, 2.0] else (2.0, 50.0)
        numbers = (*given.get(each.species, ()), *usual[len(given.get(each.species, ())) :])
        found[each] = numbers[0] if each.kind == "B1" else numbers[1]
    return found


def _chloride_parameters(latest: dict[tuple, Interaction]) -> np.ndarray:
    """B0, B1 and C0 of KCl, each with its temperature coefficients."""
    pair = frozenset((_POTASSIUM, _CHLORIDE))
    found = [latest.get((kind, pair)) for kind in ("B0", "B1", "C0")]
    return np.array([np.zeros(_TERMS) if each is None else _six(each) for each in found])


def _mixing(charge: np.ndarray) -> Mixing:
    """All pairs of unequal charges of one sign, up to the largest charge there is."""
    largest = int(max(2, np.abs(charge).max(initial=0)))
    charges = [sign * float(z) for sign in (1, -1) for z in range(1, largest + 1)]
    keys = [
        (i, j) for i, z in enumerate(charges) for j, other in enumerate(charges) if i < j and z * other > 0
    ]
    squares = [(charges[i] * charges[j], charges[i] ** 2, charges[j] ** 2) for i, j in keys]
    products = sorted({product for triple in squares for product in triple})
    combine = np.zeros((len(keys), len(products)))
    for row, triple in enumerate(squares):
        for product, factor in zip(triple, (1.0, -0.5, -0.5), strict=True):
            combine[row, products.index(product)] += factor
    return Mixing(
        of_charge=jnp.array([[float(z == c) for z in charge] for c in charges]).reshape(-1, len(charge)),
        pairs=_groups(keys, 2, len(charges), len(keys)),
        product=jnp.array([triple[0] for triple in squares], dtype=float),
        products=jnp.array(products, dtype=float),
        combine=jnp.array(combine),
    )


def _groups(keys: Sequence[tuple[int, ...]], size: int, count: int, made: int) -> Groups:
    """Groups of `size` members among `count` species, `made` in all: the last ones of the first species alone."""
    members = np.zeros((made, size), dtype=int)
    members[: len(keys)] = np.array(keys, dtype=int).reshape(len(keys), size)
    members = members.T
    spread = np.zeros((count, size * made))
    spread[members.reshape(-1), np.arange(size * made)] = 1.0
    return Groups(jnp.array(members), jnp.array(spread))
