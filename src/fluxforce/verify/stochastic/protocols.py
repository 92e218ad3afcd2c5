"""Driven and relaxing two-level systems: work, free energy, and the limit on their speed."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.budget.markov.protocol import Segment, drive, reverse
from fluxforce.budget.markov.speed import speed_limit
from fluxforce.networks.network import Channel, Network, network
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

DRIVEN = "integral of the master equation (Jarzynski 1997, Crooks 1998)"
PARTITION = "closed form from both partition functions"
RELAXING = "closed form of two states"


def p63() -> list[Check]:
    """A level raised from 0 to 2 k_B T within 1 s, with rates exp(-e/2) up and exp(e/2) down."""
    protocol = (Segment(1.0, _raised, _energies),)
    forth, back = drive(protocol), drive(reverse(protocol))
    rows: list[Row] = [
        ("two levels driven apart: mean work [k_B T]", DRIVEN, forth.work, 0.7883666214398409),
        ("difference of free energy [k_B T]", PARTITION, forth.free_energy, 0.5662191695169728),
        ("probability of the upper level in the end", DRIVEN, float(forth.end[1]), 0.2321703722771497),
        ("dissipated work [k_B T]", DRIVEN, forth.dissipated, 0.2221474519228681),
        ("mean work of the protocol run backwards [k_B T]", DRIVEN, back.work, -0.3817431333638557),
    ]
    jarzynski = -float(np.log(forth.exponential))
    more: list[Row] = [("-ln <exp(-work)> of the same protocol", PARTITION, jarzynski, 0.5662191695169728)]
    return [*numbered("63", rows), *numbered("63", more, first=6)]


def p68() -> list[Check]:
    """Two states that relax for 1 s, rates 1 up and 2 down, from 0.9 in the upper one."""
    made = network({"exchange": Channel("down", "up", 1.0, 2.0)})
    found = speed_limit(made, np.array([0.1, 0.9]), 1.0)
    rows: list[Row] = [
        (
            "two states relax: entropy production altogether [k_B]",
            RELAXING,
            found.production,
            0.7024474220109471,
        ),
        ("jumps per second, averaged over the time", RELAXING, found.activity, 1.512817998197181),
        (
            "least time that they need [s], below 1",
            "Shiraishi, Funo and Saito 2018",
            found.least_time,
            0.5456657515099256,
        ),
    ]
    return numbered("68", rows)


def _energies(time: Array) -> Array:
    return jnp.stack([0.0 * time, 2.0 * time])


def _raised(time: float) -> Network:
    rate = float(np.exp(time))
    return network({"exchange": Channel("down", "up", 1.0 / rate, rate)})
