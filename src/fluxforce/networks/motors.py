"""Molecular motors with published rates: kinesin in six and in four states, and a two-state ratchet motor."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.networks.network import Channel, Network, from_arrays, network

# Counts per jump forward of every channel of ``kinesin``: steps to the front, molecules of ATP hydrolysed.
KINESIN_STEPS = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
KINESIN_HYDROLYSIS = np.array([1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
STEP = 8e-9  # [m], length of a step of kinesin

_TAIL = np.array([0, 1, 2, 3, 4, 5, 1])
_HEAD = np.array([1, 2, 3, 4, 5, 0, 4])
_EQUILIBRIUM = 4.9e11  # [ATP]/([ADP][P]) at which hydrolysis drives nothing, concentrations in micromolar


def kinesin_rates(
    load: Float[Array, ""] | float, drive: Float[Array, ""] | float
) -> tuple[Float[Array, " channels"], Float[Array, " channels"]]:
    """Rates [1/s] of the seven channels 12, 23, 34, 45, 56, 61 and 25 of six-state kinesin, forward and backward.

    ``load`` f = F l/(k_B T) resists where positive, ``drive`` is the chemical potential Delta mu/(k_B T) of ATP
    hydrolysis with [ADP] = [P] = 1 micromolar. Chemical rates carry 2/(1 + e^(chi f)) with chi = 0.25 for ATP
    binding and 0.15 else, the step e^(-0.65 f) and e^(0.35 f). The backward rates of the second cycle follow from
    those of the first, so cycle affinities are Delta mu - f, Delta mu + f and 2 Delta mu exactly. Differentiable
    by JAX.

    Published by [liepelt2007], and used so by [altaner2015]: ATP binding 2/s per micromolar, 100/s for its
    release and for every chemical step forward, 0.02/s for binding of P, the step 3e5/s and 0.24/s, chi, the
    0.65, and the equilibrium constant 4.9e11 micromolar. Follow from the balance of the cycles: 5/196 per second
    for binding of ADP, and (0.24/3e5)^2 on the release of ATP from state 5. Chosen: [ADP] = [P] = 1 micromolar.
    """
    f, mu = jnp.asarray(load, dtype=float), jnp.asarray(drive, dtype=float)
    binding, other = 2.0 / (1.0 + jnp.exp(0.25 * f)), 2.0 / (1.0 + jnp.exp(0.15 * f))
    attach = 2.0 / _EQUILIBRIUM * jnp.exp(mu) * binding
    ahead, back = 3e5 * jnp.exp(-0.65 * f), 0.24 * jnp.exp(0.35 * f)
    fast, slow, release = 100.0 * other, 0.02 * other, 5.0 / 196.0 * other
    detach = 100.0 * binding
    forward = jnp.stack([attach, fast, fast, attach, fast, fast, ahead])
    backward = jnp.stack([detach, release, slow, detach * (0.24 / 3e5) ** 2, release, slow, back])
    return forward, backward


def kinesin(load: float = 0.0, drive: float = 20.0) -> Network:
    """Kinesin with six states, a forward, a backward and a futile cycle; see ``kinesin_rates``.

    Channels 12 and 45 bind ATP, 23 and 56 release ADP, 34 and 61 hydrolyse and release P, 25 is the step. Count
    ``KINESIN_STEPS`` and ``KINESIN_HYDROLYSIS``; the velocity is ``STEP`` times the first current.
    Source: [liepelt2007].
    """
    forward, backward = (np.asarray(rate) for rate in kinesin_rates(load, drive))
    return from_arrays(
        states=6,
        tail=_TAIL,
        head=_HEAD,
        forward=forward,
        backward=backward,
        process=np.array([0, 1, 2, 0, 1, 2, 3]),
        processes=("ATP binding", "ADP release", "hydrolysis", "step"),
        reservoir=np.array([0, 1, 2, 0, 1, 2, 3]),
        reservoirs=("ATP", "ADP", "P", "load"),
        labels=("1", "2", "3", "4", "5", "6"),
    )


def kinesin_four_states(atp: float = 5e-5, phosphate: float = 1e-4) -> Network:
    """Kinesin as one cycle of four states at concentrations [mol/L] of ATP and phosphate.

    Without phosphate the last step has no way back, and entropy production is unbounded. Count any one channel.
    All eight constants are published, [hwang2017], table 2; binding of phosphate is written as proportional to
    its concentration, 120/s at 1e-4 mol/L. Concentrations are chosen.
    """
    return network(
        {
            "binding": Channel("1", "2", 2.3e6 * atp, 20.0, "ATP"),
            "step": Channel("2", "3", 600.0, 1.4),
            "hydrolysis": Channel("3", "4", 400.0, 1.7),
            "release": Channel("4", "1", 190.0, 1.2e6 * phosphate, "P"),
        }
    )


# Counts per jump forward of the channels of ``ratchet_motor``: half periods to the right, molecules of ATP.
RATCHET_POSITION = np.array([1.0, 1.0, -1.0, -1.0])
RATCHET_HYDROLYSIS = np.array([1.0, 0.0, 1.0, 0.0])


def ratchet_motor(force: float = 0.0, drive: float = 10.0) -> Network:
    """Two-state motor on a lattice: each move right or left happens with or without hydrolysis of ATP.

    ``force`` (times the lattice step over k_B T) assists where positive, ``drive`` is Delta mu/(k_B T). State b
    lies 10.81 k_B T above state a. The four channels from a to b are right with ATP, right by heat, left with
    ATP, left by heat; merged they would seem to produce less entropy than they do. All constants are published:
    the energy, four rates [1/s] and four load shares that [lau2007] fitted to kinesin. Default drive: chosen.
    """
    energy = 10.81
    right, left = np.exp(-energy + 0.25 * force), np.exp(-energy - 1.83 * force)
    return_left, return_right = np.exp(0.16 * force), np.exp(0.08 * force)
    chemical = np.exp(drive)
    active, passive = (0.57, 1.3e-6), (3.5, 108.15)
    return network(
        {
            "right with ATP": Channel("a", "b", active[0] * right * chemical, active[0] * return_left, "ATP"),
            "right": Channel("a", "b", passive[0] * right, passive[0] * return_left),
            "left with ATP": Channel("a", "b", active[1] * left * chemical, active[1] * return_right, "ATP"),
            "left": Channel("a", "b", passive[1] * left, passive[1] * return_right),
        }
    )
