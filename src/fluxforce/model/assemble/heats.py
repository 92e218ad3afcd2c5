"""Standard energies and entropies of species: given one by one, or by the constants and heats of reactions."""

from dataclasses import dataclass

import numpy as np

from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput


@dataclass(frozen=True)
class Species:
    """A dissolved species: enthalpy [J/mol] and entropy [J/mol/K] at the reference temperature, or neither.

    ``entropy`` is that at one mol/m3 of an ideal solution; ``heat_capacity`` [J/mol/K] comes on top of that of the
    solution. ``formula`` is for the balances of elements.
    """

    enthalpy: float | None = None
    entropy: float | None = None
    heat_capacity: float = 0.0
    formula: str | None = None


@dataclass(frozen=True)
class HotReaction:
    """Both sides, all numbers positive, and the forward constant k at the reference temperature.

    The rate is k prod c^nu [mol/m3/s] with ``activation`` energy [J/mol] (Arrhenius). ``K`` at the reference
    temperature, in powers of mol/m3, and ``enthalpy`` of reaction [J/mol] are given where species have no data.
    """

    reactants: dict[str, float]
    products: dict[str, float]
    k: float
    activation: float = 0.0
    K: float | None = None
    enthalpy: float | None = None


@dataclass(frozen=True)
class Standard:
    """e_k [J/mol] and s_k [J/mol/K] of the species in order, at the reference temperature [K] and one mol/m3."""

    energy: np.ndarray
    entropy: np.ndarray
    heat: np.ndarray
    reference: float

    def logarithms(self, temperature: float) -> np.ndarray:
        """-mu0_k/(R T) of every species: sum_k nu_k of it is ln K(T) of a reaction."""
        warmer, hotter = temperature - self.reference, np.log(temperature / self.reference)
        own = self.entropy + self.heat * hotter - (self.energy + self.heat * warmer) / temperature
        return own / GAS_CONSTANT


def standard(
    species: dict[str, Species],
    reactions: dict[str, HotReaction],
    reference: float,
    *,
    isothermal: bool = False,
) -> Standard:
    """Standard data of all species, from their own or from those of the reactions.

    Reactions give sum nu e = Delta H and sum nu s = R ln K + Delta H/T; the smallest set that meets them is taken,
    for what they leave open (elements, conserved groups) is a gauge of which no force and no heat depends.
    Contradictions around a circle of reactions are refused. At one temperature (``isothermal``) heats of reaction
    may be left out: K alone fixes every force.
    """
    heat = np.array([one.heat_capacity for one in species.values()])
    known = {
        name: one for name, one in species.items() if one.enthalpy is not None and one.entropy is not None
    }
    if len(known) == len(species):
        energy = np.array([one.enthalpy for one in known.values()], dtype=float)
        entropy = np.array([one.entropy for one in known.values()], dtype=float)
        return Standard(energy, entropy, heat, reference)
    for name, one in reactions.items():
        if one.K is None or (one.enthalpy is None and not isothermal):
            raise BadInput(
                f"reaction '{name}' needs K and its enthalpy where not all species have an enthalpy and an entropy"
            )
    nu = changes(tuple(species), reactions)
    heats = np.array([float(one.enthalpy or 0.0) for one in reactions.values()])
    logs = np.array([np.log(one.K or 1.0) for one in reactions.values()])
    energy = _solved(nu, heats, "enthalpies", "sum to 0", reactions)
    entropy = _solved(
        nu, GAS_CONSTANT * logs + heats / reference, "equilibrium constants", "multiply to 1", reactions
    )
    return Standard(energy, entropy, heat, reference)


def changes(names: tuple[str, ...], reactions: dict[str, HotReaction]) -> np.ndarray:
    """Net stoichiometric numbers [reactions, species], products positive."""
    return np.array(
        [
            [r.products.get(name, 0.0) - r.reactants.get(name, 0.0) for name in names]
            for r in reactions.values()
        ]
    ).reshape(len(reactions), len(names))


def _solved(
    nu: np.ndarray, wanted: np.ndarray, what: str, rule: str, reactions: dict[str, HotReaction]
) -> np.ndarray:
    if not reactions:
        return np.zeros(nu.shape[1])
    found = np.linalg.lstsq(nu, wanted, rcond=None)[0]
    off = np.abs(nu @ found - wanted)
    if off.max() > 1e-9 * (1.0 + np.abs(wanted).max()):
        raise BadInput(
            f"the {what} of {', '.join(reactions)} contradict each other: around a closed circle of reactions they "
            f"must {rule}"
        )
    return found


def settled(content: np.ndarray, logarithms: np.ndarray, groups: np.ndarray) -> np.ndarray:
    """Contents of a solution at equilibrium of all reactions that keep ``groups`` [groups, species] of it.

    c_k = exp(l_k + sum_g lambda_g a_gk) with the lambda that keep a c: the minimum of the convex function
    sum_k c_k - lambda . a c_given, by Newton's method [smith1982]. The l are led from ln c_given, where lambda = 0 is
    the answer, to those of the reactions in steps that change no content by more than a factor e^2.
    """
    first, wanted = np.log(content), groups @ content
    # what the groups can take up of the way is no way at all
    along = np.linalg.lstsq(groups.T, logarithms - first, rcond=None)[0]
    way = logarithms - first - groups.T @ along
    steps = max(int(np.ceil(np.abs(way).max(initial=0.0) / 2.0)), 1)
    force = np.zeros(groups.shape[0])
    for step in range(1, steps + 1):
        force = _balanced(first + way * step / steps, groups, wanted, force)
    return np.exp(first + way + groups.T @ force)


def _balanced(
    logarithms: np.ndarray, groups: np.ndarray, wanted: np.ndarray, force: np.ndarray
) -> np.ndarray:
    """Newton's method for groups exp(l + groups^T force) = wanted, steps halved until the convex function falls."""

    def value(at: np.ndarray) -> float:
        return float(np.sum(np.exp(logarithms + groups.T @ at)) - at @ wanted)

    for _ in range(60):
        amount = np.exp(logarithms + groups.T @ force)
        curvature = (groups * amount) @ groups.T
        unit = 1.0 / np.sqrt(np.diag(curvature))
        scaled = curvature * np.outer(unit, unit)
        step = -unit * np.linalg.lstsq(scaled, unit * (groups @ amount - wanted), rcond=1e-14)[0]
        step *= min(1.0, 3.0 / max(np.abs(groups.T @ step).max(initial=0.0), 1e-300))
        now, length = value(force), 1.0
        while value(force + length * step) > now + 1e-12 * abs(now) and length > 1e-6:
            length *= 0.5
        force = force + length * step
        if np.abs(groups.T @ step).max(initial=0.0) < 1e-13:
            break
    return force
