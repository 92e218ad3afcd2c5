"""Redox couples at a metal: equations, potentials and kinetics become exchanges between a pore and the metal."""

from dataclasses import dataclass, field

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.constants import FARADAY
from fluxforce.errors import BadInput
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.electrode import Activity, ChargeTransfer, ExchangeCurrent, Marcus, RateConstant, Tafel
from fluxforce.laws.hop import Irreversible
from fluxforce.places import AbstractSites
from fluxforce.process import Exchange


@dataclass(frozen=True)
class ButlerVolmer:
    """``exchange_current`` i0 [A/m2] at the declared composition; it follows (a/a_declared)^p for ``orders`` p."""

    exchange_current: float
    cathodic: float
    repeats: float = 1.0
    orders: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class ButlerVolmerConstant:
    """``constant`` k0 [mol/m2/s] at E0 and activities of one. ``orders`` of reduction: None for nu/nu_st."""

    constant: float
    cathodic: float
    repeats: float = 1.0
    orders: dict[str, float] | None = None


@dataclass(frozen=True)
class MarcusKinetics:
    """``reorganisation`` lambda [J/mol] and ``asymmetry`` gamma; one electron per step, hence nu_st = n."""

    constant: float
    reorganisation: float
    asymmetry: float = 0.0
    orders: dict[str, float] | None = None


@dataclass(frozen=True)
class TafelLine:
    """One way only: ``current`` [A/m2] at ``reference`` [V] on a line of coefficient ``transfer``, anodic or not."""

    current: float
    reference: float
    transfer: float
    anodic: bool
    orders: dict[str, float] = field(default_factory=dict)


Kinetics = ButlerVolmer | ButlerVolmerConstant | MarcusKinetics | TafelLine


@dataclass(frozen=True)
class Couple:
    """A reduction that takes ``electrons``: ``change`` holds the stoichiometric numbers of all else, products
    positive. ``standard`` is E0 [V] at activities of one.
    """

    change: dict[str, float]
    electrons: float
    standard: float
    kinetics: Kinetics


def standard_conjugates(
    names: tuple[str, ...], couples: dict[str, Couple], temperature: float
) -> Float[Array, " species"]:
    """y0 [J/K/mol] with sum_k nu_k y0_k = n F E0/T for every couple; BadInput where the E0 contradict each other."""
    nu = np.array([[one.change.get(name, 0.0) for name in names] for one in couples.values()])
    wanted = np.array([one.electrons * FARADAY * one.standard / temperature for one in couples.values()])
    found = np.linalg.lstsq(nu, wanted, rcond=None)[0]
    if np.abs(nu @ found - wanted).max() > 1e-9 * (1.0 + np.abs(wanted).max()):
        raise BadInput(
            f"the standard potentials of {', '.join(couples)} contradict each other: where equations add up, "
            "their n E0 must add up too"
        )
    return jnp.asarray(found)


@dataclass(frozen=True)
class Setting:
    """What the laws of all couples share: names of all quantities, y0 at activity one and y at the declared
    composition, both over all quantities, temperature [K].
    """

    quantities: tuple[str, ...]
    standard: Float[Array, " quantities"]
    declared: Float[Array, " quantities"]
    temperature: float


def exchange(name: str, couple: Couple, setting: Setting, sites: AbstractSites, area: float) -> Exchange:
    """One couple as an exchange from the pore to the metal; `electrode: NAME` in the books.

    What is dissolved or a phase stands on the pore's side with its sign; the charge n F goes to the metal.
    """
    row = np.zeros((1, len(setting.quantities)))
    for species, number in couple.change.items():
        row[0, setting.quantities.index(species)] = -number
    charge = np.zeros_like(row)
    charge[0, setting.quantities.index("charge")] = couple.electrons * FARADAY
    given = None
    if isinstance(couple.kinetics, TafelLine):
        sign = -1.0 if couple.kinetics.anodic else 1.0
        row, charge, given = sign * row, sign * charge, jnp.full((1, 1), jnp.inf)
    return Exchange(
        f"electrode: {name}", sites, jnp.asarray(row), jnp.asarray(charge), law(couple, setting),
        jnp.array([float(area)]), (name,), given,
    )  # fmt: skip


def law(couple: Couple, setting: Setting) -> AbstractLaw:
    """The rate law of a couple."""
    kinetics, charge = couple.kinetics, setting.quantities.index("charge")
    temperature, standard = _array(setting.temperature), _array(couple.standard)
    match kinetics:
        case ButlerVolmer():
            activity = _activity(kinetics.orders, setting, setting.declared)
            return ExchangeCurrent(
                _array(kinetics.exchange_current), activity, _array(couple.electrons),
                _array(kinetics.cathodic), _array(kinetics.repeats),
            )  # fmt: skip
        case ButlerVolmerConstant():
            orders = _reduction_orders(couple, kinetics.orders, kinetics.repeats)
            activity = _activity(orders, setting, setting.standard)
            one_way = RateConstant(
                _array(kinetics.constant), activity, _array(kinetics.cathodic), standard, temperature, charge
            )
            return ChargeTransfer(one_way, _array(kinetics.repeats))
        case MarcusKinetics():
            orders = _reduction_orders(couple, kinetics.orders, couple.electrons)
            activity = _activity(orders, setting, setting.standard)
            one_way = Marcus(
                _array(kinetics.constant), activity, _array(kinetics.reorganisation),
                _array(kinetics.asymmetry), standard, temperature, charge,
            )  # fmt: skip
            return ChargeTransfer(one_way, _array(couple.electrons))
        case TafelLine():
            activity = _activity(kinetics.orders, setting, setting.declared)
            transfer = -kinetics.transfer if kinetics.anodic else kinetics.transfer
            return Irreversible(
                Tafel(
                    _array(kinetics.current), _array(kinetics.reference), activity, _array(couple.electrons),
                    _array(transfer), temperature, charge,
                )
            )  # fmt: skip


def _reduction_orders(couple: Couple, given: dict[str, float] | None, repeats: float) -> dict[str, float]:
    """Orders of mass action in the rate-determining step, where none are given."""
    if given is not None:
        return given
    return {name: -number / repeats for name, number in couple.change.items() if number < 0.0}


def _activity(orders: dict[str, float], setting: Setting, reference: Float[Array, " quantities"]) -> Activity:
    values = np.zeros(len(setting.quantities))
    for name, order in orders.items():
        values[setting.quantities.index(name)] = order
    return Activity(jnp.asarray(values), reference)


def _array(value: float) -> Array:
    return jnp.asarray(float(value))
