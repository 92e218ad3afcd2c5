"""Rates of minerals, as written in a model file, to laws."""

from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import LN10
from fluxforce.errors import BadInput
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.catalysis import Mechanisms
from fluxforce.laws.catalysis import Plummer as PlummerPace
from fluxforce.laws.drive import AbstractDrive, Saturation
from fluxforce.laws.drive import Stretched as StretchedDrive
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.parallel import Dissolving, OnSurface, Path
from fluxforce.laws.transition_state import AbstractArea
from fluxforce.laws.user import UserRate
from fluxforce.model.assemble.chemistry import Chemistry, problem
from fluxforce.model.expression import parse
from fluxforce.model.kinetic_data.palandri_kharaka import REFERENCE_TEMPERATURE
from fluxforce.model.schema.rates import (
    EXPRESSION_NAMES,
    Expression,
    Mechanism,
    OneWay,
    Parallel,
    ParallelPath,
    Plummer,
    Rate,
    Tabulated,
)


@dataclass(frozen=True)
class Surroundings:
    """What the laws of one mineral need besides its rate: its name, surface and row among the quantities.

    ``per_bulk`` is kg of water per m3 of rock (1 where there is no rock), ``volume`` the molar volume [m3/mol].
    """

    chem: Chemistry
    mineral: str
    surface: AbstractArea
    row: int
    temperature: float
    per_bulk: float
    volume: float


def mineral_law(rate: Rate, at: Surroundings) -> AbstractLaw:
    """The law of a mineral, per kg of water. Raises BadInput for a catalyst that the water does not hold."""
    match rate:
        case Expression():
            return _written(rate, at)
        case Plummer():
            rows = (at.chem.species(at.chem.document, name, at.mineral) for name in ("H+", "CO2"))
            paths = (Path(PlummerPace(jnp.array(at.temperature), *rows), Saturation(rate.temkin)),)
        case Tabulated():
            paths = (Path(_tabulated(rate, at), Saturation(rate.temkin, rate.exponent)),)
        case Parallel():
            paths = tuple(
                Path(_mechanisms({name: one}, rate.reference_temperature, at), _drive(one))
                for name, one in rate.paths.items()
            )
        case OneWay():
            pace = _mechanisms(rate.mechanisms, rate.reference_temperature, at)
            return Irreversible(Dissolving((pace,), at.surface, at.row))
        case _:
            pace = _mechanisms(rate.mechanisms, rate.reference_temperature, at)
            paths = (Path(pace, Saturation(rate.temkin, rate.exponent)),)
    return OnSurface(paths, at.surface, at.row)


def _drive(one: ParallelPath) -> AbstractDrive:
    if one.stretched is None:
        return Saturation(one.temkin, one.exponent)
    return StretchedDrive(jnp.array(one.stretched.coefficient), one.stretched.inner, one.stretched.outer)


def _mechanisms(given: Mapping[str, Mechanism], reference: float, at: Surroundings) -> Mechanisms:
    orders = np.zeros((len(given), len(at.chem.model.species)))
    for m, mechanism in enumerate(given.values()):
        for species, order in mechanism.orders.items():
            orders[m, at.chem.species(at.chem.document, species, at.mineral)] = order
    return Mechanisms(
        jnp.log(jnp.array([one.k for one in given.values()])),
        jnp.array([one.activation_energy or 0.0 for one in given.values()]),
        jnp.array(orders), jnp.array(at.temperature), jnp.array(reference),
    )  # fmt: skip


def _tabulated(rate: Tabulated, at: Surroundings) -> Mechanisms:
    kept = rate.kept(at.mineral)
    orders = np.zeros((len(kept), len(at.chem.model.species)))
    constants = []
    for m, (kind, one) in enumerate(kept.items()):
        ln_constant = LN10 * one.log_k
        for catalyst, order in one.orders.items():
            row, shift = _catalyst(catalyst, kind, at)
            orders[m, row] = order
            ln_constant += order * shift
        constants.append(ln_constant)
    return Mechanisms(
        jnp.array(constants), jnp.array([one.activation_energy for one in kept.values()]), jnp.array(orders),
        jnp.array(at.temperature), jnp.array(REFERENCE_TEMPERATURE),
    )  # fmt: skip


def _catalyst(name: str, kind: str, at: Surroundings) -> tuple[int, float]:
    """Row of a catalyst among the species, and ln of its unit over that species' activity.

    A fugacity is that of the gas in equilibrium with its dissolved form: f = a(CO2)/K_H.
    """
    species = name.removesuffix("(g)")
    model = at.chem.model
    if species not in model.species:
        path = ("minerals", at.mineral, "rate")
        said = f"the {kind} mechanism of {at.mineral} needs {name}, and this water has no species {species}"
        hint = (
            f"add the elements that form it, or 'without: [{kind}]' to state that this mechanism does nothing"
        )
        raise BadInput([problem(at.chem.document, path, said, hint)])
    row = model.species.index(species)
    if species == name:
        return row, 0.0
    gas = at.chem.phase(name)
    return row, -float(model.ln_k[row]) - float(gas.ln_k)


def _written(rate: Expression, at: Surroundings) -> UserRate:
    constants = {key: constant.value for key, constant in rate.constants.items()}
    parsed = parse(rate.expression, names=(*EXPRESSION_NAMES, *rate.activities), constants=constants)
    activities = tuple(
        (key, at.chem.species(at.chem.document, s, at.mineral)) for key, s in rate.activities.items()
    )
    return UserRate(
        parsed.compiled(), activities, at.surface, at.row, jnp.array(at.temperature), jnp.array(at.per_bulk),
        jnp.array(at.volume),
    )  # fmt: skip
