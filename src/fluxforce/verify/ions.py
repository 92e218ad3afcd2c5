"""Ions that share a field: a film of one salt, and the junction potential between two solutions."""

import jax.numpy as jnp

from fluxforce.balance import evaluate
from fluxforce.constants import FARADAY, GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.bridge import Ion, bridge, junction_potential
from fluxforce.verify.check import Check
from fluxforce.verify.settle import settled


def checks() -> list[Check]:
    """P13 and P14 of the continuum, in part."""
    return [*_film(), _junction()]


def _film() -> list[Check]:
    """With one salt the straight line between the ends is the steady state, on any grid."""
    made = bridge(
        length=1e-4, cells=8, ions={"Na+": Ion(1, 1.33e-9), "Cl-": Ion(-1, 2.03e-9)},
        left={"Na+": 20.0, "Cl-": 20.0}, right={"Na+": 10.0, "Cl-": 10.0},
    )  # fmt: skip
    rates = evaluate(made.system, made.start)
    return [
        Check("P14.flux", "NaCl through a film of 0.1 mm between 20 and 10 mM [mol/m2/s]",
              "Nernst and Hartley: D = 2 D+ D-/(D+ + D-)", float(rates.fluxes[0][0, 4]), 1.6070833333e-4,
              1e-10),
        Check("P14.production", "its entropy production [W/m2/K]", "closed form 2 R J ln 2",
              float(jnp.sum(rates.production[0])), 1.8523712802151e-3, 1e-11),
    ]  # fmt: skip


def _junction() -> Check:
    """Conductivities of the ions in S cm2/mol give the diffusion coefficients."""
    molar = {"Na+": 50.08, "K+": 73.48, "Cl-": 76.31}
    charge = {"Na+": 1.0, "K+": 1.0, "Cl-": -1.0}
    ions = {
        name: Ion(charge[name], 1e-4 * value * GAS_CONSTANT * ROOM_TEMPERATURE / FARADAY**2)
        for name, value in molar.items()
    }
    trace = 1e-6  # an ion that is absent has no potential
    made = bridge(
        length=1e-3, cells=48, ions=ions, left={"Na+": 100.0, "K+": trace, "Cl-": 100.0 + trace},
        right={"Na+": trace, "K+": 100.0, "Cl-": 100.0 + trace}, temperature=ROOM_TEMPERATURE,
    )  # fmt: skip
    state = jnp.asarray(settled(made, 1e5))
    return Check(
        "P13.junction", "potential of 0.1 M KCl against 0.1 M NaCl through a steady film [mV]",
        "Planck's exact solution; 48 cells", 1e3 * float(junction_potential(made, state)[-1]),
        -4.36419155205283, 5e-4,
    )  # fmt: skip
