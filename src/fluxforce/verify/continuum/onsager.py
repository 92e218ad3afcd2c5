"""Onsager matrices: how far they reach, measured coefficients, frames."""

import jax.numpy as jnp
import numpy as np

from fluxforce.budget.onsager import frames, measured
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.reach import Reach, law_reach
from fluxforce.constants import FARADAY, GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.electrode import Activity, ExchangeCurrent
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.verify.check import Check

EXACT = "closed form"
PAPER = "reference list, 25 digits"


def checks() -> list[Check]:
    """P1 (reach), P12 (Soret and Dufour), P16 (electrokinetics, membranes), P24 (frames)."""
    return [*_reach(), *_soret(), *_electrokinetic(), *_membrane(), *_frames()]


def _of(law: AbstractLaw) -> Reach:
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(1), names=("A",)))
    return law_reach(law, potential, jnp.zeros((1, 1)))


def _reach() -> list[Check]:
    reaction = _of(Reversible(MassAction(jnp.ones(1), jnp.zeros((1, 1)))))
    one, half = jnp.array(1.0), jnp.array(0.5)
    electrode = _of(ExchangeCurrent(one, Activity(jnp.zeros(1), jnp.zeros(1)), one, half, one))
    volts = 1e3 * electrode.exact / FARADAY * ROOM_TEMPERATURE
    return [
        Check("P1.reaction.order", "order of the first correction to a reaction's linear law", EXACT,
              float(reaction.order or 0), 2.0, 0.0),
        Check("P1.reaction.estimate", "force at which it is 1 % off by that correction [J/K/mol]",
              f"{EXACT} 0.02 R", reaction.estimate, 0.02 * GAS_CONSTANT, 1e-12),
        Check("P1.reaction.exact", "A/RT > 0 at which it is 1 % off", f"{EXACT}, root of 1 - e^-x",
              reaction.above / GAS_CONSTANT, 0.0201344546147605, 1e-11),
        Check("P1.electrode.order", "order of the first correction to a symmetric electrode (second vanishes)", EXACT,
              float(electrode.order or 0), 3.0, 0.0),
        Check("P1.electrode.estimate", "F eta/RT at which it is 1 % off by that correction",
              f"{EXACT} sqrt(0.24)", electrode.estimate / GAS_CONSTANT, 0.24**0.5, 1e-12),
        Check("P1.electrode.exact", "F eta/RT at which it is 1 % off", f"{EXACT}, root of sinh(x/2)/(x/2)",
              electrode.exact / GAS_CONSTANT, 0.489165895893492, 1e-11),
        Check("P1.electrode.voltage", "the same as an overvoltage at 25 degC [mV]", EXACT,
              volts, 12.5679334835804, 1e-11),
    ]  # fmt: skip


def _soret() -> list[Check]:
    matrix = measured.soret(
        diffusion=1e-9, content=1000.0, temperature=300.0, conductivity=0.6, soret_coefficient=5e-3
    )
    forces, _ = matrix.solve(forces={"heat": 1.0}, fluxes={"solute": 0.0})
    _, carried = matrix.solve(forces={"heat": 0.0}, fluxes={"solute": 1.0})
    still = matrix.without("solute")["heat", "heat"]
    return [
        Check("P12.transported", "heat of transport from a Soret coefficient, -X1/Xq at J1 = 0 [J/mol]",
              f"{EXACT} S_T R T^2", -forces["solute"], 3741.50817816896, 1e-13),
        Check("P12.dufour", "the same by Dufour's effect, q/J1 at one temperature [J/mol]", "Onsager's reciprocity",
              carried["heat"], 3741.50817816896, 1e-13),
        Check("P12.conductivities", "k without a gradient of composition over k without diffusion [W/m/K]",
              f"{EXACT} D c Q*^2/RT^2", (matrix["heat", "heat"] - still) / 300.0**2, 1.87075408908448e-5, 1e-6),
        Check("P12.coupling", "degree of coupling of heat and matter", EXACT,
              matrix.coupling("heat", "solute"), 0.00558374987832555, 1e-12),
    ]  # fmt: skip


def slit(half_width: float) -> OnsagerMatrix:
    """A millimolar salt between walls at -25 mV."""
    return measured.slit(
        half_width=half_width, zeta=-0.025, content=1.0, viscosity=0.89e-3, permittivity=78.4, diffusion=2e-9,
        temperature=ROOM_TEMPERATURE,
    )  # fmt: skip


def _electrokinetic() -> list[Check]:
    matrix = slit(20e-9)
    forces, _ = matrix.solve(forces={"volume": 1.0}, fluxes={"charge": 0.0})
    return [
        Check("P16.vv", "flow through a slit by pressure [m2/s/Pa]", f"{EXACT} h^2/3 eta", matrix["volume", "volume"],
              1.49812734082397e-13, 1e-12),
        Check("P16.vi", "flow by a field, from the profile of velocities [m2/s/V]", EXACT,
              matrix["volume", "charge"], 1.04140539294749e-8, 1e-12),
        Check("P16.iv", "current by pressure, from the charge carried [A/m/Pa]", EXACT,
              matrix["charge", "volume"], 1.04140539294749e-8, 1e-12),
        Check("P16.ii", "conductivity, with the charge that the field's own flow carries [S/m]", EXACT,
              matrix["charge", "charge"], 0.01576373039754, 1e-12),
        Check("P16.streaming", "streaming potential without current [V/Pa]", EXACT,
              forces["charge"], -6.60633851686531e-7, 1e-12),
        Check("P16.coupling", "degree of coupling of flow and current", EXACT,
              matrix.coupling("volume", "charge"), 0.214296934257106, 1e-12),
    ]  # fmt: skip


def _membrane() -> list[Check]:
    matrix = measured.membrane(
        hydraulic=1e-12, reflection=0.8, permeability=1e-10, content=100.0, temperature=ROOM_TEMPERATURE
    )
    force = {"volume": 1e5, "exchange": 50.0 * GAS_CONSTANT * ROOM_TEMPERATURE}
    return [
        Check("P16.membrane.flow", "volume flow through a leaky membrane [m/s]", f"{EXACT} Kedem and Katchalsky",
              float(matrix.fluxes(force)[0]), 8.4171881590446e-10, 1e-12),
        Check("P16.membrane.dissipation", "T sigma of volume and exchange flow [W/m2]", EXACT,
              matrix.dissipation(force), 0.015363778377103, 1e-12),
    ]  # fmt: skip


def _frames() -> list[Check]:
    contents, forces = np.array([2.0, 3.0]), np.array([1.5, -1.0])  # Gibbs and Duhem: sum c X = 0
    friction = np.array([[0.0, 0.5], [0.5, 0.0]])
    mass = frames.mass((0.046, 0.018))
    first = measured.friction(contents, friction, mass, ("A", "B"), 300.0)
    others = (mass, frames.molar(2), frames.volume((58e-6, 18e-6)), frames.fixed_on(1, 2))
    seen = {frame.name: frames.in_frame(first, contents, frame) for frame in others}
    source = "friction r c1 c2 (v1 - v2)^2 = 3, which knows no frame"
    rows = [
        Check(f"P24.{name}", f"T sigma of a binary mixture in the {name} frame [W/m3]", source,
              matrix.dissipation(forces), 3.0, 1e-12)
        for name, matrix in seen.items()
    ]  # fmt: skip
    moving = seen["mass"].fluxes(forces) + 0.7 * contents  # the laboratory, past which the mixture flows
    return [*rows, Check("P24.laboratory", "the same from fluxes that include the flow of the mixture", source,
                         float(moving @ forces), 3.0, 1e-12)]  # fmt: skip
