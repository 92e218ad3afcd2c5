"""A single electronic level between leads: the smallest conductor and the smallest heat engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from scipy.special import expit

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.network import Channel, Network, network


@dataclass(frozen=True)
class Lead:
    """An electron reservoir: tunnelling ``rate`` [1/s], chemical ``potential`` and ``temperature`` in one energy
    unit (k_B = 1).
    """

    rate: float
    potential: float = 0.0
    temperature: float = 1.0


def quantum_dot(level: float, leads: Mapping[str, Lead]) -> Network:
    """States "empty" and "full" of one level, one channel for each lead: in at G f, out at G (1 - f).

    f = 1/(1 + exp x), x = (level - potential)/temperature, so each channel obeys detailed balance with its own
    lead and takes the name of the lead, as process and as reservoir. Source: [bagrets2003], [esposito2009c].
    Raises BadInput for a temperature that is not above zero, and where a rate of a finite bias underflows: that
    channel would be taken for a one-way one.
    """
    channels = {}
    for name, lead in leads.items():
        if not lead.temperature > 0.0:
            raise BadInput([Problem(f"the temperature of lead '{name}' is {lead.temperature:g}")])
        x = (level - lead.potential) / lead.temperature
        rates = (lead.rate * float(expit(-x)), lead.rate * float(expit(x)))
        if isfinite(x) and lead.rate > 0.0 and min(rates) == 0.0:
            said = f"the level lies {x:g} k_B T above the potential of lead '{name}': one rate is below all numbers"
            raise BadInput([Problem(said, hint="an infinite potential makes the lead one-way on purpose")])
        channels[name] = Channel("empty", "full", *rates, reservoir=name, entropy=-x)
    return network(channels, states=("empty", "full"))


def dot_engine(
    x_hot: float, x_cold: float, cold_temperature: float, rates: tuple[float, float] = (2.0, 2.0)
) -> tuple[Network, dict[str, Lead]]:
    """The dot as a heat engine between leads at T_hot = 1 and T_cold, from its two reduced levels x.

    The level lies at energy zero, so the potentials are -x T. The rates give Gamma = G_h G_c/(G_h + G_c) = 1
    unless they are changed. Power = current from hot to cold times (potential cold - potential hot) =
    Gamma (f_h - f_c)(x_hot T_hot - x_cold T_cold). Source: [esposito2009b].
    """
    leads = {
        "hot": Lead(rates[0], -x_hot, 1.0),
        "cold": Lead(rates[1], -x_cold * cold_temperature, cold_temperature),
    }
    return quantum_dot(0.0, leads), leads
