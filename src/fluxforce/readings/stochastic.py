"""What a stochastic kind of model adds to the books and fields of its time evolution."""

from fluxforce.model.assemble.base import Assembled
from fluxforce.model.schema import Model, NetworkModel, ReactionsModel
from fluxforce.readings.more import More
from fluxforce.readings.network import efficiency_numbers, steady_numbers
from fluxforce.readings.reactions import reaction_numbers
from fluxforce.readings.sampled import sampled_network


def stochastic_readings(model: Model, made: Assembled) -> More:
    """Steady state, fluctuations and samples of a model, as far as its file asks for them."""
    match model:
        case NetworkModel():
            return _network(model, made)
        case ReactionsModel():
            return reaction_numbers(model, made.notes["reactions"], made.notes["counts"])
        case _:
            return More()


def _network(model: NetworkModel, made: Assembled) -> More:
    more = More()
    net, channels = made.notes["network"], made.notes["jumps"]
    if model.steady:
        steady, fields, warnings = steady_numbers(
            net, made.notes["counted"], temperatures=made.notes["temperatures"], channels=channels
        )
        if model.efficiency is not None and "currents" in steady:
            asked = model.efficiency
            steady["efficiency"] = efficiency_numbers(
                asked.output, asked.input, steady["currents"], made.notes["parameters"]
            )
        more.numbers["steady"] = steady
        more.fields |= fields
        if warnings:
            more.numbers["warnings"] = warnings
        if fields:
            states = [net.label(k) for k in range(net.states)]
            more.coordinates |= {"state": states, "channel": list(channels)}
    if model.sample is not None:
        found = sampled_network(made, model.sample, model.time.end, more.numbers.get("steady", {}))
        more.numbers |= found.numbers
        more.fields |= found.fields
        more.coordinates |= found.coordinates
    return more
