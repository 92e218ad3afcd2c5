"""Information: two parts of one network that watch each other, and an engine fed by a measurement."""

import numpy as np
from scipy.optimize import brentq

from fluxforce.budget.markov.information import (
    best_settings,
    bipartite,
    feedback_bound,
    feedback_work,
    measured,
)
from fluxforce.networks.network import Channel, Network, network
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

HOROWITZ = "Horowitz and Esposito 2014"
SAGAWA = "closed form ln 2 - H(error) (Sagawa and Ueda 2010)"


def p66() -> list[Check]:
    """Four states x, y = 0, 1; each part's rates depend on where the other is."""
    found = bipartite(_four_states(), [0, 0, 1, 1], [0, 1, 0, 1])
    x, y = found.parts["X"], found.parts["Y"]
    rows: list[Row] = [
        ("mutual information of both parts [k_B]", HOROWITZ, found.mutual_information, 0.2621685055764974),
        ("information that X gains per second [k_B/s]", HOROWITZ, x.information_flow, -0.1775460244993779),
        ("information that Y gains: what X loses", HOROWITZ, y.information_flow, 0.1775460244993779),
        ("entropy production of X [k_B/s]", HOROWITZ, x.production, 0.0188345516239992),
        ("entropy production of Y [k_B/s]", HOROWITZ, y.production, 0.03563203193711478),
        ("entropy that the reservoirs of X take up", HOROWITZ, x.discharged, -0.1587114728753788),
    ]
    return numbered("66", rows)


def p67() -> list[Check]:
    """Szilard's engine with a measurement that is wrong once in ten times."""
    joint = measured([0.5, 0.5], 0.1)

    def slope(share: float) -> float:
        return _delivered(joint, share + 1e-6) - _delivered(joint, share - 1e-6)

    share = float(np.asarray(brentq(slope, 0.5, 0.999)))
    rows: list[Row] = [
        (
            "information of the measurement, which bounds the work [k_B T]",
            SAGAWA,
            feedback_bound(joint),
            0.3680642071684971,
        ),
        (
            "work of the engine at the best position of its wall",
            SAGAWA,
            _delivered(joint, share),
            0.3680642071684971,
        ),
    ]
    more: list[Row] = [
        (
            "work where the wall follows what the measurement tells",
            SAGAWA,
            feedback_work(joint, best_settings(joint)),
            0.3680642071684971,
        )
    ]
    return [*numbered("67", rows), *numbered("67", more, first=3)]


def _delivered(joint: np.ndarray, share: float) -> float:
    return feedback_work(joint, np.array([[share, 1.0 - share], [1.0 - share, share]]))


def _four_states() -> Network:
    of_x = ((1.0, 3.0), (4.0, 0.5))
    of_y = ((0.2, 2.0), (5.0, 0.7))
    channels = {}
    for other in (0, 1):
        channels[f"X at y = {other}"] = Channel(f"0{other}", f"1{other}", *of_x[other], process="X")
        channels[f"Y at x = {other}"] = Channel(f"{other}0", f"{other}1", *of_y[other], process="Y")
    return network(channels, states=("00", "01", "10", "11"))
