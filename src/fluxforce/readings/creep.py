"""Creep by pressure solution against the size of grains."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from fluxforce.balance import evaluated
from fluxforce.errors import BadInput
from fluxforce.model.assemble.contact import Film, Solid, contact
from fluxforce.solve.steady import steady


@dataclass(frozen=True)
class Creep:
    """Strain rates [1/s] of grains of several sizes [m], and the exponent d ln(rate)/d ln(size) between them."""

    size: np.ndarray
    strain_rate: np.ndarray
    exponent: np.ndarray


def creep(
    sizes: Sequence[float],
    film: Film,
    solid: Solid,
    *,
    temperature: float,
    stress: float,
    share: float = 0.25,
) -> Creep:
    """V/d at steady state under a mean stress of the contact [Pa], contacts being ``share`` of a grain wide.

    The radius of ``film`` is not used. Exponents: -3 where diffusion limits, -1 where the reaction does.
    """
    rates = []
    for size in sizes:
        own = replace(film, radius=0.5 * share * size)
        made = contact(film=own, solid=solid, temperature=temperature, stress=stress, grain_size=size)
        found = steady(made.solver, made.system, made.start, scale=made.scale)
        if not found.converged:
            raise BadInput(f"no steady state was found for grains of {size:.4g} m")
        state = evaluated(made.system, found.coordinates)
        rates.append(next(float(n.of(made.system, state)) for n in made.numbers if n.name == "strain rate"))
    size, rate = np.asarray(sizes, dtype=float), np.asarray(rates)
    return Creep(size, rate, np.diff(np.log(rate)) / np.diff(np.log(size)))
