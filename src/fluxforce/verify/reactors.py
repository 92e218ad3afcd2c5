"""Reaction networks held away from equilibrium, and a stirred tank with a feed."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, evaluate
from fluxforce.budget.instant import instant
from fluxforce.constants import ROOM_TEMPERATURE
from fluxforce.model.assemble.mass_action import Reaction, mass_action, standard_conjugates
from fluxforce.model.assemble.tank import tank
from fluxforce.places import Everywhere
from fluxforce.solve.linear import Dense
from fluxforce.solve.steady import SteadyOptions, steady
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.verify.check import Check


def checks() -> list[Check]:
    """P20 and P21 of the continuum."""
    return [*_schloegl(), _brusselator(), *_tank()]


def held(names: tuple[str, ...], free: int, reactions: dict[str, Reaction]) -> System:
    """One litre of nothing but reactions; all species but the first ``free`` are held."""
    potential = FromEntropy(IdealSolution(standard=standard_conjugates(names, reactions), names=names))
    one = jnp.ones(1)
    exchanges = tuple(mass_action(name, r, names, Everywhere(), one) for name, r in reactions.items())
    active = jnp.asarray((np.arange(len(names)) < free).astype(float))[:, None]
    return System(potential, exchanges, (), one, active)


def _schloegl() -> list[Check]:
    """A + 2 X <=> 3 X and B <=> X with A = B = 1: dX/dt = -X^3 + 6 X^2 - 11 X + 6, affinity RT ln 11."""
    system = held(
        ("X", "A", "B"), 1,
        {
            "autocatalysis": Reaction({"A": 1, "X": 2}, {"X": 3}, 6.0, 6.0),
            "exchange": Reaction({"B": 1}, {"X": 1}, 6.0, 6.0 / 11.0),
        },
    )  # fmt: skip
    rows = []
    for state, start, expected in (
        (1, 0.9, 99.6860530396421),
        (2, 2.1, 318.995369726855),
        (3, 3.3, 538.304686414067),
    ):
        # plain Newton: the middle state is unstable, and time would lead away from it
        options = SteadyOptions(first=1e9, longest=1.0)
        result = steady(Dense(), system, jnp.log(jnp.array([[start], [1.0], [1.0]])), options=options)
        rates = evaluate(system, result.coordinates)
        produced = sum(float(jnp.sum(p)) for p in rates.production)
        source = f"closed form R ln 11 * {(5, 16, 27)[state - 1]}"
        rows += [
            Check(f"P20.state{state}", f"Schloegl model, steady state {state} from {start}", "closed form",
                  float(rates.reading.content[0, 0]), float(state), 1e-9),
            Check(f"P20.sigma{state}", "its entropy production [W/K/m3]", source, produced, expected, 1e-8),
        ]  # fmt: skip
    return rows


def _brusselator() -> Check:
    """A = 1.5; the backward rates are 1e-14 of the forward ones. Steady state X = A, Y = B/A."""
    feed, irreversible = 1.5, 1e14
    names = ("X", "Y", "A", "B", "D", "E")
    system = held(
        names, 2,
        {
            "feed": Reaction({"A": 1}, {"X": 1}, 1.0, irreversible),
            "autocatalysis": Reaction({"X": 2, "Y": 1}, {"X": 3}, 1.0, irreversible),
            "exchange": Reaction({"B": 1, "X": 1}, {"Y": 1, "D": 1}, 1.0, irreversible),
            "drain": Reaction({"X": 1}, {"E": 1}, 1.0, irreversible),
        },
    )  # fmt: skip

    @jax.jit
    def growth(other: Array) -> Array:
        content = jnp.stack(
            [jnp.array(feed), other / feed, jnp.array(feed), other, jnp.ones(()), jnp.ones(())]
        )

        def supply(free: Array) -> Array:
            z = jnp.log(jnp.concatenate([free, content[2:]]))[:, None]
            return evaluate(system, z).supply[:2, 0]

        return jnp.trace(jax.jacfwd(supply)(content[:2]))

    # the eigenvalues are a complex pair here: their real part is half the trace
    low, high = 2.0, 5.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if float(growth(jnp.array(middle))) < 0.0 else (low, middle)
    return Check("P20.hopf", "Brusselator with A = 1.5: B at which its steady state starts to oscillate",
                 "closed form 1 + A^2", 0.5 * (low + high), 3.25, 1e-9)  # fmt: skip


def _tank() -> list[Check]:
    made = tank(
        volume=1.0, flow=1e-3, feed={"A": 100.0, "B": 1.0}, initial={"A": 100.0, "B": 1.0},
        reactions={"isomerisation": Reaction({"A": 1}, {"B": 1}, 1e-3, 10.0)}, temperature=ROOM_TEMPERATURE,
    )  # fmt: skip
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    rates = evaluate(made.system, result.coordinates)
    mixed = ROOM_TEMPERATURE * float(eqx.filter_jit(instant)(made.system, result.coordinates).mixing[0])
    reacted = ROOM_TEMPERATURE * float(jnp.sum(rates.production[0]))
    affinity = ROOM_TEMPERATURE * float(rates.forces[0][0, 1])
    source = "closed form (linear kinetics)"
    return [
        Check("P21.content", "A in the tank at steady state [mol/m3]", source,
              float(rates.reading.content[0, 1]), 52.4285714285714, 1e-11),
        Check("P21.rate", "rate of A <=> B [mol/s]", source, float(rates.fluxes[0][0, 1]),
              0.0475714285714286, 1e-11),
        Check("P21.affinity", "its affinity [J/mol]", source, affinity, 5897.44205417103, 1e-11),
        Check("P21.reaction", "exergy lost by the reaction [W]", source, reacted, 280.549743434136, 1e-11),
        Check("P21.mixing", "exergy lost by mixing in the feed: `mixing at inlet` [W]",
              "closed form T Q D_B(c_in || c)", mixed, 150.444960175549, 1e-11),
        Check("P21.total", "both together [W]", source, mixed + reacted, 430.994703609685, 1e-11),
    ]  # fmt: skip
