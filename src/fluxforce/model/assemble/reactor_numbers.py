"""What a stirred reactor shows of its states: conversion, temperature, heat, and the three terms of its balance."""

from collections.abc import Callable

import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System
from fluxforce.model.assemble.base import Number, Profile
from fluxforce.model.assemble.heats import HotReaction, Standard, changes
from fluxforce.model.assemble.reactor_parts import Gas, Layout

Of = Callable[[System, Rates], Float[Array, ""]]


def numbers_of(
    layout: Layout, data: Standard, reactions: dict[str, HotReaction], gas: Gas | None
) -> tuple[Number, ...]:
    """Every number of a reactor; powers are at the temperature of the tank, T times entropy produced."""
    t, count = layout.tank, len(reactions)

    def temperature(_: System, rates: Rates) -> Float[Array, ""]:
        return layout.temperature(rates)[t]

    found = [] if layout.bath else [Number("temperature", "K", "temperature of the tank", temperature)]
    supplied = () if gas is None else tuple(gas.species)
    found += [_conversion(layout, name) for name in _used(layout, reactions) if name not in supplied]
    found += [
        Number(f"rate of {name}", "mol/s", "net extent per second in the whole tank", _rate(k, t))
        for k, name in enumerate(reactions)
    ]
    if count and layout.heats:
        found.append(
            Number(
                "heat made by reactions",
                "W",
                "-Delta H times extent, all reactions",
                _heat(layout, data, reactions),
            )
        )
    removed = removed_heat(layout, gas)
    if removed is not None:
        found.append(
            Number("heat removed", "W", "to the coolant" if layout.coolant else "to the thermostat", removed)
        )
    if layout.feeds:
        found += [
            Number("work lost by mixing", "W", "T sum Q D_B(w_in || w_tank) over the feeds", _mixed(layout)),
            Number("work lost by reactions", "W", "sum of affinity times extent", _reacted(layout, count)),
            Number(
                "Gibbs energy given up", "W",
                "of the streams at the tank's temperature, in less out: at steady state the sum of all work lost",
                _given(layout),
            ),
        ]  # fmt: skip
        if len(layout.feeds) > 1:
            found += [
                Number(f"mixing of {name}", "W", "its share of the work lost by mixing", _mixed(layout, k))
                for k, name in enumerate(layout.feeds)
            ]
    if gas is not None:
        found.append(
            Number(
                "work lost by gas exchange",
                "W",
                "T times its entropy production",
                _of_exchange(layout, count),
            )
        )
    return tuple(found)


def profiles_of(layout: Layout) -> tuple[Profile, ...]:
    """What is followed in time: the temperature where it is free, and every content that is."""

    def temperature(_: System, rates: Rates) -> Float[Array, " places"]:
        return layout.temperature(rates)

    def content(k: int) -> Callable[[System, Rates], Float[Array, " places"]]:
        return lambda _, rates: rates.reading.content[k]

    first = [] if layout.bath else [Profile("temperature", "Temperature", "K", temperature)]
    rest = [
        Profile(f"content of {name}", name, "mol/m3", content(k))
        for k, name in enumerate(layout.names)
        if name not in layout.held
    ]
    return (*first, *rest)


def _used(layout: Layout, reactions: dict[str, HotReaction]) -> list[str]:
    """Species that a reaction uses up and a feed brings: those with a conversion."""
    nu = changes(layout.names, reactions)
    return [name for k, name in enumerate(layout.names) if layout.feeds and (nu[:, k] < 0).any()]


def _conversion(layout: Layout, name: str) -> Number:
    k, flows = layout.names.index(name), jnp.asarray(layout.flows)

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        content = rates.reading.content[k]
        return 1.0 - flows.sum() * content[layout.tank] / (flows @ content[: layout.tank])

    return Number(f"conversion of {name}", "1", "share of what the feeds bring that does not leave", of)


def _rate(k: int, tank: int) -> Of:
    return lambda _, rates: rates.fluxes[k][0, tank]


def _heat(layout: Layout, data: Standard, reactions: dict[str, HotReaction]) -> Of:
    nu = jnp.asarray(changes(layout.names, reactions))
    energy, heat = nu @ jnp.asarray(data.energy), nu @ jnp.asarray(data.heat)

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        warmer = layout.temperature(rates)[layout.tank] - data.reference
        extents = jnp.stack([rates.fluxes[k][0, layout.tank] for k in range(len(reactions))])
        return -jnp.sum((energy + heat * warmer) * extents)

    return of


def removed_heat(layout: Layout, gas: Gas | None) -> Of | None:
    """Heat to the coolant; or what the thermostat takes, being what streams, gas and reactions bring and the species
    do not keep at its temperature.
    """
    if layout.coolant:
        return lambda _, rates: rates.fluxes[-1][0, 0]
    if layout.bath is None or not layout.heats:
        return None
    flows, t, mixture = jnp.asarray(layout.flows), layout.tank, layout.mixture
    molar = mixture.energy + mixture.heat * (layout.bath - mixture.reference)
    brought = jnp.asarray(layout.brought(gas))

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        sensible = layout.energy(rates) - molar @ rates.reading.content[:-1]
        made = [supply[:-1, t] for supply in rates.exchanged]
        gained = brought @ made[-1] if gas is not None else 0.0
        return flows @ (sensible[:t] - sensible[t]) + gained - molar @ sum(made, start=jnp.zeros_like(molar))

    return of


def _mixed(layout: Layout, only: int | None = None) -> Of:
    feeds = range(len(layout.feeds)) if only is None else (only,)

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        produced = sum((layout.mixing(rates, k) for k in feeds), start=jnp.zeros(()))
        return layout.temperature(rates)[layout.tank] * produced

    return of


def _reacted(layout: Layout, count: int) -> Of:
    def of(_: System, rates: Rates) -> Float[Array, ""]:
        produced = sum((jnp.sum(rates.production[k]) for k in range(count)), start=jnp.zeros(()))
        return layout.temperature(rates)[layout.tank] * produced

    return of


def _of_exchange(layout: Layout, k: int) -> Of:
    return lambda _, rates: layout.temperature(rates)[layout.tank] * jnp.sum(rates.production[k])


def _given(layout: Layout) -> Of:
    """sum Q (u - T s)_in - Q (u - T s)_out with T of the tank: the Gibbs energies where all have one temperature."""

    def of(_: System, rates: Rates) -> Float[Array, ""]:
        t = layout.tank
        free = layout.energy(rates) - layout.temperature(rates)[t] * layout.entropy(rates)
        return jnp.asarray(layout.flows) @ (free[:t] - free[t])

    return of
