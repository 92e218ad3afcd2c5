"""What reactions among counted species come to beyond their rate equations: fixed points, noise, master equation."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fluxforce.budget.reactions.copy_numbers import CopyNumbers, stationary_copy_numbers
from fluxforce.budget.reactions.fixed_points import MacroscopicState, fixed_points
from fluxforce.budget.reactions.linear_noise import linear_noise
from fluxforce.errors import BadInput, SolverGaveUp
from fluxforce.model.assemble.reactions import network_of
from fluxforce.model.schema.reactions import ReactionsModel
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.readings.fields import Fields
from fluxforce.readings.more import More
from fluxforce.readings.sampled import checked_start, sampled_reactions

# Largest share of the traffic that may cross the bounds before a person is told.
CUT = 1e-9
# Traffic below this share of the fastest rate is that of an end such as extinction, where all of it is round-off.
RARE = 1e-6


def reaction_numbers(model: ReactionsModel, network: ReactionNetwork, counts: Mapping[str, float]) -> More:
    """Parts of the budget (k_B/s, copies), fields and names: macroscopic beside stochastic."""
    numbers: dict[str, Any] = {}
    fields: Fields = {}
    coordinates: dict[str, Any] = {"reaction": list(network.names), "species": list(network.species)}
    warnings: list[str] = []
    rows = _fixed(model, counts, network, warnings) if not model.own_laws else []
    if rows:
        numbers["fixed points"] = rows
    steady = None
    if model.master_equation is not None:
        steady, more, found = _master(model, counts, network, warnings)
        numbers["master equation"] = more
        fields |= found
    if model.sample is not None:
        sampled = sampled_reactions(
            network, counts, model.sample, model.time.end, steady, numbers.get("master equation", {})
        )
        numbers |= sampled.numbers
        fields |= sampled.fields
        coordinates |= sampled.coordinates
    if warnings:
        numbers["warnings"] = warnings
    return More(numbers, fields, coordinates)


def _fixed(
    model: ReactionsModel, counts: Mapping[str, float], network: ReactionNetwork, warnings: list[str]
) -> list[dict[str, Any]]:
    start = {name: count / network.volume for name, count in counts.items()}
    try:
        points = fixed_points(network, start, starts=[start])
    except (BadInput, SolverGaveUp) as error:
        warnings.append(f"fixed points of the rate equations: {error}")
        return []
    return [_point(one, model.linear_noise) for one in points]


def _point(one: MacroscopicState, noise: bool) -> dict[str, Any]:
    network, v = one.network, one.network.volume
    names = network.species
    row: dict[str, Any] = {
        "concentrations": dict(zip(names, map(float, one.concentration), strict=True)),
        "copies": dict(zip(names, map(float, v * one.concentration), strict=True)),
        "stable": one.stable,
        "production": _finite(v * one.production_density),
        "by reaction": {
            name: _finite(v * float(value)) for name, value in zip(network.names, one.production, strict=True)
        },
    }
    if noise and one.stable:
        covariance = v * linear_noise(one).covariance
        row["deviation"] = dict(zip(names, map(float, np.sqrt(np.diag(covariance))), strict=True))
        row["covariance"] = covariance.tolist()
    return row


def _finite(value: float) -> float | str:
    return float(value) if np.isfinite(value) else "unbounded"


def _master(
    model: ReactionsModel, given: Mapping[str, float], network: ReactionNetwork, warnings: list[str]
) -> tuple[CopyNumbers, dict[str, Any], Fields]:
    """Steady state of the master equation: moments, entropy production by reaction, marginals."""
    assert model.master_equation is not None
    counts = checked_start(given)
    bounds = dict(model.master_equation.bounds)
    found = stationary_copy_numbers(network, counts, bounds=bounds)
    rates = found.rates()
    by_reaction = {name: _finite(value) for name, value in rates.by_process().items()}
    mean, deviation = found.mean(), found.deviation()
    net = found.master.network
    fastest = float(max(net.forward.max(initial=0.0), net.backward.max(initial=0.0), 1e-300))
    grown = {n: int(h) for n, h in zip(network.species, found.master.box.high, strict=True) if h > bounds[n]}
    if grown:
        said = ", ".join(f"{name} to {high}" for name, high in grown.items())
        warnings.append(f"the bounds of the master equation were too small and were raised: {said}")
    numbers = {
        "states": found.master.network.states,
        "mean": dict(zip(network.species, map(float, mean), strict=True)),
        "deviation": dict(zip(network.species, map(float, deviation), strict=True)),
        "production": _finite(rates.total_production),
        "by reaction": by_reaction,
        "cut": found.lost,
        "standing still": float(np.abs(rates.supply).sum() / max(rates.traffic.sum(), RARE * fastest)),
    }
    return found, numbers, _marginals(found, network)


def _marginals(found: CopyNumbers, network: ReactionNetwork) -> Fields:
    fields: Fields = {}
    for name in network.species:
        values = found.marginal(name)
        fields[f"copies:{name}"] = ((f"n:{name}",), values, "1")
    if len(network.species) == 2:
        high = found.master.counts.max(axis=0) + 1
        joint = np.zeros(tuple(high))
        joint[tuple(found.master.counts.T)] = found.probability
        fields["copies"] = (tuple(f"n:{name}" for name in network.species), joint, "1")
    return fields


def lawful_books(model: ReactionsModel, more: More) -> dict[str, Any]:
    """The budget of reactions with laws of their own, which have no rate equations [k_B].

    With a master equation it is that of its steady state over the time of the run, and closes where probabilities
    stand still; with a sample alone the books are those of copies: what is there is what was plus all jumps.
    """
    end, master = model.time.end, more.numbers.get("master equation", {})
    sampled = more.numbers.get("sample", {})
    by_reaction = master.get("by reaction", {})
    if not master:
        by_reaction = {one.name: "unbounded" for one in network_of(model).reactions if one.one_way}
    closure = {"leak": master["standing still"]} if master else {"copies": sampled.get("copies kept")}
    numbers: dict[str, Any] = {
        "books": list(closure),
        "shown": {"unit": "k_B", "factor": 1.0},
        "entropy": {
            "produced": {name: end * v for name, v in by_reaction.items() if not isinstance(v, str)},
            "numerical": {},
        },
        "closure": closure,
        "time": [0.0, end],
    }
    unbounded = [name for name, value in by_reaction.items() if isinstance(value, str)]
    if unbounded:
        numbers["entropy"]["unbounded"] = dict.fromkeys(unbounded, 0.0)
    entropy = sampled.get("averages", {}).get("entropy produced per second")
    if not master and entropy is not None:
        numbers["verdict"] = (
            f"{entropy['mean']:.4g} +- {entropy['error']:.1g} k_B/s of entropy were produced by the sampled "
            "trajectories; by reaction it is known where a master equation is asked for."
        )
    return numbers | more.numbers
