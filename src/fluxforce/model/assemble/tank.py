"""A stirred tank: a feed that mixes in, reactions, and an outflow at the tank's composition."""

import jax.numpy as jnp
import numpy as np

from fluxforce.balance import System
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.mass_action import Reaction, conserved_groups, mass_action, standard_conjugates
from fluxforce.model.equation import parse_formula, parse_sides
from fluxforce.model.schema.tank import TankModel
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Flow
from fluxforce.solve.linear import Dense
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution

# Where nothing is, ln c has no value: the floor of every concentration, over the largest one of the model.
TRACE = 1e-12


def tank(
    *,
    volume: float,
    flow: float,
    feed: dict[str, float],
    initial: dict[str, float],
    reactions: dict[str, Reaction],
    temperature: float,
    environment: float | None = None,
    formulas: dict[str, str] | None = None,
) -> Assembled:
    """Places: the feed, the tank, the outlet. Concentrations are in mol/m3, ``flow`` in m3/s.

    The solution is ideal and dilute, the solvent the same everywhere; what the feed dissipates on mixing
    into the tank, Q D_B(c_in || c_tank), is then never negative and stands as a row of its own, `mixing at
    inlet`: without the solvent the sum over solutes of n_in (mu_in - mu_tank) can come out negative.
    """
    names = tuple(feed)
    potential = FromEntropy(IdealSolution(standard=standard_conjugates(names, reactions), names=names))
    inner = jnp.array([0.0, 1.0, 0.0])
    exchanges = tuple(
        mass_action(name, one, names, Everywhere(), volume * inner) for name, one in reactions.items()
    )
    through = Flow(
        "flow through", Pairs(jnp.array([0, 1]), jnp.array([1, 2])), jnp.full(2, float(flow)),
        jnp.zeros(2), jnp.zeros(2), jnp.array([1.0, 0.0]), len(names), (0,),
    )  # fmt: skip
    active = jnp.broadcast_to(inner, (len(names), 3))
    system = System(potential, exchanges, (through,), jnp.full(3, float(volume)), active)
    first, second = (np.array([given[name] for name in names]) for given in (feed, initial))
    contents = np.stack([first, second, second], axis=1)
    contents = np.maximum(contents, TRACE * max(contents.max(), 1e-300))
    conserved, charge = _conserved(names, reactions, formulas or {})
    rates = [flow / volume, *(one.k for one in reactions.values())]
    return Assembled(
        kind="tank", system=system, start=potential.guess(jnp.asarray(contents)), solver=Dense(),
        scale=jnp.ones(len(names)), inside=np.array([1]), x=None, bulk=volume,
        conserved=conserved, charge=charge, temperature=temperature,
        environment=temperature if environment is None else environment, first_step=1e-3 / max(rates),
    )  # fmt: skip


def _conserved(
    names: tuple[str, ...], reactions: dict[str, Reaction], formulas: dict[str, str]
) -> tuple[dict[str, np.ndarray], np.ndarray | None]:
    """Elements and charge where every species has a formula; else the groups that no reaction changes."""
    if not all(name in formulas for name in names):
        return conserved_groups(names, reactions), None
    parsed = [parse_formula(formulas[name]) for name in names]
    elements = sorted({element for counts, _ in parsed for element in counts})
    found = {e: np.array([float(counts.get(e, 0)) for counts, _ in parsed]) for e in elements}
    charge = np.array([float(charge) for _, charge in parsed])
    return found, charge if charge.any() else None


def assemble_tank(document: TankModel) -> Assembled:
    """The tank of a model document."""
    given = document.tank
    reactions = {
        name: written(one.equation, one.k.value, one.K.value) for name, one in given.reactions.items()
    }
    return tank(
        volume=given.volume, flow=given.volume_flow,
        feed={name: given.feed[name] for name in given.species}, initial=given.initial,
        reactions=reactions, temperature=document.temperature,
        environment=document.environment.temperature, formulas=given.formulas,
    )  # fmt: skip


def written(equation: str, k: float, K: float) -> Reaction:
    """A reaction as its equation stands: a species on both sides (autocatalysis) counts in the order of the rate."""
    return Reaction(*parse_sides(equation), k, K)
