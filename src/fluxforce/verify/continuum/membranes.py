"""Membranes: ions in a constant field, solutes under pressure, and electrokinetic coupling run both ways."""

import jax
import numpy as np

from fluxforce.balance import evaluated
from fluxforce.laws.slit import Slit
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.charged_membrane import charged_membrane
from fluxforce.model.assemble.ion_membrane import Permeant, ion_membrane
from fluxforce.model.assemble.solute_membrane import Side, Solute, solute_membrane
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check

BODY = 310.15  # [K]
IONS = {"K+": Permeant(1, 1e-9), "Na+": Permeant(1, 0.04e-9), "Cl-": Permeant(-1, 0.45e-9)}
INSIDE = {"K+": 140.0, "Na+": 12.0, "Cl-": 4.0}
OUTSIDE = {"K+": 5.0, "Na+": 145.0, "Cl-": 110.0}


def checks() -> list[Check]:
    """P14 (membrane potentials) and P16 of the continuum."""
    return [*_potentials(), *_volume_and_solute(), *_slit()]


def _numbers(made: Assembled, *, settle: bool = True) -> dict[str, float]:
    """All numbers of the steady state, or of the start where everything is held."""
    state = made.start
    if settle:
        found = steady(made.solver, made.system, made.start, scale=made.scale)
        if not found.converged:
            raise ArithmeticError(f"no steady state of a {made.title}")
        state = found.coordinates
    rates = jax.tree.map(np.asarray, evaluated(made.system, state))
    return {number.name: float(number.of(made.system, rates)) for number in made.numbers}


def _potentials() -> list[Check]:
    """The charge of the inside settles where leaks carry no net current: with three ions, and with one."""
    rest = _numbers(ion_membrane(ions=IONS, inside=INSIDE, outside=OUTSIDE, temperature=BODY))
    clamped = _numbers(
        ion_membrane(ions=IONS, inside=INSIDE, outside=OUTSIDE, temperature=BODY, voltage=-0.07), settle=False
    )
    rows = [
        Check("P14.goldman", "resting potential, permeabilities of K, Na and Cl 1 : 0.04 : 0.45 at 310.15 K [mV]",
              "Goldman, Hodgkin and Katz, closed form", 1e3 * rest["membrane potential"], -72.515359210146, 1e-12),
        Check("P14.current", "current of K through a membrane of 1e-9 m/s clamped at -70 mV [A/m2]",
              "Goldman's equation for one ion", clamped["leak current of K+"], 1.41775615774384e-3, 1e-12),
        Check("P14.rest", "net current at rest [A/m2]", "zero by definition", rest["current density"], 0.0, 1e-15),
    ]  # fmt: skip
    cases = [
        ("RT/F", "one ion e times as concentrated outside: RT/F at 310.15 K [mV]", 1.0, (1.0, np.e), 26.7266591125433),
        ("E_K", "equilibrium of K, 5 against 140 mM [mV]", 1.0, (140.0, 5.0), -89.0586940367319),
        ("E_Na", "equilibrium of Na, 145 against 12 mM [mV]", 1.0, (12.0, 145.0), 66.5982132721906),
        ("E_Ca", "equilibrium of Ca, 1.8 mM against 0.1 uM [mV]", 2.0, (1e-4, 1.8), 130.93560062802),
    ]  # fmt: skip
    for key, claim, charge, (inner, outer), expected in cases:
        alone = ion_membrane(
            ions={"ion": Permeant(charge, 1e-9)},
            inside={"ion": inner},
            outside={"ion": outer},
            temperature=BODY,
        )
        found = 1e3 * _numbers(alone)["membrane potential"]
        rows.append(
            Check(f"P14.{key}", claim, "Nernst, closed form; the charge has settled", found, expected, 1e-11)
        )
    return rows


def _volume_and_solute() -> list[Check]:
    """A mean concentration of 100 mol/m3 and a difference of 50: logarithmic mean, as the forces have it."""
    low = 50.0 / np.expm1(0.5)
    found = _numbers(
        solute_membrane(
            solutes={"solute": Solute(0.8, 1e-10)}, feed=Side({"solute": low + 50.0}, 1e5),
            permeate=Side({"solute": low}, 0.0), hydraulic=1e-12, temperature=298.15,
        ),
        settle=False,
    )  # fmt: skip
    source = "Kedem and Katchalsky, closed form"
    return [
        Check("P16.volume", "volume flux against osmosis, reflection 0.8 [m/s]", source, found["volume flux"],
              8.4171881590446e-10, 1e-11),
        Check("P16.dissipation", "T sum J X, flows J_v and J_s/c - J_v [W/m2]", source, found["dissipation"],
              0.015363778377103, 1e-11),
    ]  # fmt: skip


def _slit() -> list[Check]:
    """Four experiments on the solver; coefficients by quadrature over the slit."""
    slit = Slit(20e-9, -0.025, 1.0, 0.89e-3, 78.4, 2e-9, 298.15)
    matrix = slit.matrix()
    (one, cross), (other, two) = matrix

    def run(**given) -> dict[str, float]:
        made = charged_membrane(coefficients=matrix, temperature=298.15, **given)
        return _numbers(made)

    source = "Debye and Hueckel, closed form"
    streaming = run(pressure=1e5, circuit="open")
    osmosis = run(voltage=0.1)
    carried = run(pressure=1e5)
    raised = run(voltage=0.1, volume="blocked")
    # Saxen: flow per current at no pressure, against voltage per pressure at no current; and the other pair
    moved = osmosis["volume flux"] / osmosis["current density"]
    per_flow = raised["pressure difference"] / raised["voltage"]
    return [
        Check("P16.width", "half width over Debye length", source, slit.screening * 20e-9, 2.08036430710435, 1e-12),
        Check("P16.L_vv", "hydraulic coefficient of a charged slit [m2/Pa/s]", source, float(one),
              1.49812734082397e-13, 1e-11),
        Check("P16.L_vi", "flow by voltage [m2/V/s]", source, float(cross), 1.04140539294749e-8, 1e-11),
        Check("P16.L_iv", "current by pressure, its own integral [A/m/Pa]", source, float(other),
              1.04140539294749e-8, 1e-11),
        Check("P16.L_ii", "conductivity with that of the flow [S/m]", source, float(two), 0.01576373039754, 1e-11),
        Check("P16.coupling", "degree of coupling", source, streaming["degree of coupling"], 0.214296934257106, 1e-11),
        Check("P16.streaming", "streaming potential over pressure, run at no current [V/Pa]", source,
              streaming["voltage"] / streaming["pressure difference"], -6.60633851686531e-7, 1e-11),
        Check("P16.saxen", "flow over current at no pressure, against less the voltage over pressure at no current",
              "Saxen's relation", moved * streaming["pressure difference"] / -streaming["voltage"], 1.0, 1e-11),
        Check("P16.saxen-2", "current over flow at no voltage, against less the pressure over voltage at no flow",
              "Saxen's relation", carried["current density"] / carried["volume flux"] / -per_flow, 1.0, 1e-11),
    ]  # fmt: skip
