"""Half reactions between the valences of an element, and what pe their activities give.

A valence s forms from a common basis as s = sum_j nu_sj c_j + n_s e-, with K_s. For two valences, each reckoned for one
atom, the difference of the two reactions is the couple: with n electrons,

    pe = -log10 a(e-) = (log10 K + sum over the difference of nu log10 a) / n.
"""

from dataclasses import dataclass

import numpy as np

from fluxforce.model.databases.basis import ELECTRON, Basis
from fluxforce.model.databases.records import Database
from fluxforce.model.waters.elements import element_of


@dataclass(frozen=True)
class Half:
    """ox + n e- = red: `sides` are moles of species, products positive; log10 K by its six numbers."""

    name: str
    sides: dict[str, float]  # species but the electron
    electrons: float  # on the left
    log_k: np.ndarray

    @property
    def equation(self) -> str:
        """As chemists write it."""
        left = [_term(-v, name) for name, v in self.sides.items() if v < 0.0] + [
            _term(self.electrons, ELECTRON)
        ]
        right = [_term(v, name) for name, v in self.sides.items() if v > 0.0]
        return f"{' + '.join(left)} = {' + '.join(right)}"


def _term(amount: float, name: str) -> str:
    return name if abs(amount - 1.0) < 1e-9 else f"{amount:.4g} {name}"


def half_reaction(database: Database, one: str, other: str) -> Half | None:
    """The couple of two valences such as Fe(2) and Fe(3); None where the database does not link them."""
    masters = {m.species for name, m in database.masters.items() if "(" not in name and name != "Alkalinity"}
    basis = Basis(database, tuple(masters | {ELECTRON}))
    element = element_of(one)
    found: list[tuple[str, dict[str, float], np.ndarray]] = []
    for state in (one, other):
        species = database.masters[state].species
        formation = basis.formation(species)
        record = database.species.get(species)
        atoms = record.elements.get(element, 0.0) if record is not None and element not in ("O", "H") else 0.0
        if element in ("O", "H"):
            atoms = 1.0 if species == "H2O" or species == "H+" else 2.0
        if formation is None or not atoms:
            return None
        sides = {species: 1.0 / atoms}
        for name, amount in formation.coefficients.items():
            sides[name] = sides.get(name, 0.0) - amount / atoms
        found.append((state, sides, formation.log_k / atoms))
    (first, a, log_a), (second, b, log_b) = found
    total = {name: a.get(name, 0.0) - b.get(name, 0.0) for name in {**a, **b}}
    electrons = -total.pop(ELECTRON, 0.0)
    log_k = log_a - log_b
    if abs(electrons) < 1e-9:
        return None
    if electrons < 0.0:
        total, electrons, log_k = {n: -v for n, v in total.items()}, -electrons, -log_k
    scale = _whole([*total.values(), electrons])
    sides = {name: scale * v for name, v in total.items() if abs(v) > 1e-9}
    return Half(f"{first}/{second}", sides, scale * electrons, scale * log_k)


def _whole(numbers: list[float]) -> float:
    """The least factor up to 24 that makes all numbers whole; 1 where there is none."""
    for factor in range(1, 25):
        if all(abs(factor * n - round(factor * n)) < 1e-6 for n in numbers):
            return float(factor)
    return 1.0


def pe_of(half: Half, log_activity: dict[str, float], temperature: float) -> float | None:
    """pe that the activities (log10, by species) give; None where one of them is not known."""
    from fluxforce.model.databases.basis import at_temperature

    if any(name not in log_activity for name in half.sides):
        return None
    # K = prod a^nu / a(e)^n, so that n log a(e) = sum nu log a - log K
    log_electron = sum(v * log_activity[n] for n, v in half.sides.items()) - at_temperature(
        half.log_k, temperature
    )
    return -log_electron / half.electrons
