"""Reversible mass-action reactions among named species, and what they conserve."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.numerics.integers import reduced
from fluxforce.places import AbstractSites
from fluxforce.process import Exchange


@dataclass(frozen=True)
class Reaction:
    """Stoichiometric numbers of both sides, all positive, the forward constant k and K.

    Concentrations are in mol/m3: the rate k prod c^nu is in mol/m3/s, and K = prod c^nu(products)/prod
    c^nu(reactants) at equilibrium in powers of mol/m3. A species may stand on both sides (autocatalysis).
    """

    reactants: dict[str, float]
    products: dict[str, float]
    k: float
    K: float


class Sided(Protocol):
    """Anything with the stoichiometric numbers of both sides of a reaction."""

    @property
    def reactants(self) -> dict[str, float]: ...
    @property
    def products(self) -> dict[str, float]: ...


def sides(reaction: Sided, names: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
    """Reactants and products over all species, [1, species] each."""
    before, after = (
        np.array([[float(side.get(name, 0.0)) for name in names]])
        for side in (reaction.reactants, reaction.products)
    )
    return before, after


def standard_conjugates(names: tuple[str, ...], reactions: dict[str, Reaction]) -> Float[Array, " species"]:
    """y0 with sum_k nu_k y0_k = R ln K for every reaction, the smallest such set.

    What the reactions leave open is the gauge of conserved groups, and no force depends on it. Constants
    around a circle of reactions must multiply to one, or nothing would ever come to rest: BadInput otherwise.
    """
    nu = _net(names, reactions)
    wanted = np.array([np.log(r.K) for r in reactions.values()])
    solution = np.linalg.lstsq(nu, wanted, rcond=None)[0] if reactions else np.zeros(len(names))
    off = np.abs(nu @ solution - wanted)
    if off.size and off.max() > 1e-9 * (1.0 + np.abs(wanted).max()):
        said = ", ".join(reactions)
        raise BadInput(
            f"the equilibrium constants of {said} contradict each other: around a closed circle of reactions "
            "the product of the K must be 1"
        )
    return jnp.asarray(GAS_CONSTANT * solution)


def _net(names: tuple[str, ...], reactions: Mapping[str, Sided]) -> np.ndarray:
    both = [sides(reaction, names) for reaction in reactions.values()]
    return np.concatenate([*(after - before for before, after in both), np.zeros((0, len(names)))])


def mass_action(
    name: str,
    reaction: Reaction,
    names: tuple[str, ...],
    sites: AbstractSites,
    measure: Float[Array, " sites"],
) -> Exchange:
    """The exchange of one reaction; its affinity over T is the force."""
    reactants, products = (jnp.asarray(side) for side in sides(reaction, names))
    law = Reversible(MassAction(jnp.array([float(reaction.k)]), reactants))
    return Exchange(name, sites, reactants, products, law, measure, (name,))


def conserved_groups(names: tuple[str, ...], reactions: Mapping[str, Sided]) -> dict[str, np.ndarray]:
    """Combinations of amounts that no reaction changes, by exact elimination: the null space of nu."""
    rows = [[Fraction(v).limit_denominator(10**6) for v in row] for row in _net(names, reactions)]
    rows, pivots = reduced(rows)
    groups = {}
    for free in (c for c in range(len(names)) if c not in pivots):
        vector = np.zeros(len(names))
        vector[free] = 1.0
        for row, pivot in zip(rows, pivots, strict=True):
            vector[pivot] = -float(row[free])
        groups[_spelt(names, vector)] = vector
    return groups


def _spelt(names: tuple[str, ...], vector: np.ndarray) -> str:
    text = ""
    for name, value in zip(names, vector, strict=True):
        if value != 0:
            text += (" - " if value < 0 else " + ") + (f"{abs(value):g} " if abs(value) != 1 else "") + name
    return text.removeprefix(" + ").strip()
