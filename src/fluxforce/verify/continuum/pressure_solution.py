"""Pressure solution: grains that dissolve at their contact, and where the work of the load goes."""

from dataclasses import replace

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce.balance import Rates, evaluated
from fluxforce.constants import GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.contact import Film, Solid, contact
from fluxforce.readings.creep import creep
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check

RINGS = 16
HOT = 423.15
DISC = Film(radius=5e-5, thickness=3e-9, diffusion=1e-10, rings=RINGS)
QUARTZ = 2.2688e-5
FAST = Solid(1.0, QUARTZ)  # in equilibrium with its film


def checks() -> list[Check]:
    """P19 of the continuum."""
    return [*_disc(), *_solubility(), *_grain_size()]


def _settled(made: Assembled) -> tuple[dict[str, float], Rates]:
    found = steady(made.solver, made.system, made.start, scale=made.scale)
    rates = evaluated(made.system, found.coordinates)
    numbers = {one.name: float(one.of(made.system, rates)) for one in made.numbers}
    return (numbers if found.converged else dict.fromkeys(numbers, np.nan)), rates


def _pressed(stress: float) -> Assembled:
    return contact(film=DISC, solid=FAST, temperature=HOT, stress=stress)


def _disc() -> list[Check]:
    found, rates = _settled(_pressed(30e6))
    weak = [_settled(_pressed(stress))[0]["convergence"] for stress in (30.0, 60.0)]
    slope = 2.0 * weak[0] - 0.5 * weak[1]  # the first correction is linear in the stress
    source = "closed form s = (RT/Omega)[((1 + B)/B) ln(1 + B) - 1]"
    power, lost = found["mechanical power"], found["dissipation"]
    stress = -np.asarray(rates.fluxes[0][1]) / np.asarray(_pressed(30e6).system.exchanges[0].measure)
    content = np.asarray(rates.reading.content[0, :-1])
    local = np.max(np.abs(GAS_CONSTANT * HOT / QUARTZ * np.log(content) / stress - 1.0))
    return [
        Check("P19.linear", "convergence of a disc contact per stress, extrapolated to none, times 30 MPa [m/s]",
              "closed form 8 D w c0 Omega^2 s/(RT a^2)", 1e6 * slope, 4.21362987446663e-15, 1e-9),
        Check("P19.rate", "convergence at 30 MPa [m/s]", source, found["convergence"], 4.79398697843216e-15, 1e-10),
        Check("P19.power", "mechanical power of the load [W]", "closed form F V", power, 1.12955657046357e-15, 1e-10),
        Check("P19.closure", "dissipation over mechanical power", "energy balance", lost / power, 1.0, 1e-12),
        Check("P19.sigma", "entropy production F V/T [W/K]", "closed form", lost / HOT, 2.66939990656639e-18, 1e-10),
        Check("P19.stress", "Omega sigma_n = RT ln(c/c0) at every ring: largest relative error",
              "equilibrium at that interface", local, 0.0, 1e-9),
    ]  # fmt: skip


def _solubility() -> list[Check]:
    """A contact whose film has nowhere to go: it comes to rest at the solubility under its own normal stress."""
    rows = []
    for name, volume, stress, expected in (
        ("quartz", QUARTZ, 100e6, 2.4973336165649),
        ("calcite", 3.693e-5, 10e6, 1.160642744436),
        ("halite", 2.702e-5, 1e6, 1.0109593638415),
    ):
        open_film = contact(
            film=DISC,
            solid=Solid(1.0, volume, 1e-8),
            temperature=ROOM_TEMPERATURE,
            stress=stress,
            initial=1.0,
        )
        still = jnp.zeros_like(open_film.system.exchanges[1].measure)
        shut = eqx.tree_at(lambda s: s.exchanges[1].measure, open_film.system, still)
        made = replace(open_film, system=shut)
        found, rates = _settled(made)
        ratio = float(rates.reading.content[0, RINGS // 2]) + 0.0 * found["convergence"]
        rows.append(Check(f"P19.{name}", f"solubility of {name} under {stress / 1e6:g} MPa, over that without",
                          "closed form exp(Omega s/RT)", ratio, expected, 1e-10))  # fmt: skip
    return rows


def _grain_size() -> list[Check]:
    """Strain rate V/d of grains whose contacts are d/4 wide: exponents of d between 100 and 200 um, and of s."""
    rows = []
    for name, solid, diffusion, expected in (
        ("diffusion", FAST, 1e-10, -3.0),
        ("reaction", Solid(1.0, QUARTZ, 1e-13), 1e-6, -1.0),
    ):
        film = Film(0.0, 3e-9, diffusion, RINGS)
        found, double = (
            creep(sizes, film, solid, temperature=HOT, stress=stress)
            for sizes, stress in (((1e-4, 2e-4), 1e4), ((1e-4,), 2e4))
        )
        size_power = float(found.exponent[0])
        stress_power = float(np.log2(double.strain_rate[0] / found.strain_rate[0]))
        rows += [
            Check(f"P19.{name}-size", f"exponent of grain size, limited by {name}", "closed form",
                  size_power, expected, 1e-5),
            Check(f"P19.{name}-stress", "exponent of stress there, at small stress", "closed form",
                  stress_power, 1.0, 1e-3),
        ]  # fmt: skip
    return rows
