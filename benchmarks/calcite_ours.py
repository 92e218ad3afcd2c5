"""Our side of benchmarks/kinetics.py: the beakers as one System, marched apart."""

import time
from dataclasses import dataclass

import numpy as np

from benchmarks.calcite import COMPONENTS, Beakers

ELEMENTS = ("H", "O", "C(4)", "Ca", "Mg", "Na", "Cl")


@dataclass(frozen=True)
class Ours:
    """Seconds of the compiled march, of its compilation, and moles dissolved."""

    seconds: float
    compilation: float
    dissolved: np.ndarray


def system_of(problem: Beakers):
    """The system of one beaker, as its model file would make it, and the model of its water."""
    import jax.numpy as jnp

    from fluxforce.balance import System
    from fluxforce.constants import GAS_CONSTANT
    from fluxforce.laws.catalysis import Mechanisms, Plummer
    from fluxforce.laws.drive import Saturation
    from fluxforce.laws.parallel import OnSurface, Path
    from fluxforce.laws.transition_state import PowerArea
    from fluxforce.model.databases import aqueous_model, database_path, phase_reaction, read_database
    from fluxforce.places import Everywhere
    from fluxforce.process import Exchange
    from fluxforce.thermo.aqueous import Aqueous
    from fluxforce.thermo.joint import Joint
    from fluxforce.thermo.linear import Linear

    database = read_database(database_path("phreeqc.dat"))
    model = aqueous_model(database, ELEMENTS, problem.temperature)
    phase = phase_reaction(database, model, "Calcite", problem.temperature)
    count, warm = len(model.components), jnp.array(problem.temperature)
    proton, dioxide = (model.species.index(name) for name in ("H+", "CO2"))
    if problem.law == "plummer":
        path = Path(Plummer(warm, proton, dioxide), Saturation(temkin=1.5))
    else:
        orders = jnp.zeros((2, len(model.species))).at[0, proton].set(1.0)
        constants = jnp.log(jnp.array([problem.acid, problem.neutral]))
        path = Path(Mechanisms(constants, jnp.zeros(2), orders, warm, warm), Saturation())
    surface = PowerArea(jnp.array([problem.area]), jnp.array([problem.amount]), problem.exponent)
    reactants = np.zeros((1, count + 2))
    reactants[0, count] = 1.0
    products = np.zeros((1, count + 2))
    products[0, :count], products[0, -1] = np.asarray(phase.nu), float(phase.nu_w)
    potential = Joint(Aqueous(model), Linear(("Calcite",), jnp.array([-GAS_CONSTANT * float(phase.ln_k)])))
    law = OnSurface((path,), surface, count)
    exchange = Exchange(
        "Calcite dissolution", Everywhere(), jnp.array(reactants), jnp.array(products), law, jnp.ones(1)
    )
    return System(potential, (exchange,), (), jnp.ones(1), jnp.ones((count + 1, 1))), model


def dissolve(problem: Beakers, waters: np.ndarray, tolerance: float, repeat: int) -> Ours:
    """March all beakers to the end; the seconds are the least of `repeat` runs after the one that compiles.

    What was not brought to the end is not a number."""
    import jax
    import jax.numpy as jnp

    from fluxforce.solve.cells import MarchOptions, march
    from fluxforce.solve.status import Status
    from fluxforce.thermo.aqueous.speciate import speciate

    system, model = system_of(problem)
    order = [COMPONENTS.index(name) for name in model.components]
    found = speciate(model, jnp.asarray(waters[order]))
    assert bool(jnp.all(found.converged))
    count = len(model.components)
    amounts = jnp.full((1, waters.shape[1]), problem.amount)
    start = jnp.concatenate([found.z[:count], amounts, found.z[count:]])
    options = MarchOptions(tolerance=tolerance)
    took = []
    for _ in range(repeat + 1):
        begin = time.process_time()
        result = jax.block_until_ready(march(system, start, [problem.end], options=options))
        took.append(time.process_time() - begin)
    done = np.asarray(result.status) == Status.DONE
    best = min(took[1:], default=took[0])
    return Ours(best, took[0] - best, np.where(done, result.extents[-1, 0], np.nan))
