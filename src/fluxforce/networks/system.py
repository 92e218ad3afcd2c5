"""A network on the kernel: states are places, probability is what they hold, channels are processes."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluated
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput, Problem
from fluxforce.laws.hop import Hop, Irreversible
from fluxforce.laws.reversible import Reversible
from fluxforce.networks.given import finite
from fluxforce.networks.network import Network
from fluxforce.numerics.summary import MOST_ROWS, AbstractSummarised, Summary, number, numbers
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.thermo.base import AbstractPotential, Reading

ROUND_OFF = 1e-9  # how far below zero a solver may leave a probability that is zero
LEAST = 1e-300  # floor of a probability, applied once: the logarithm of an empty state needs a number
ONE = np.ones((1, 1))
NOT_ROUNDED_OFF = 1e-6  # beside such a probability an exact zero is meant, and no round-off of a solver
LARGE = 1 << 15  # channels or states above which arrays are not made roomier


class Probability(AbstractPotential):
    """s(p) = p (s0 - R (ln p - 1)) of every state, so y = R (s0/k_B - ln p); coordinate z = ln p.

    ``internal`` [J/K/mol] is the entropy of every state itself, which may differ from place to place: that is why
    this is not ``IdealSolution``, whose standard conjugates are those of quantities.
    """

    internal: Float[Array, " places"]
    quantities: tuple[str, ...] = ("probability",)
    linear: tuple[bool, ...] = (False,)

    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        p, nothing = jnp.exp(coordinates), jnp.zeros((0, coordinates.shape[1]))
        y = self.internal[None] - GAS_CONSTANT * coordinates
        return Reading(p, y, nothing, nothing, (p * (y + GAS_CONSTANT))[0], {})

    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        return jnp.log(content)


def system(network: Network, *, roomy: bool = False) -> System:
    """The network as a System of one quantity; reversible and one-way channels are two exchanges.

    X = R (ln p_tail - ln p_head + s_head - s_tail + entropy): every channel is a site of its own with its own
    entropy given to a reservoir. The channels of each exchange stand in the order they have in the network.
    ``roomy`` adds places that nothing reaches and sites whose measure is zero, up to the next power of two, so that
    networks of about one size share a compiled program.
    """
    places = room(network.states) if roomy else network.states
    inner = _filled(GAS_CONSTANT * network.state_entropy(), places, 0.0)
    exchanges = tuple(
        _exchange(network, name, chosen, roomy)
        for name, chosen in (("channels", ~network.one_way), ("one-way channels", network.one_way))
        if np.any(chosen)
    )
    sizes, active = jnp.asarray(np.ones(places)), jnp.asarray(np.ones((1, places)))
    return System(Probability(internal=inner), exchanges, (), sizes, active)


def _exchange(network: Network, name: str, chosen: np.ndarray, roomy: bool) -> Exchange:
    count = int(chosen.sum())
    sites = room(count) if roomy else count
    one_way = Hop(_filled(network.forward[chosen], sites, 1.0))
    ends = Pairs(_filled(network.tail[chosen], sites, 0), _filled(network.head[chosen], sites, 0))
    law = Irreversible(one_way) if name == "one-way channels" else Reversible(one_way)
    given = _filled(GAS_CONSTANT * network.entropy[chosen], sites, 0.0)[None]
    one = jnp.asarray(ONE)
    return Exchange(name, ends, one, one, law, _filled(np.ones(count), sites, 0.0), ("jump",), given)


def room(count: int) -> int:
    """The next power of two, 8 at least; large networks, whose compilation is a small part, keep their size."""
    return count if count > LARGE else max(8, 1 << (count - 1).bit_length())


def _filled(values: np.ndarray, size: int, value: float) -> Array:
    return jnp.asarray(np.concatenate([values, np.full(size - values.size, value, dtype=values.dtype)]))


@dataclass(frozen=True, repr=False)
class NetworkRates(AbstractSummarised):
    """What ``evaluate`` finds in one state of a network, channel by channel, in units of k_B and seconds.

    ``force`` X [k_B], ``flux`` J = J+ - J- [1/s], ``one_way`` J+ and ``returning`` J- [1/s], ``production`` J X
    [k_B/s]: infinite for a one-way channel that carries anything. ``supply`` is dp/dt [1/s].
    """

    network: Network
    probability: np.ndarray
    force: np.ndarray
    flux: np.ndarray
    one_way: np.ndarray
    returning: np.ndarray
    production: np.ndarray
    supply: np.ndarray

    @property
    def traffic(self) -> np.ndarray:
        """Jumps per second in both directions, of every channel."""
        return self.one_way + self.returning

    @property
    def total_production(self) -> float:
        """Entropy production [k_B/s]; infinite if a one-way channel carries anything."""
        return float(self.production.sum())

    def by_process(self) -> dict[str, float]:
        """Entropy production of every process [k_B/s]."""
        sums = np.bincount(self.network.process, self.production, minlength=len(self.network.processes))
        return dict(zip(self.network.processes, map(float, sums), strict=True))

    def summary(self) -> Summary:
        """The whole production, and the channels that produce most."""
        order = np.argsort(-self.production, kind="stable")[:MOST_ROWS]
        rows = tuple(
            (self.network.channel_label(int(k)), *numbers(self.flux[k], self.force[k], self.production[k]))
            for k in order
        )
        return Summary(
            f"Rates of a Markov network of {self.network.states} states and {self.network.channels} channels",
            (("entropy production", f"{number(self.total_production)} k_B/s"),),
            ("channel", "flux [1/s]", "force [k_B]", "production [k_B/s]"),
            rows,
            total=self.network.channels,
        )


def network_rates(network: Network, probability: np.ndarray) -> NetworkRates:
    """Forces, fluxes and production of every channel for given probabilities, by the kernel's ``evaluate``.

    Probabilities need not add up to one (a part of a network has less). Raises BadInput for one that is negative by
    more than round-off or not finite, or where there are not as many as states.

    A reversible channel between a state of exactly zero probability and one that is not empty has an infinite force and
    produces without bound, at that instant; any time later both are finite.
    """
    probability = finite("probability", probability, (network.states,))
    if probability.min() < -ROUND_OFF:
        state = int(np.argmin(probability))
        said = f"the probability of state '{network.label(state)}' is {probability[state]:g}"
        raise BadInput([Problem(said, hint="probabilities are zero or above")])
    p = np.maximum(probability, LEAST)
    made = system(network, roomy=True)
    rates = evaluated(made, _filled(np.log(p), made.size.shape[0], 0.0)[None])
    force, flux, production = (np.zeros(network.channels) for _ in range(3))
    groups = [chosen for chosen in (~network.one_way, network.one_way) if np.any(chosen)]
    for k, chosen in enumerate(groups):
        count = int(chosen.sum())
        force[chosen] = np.asarray(rates.forces[k])[0, :count] / GAS_CONSTANT
        flux[chosen] = np.asarray(rates.fluxes[k])[0, :count]
        production[chosen] = np.asarray(rates.production[k])[:count] / GAS_CONSTANT
    # from a state that is empty nothing flows: the floor times an infinite force would say otherwise
    still = network.one_way & (probability[network.tail] <= 0.0)
    flux[still], production[still] = 0.0, 0.0
    # into a state that holds nothing at all every jump produces without bound, as at a start from one state
    sharp = ~network.one_way & _from_full_to_empty(probability, network)
    force[sharp], production[sharp] = np.copysign(np.inf, flux[sharp]), np.inf
    one_way = network.forward * np.where(still, 0.0, p[network.tail])
    returning = network.backward * p[network.head]
    return NetworkRates(
        network, p, force, flux, one_way, returning, production, np.asarray(rates.supply)[0, : network.states]
    )


def _from_full_to_empty(probability: np.ndarray, network: Network) -> np.ndarray:
    """Channels with exactly nothing at one end; beside a small probability it may be round-off."""
    ends = np.stack([probability[network.tail], probability[network.head]])
    return (ends.min(axis=0) == 0.0) & (ends.max(axis=0) > NOT_ROUNDED_OFF)
