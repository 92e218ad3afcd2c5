"""Reciprocal experiments, each run on the solver from both sides: C11 of the checks on models."""

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System
from fluxforce.budget.onsager.experiments import reciprocal
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.reservoirs import Terminal
from fluxforce.budget.onsager.rows import Row
from fluxforce.constants import ROOM_TEMPERATURE
from fluxforce.laws.material import Material, constant
from fluxforce.laws.transport import ConstantOnsager
from fluxforce.model.assemble.conducting import Layer
from fluxforce.model.assemble.thermoelectric import Circuit, Held, thermoelectric
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.linear import Dense
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.joint import Joint
from fluxforce.verify.check import Check
from fluxforce.verify.continuum.onsager import slit


def checks() -> list[Check]:
    """Saxen's relation, and Peltier's coefficient beside Seebeck's."""
    return [*_saxen(), *_seebeck()]


def _pore(parts: tuple[OnsagerMatrix, ...], temperature: float) -> tuple[System, jnp.ndarray]:
    """Slits of different width one behind the other, each a millimetre long, between two vessels."""
    count = len(parts) + 1
    potential = Joint(
        *(
            Charged(capacitance=jnp.ones(()), temperature=jnp.array(temperature), quantities=(name,))
            for name in ("volume", "charge")
        )
    )
    processes = tuple(
        Exchange(f"slit {k}", Chain(), jnp.eye(2), jnp.eye(2),
                 ConstantOnsager(jnp.asarray(temperature * 1e3 * part.values)),
                 jnp.zeros(count - 1).at[k].set(1.0), ("volume", "charge"))
        for k, part in enumerate(parts)
    )  # fmt: skip
    active = jnp.ones((2, count)).at[:, 0].set(0.0).at[:, -1].set(0.0)
    return System(potential, processes, (), jnp.ones(count), active), jnp.zeros((2, count))


def _saxen() -> list[Check]:
    wide, narrow = slit(20e-9), slit(8e-9)
    system, rest = _pore((wide, narrow), ROOM_TEMPERATURE)
    pair = Terminal(Row("volume"), "volume", 2), Terminal(Row("charge"), "charge", 2)
    ratios = reciprocal(Dense(), system, rest, pair, scale=jnp.array([1e5, 0.1]), step=1.0)
    # two in series: their resistances add, L = (R1 + R2)^-1, and L_vi/L_ii = -R_vi/R_vv
    resistance = np.linalg.inv(wide.values) + np.linalg.inv(narrow.values)
    expected = float(-resistance[0, 1] / resistance[0, 0])
    return [
        Check("C11.electro-osmosis", "flow that a current drags through two slits in series, no pressure [m3/C]",
              "resistances in series", ratios.carried, expected, 1e-9),
        Check("C11.streaming", "voltage over pressure that stops the current through them, with its sign changed",
              "Saxen's relation", ratios.held_back, expected, 1e-9),
    ]  # fmt: skip


def _seebeck() -> list[Check]:
    """A leg of 1 mm2 and 5 mm at 400 K with S = 0.2 mV/K, k = 1.5 W/m/K, rho = 10 uOhm m."""
    material = Material(constant(1.5), constant(1e-5), constant(2e-4))
    made = thermoelectric(
        p=[Layer(material, 5e-3, 1e-6, cells=2)],
        top=Held(400.0),
        base=Held(400.0),
        circuit=Circuit(voltage=0.0),
    )
    last = made.system.active.shape[1] - 1
    pair = Terminal(Row("heat"), "energy", last), Terminal(Row("charge"), "charge", last)
    ratios = reciprocal(Dense(), made.system, made.start, pair, scale=made.scale)
    return [
        Check("C11.peltier", "heat carried by the current of a leg at one temperature, on the solver [V]",
              "closed form S T", ratios.carried, 0.08, 1e-9),
        Check("C11.seebeck", "voltage that stops the current between two temperatures, on the solver, times T [V]",
              "closed form S T", ratios.held_back, 0.08, 1e-9),
    ]  # fmt: skip
