"""Heat conduction at steady state: a slab, a wire that carries a current, a fluid under shear."""

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System, evaluate, evaluated
from fluxforce.laws.dissipation import Dissipation
from fluxforce.laws.transport import Fourier
from fluxforce.model.assemble.slab import slab
from fluxforce.places import Chain, Everywhere
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.solve.steady import steady
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.thermal import HeatCapacity
from fluxforce.verify.check import Check, extrapolated

CELLS = (27, 45, 81)  # odd, so that a cell stands in the middle


def checks() -> list[Check]:
    """P2, P4 and P5 of the continuum."""
    wire = _Heated(length=0.1, conductivity=400.0, density=1.7e-8 * 1e8**2, ends=300.0)
    shear = _Heated(length=1e-3, conductivity=0.15, density=0.1 * (10.0 / 1e-3) ** 2, ends=300.0)
    joule, couette = wire.limits(), shear.limits()
    return [
        *_slab(),
        Check("P4.maximum", "highest temperature of a wire carrying 1e8 A/m2 [K]",
              "closed form T0 + q L^2/8k",
              joule["maximum"], 831.25, 1e-9),
        Check("P4.total", "its entropy production [W/m2/K]", "closed form rho J^2 L/T0",
              joule["heating"] + joule["conduction"], 56666.6666666667, 1e-7),
        Check("P4.joule", "of which by resistance, integral of q/T", "closed form, quadrature in 40 digits",
              joule["heating"], 28064.6070630295, 1e-6),
        Check("P4.conduction", "of which by conduction", "closed form, quadrature in 40 digits",
              joule["conduction"], 28602.0596036371, 1e-6),
        Check("P5.maximum", "highest temperature of plane Couette flow [K]", "closed form T0 + mu U^2/8k",
              couette["maximum"], 308.333333333333, 1e-9),
        Check("P5.viscous", "its entropy production by friction [W/m2/K]",
              "closed form, quadrature in 40 digits",
              couette["heating"], 32.7294480643486, 1e-8),
        Check("P5.conduction", "its entropy production by conduction", "closed form, quadrature in 40 digits",
              couette["conduction"], 0.603885268984709, 1e-6),
    ]  # fmt: skip


def _slab() -> list[Check]:
    found = {}
    for law in ("fourier", "constant-L"):
        made = slab(
            thickness=1.0, cells=11, conductivity=1.0, heat_capacity=1.0, left=400.0, right=300.0,
            initial=350.0, law=law,
        )  # fmt: skip
        result = steady(made.solver, made.system, made.start, scale=made.scale)
        rates = evaluate(made.system, result.coordinates)
        found[law] = (
            float(rates.fluxes[0][0, 5]),
            float(jnp.sum(rates.production[0])),
            float(rates.reading.content[0, 6]),
        )
    return [
        Check("P2.fourier", "entropy production of a slab of unit k between 400 and 300 K [W/m2/K]",
              "closed form (dT)^2/(Th Tc)", found["fourier"][1], 0.0833333333333333, 1e-9),
        Check("P2.flux", "heat flux with constant L = k Tm^2 instead [W/m2]", "closed form",
              found["constant-L"][0], 102.083333333333, 1e-9),
        Check("P2.linear", "its entropy production", "closed form", found["constant-L"][1],
              0.0850694444444444, 1e-9),
        Check("P2.middle", "its temperature in the middle: 1/T is linear [K]", "closed form",
              found["constant-L"][2], 342.857142857143, 1e-10),
    ]  # fmt: skip


class _Heated:
    """A bar with heat made evenly inside [W/m3] and both ends at one temperature, per m2 of section."""

    def __init__(self, *, length: float, conductivity: float, density: float, ends: float):
        self.length, self.conductivity, self.density, self.ends = length, conductivity, density, ends

    def limits(self) -> dict[str, float]:
        """Extrapolated from three grids; errors are even in the cell width."""
        values = [self._solved(cells) for cells in CELLS]
        sizes = [1.0 / cells for cells in CELLS]
        return {name: extrapolated(sizes, [v[name] for v in values], (2, 4)) for name in values[0]}

    def _solved(self, cells: int) -> dict[str, float]:
        system = self._system(cells)
        start = jnp.stack([jnp.full(CELLS[-1] + 2, jnp.log(self.ends)), jnp.zeros(CELLS[-1] + 2)])
        result = steady(FullBlocks(1), system, start)
        rates = evaluated(system, result.coordinates)
        return {
            "maximum": float(rates.reading.content[0, (cells + 1) // 2]) if result.converged else np.nan,
            "conduction": float(jnp.sum(rates.production[0])),
            "heating": float(jnp.sum(rates.production[1])),
        }

    def _system(self, cells: int) -> System:
        """All grids have the places of the finest, so that one compiled program serves them; the rest
        is idle.
        """
        places = CELLS[-1] + 2
        width = self.length / cells
        face, place = np.arange(places - 1), np.arange(places)
        measure = np.where(face <= cells, np.where((face == 0) | (face == cells), 2.0, 1.0), 0.0) / width
        within = (place >= 1) & (place <= cells)
        potential = Joint(
            FromEntropy(HeatCapacity(capacity=jnp.ones(()), names=("energy",))),
            Linear(("work",), jnp.zeros(1)),
        )
        heat, work = jnp.array([[1.0, 0.0]]), jnp.array([[0.0, 1.0]])
        law = Fourier(jnp.full(places - 1, self.conductivity))
        conduction = Exchange("conduction", Chain(), heat, heat, law, jnp.asarray(measure))
        power = jnp.asarray(np.where(within, self.density * width, 0.0))
        heating = Exchange("heating", Everywhere(), work, heat, Dissipation(0), power)
        active = jnp.asarray(np.stack([within, np.zeros(places)]).astype(float))
        return System(potential, (conduction, heating), (), jnp.full(places, width), active)
