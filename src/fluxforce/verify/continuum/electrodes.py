"""Redox couples that share one metal: mixed potentials, currents and what they dissipate."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import evaluated
from fluxforce.constants import FARADAY, GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.couples import ButlerVolmer, ButlerVolmerConstant, Couple, TafelLine
from fluxforce.model.assemble.electrode import Dissolved, Phase, electrode
from fluxforce.readings.polarisation import polarisation_resistance
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check

METAL, HYDROGEN = {"M+2": -1.0, "M": 1.0}, {"H+": -2.0, "H2": 1.0}


def checks() -> list[Check]:
    """P17 of the continuum."""
    return [*_zinc(), *_iron(), *_limited(), *_pyrite(), *_near()]


def _two(
    first: ButlerVolmer | TafelLine, second: ButlerVolmer | TafelLine, *, standard: float = -0.763,
    ions: float = 1000.0, protons: float = 1000.0,
) -> Assembled:  # fmt: skip
    """A metal in acid; all cases have the same names, so that they are compiled once."""
    couples = {"metal": Couple(METAL, 2.0, standard, first), "hydrogen": Couple(HYDROGEN, 2.0, 0.0, second)}
    return electrode(
        couples=couples, solution={"M+2": Dissolved(ions), "H+": Dissolved(protons)},
        phases={"M": Phase(), "H2": Phase()}, temperature=ROOM_TEMPERATURE,
    )  # fmt: skip


VOLMER = (ButlerVolmer(1e-3, 1.0), ButlerVolmer(1e-6, 0.5, repeats=2.0))
LINES = (TafelLine(1e-3, -0.763, 1.0, anodic=True), TafelLine(1e-6, 0.0, 0.5, anodic=False))


def _numbers(made: Assembled, coordinates: Array) -> dict[str, float]:
    rates = evaluated(made.system, coordinates)
    return {one.name: float(one.of(made.system, rates)) for one in made.numbers}


def _settled(made: Assembled) -> dict[str, float]:
    """Numbers of the steady state to which the kernel goes from a potential that is off by 20 mV."""
    row = made.system.potential.quantities.index("charge")
    start = made.start.at[row, 0].add(0.02 * float(made.system.active[row, 0]))
    found = steady(made.solver, made.system, start, scale=made.scale)
    numbers = _numbers(made, found.coordinates)
    return numbers if found.converged else dict.fromkeys(numbers, np.nan)


def _zinc() -> list[Check]:
    lines, both = _two(*LINES), _two(*VOLMER)
    at = lines.start  # at the mixed potential, which the bracketed solve found
    straight, full = _numbers(lines, at), _settled(both)
    produced = [float(jnp.sum(p)) for p in evaluated(both.system, both.start).production]
    resistance = polarisation_resistance(lines, at)
    return [
        Check("P17.tafel", "mixed potential of two Tafel lines [V]", "closed form", straight["potential"],
              -0.626985366036231, 1e-11),
        Check("P17.tafel-current", "their corrosion current [A/m2]", "closed form", straight["corrosion current"],
              0.199123817729773, 1e-11),
        Check("P17.potential", "mixed potential by the full law of Butler and Volmer [V]",
              "root in 30 digits", full["potential"], -0.626984934059393, 1e-11),
        Check("P17.current", "its corrosion current [A/m2]", "root in 30 digits", full["corrosion current"],
              0.199122143768329, 1e-11),
        Check("P17.sigma", "entropy production, sum of J X [W/m2/K]",
              "sum of i (E - E_k)/T", sum(produced), 5.09576373286047e-4, 1e-11),
        Check("P17.anode", "of which at the anode", "closed form", produced[0], 9.08388781314245e-5, 1e-11),
        Check("P17.cathode", "of which at the cathode", "closed form", produced[1], 4.18737495154622e-4, 1e-11),
        Check("P17.resistance", "polarisation resistance of the Tafel lines [Ohm m2]",
              "Stern-Geary, RT/F/(i (alpha_a + alpha_c))", resistance, 0.0860187710, 2e-9),
    ]  # fmt: skip


def _iron() -> list[Check]:
    volmer = ButlerVolmer(1e-4, 0.5), ButlerVolmer(1e-2, 0.5, repeats=2.0)
    found = _settled(_two(*volmer, standard=-0.44, ions=1e-3, protons=0.1))
    source = "root in 30 digits"
    return [
        Check("P17.iron-rest", "iron at 1 umol/L of Fe+2: potential of equilibrium [V]", "Nernst",
              found["equilibrium of metal"], -0.617478049054347, 1e-11),
        Check("P17.hydrogen-rest", "hydrogen at pH 4 [V]", "Nernst", found["equilibrium of hydrogen"],
              -0.236637398739129, 1e-11),
        Check("P17.iron-potential", "iron at pH 4: corrosion potential [V]", source, found["potential"],
              -0.463110367355541, 1e-11),
        Check("P17.iron-current", "its corrosion current [A/m2]", source, found["corrosion current"],
              0.820404951599009, 1e-11),
    ]  # fmt: skip


def _limited() -> list[Check]:
    """A potential far below that of oxygen: its current is that of the film."""
    oxygen = Couple(
        {"O2": -1.0, "OH-": 4.0, "H2O": -2.0}, 4.0, 0.401, ButlerVolmerConstant(1e-13, 0.5, 4.0, {"O2": 1.0})
    )
    made = electrode(
        couples={"oxygen": oxygen},
        solution={"O2": Dissolved(0.25, diffusion=2e-9), "OH-": Dissolved(1e-4, diffusion=5.3e-9)},
        phases={"H2O": Phase()}, temperature=ROOM_TEMPERATURE, film=1e-4, potential=-2.4,
    )  # fmt: skip
    found = _settled(made)
    return [Check("P17.limit", "current of oxygen limited by a film of 0.1 mm [A/m2]", "closed form 4 F D c/delta",
                  -found["current of oxygen"], 1.9297066424662, 1e-8)]  # fmt: skip


def _pyrite() -> list[Check]:
    """exp(FE/RT) = k3 [Fe+3]/(k1 + k2 [Fe+2]), constants in A m/mol and A/m2, concentrations in mol/m3."""
    anodic, ferrous, ferric = 1e-8, 1e-7, 1e-3
    standard = ROOM_TEMPERATURE * GAS_CONSTANT / FARADAY * np.log(ferric / ferrous)
    # at E0 both directions run at k3 exp(-F E0/2RT) = sqrt(k2 k3) per mol/m3; activities count per 1000 mol/m3
    iron = ButlerVolmerConstant(1000.0 * np.sqrt(ferrous * ferric) / FARADAY, 0.5)
    dissolution = TafelLine(anodic, 0.0, 0.5, anodic=True)
    pyrite = {"Fe+2": -1.0, "SO4-2": -2.0, "H+": -16.0, "FeS2": 1.0, "H2O": 8.0}
    made = electrode(
        couples={
            "pyrite": Couple(pyrite, 14.0, 0.36, dissolution),
            "iron": Couple({"Fe+3": -1.0, "Fe+2": 1.0}, 1.0, float(standard), iron),
        },
        solution={"Fe+2": Dissolved(20.0), "Fe+3": Dissolved(5.0), "SO4-2": Dissolved(50.0), "H+": Dissolved(10.0)},
        phases={"FeS2": Phase(), "H2O": Phase()}, temperature=ROOM_TEMPERATURE,
    )  # fmt: skip
    found = _numbers(made, made.start)
    source = "closed form [holmes2000]"
    return [
        Check("P17.pyrite", "pyrite in Fe(III) solution: mixed potential [V]", source, found["potential"],
              0.200891778376049, 1e-11),
        Check("P17.pyrite-current", "its dissolution current [A/m2]", source, found["corrosion current"],
              4.98754668053816e-7, 1e-11),
    ]  # fmt: skip


def _near() -> list[Check]:
    """Two couples whose potentials nearly agree: E = (i01 E1 + i02 E2)/(i01 + i02), the less wrong the nearer."""
    off = []
    for apart in (1e-3, 5e-4):
        volmer = ButlerVolmer(2e-3, 1.0), ButlerVolmer(4e-3, 0.5, repeats=2.0)
        found = _settled(_two(*volmer, standard=apart))
        # currents per volt at rest are i0 (n/nu_st) F/RT
        linear = 2.0 * 2e-3 * apart / (2.0 * 2e-3 + 4e-3)
        off.append(abs(found["potential"] - linear) / apart)
    return [Check("P17.near", "two couples near equilibrium: error of the linear law against the distance, its order",
                  "series of sinh: second order", float(np.log2(off[0] / off[1])), 2.0, 1e-3)]  # fmt: skip
