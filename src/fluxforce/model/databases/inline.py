"""A small database written where it is used: species and their constants at one temperature."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import jax.numpy as jnp

from fluxforce.constants import LN10
from fluxforce.model.databases.errors import DatabaseError, suggestion
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction


@dataclass(frozen=True)
class InlineSpecies:
    """One species: charge, ion size [angstrom] and, for a secondary one, how it forms.

    `reaction` holds what one species is made of (`{"H+": -1, "H2O": 1}`); `log10_k` is the constant of that
    formation. A size of None means the Davies equation.
    """

    charge: float
    size: float | None = None
    slope: float = 0.0  # [kg/mol] b of log10 gamma
    reaction: Mapping[str, float] | None = None
    log10_k: float = 0.0
    diffusion: float = math.nan  # [m2/s]


def inline_model(
    species: Mapping[str, InlineSpecies],
    *,
    a: float,
    b: float,
    water_slope: float = 0.0,
    temperature: float = 298.15,
    elements: Mapping[str, str] | None = None,
) -> AqueousModel:
    """An AqueousModel from species given by name; those without a reaction are the components.

    a [(kg/mol)^1/2, log10] and b [(kg/mol)^1/2 per angstrom] are the Debye-Hueckel parameters; `elements` may
    name the total of a component (`{"HCO3-": "C(4)"}`), otherwise it has the component's name.
    """
    components = tuple(name for name, each in species.items() if each.reaction is None)
    secondary = tuple(name for name, each in species.items() if each.reaction is not None)
    names = (*components, *secondary)
    rows, water = [], []
    for name in names:
        reaction = _reaction(name, species[name], components)
        rows.append([reaction.get(c, 0.0) for c in components])
        water.append(reaction.get("H2O", 0.0))
        charge = sum(amount * species[c].charge for c, amount in reaction.items() if c != "H2O")
        if abs(charge - species[name].charge) > 1e-9:
            raise DatabaseError(
                f"species {name!r}: charge {species[name].charge:+g}, its reaction makes {charge:+g}"
            )
    each = [species[name] for name in names]
    davies = [s.size is None and s.charge != 0 for s in each]
    return AqueousModel(
        components=components,
        species=names,
        elements=tuple((elements or {}).get(c, c) for c in components),
        left_out=(),
        nu=jnp.array(rows),
        nu_w=jnp.array(water),
        ln_k=LN10 * jnp.array([s.log10_k for s in each]),
        charge=jnp.array([float(s.charge) for s in each]),
        beta=jnp.array([1.0 if s.size is None else b * s.size for s in each]),
        slope=jnp.array([0.3 * a * s.charge**2 if d else s.slope for s, d in zip(each, davies, strict=True)]),
        bend=jnp.zeros(len(each)),
        debye_huckel_a=jnp.array(float(a)),
        water_slope=jnp.array(float(water_slope)),
        diffusion=jnp.array([s.diffusion for s in each]),
        temperature=jnp.array(float(temperature)),
    )


def inline_phase(
    name: str,
    reaction: Mapping[str, float],
    log10_k: float,
    components: Sequence[str],
    *,
    formula: str = "",
    molar_volume: float = math.nan,
    is_gas: bool = False,
) -> PhaseReaction:
    """A phase that dissolves into components (and H2O) with log10 K; molar volume in m3/mol."""
    for each in reaction:
        if each not in (*components, "H2O"):
            raise DatabaseError(f"phase {name!r}: no component {each!r}", hint=suggestion(each, components))
    return PhaseReaction(
        name=name,
        formula=formula or name,
        is_gas=is_gas,
        nu=jnp.array([float(reaction.get(c, 0.0)) for c in components]),
        nu_w=jnp.array(float(reaction.get("H2O", 0.0))),
        ln_k=jnp.array(LN10 * log10_k),
        molar_volume=jnp.array(float(molar_volume)),
    )


def _reaction(name: str, record: InlineSpecies, components: Sequence[str]) -> Mapping[str, float]:
    """What a species is made of; a component is made of itself."""
    if record.reaction is None:
        return {name: 1.0}
    for each in record.reaction:
        if each not in (*components, "H2O"):
            raise DatabaseError(f"species {name!r}: no component {each!r}", hint=suggestion(each, components))
    return record.reaction
