"""Exergy of a stirred reactor: every feed, outlet and heat against one dead state."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.budget.exergy import DeadState, dead_state
from fluxforce.model.assemble.base import ExergyBook, Port
from fluxforce.model.assemble.heats import HotReaction, Standard, settled
from fluxforce.model.assemble.mass_action import conserved_groups
from fluxforce.model.assemble.reactor_numbers import Of, removed_heat
from fluxforce.model.assemble.reactor_parts import Gas, Layout


def exergy_book(
    layout: Layout,
    data: Standard,
    reactions: dict[str, HotReaction],
    start: Float[Array, "coordinates places"],
    gas: Gas | None,
    environment: float,
    dead: dict[str, float] | None,
) -> ExergyBook:
    """Ports of a reactor. The dead state is a solution at ``environment`` in which all reactions have come to rest."""
    content = np.exp(np.asarray(start[:-1]))
    if dead is not None:
        given = np.maximum([dead[name] for name in layout.names], 1e-12 * content.max())
    elif layout.feeds:
        given = content[:, : layout.tank] @ layout.flows / layout.flows.sum()
    else:
        given = content[:, layout.tank]
    groups = np.array(list(conserved_groups(layout.names, reactions).values())).reshape(-1, len(layout.names))
    rest = settled(given, data.logarithms(environment), groups) if reactions else given
    state = dead_state(layout.mixture, jnp.asarray(np.log([*rest, environment])))
    ports = [_stream(layout, state, name, k, float(layout.flows[k])) for k, name in enumerate(layout.feeds)]
    total = float(layout.flows.sum())
    shares = layout.shares / layout.shares.sum() if layout.outlets else layout.shares
    ports += [
        _stream(layout, state, name, layout.tank, -total * float(share))
        for name, share in zip(layout.outlets, shares, strict=True)
    ]
    if gas is not None:
        ports.append(_gas(layout, state, len(reactions), gas))
    ports += _others(layout, state, gas)
    composition = ", ".join(f"{name} {value:.3g}" for name, value in zip(layout.names, rest, strict=True))
    described = {"temperature": f"{environment:g} K", "solution at rest (mol/m3)": composition}
    return ExergyBook(tuple(ports), _stored(layout, state), described, layout.outlets)


def _stream(layout: Layout, dead: DeadState, name: str, place: int, flow: float) -> Port:
    """Q b(w) of a stream that enters (flow > 0) or leaves, thermal part at its own composition apart."""

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        return flow * dead.of(layout.content(rates)[:, place], layout.entropy(rates)[place])

    def chemical(_: System, rates: Rates) -> Float[Array, ""]:
        cold = jnp.append(jnp.log(rates.reading.content[:-1, place]), jnp.log(dead.temperature))
        reading = layout.mixture.read(cold[:, None])
        return flow * dead.of(reading.content[:, 0], reading.entropy[0])

    def thermal(system: System, rates: Rates) -> Float[Array, ""]:
        return of(system, rates) - chemical(system, rates)

    return Port(name, of, {"heat": thermal, "composition": chemical})


def _gas(layout: Layout, dead: DeadState, k: int, gas: Gas) -> Port:
    """n_k (h_k - T0 s_k - mu0_k) of what the gas gives to the liquid."""
    index = jnp.array([layout.names.index(name) for name in gas.species])
    brought = jnp.asarray(layout.brought(gas))

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        given = rates.fluxes[k][:, 0]
        # y of the gas place is -mu/T there (or its Massieu form): h/T_g + y is the entropy it gives up
        own = rates.reading.conjugates[index, layout.gas_place]
        at = layout.bath or gas.temperature
        entropy = own + brought[index] / at
        return given @ (
            brought[index] - dead.temperature * entropy + dead.temperature * dead.conjugates[index]
        )

    return Port("gas", of)


def _others(layout: Layout, dead: DeadState, gas: Gas | None) -> list[Port]:
    """Heat at the temperature of the coolant or the thermostat, and species that chemostats supply to the tank."""
    ports = []
    removed: Of | None = removed_heat(layout, gas)
    if removed is not None:

        def heat(system: System, rates: Rates) -> Float[Array, ""]:
            at = layout.bath or layout.temperature(rates)[layout.coolant_place]
            return -dead.of_heat(removed(system, rates), jnp.asarray(at))

        ports.append(Port("coolant" if layout.coolant else "thermostat", heat))
    return [*ports, *(_chemostat(layout, dead, name) for name in layout.held)]


def _chemostat(layout: Layout, dead: DeadState, name: str) -> Port:
    """n_k (h_k - T0 s_k - mu0_k) of a species that is held, supplied as it is in the tank."""
    k, t, flows, mixture = layout.names.index(name), layout.tank, jnp.asarray(layout.flows), layout.mixture

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        content, temperature = rates.reading.content[k], layout.temperature(rates)[t]
        streams = flows @ (content[:t] - content[t]) if layout.feeds else 0.0
        given = -sum((supply[k, t] for supply in rates.exchanged), start=jnp.asarray(streams))
        molar = mixture.energy[k] + mixture.heat[k] * (temperature - mixture.reference)
        entropy = rates.reading.conjugates[k, t] + molar / temperature
        return given * (molar - dead.temperature * (entropy - dead.conjugates[k]))

    return Port(f"chemostat of {name}", of)


def _stored(layout: Layout, dead: DeadState) -> Of:
    """T0 (y0 - y) . dw/dt of the tank, w with the energy and y of the solution without its thermostat."""
    mixture, t = layout.mixture, layout.tank

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        supply, temperature = rates.supply[:, t], layout.temperature(rates)[t]
        if layout.bath:
            molar = mixture.energy + mixture.heat * (temperature - mixture.reference)
            supply = supply.at[-1].set(molar @ supply[:-1])
            own = rates.reading.conjugates[:-1, t]  # at the bath's temperature: -mu/T
            conjugates = jnp.append(own, 1.0 / temperature)
        else:
            conjugates = rates.reading.conjugates[:, t]
        return dead.temperature * (dead.conjugates - conjugates) @ supply

    return of
