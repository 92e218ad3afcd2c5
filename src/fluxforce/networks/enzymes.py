"""Enzymes: a reversible cycle, Michaelis and Menten's one-way scheme, and kinetic proofreading."""

from fluxforce.networks.network import Channel, Network, network


def enzyme_cycle(
    substrate: float = 10.0,
    product: float = 1.0,
    forward: tuple[float, float, float] = (2.0, 5.0, 3.0),
    backward: tuple[float, float, float] = (1.0, 0.5, 0.2),
) -> Network:
    """E + S <=> ES <=> EP <=> E + P with both concentrations held; count the turnover by any channel.

    Rates are k1 S, k-1; k2, k-2; k3, k-3 P. Source: [hill1989], [seifert2012].
    """
    k1, k2, k3 = forward
    back1, back2, back3 = backward
    return network(
        {
            "binding": Channel("E", "ES", k1 * substrate, back1, "S"),
            "conversion": Channel("ES", "EP", k2, back2),
            "release": Channel("EP", "E", k3, back3 * product, "P"),
        }
    )


def michaelis_menten(binding: float = 2.0, unbinding: float = 1.0, catalysis: float = 3.0) -> Network:
    """E + S <=> ES -> E + P: two channels between two states, the second one-way; count "catalysis" for product.

    ``binding`` is k1 [S]. The product never comes back, so entropy production is unbounded.
    Source: [schnitzer1997].
    """
    return network(
        {
            "binding": Channel("E", "ES", binding, unbinding, "S"),
            "catalysis": Channel("ES", "E", catalysis, 0.0, "P"),
        }
    )


def proofreading(
    discrimination: float = 100.0,
    *,
    binding: float = 1.0,
    unbinding: float = 1.0,
    driving: float = 1.0,
    undriving: float = 1e-4,
    rebinding: float = 1e-5,
    discarding: float = 10.0,
    catalysis: float = 0.01,
) -> Network:
    """Hopfield's scheme: a right and a wrong substrate compete for one enzyme and may be discarded twice.

    E -> ER by ``binding``, back by ``unbinding``; ER -> ER* by ``driving``, back by ``undriving``; ER* -> E by
    ``discarding``, back by ``rebinding``; ER* -> E + product by ``catalysis``, one way. For the wrong substrate W
    both ways of letting go are ``discrimination`` times faster. The error is the current of "wrong product" over
    that of "right product"; it tends to 1/discrimination^2 where the drive is strong and catalysis slow.
    Source: [hopfield1974].
    """
    channels: dict[str, Channel] = {}
    for name, short, factor in (("right", "ER", 1.0), ("wrong", "EW", discrimination)):
        active = f"{short}*"
        channels |= {
            f"{name} binding": Channel("E", short, binding, unbinding * factor),
            f"{name} driving": Channel(short, active, driving, undriving, "fuel"),
            f"{name} discarding": Channel(active, "E", discarding * factor, rebinding),
            f"{name} product": Channel(active, "E", catalysis, 0.0, "product"),
        }
    return network(channels)
