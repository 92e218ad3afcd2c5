"""F1 and ATP synthase: a rotary motor of six states per turn, driven by ATP or by protons."""

import numpy as np

from fluxforce.networks.network import Network, from_arrays

STEPS_PER_TURN = 3  # of 120 degrees, each a rotation by 80 and one by 40 degrees

# Counts per jump forward of the six channels: ATP hydrolysed, turns made.
ROTARY_HYDROLYSIS = np.array([1.0, 0.0, 1.0, 0.0, 1.0, 0.0])
ROTARY_TURNS = np.full(6, 1.0 / 6.0)


def rotary_motor(
    atp: float = 2e-3,
    adp: float = 1e-5,
    phosphate: float = 1e-3,
    *,
    proton_motive: float = 0.0,
    protons: float = 8.0,
    torque: float = 0.0,
    binding: float = 2.6e7,
    unbinding: float = 1.0,
    turnover: float = 390.0,
    equilibrium: float = 2.2e5,
    share: float = 0.5,
) -> Network:
    """Three times: ATP binds and turns the shaft by 80 degrees, then ADP and P leave and turn it by 40.

    Tight coupling, hydrolysis counted forward. Concentrations in mol/L. What resists every 120 degrees is
    (``protons``/3) ``proton_motive`` + (2 pi/3) ``torque``: protons carried per turn times their potential across
    the membrane over k_B T (positive where it drives synthesis), and an outer torque [k_B T per radian]. A share of
    it, ``share``, slows the forward rates and the rest speeds the backward ones; the 80 degrees take two thirds.

    Affinity per 120 degrees: ln(equilibrium [ATP]/([ADP][P])) - resistance. Source of the discrete cycle of two
    steps per 120 degrees: [gerritsma2009].

    Measured: the turnover [1/s], three times the 130 turns per second at saturating ATP, and the binding
    [1/(mol/L)/s], this turnover over the 15 micromolar of ATP that give half of it, by [yasuda2001]; the angles,
    which that work put at roughly 90 and 30 degrees, by [shimabukuro2003]; the equilibrium constant [mol/L] of
    hydrolysis, exp(30.5 kJ/mol/(RT)) at 298 K. Chosen: the release of ATP, 1/s, the concentrations, the share,
    and the protons per turn, eight as in animals; other organisms have more. The rebinding of products
    follows from the others.
    """
    resisting = protons / 3.0 * proton_motive + 2.0 * np.pi / 3.0 * torque
    rebinding = binding * turnover / (unbinding * equilibrium)
    parts = resisting * np.array([2.0 / 3.0, 1.0 / 3.0])
    forward = np.array([binding * atp, turnover]) * np.exp(-share * parts)
    backward = np.array([unbinding, rebinding * adp * phosphate]) * np.exp((1.0 - share) * parts)
    here = np.arange(2 * STEPS_PER_TURN)
    return from_arrays(
        states=6,
        tail=here,
        head=(here + 1) % 6,
        forward=np.tile(forward, STEPS_PER_TURN),
        backward=np.tile(backward, STEPS_PER_TURN),
        process=np.tile([0, 1], STEPS_PER_TURN),
        processes=("ATP binding", "product release"),
        reservoir=np.tile([0, 1], STEPS_PER_TURN),
        reservoirs=("ATP", "ADP and P"),
        labels=("0", "80", "120", "200", "240", "320"),
    )
