"""The steady state of a Markov network as plain data and fields: currents, cycles, cumulants, efficiency."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxforce.budget.markov.counting import cumulants
from fluxforce.budget.markov.cycles import Cycle, fundamental_cycles
from fluxforce.budget.markov.entropy import EntropyRates, entropy_rates
from fluxforce.budget.markov.hill import hill_cycles, simple_cycles
from fluxforce.model.expression import parse
from fluxforce.networks.network import Network
from fluxforce.readings.fields import Fields
from fluxforce.solve.markov.classes import communicating_classes
from fluxforce.solve.markov.poisson import poisson

# Networks up to this size have all their simple cycles listed; larger ones their fundamental cycles.
MOST_STATES, MOST_CYCLES, MOST_LISTED = 40, 200, 60


def steady_numbers(
    net: Network,
    counted: Mapping[str, np.ndarray],
    *,
    temperatures: Mapping[str, float] | None = None,
    channels: tuple[str, ...] = (),
) -> tuple[dict[str, Any], Fields, list[str]]:
    """The part "steady" of the budget [k_B/s], fields over states and channels, and warnings.

    Without a unique steady state nothing is chosen: the classes are named and nothing else is computed.
    """
    classes = communicating_classes(net)
    warnings = classes.sentences()
    if not classes.unique:
        return {"unique": False, "classes": warnings}, {}, warnings
    books = entropy_rates(net)
    numbers: dict[str, Any] = {
        "unique": True,
        "unit": "k_B/s",
        "production": _finite(books.total),
        "by process": {name: _finite(value) for name, value in books.by_process().items()},
        "by reservoir": {name: _finite(value) for name, value in books.by_reservoir().items()},
        "activity": float(books.rates.traffic.sum()),
        "standing still": float(np.abs(books.rates.supply).sum() / max(books.rates.traffic.sum(), 1e-300)),
    }
    if np.isfinite(books.closure):
        numbers["closure"] = books.closure
    if not np.isfinite(books.total):
        both = ~net.one_way
        numbers["unbounded"] = sorted({net.processes[k] for k in net.process[net.one_way]})
        numbers["production with a way back"] = float(books.production[both].sum())
    heat = {
        name: temperatures[name] * value
        for name, value in books.by_reservoir().items()
        if temperatures and name in temperatures and np.isfinite(value)
    }
    if heat:
        numbers["heat"] = heat
    numbers["currents"] = {
        name: _current(net, weights, books) for name, weights in counted.items() if np.any(weights)
    }
    numbers["cycles"] = cycle_rows(net, books, channels)
    return numbers, _fields(net, books, channels), warnings


def _finite(value: float) -> float | str:
    return float(value) if np.isfinite(value) else "unbounded"


def _current(net: Network, weights: np.ndarray, books: EntropyRates) -> dict[str, Any]:
    """Mean and variance per second, Fano factor, and the product of the uncertainty relation (at least 2)."""
    mean = float(weights @ books.rates.flux)
    variance = cumulants(net, weights, 2, poisson(net, p=books.stationary)).variance
    row: dict[str, Any] = {"mean": mean, "variance": variance}
    if abs(mean) > 1e-13 * float(np.abs(weights) @ books.rates.traffic):
        row["Fano"] = variance / abs(mean)
        if np.isfinite(books.total):
            row["uncertainty product"] = books.total * variance / mean**2
    return row


def cycle_rows(net: Network, books: EntropyRates, channels: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Every cycle in words with its affinity [k_B] and fluxes [1/s]; those that carry most first."""
    rows: list[dict[str, Any]] = []
    pairs = {tuple(sorted(pair)) for pair in zip(net.tail.tolist(), net.head.tolist(), strict=True)}
    parallel = len(pairs) < net.channels
    connected = communicating_classes(net).count == 1
    if connected and net.states <= MOST_STATES and len(simple_cycles(net, 10 * MOST_CYCLES)) <= MOST_CYCLES:
        hill = hill_cycles(net)
        for one, ahead, back in zip(hill.cycles, hill.forward, hill.backward, strict=True):
            turned = back > ahead
            affinity = -one.affinity if turned else one.affinity
            rows.append({
                "cycle": _walk(net, one, channels if parallel else (), turned),
                "affinity": _finite(affinity),
                "forward": float(max(ahead, back)), "backward": float(min(ahead, back)),
                "current": float(abs(ahead - back)),
            })  # fmt: skip
    else:
        found = fundamental_cycles(net)
        for one, current in zip(found.cycles, found.currents(books.rates), strict=True):
            rows.append(
                {
                    "cycle": _walk(net, one, channels if parallel else (), False),
                    "affinity": _finite(one.affinity),
                    "current": float(current),
                }
            )
    rows.sort(key=lambda row: -abs(row["current"]))
    return rows[:MOST_LISTED]


def _walk(net: Network, one: Cycle, channels: tuple[str, ...], turned: bool) -> str:
    """The cycle in words, with its channels where states alone do not tell it from another."""
    states = one.text(net).split(" -> ")
    names = [channels[c] for c in one.channels] if channels else []
    if turned:
        states, names = states[::-1], names[::-1]
    return " -> ".join(states) + (f" ({', '.join(names)})" if names else "")


def efficiency_numbers(
    output: str, given: str, currents: Mapping[str, Mapping[str, float]], parameters: Mapping[str, float]
) -> dict[str, float]:
    """Output, input and their ratio, from expressions of the mean currents [1/s] and the parameters."""
    values = {name: row["mean"] for name, row in currents.items()}
    numbers = {
        key: parse(text, names=tuple(values), constants=parameters).number(values)
        for key, text in (("output", output), ("input", given))
    }
    return {**numbers, "value": numbers["output"] / numbers["input"] if numbers["input"] else float("nan")}


def _fields(net: Network, books: EntropyRates, channels: tuple[str, ...]) -> Fields:
    rates = books.rates
    return {
        "steady_probability": (("state",), books.stationary, "1"),
        "steady_flux": (("channel",), rates.flux, "1/s"),
        "steady_traffic": (("channel",), rates.traffic, "1/s"),
        "steady_force": (("channel",), rates.force, "k_B"),
        "steady_production": (("channel",), rates.production, "k_B/s"),
        "channel_tail": (("channel",), net.tail.astype(float), "1"),
        "channel_head": (("channel",), net.head.astype(float), "1"),
        "channel_process": (("channel",), net.process.astype(float), "1"),
    }
