"""A pump that carries protons across a membrane against their potential: six states, with a slip."""

import numpy as np

from fluxforce.networks.network import Channel, Network, network

# Counts per jump forward of the channels of ``proton_pump``: protons moved outward, driving reactions.
PUMP_TRANSPORT = np.array([1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0])
PUMP_REACTION = np.array([0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0])


def proton_pump(
    proton_motive: float = 6.0,
    drive: float = 18.0,
    *,
    protons: float = 2.0,
    binding: float = 1e3,
    turning: float = 1e3,
    reaction: float = 1e2,
    leak: float = 1e-3,
) -> Network:
    """Hill's cycle of active transport: bind inside, react, turn out, release outside, let go, turn back.

    States: empty and loaded with protons, each facing inside (1, 2), excited (3), facing outside loaded (4), empty
    (5), and relaxed (6). The channel 2-5 lets protons through without the reaction (a leak, cycle 1-2-5-6) and the
    reaction run without transport (a slip, cycle 2-3-4-5). Per turn the pump moves ``protons`` against
    ``proton_motive`` (each, over k_B T) by one reaction worth ``drive`` (Delta mu over k_B T), so affinities are
    drive - protons proton_motive (1-2-3-4-5-6), drive (2-3-4-5) and -protons proton_motive (1-2-5-6). Forces act
    half on each direction of binding (1-2) and of the reaction (2-3).

    Published: the diagram of six states with three cycles, by [pietrobon1985] and [hill1989]. Chosen: every
    number here, rates [1/s], protons per turn and potentials, and where the forces act; none is that of an
    actual pump.
    """
    load, push = float(np.exp(protons * proton_motive / 2.0)), float(np.exp(drive / 2.0))
    return network(
        {
            "binding": Channel("1", "2", binding / load, binding * load, "protons"),
            "reaction": Channel("2", "3", reaction * push, reaction / push, "fuel"),
            "turning out": Channel("3", "4", turning, turning),
            "release": Channel("4", "5", binding, binding),
            "relaxation": Channel("5", "6", turning, turning),
            "turning back": Channel("6", "1", turning, turning),
            "slip": Channel("2", "5", leak, leak),
        }
    )


# Counts per jump forward of the channels of ``active_transport``.
UPTAKE = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0])
CATALYSIS = np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0])


def active_transport(reaction: float = 10.0, gradient: float = -6.0, *, slip: float = 0.1) -> Network:
    """The same diagram with a single ion per turn, its gradient and the reaction each on one jump.

    ``reaction`` X_e drives 3 -> 4, ``gradient`` X_H drives 1 -> 2 (both over k_B T; negative is uphill), ``slip`` is
    the rate [1/s] of 2-5 both ways. The entropy production is J_e X_e + J_H X_H, with the net currents of 3 -> 4
    and 6 -> 1.

    Published: the diagram, by [pietrobon1985] and [hill1989]. Chosen: every rate [1/s].
    """
    return network(
        {
            "binding": Channel("1", "2", 50.0 * float(np.exp(gradient)), 50.0, "ions"),
            "turning out": Channel("2", "3", 200.0, 200.0),
            "catalysis": Channel("3", "4", 300.0 * float(np.exp(reaction)), 300.0, "fuel"),
            "release": Channel("4", "5", 150.0, 150.0),
            "relaxation": Channel("5", "6", 80.0, 80.0),
            "turning back": Channel("6", "1", 100.0, 100.0),
            "slip": Channel("2", "5", slip, slip),
        }
    )
