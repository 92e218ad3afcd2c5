"""Steady states: where branches turn and oscillations begin, several states at once, and theorems tested."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, evaluate
from fluxforce.budget.variation import least_production
from fluxforce.constants import GAS_CONSTANT
from fluxforce.laws.arrhenius import Arrhenius
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.laws.transport import ConstantOnsager, Fourier
from fluxforce.model import from_data
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.family import Family, family
from fluxforce.places import Chain, Everywhere, Pairs
from fluxforce.process import Exchange, Flow
from fluxforce.solve.branches.continuation import Branches, continuation
from fluxforce.solve.branches.equations import equations
from fluxforce.solve.branches.family import axis
from fluxforce.solve.branches.follow import FollowOptions
from fluxforce.solve.branches.settle import settled
from fluxforce.solve.branches.special import Special
from fluxforce.solve.linear import Dense, FullBlocks
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.mixture import Mixture
from fluxforce.thermo.thermal import HeatCapacity
from fluxforce.verify.check import Check, extrapolated

# special points are solved for, so the steps between them may be long
COARSE = FollowOptions(first=0.05, longest=0.2, straight=0.8)
FEED = 300.0  # K
CELLS = (6, 9, 14, 20)


def checks() -> list[Check]:
    """P3, P20 and P21 of the continuum."""
    return [*_least(), *_schloegl(), *_brusselator(), *_ignition()]


def _pair() -> Assembled:
    """Two coupled flows between two places: the force of the first is held at 1, the second is free."""
    potential = FromEntropy(IdealSolution(standard=jnp.zeros(2), names=("first", "second")))
    both = jnp.eye(2)
    law = ConstantOnsager(jnp.array([[2.0, 0.5], [0.5, 1.0]]))
    process = Exchange("coupled flow", Chain(), both, both, law, jnp.ones(1), ("first", "second"))
    active = jnp.array([[0.0, 0.0], [0.0, 1.0]])
    system = System(potential, (process,), (), jnp.ones(2), active)
    # y = -R ln q, so that the force y_head - y_tail of the first is 1
    start = jnp.array([[0.0, -1.0 / GAS_CONSTANT], [0.0, 0.0]])
    return Assembled(
        kind="network", system=system, start=start, solver=Dense(), scale=jnp.ones(2), inside=np.array([1]), x=None,
        bulk=1.0, conserved={}, charge=None, temperature=None, environment=300.0,
    )  # fmt: skip


def _bar(cells: int) -> Assembled:
    """A bar of unit conductivity between 400 and 300 K, per unit section; places beyond its end are idle.

    All grids have the places of the finest, so that one compiled program serves them.
    """
    places = CELLS[-1] + 2
    width, last = 1.0 / cells, cells + 1
    faces = np.where(np.arange(places - 1) <= cells, 1.0 / width, 0.0)
    faces[0] *= 2.0
    faces[cells] *= 2.0
    one = jnp.ones((1, 1))
    process = Exchange(
        "conduction", Chain(), one, one, Fourier(jnp.ones(places - 1)), jnp.asarray(faces), ("heat",)
    )
    inner = (np.arange(places) > 0) & (np.arange(places) < last)
    start = np.log(np.where(np.arange(places) == 0, 400.0, np.where(inner, 350.0, 300.0)))
    potential = FromEntropy(HeatCapacity(capacity=jnp.array(1.0), names=("energy",)))
    system = System(
        potential, (process,), (), jnp.full(places, width), jnp.asarray(inner[None].astype(float))
    )
    return Assembled(
        kind="slab", system=system, start=jnp.asarray(start[None]), solver=FullBlocks(1), scale=jnp.ones(1),
        inside=np.flatnonzero(inner), x=None, bulk=width, conserved={}, charge=None, temperature=None,
        environment=300.0,
    )  # fmt: skip


def _least() -> list[Check]:
    made = _pair()
    shape = equations(made)
    state = settled(made, shape).coordinates
    rates = evaluate(made.system, jnp.asarray(state))
    found = least_production(shape, made, state)
    lowest, here = [], []
    for count in CELLS:
        bar = _bar(count)
        shape = equations(bar)
        least = least_production(shape, bar, settled(bar, shape).coordinates)
        lowest.append(float(least.lowest or np.nan))
        here.append(least.production)
    widths = [1.0 / count for count in CELLS]
    return [
        Check("P3.force", "force that settles itself in a pair of coupled flows", "closed form -L21 X1/L22",
              float(rates.forces[0][1, 0]), -0.5, 1e-10),
        Check("P3.production", "its production, which is the least there is", "closed form", found.production,
              1.75, 1e-10),
        Check("P3.stationary", "relative slope of the production there", "Prigogine's theorem for a constant matrix L",
              found.gradient, 0.0, 1e-10),
        Check("P3.fourier", "production of a slab of constant k in its steady state", "closed form (dT)^2/(Th Tc)",
              here[-1], 0.0833333333333333, 1e-9),
        Check("P3.lower", "least production with the same ends: the theorem does not hold", "closed form ln^2(4/3)",
              extrapolated(widths, lowest, (2, 3, 4)), 0.0827609748101517, 1e-8),
    ]  # fmt: skip


def _network(channels: dict, chemostats: dict, initial: dict) -> Family:
    document = {
        "fluxforce": 1, "kind": "reactions", "time": {"end": "1 s"},
        "reactions": {"volume": 1.0, "channels": channels, "chemostats": chemostats, "initial": initial},
    }  # fmt: skip
    return family(from_data(document), "reactions.chemostats.B")


def _schloegl() -> list[Check]:
    """x^3 - 6 x^2 + 11 x = b: three states 1, 2, 3 at b = 6 between folds at 6 -+ 2/(3 sqrt 3)."""
    channels = {
        "autocatalysis": {"reaction": "2 X + A <=> 3 X", "forward": 6.0, "backward": 1.0},
        "supply": {"reaction": "B <=> X", "forward": 1.0, "backward": 11.0},
    }
    of = _network(channels, {"A": 1.0, "B": 6.0}, {"X": 1.0})
    found = continuation(of, axis(5.0, 7.0), options=COARSE, search=False)
    folds = [one.value for one in found.specials("fold")]
    wide, formula = 2.0 / (3.0 * np.sqrt(3.0)), "closed form 6 -+ 2/(3 sqrt 3)"
    rows = [
        Check("P20.first", "fold of Schloegl's reactions, supply b", formula, folds[0], 6.0 - wide, 1e-10),
        Check("P20.second", "the other fold", formula, folds[1], 6.0 + wide, 1e-10),
    ]
    produced = sorted(_production(of.at(6.0), state) for state in found.states(6.0))
    for value, exact, name in zip(produced, (5.0, 16.0, 27.0), ("low", "middle", "high"), strict=True):
        rows.append(
            Check(f"P20.{name}", f"production of the {name} state at b = 6 [W/K/mol]", "closed form R ln 11 times flux",
                  value, exact * GAS_CONSTANT * np.log(11.0), 1e-9)
        )  # fmt: skip
    return rows


def _production(made: Assembled, state: np.ndarray) -> float:
    rates = evaluate(made.system, jnp.asarray(state))
    return float(sum(jnp.sum(one) for one in rates.production))


def _brusselator() -> list[Check]:
    channels = {
        "supply": {"reaction": "A -> X", "forward": 1.0},
        "autocatalysis": {"reaction": "2 X + Y -> 3 X", "forward": 1.0},
        "exchange": {"reaction": "B + X -> Y + D", "forward": 1.0},
        "removal": {"reaction": "X -> E", "forward": 1.0},
    }
    held = {"A": 2.0, "B": 2.0, "D": 1.0, "E": 1.0}
    of = _network(channels, held, {"X": 1.0, "Y": 1.0})
    found = continuation(of, axis(3.0, 7.0), options=COARSE, search=False).specials("Hopf")
    onset = found[0] if found else None
    formula = "Prigogine and Lefever 1968; closed form"
    return [
        Check("P20.onset", "where the Brusselator with A = 2 begins to oscillate, B = 1 + A^2", formula,
              onset.value if onset else np.nan, 5.0, 1e-10),
        Check("P20.frequency", "its angular frequency there, A [rad/s]", formula, onset.frequency if onset else np.nan,
              2.0, 1e-10),
    ]  # fmt: skip


def adiabatic_reactor(damkoehler: float | Array, *, activation: float, rise: float) -> Assembled:
    """A stirred reactor without heat loss: A -> B with k = k0 exp(g - g Tf/T), T = Tf (1 + b x).

    ``damkoehler`` is k0 times the residence time at the temperature of the feed, ``activation`` g = E/(R Tf) and
    ``rise`` b the adiabatic rise over Tf. The way back is slower by exp(-200).
    """
    system, start = _reactor(jnp.asarray(damkoehler, float), jnp.asarray(activation), jnp.asarray(rise))
    return Assembled(
        kind="tank", system=system, start=start, solver=Dense(), scale=jnp.ones(3), inside=np.array([1]), x=None,
        bulk=1.0, conserved={}, charge=None, temperature=None, environment=FEED,
    )  # fmt: skip


@eqx.filter_jit
def _reactor(damkoehler: Array, activation: Array, rise: Array) -> tuple[System, Array]:
    """Compiled, because a branch asks for hundreds of them."""
    amount, capacity, time = 1000.0, 4e6, 100.0
    energy = jnp.stack([rise * capacity * FEED / amount, jnp.zeros(())])
    standard = jnp.array([0.0, 200.0 * GAS_CONSTANT])
    potential = Mixture(
        ("A", "B"), capacity=capacity, energy=energy, heat=jnp.zeros(2), standard=standard, reference=FEED
    )
    before, after = jnp.array([[1.0, 0.0, 0.0]]), jnp.array([[0.0, 1.0, 0.0]])
    one_way = MassAction(jnp.reshape(damkoehler / time, (1,)), before)
    barrier = jnp.reshape(activation * GAS_CONSTANT * FEED, (1,))
    law = Reversible(Arrhenius(one_way, barrier, jnp.asarray(FEED), 2))
    inner, nothing = jnp.array([0.0, 1.0, 0.0]), jnp.zeros(2)
    reaction = Exchange("reaction", Everywhere(), before, after, law, inner)
    through = Flow(
        "flow through", Pairs(jnp.array([0, 1]), jnp.array([1, 2])), jnp.full(2, 1.0 / time), nothing, nothing,
        jnp.array([1.0, 0.0]), 3, (0,),
    )  # fmt: skip
    system = System(potential, (reaction,), (through,), jnp.ones(3), jnp.broadcast_to(inner, (3, 3)))
    start = jnp.tile(jnp.log(jnp.array([amount, 1e-12 * amount, FEED]))[:, None], (1, 3))
    return system, start


def conversion(state: np.ndarray) -> float:
    """x of the adiabatic reactor."""
    return float(1.0 - np.exp(state[0, 1] - state[0, 0]))


def _ignited(rise: float) -> Branches:
    of = Family(lambda p: adiabatic_reactor(p, activation=20.0, rise=rise), "Da")
    return continuation(of, axis(0.01, 0.1), options=COARSE, search=False)


def _ignition() -> list[Check]:
    rows = []
    exact = {
        0.4: ((0.057329640075222, 0.1726850208308), (0.029354991549935, 0.70966792034567)),
    }
    formula = "turning points of Da = x/(1-x) exp(-g b x/(1+b x)), g = 20"
    for rise, (ignition, extinction) in exact.items():
        found = _ignited(rise)
        extinguished, ignited = found.specials("fold")
        folds: dict[str, Special] = {"extinction": extinguished, "ignition": ignited}
        for name, (damkoehler, x) in (("ignition", ignition), ("extinction", extinction)):
            rows += [
                Check(f"P21.{name}{rise}", f"{name} of an adiabatic reactor with b = {rise}, Da", formula,
                      folds[name].value, damkoehler, 1e-9),
                Check(f"P21.{name}{rise}.x", "its conversion there", formula, conversion(folds[name].coordinates), x,
                      1e-9),
            ]  # fmt: skip
        if rise == 0.4:
            states = sorted(conversion(state) for state in found.states(0.04102329947687))
            for k, x in enumerate((0.062737723722344, 0.416666666666667, 0.88401936792253)):
                rows.append(
                    Check(f"P21.state{k + 1}", "one of the three conversions at Da = 0.04102329947687", formula,
                          states[k], x, 1e-9)
                )  # fmt: skip
    return rows
