"""Textbook statements that fail if coded as they stand: the numbers that are right."""

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, evaluated
from fluxforce.budget.checks.claims import check_least_production, gibbs_balance
from fluxforce.budget.checks.outcome import Broken
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.transport import logarithmic_mean
from fluxforce.model.assemble.mass_action import Reaction
from fluxforce.model.assemble.slab import slab
from fluxforce.model.assemble.tank import tank
from fluxforce.places import Chain
from fluxforce.process import Exchange
from fluxforce.solve.steady import steady
from fluxforce.thermo.base import Reading
from fluxforce.thermo.mixture import Mixture
from fluxforce.verify.check import Check, extrapolated

WIDTHS = [4e-3, 2e-3, 1e-3]


def checks() -> list[Check]:
    """Traps 1, 2 and 6."""
    return [*_datum(), *_mixing(), *_least()]


class _HeatAndMatter(AbstractLaw):
    """J = L (X_k + h X_u), J_e = k T T' X_u + h J: Fick's and Fourier's laws, energy carried along."""

    carried: Array

    def flux(self, force: Array, tail: Reading, head: Reading) -> Array:
        mean = logarithmic_mean(tail.content[0], head.content[0])
        moved = 1e-9 / GAS_CONSTANT * mean * (force[0] + self.carried * force[1])
        return jnp.stack(
            [moved, 0.6 / (tail.conjugates[1] * head.conjugates[1]) * force[1] + self.carried * moved]
        )


def _density(width: float, datum: float) -> float:
    """Production per volume of a face: 300 K and 100 mol/m3, slopes of 100 K/m and 10 mol/m4."""
    potential = Mixture(
        ("A",),
        capacity=4e6,
        energy=jnp.array([datum]),
        heat=jnp.zeros(1),
        standard=jnp.zeros(1),
        reference=300.0,
    )
    same, half = jnp.eye(2), 0.5 * width
    exchange = Exchange(
        "transport", Chain(), same, same, _HeatAndMatter(jnp.array(datum)), jnp.array([1.0 / width])
    )
    system = System(potential, (exchange,), (), jnp.ones(2), jnp.ones((2, 2)))
    ends = jnp.array(
        [[100.0 - 10.0 * half, 100.0 + 10.0 * half], [300.0 - 100.0 * half, 300.0 + 100.0 * half]]
    )
    return float(evaluated(system, jnp.log(ends)).production[0][0]) / width


def _datum() -> list[Check]:
    values = {
        datum: extrapolated(WIDTHS, [_density(w, datum) for w in WIDTHS], (2, 4)) for datum in (0.0, 1e5)
    }
    said = "k (dT/dx)^2/T^2 + D R (dc/dx)^2/c"
    return [
        Check(f"T1.{name}", f"heat and diffusion, energies counted from {datum:g} J/mol [W/m3/K]", said, values[datum],
              0.0666666749811, 1e-9)
        for name, datum in (("zero", 0.0), ("datum", 1e5))
    ]  # fmt: skip


def _mixing() -> list[Check]:
    made = tank(
        volume=1.0, flow=1e-3, feed={"A": 100.0, "B": 1.0}, initial={"A": 100.0, "B": 1.0},
        reactions={"isomerisation": Reaction({"A": 1}, {"B": 1}, 1e-3, 10.0)}, temperature=298.15,
    )  # fmt: skip
    found = gibbs_balance(made.system, steady(made.solver, made.system, made.start).coordinates, 298.15)
    source = "closed form of linear kinetics in a tank"
    return [
        Check("T2.streams", "Gibbs energy lost by the streams of a tank [W]", source, found.streams,
              430.994703609685, 1e-9),
        Check("T2.reaction", "of which by reaction [W]", source, found.reactions, 280.549743434136, 1e-9),
        Check("T2.mixing", "and by mixing of the feed, which books leave out [W]", source, found.mixing,
              150.444960175549, 1e-9),
    ]  # fmt: skip


def _least() -> list[Check]:
    least, cells = [], (4, 8, 16)
    for count in cells:
        made = slab(
            thickness=1.0,
            cells=count,
            conductivity=1.0,
            heat_capacity=1.0,
            left=400.0,
            right=300.0,
            initial=350.0,
        )
        rest = steady(made.solver, made.system, made.start).coordinates
        found = check_least_production(made.system, rest)
        assert isinstance(found, Broken)
        least.append(found.numbers["least production"])
    # half cells at both ends bring in errors of third order
    value = extrapolated([1.0 / count for count in cells], least, (2, 3))
    return [
        Check("T6.least", "least production of a slab with constant k, below 1/12 of its steady state [W/K]",
              "ln(Th/Tc)^2, temperature exponential", value, float(np.log(4.0 / 3.0) ** 2), 1e-7),
    ]  # fmt: skip
