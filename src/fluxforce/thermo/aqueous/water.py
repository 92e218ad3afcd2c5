"""Waters made from what is known of them: totals, pH, equilibrium with minerals and gases, charge balance."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce.constants import LN10
from fluxforce.thermo.aqueous.activity import weights
from fluxforce.thermo.aqueous.gas import ln_fugacity_coefficient
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction
from fluxforce.thermo.aqueous.newton import System, molalities
from fluxforce.thermo.aqueous.rows import Rows, solve_rows

TRACE = 1e-14  # [mol/kgw] total of an element that a water does not hold: its logarithm stays finite


class WaterError(ValueError):
    """A water that is not determined, or that no solution was found for."""


@dataclass(frozen=True)
class Water:
    """A water in equilibrium with itself and with what was asked."""

    z: np.ndarray  # [coordinates] ln a of the components, ln I, ln a_w
    totals: np.ndarray  # [components], mol/kgw; that of H+ is a proton excess
    molality: np.ndarray  # [species], mol/kgw
    charge: float  # [mol/kgw] sum z m: the imbalance that was left

    def by_component(self, model: AqueousModel) -> dict[str, float]:
        """Totals by the name of the component, mol/kgw."""
        return {name: float(t) for name, t in zip(model.components, self.totals, strict=True)}


def make_water(
    model: AqueousModel,
    phases: Mapping[str, PhaseReaction],
    totals: Mapping[str, float],
    ph: float | None = None,
    equilibrate: Mapping[str, float] | None = None,
    charge: str | None = None,
) -> Water:
    """Find the water with these totals [mol/kgw], pH, and equilibria (phase: log10 saturation ratio).

    `charge` says what balances the charge: "pH", an element (its total, if given, is not held), or None,
    which leaves the charge as it is. Each component needs one statement: a total (by element or component), a
    pH or a charge balance, or a phase that contains it. An element that nothing speaks of is absent
    (`TRACE`). The number of a gas is log10 of its partial pressure [atm]; its fugacity follows by Peng and
    Robinson where the database has critical constants.
    """
    equilibrate = equilibrate or {}
    amounts = _amounts(model, totals)
    rows = Rows(len(model.components), len(model.species))
    sums = np.asarray(weights(model))
    proton = model.components.index("H+") if "H+" in model.components else None
    balancing = _balancing(model, charge, ph, proton, amounts)

    missing = [j for j in range(len(model.components)) if j not in amounts and j != balancing]
    if ph is not None:
        if proton is None or proton in amounts:
            raise WaterError("pH is given, but the total of H+ as well, or there is no component H+")
        missing.remove(proton)
        rows.activity(proton, -LN10 * ph)
    wanted = [_phase(phases, name) for name in equilibrate]
    touched = {j for phase in wanted for j in np.flatnonzero(np.asarray(phase.nu))}
    free = [j for j in missing if j in touched or j == proton]
    _check_count(model, free, list(equilibrate), amounts)

    for j in missing:
        if j not in free:
            amounts[j] = TRACE
    for j, amount in amounts.items():
        rows.total(sums[j], amount)
    for phase, index in zip(wanted, equilibrate.values(), strict=True):
        rows.phase(
            np.asarray(phase.nu), float(phase.nu_w), float(phase.ln_k) + _ln_ratio(phase, index, model)
        )
    if balancing is not None:
        rows.total(sums[-1], 0.0)

    z = solve_rows(System.of(model), rows, amounts, proton, ph)
    if z is None:
        told = ", ".join(f"{name} = {value:g}" for name, value in {**totals, **equilibrate}.items())
        closed = f"charge by {charge}" if charge else "charge left as it is"
        raise WaterError(
            f"found no water with {told}, pH {'free' if ph is None else ph}, {closed}; is it possible?"
        )
    molality = np.asarray(molalities(System.of(model), jnp.asarray(z)[:, None])[0])[:, 0]
    content = sums @ molality
    return Water(z, content[: len(model.components)], molality, float(content[-1]))


def _amounts(model: AqueousModel, totals: Mapping[str, float]) -> dict[int, float]:
    """Totals by position of the component."""
    amounts: dict[int, float] = {}
    for name, amount in totals.items():
        try:
            j = model.component(name)
        except KeyError as error:
            raise WaterError(f"total of {name!r}: this model has {', '.join(model.elements)}") from error
        if j in amounts:
            raise WaterError(f"the total of {name!r} is given twice")
        if not math.isfinite(amount):
            raise WaterError(f"the total of {name!r} is not a number: {amount}")
        if amount < 0 and model.components[j] != "H+":
            raise WaterError(f"the total of {name!r} is negative: {amount:g} mol/kgw")
        # Zero stands for absent; the proton's excess may be zero.
        amounts[j] = amount if amount != 0 or model.components[j] == "H+" else TRACE
    return amounts


def _balancing(model, charge, ph, proton, amounts) -> int | None:
    """Position of the component whose total follows from the charge balance; it is taken from the amounts."""
    if charge is None:
        return None
    if charge == "pH":
        if ph is not None or proton is None or proton in amounts:
            raise WaterError("charge is balanced by pH, so neither pH nor the total of H+ may be given")
        return proton
    try:
        j = model.component(charge)
    except KeyError as error:
        raise WaterError(f"charge by {charge!r}: this model has pH, {', '.join(model.elements)}") from error
    if float(model.charge[j]) == 0:
        raise WaterError(f"{charge!r} cannot balance the charge: {model.components[j]} has none")
    amounts.pop(j, None)
    return j


def _phase(phases: Mapping[str, PhaseReaction], name: str) -> PhaseReaction:
    if name not in phases:
        raise WaterError(
            f"equilibrium with {name!r}: no such phase here; there are {', '.join(phases) or 'none'}"
        )
    return phases[name]


def _ln_ratio(phase: PhaseReaction, index: float, model: AqueousModel) -> float:
    """ln Omega from log10 of a saturation ratio, or of a gas's partial pressure [atm]."""
    if not (phase.is_gas and phase.critical):
        return LN10 * index
    return LN10 * index + ln_fugacity_coefficient(10.0**index, float(model.temperature), *phase.critical)


def _check_count(model: AqueousModel, free: list[int], phases: list[str], amounts: dict[int, float]) -> None:
    """As many phases as components that nothing else determines."""
    if len(free) == len(phases):
        return
    names = [model.elements[j] for j in free]
    if len(free) > len(phases):
        known = f" besides {', '.join(phases)}" if phases else ""
        raise WaterError(
            f"under-determined: nothing says how much there is of {', '.join(names)}{known}; "
            "give a total, a pH, a charge balance or a phase"
        )
    held = ", ".join(model.elements[j] for j in amounts)
    raise WaterError(
        f"over-determined: {len(phases)} phases ({', '.join(phases)}) for {len(free)} free component(s) "
        f"({', '.join(names) or 'none'}); leave out a total among {held}, or the pH"
    )
