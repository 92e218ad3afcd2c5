"""Exergy of one state by port: what enters where, what every process destroys of it, what is left to leave."""

from typing import Any

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import evaluated, prepared_at
from fluxforce.budget.instant import instant
from fluxforce.model.assemble.base import Assembled

AT_INLET = "mixing at inlet"


def mixing_names(made: Assembled) -> dict[int, str]:
    """Rows of mixing by position of their flow: one name where one flow has inlets, else one for every such flow."""
    flows = [k for k, flow in enumerate(made.system.flows) if flow.inlets]
    if len(flows) < 2:
        return dict.fromkeys(flows, AT_INLET)
    return {k: f"mixing of {made.system.flows[k].name}" for k in flows}


def exergy_rates(made: Assembled, coordinates: Float[Array, "coordinates places"]) -> dict[str, Any]:
    """Exergy per second [W] in one state: ``ports`` (in positive), ``destroyed`` by process, ``numerical``, ``stored``.

    Gouy's theorem, sum of ports = destroyed + numerical + stored, holds to ``closure``, relative to all that enters:
    the ports come from contents against the dead state, the rest from the forces and fluxes of the processes.
    ``efficiency`` is what the useful ports carry out over what enters, None where the model names none.
    """
    book = made.exergy
    if book is None:
        raise ValueError(f"a model of kind '{made.kind}' has no dead state to reckon exergy against")
    t0, system = made.environment, made.system
    ready = prepared_at(system, coordinates)
    at, rates = eqx.filter_jit(instant)(ready, coordinates), evaluated(ready, coordinates)
    destroyed = {
        exchange.name: t0 * float(value)
        for exchange, value in zip(system.exchanges, at.produced, strict=True)
    }
    for k, name in mixing_names(made).items():
        destroyed[name] = destroyed.get(name, 0.0) + t0 * float(at.mixing[k])
    ports = [
        {
            "name": port.name, "value": float(port.of(ready, rates)),
            "parts": {name: float(part(ready, rates)) for name, part in port.parts.items()},
        }
        for port in book.ports
    ]  # fmt: skip
    values = {str(port["name"]): port["value"] for port in ports}
    stored, numerical = float(book.stored(ready, rates)), t0 * float(jnp.sum(at.space))
    entering = sum(value for value in values.values() if value > 0.0)
    residual = sum(values.values()) - sum(destroyed.values()) - numerical - stored
    return {
        "ports": ports, "destroyed": destroyed, "numerical": numerical, "stored": stored,
        "closure": abs(residual) / entering if entering > 0.0 else abs(residual),
        "dead state": book.dead_state,
        "efficiency": -sum(values[name] for name in book.useful) / entering
        if book.useful and entering > 0.0
        else None,
    }  # fmt: skip
