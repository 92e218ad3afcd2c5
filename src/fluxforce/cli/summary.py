"""What a model comes to: size, unknowns, chemistry, what was left out, what is held."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fluxforce.model.assemble import Assembled
    from fluxforce.model.schema import BatchModel, ColumnModel, Model

# A name with its value: a sentence, a number, or a list of names.
Rows = Iterator[tuple[str, Any]]
# What Python, JAX and its compiler take besides the model [byte], measured.
PROGRAM = {"column": 1.1e9}
PROGRAM_OTHERS = 0.6e9


def summary(model: "Model", made: "Assembled") -> dict[str, Any]:
    """Everything worth knowing before a run, in the order in which it is printed."""
    from fluxforce.model.schema import BatchModel, ColumnModel

    rows = dict(_sizes(model, made))
    if isinstance(model, ColumnModel | BatchModel):
        rows |= dict(_chemistry(model, made))
    return rows | dict(_running(model, made))


def _sizes(model: "Model", made: "Assembled") -> Rows:
    from fluxforce.model.schema import BridgeModel, ColumnModel, NetworkModel, SlabModel, TankModel

    yield "kind", made.kind
    match model:
        case ColumnModel():
            length, cells, area = model.column.length, model.column.cells, model.column.cross_section
        case SlabModel():
            length, cells, area = model.slab.thickness, model.slab.cells, model.slab.area
        case BridgeModel():
            length, cells, area = model.bridge.length, model.bridge.cells, model.bridge.area
        case _:
            length, cells, area = None, 0, 0.0
    if length is not None:
        step = spoken_length(length / cells)
        yield "size", f"{spoken_length(length)} long, {area:g} m2 across, in {cells} cells of {step}"
        yield "cells", cells
    if isinstance(model, TankModel):
        yield "size", f"{model.tank.volume:g} m3, {model.tank.volume_flow:.4g} m3/s through it"
        yield "reactions", list(model.tank.reactions)
    if isinstance(model, NetworkModel):
        yield "states", list(model.network.states)
    each, count = made.start.shape[0], len(made.inside)
    yield "unknowns", f"{each} in each place, {each * count} in all" if count > 1 else f"{each}"
    if not isinstance(model, ColumnModel):
        yield "quantities", list(made.system.potential.quantities)
    yield "processes", [item.name for item in (*made.system.exchanges, *made.system.flows)]


def stochastic_summary(model: "Model") -> dict[str, Any]:
    """The same for kinds that are sampled, or solved for their steady state only. Raises BadInput."""
    from fluxforce.model.assemble.exclusion import assemble_exclusion
    from fluxforce.model.assemble.langevin import assemble_langevin
    from fluxforce.model.assemble.reactions import network_of
    from fluxforce.model.schema import ExclusionModel, LangevinModel, ReactionsModel

    found: dict[str, Any] = {"kind": model.resolved()["kind"]}
    if isinstance(model, LangevinModel):
        particles, part = assemble_langevin(model), model.langevin
        found["motion"] = "overdamped" if part.mass is None else "underdamped"
        found["coordinates"] = list(part.coordinates)
        found["baths"] = list(part.baths)
        steps = round((model.time.end + (part.settle or 0.0)) / part.step)
        found["trajectories"] = f"{model.sample.trajectories} of {steps} steps, seed {model.sample.seed}"
        if particles.grid is not None:
            found["grid"] = f"{particles.grid.network.states} cells, {particles.grid.network.channels} faces"
    elif isinstance(model, ReactionsModel):
        reactions = network_of(model)
        found["species"] = list(reactions.species)
        found["reactions"] = [f"{one.name}: {one}" for one in reactions.reactions]
    elif isinstance(model, ExclusionModel):
        network = assemble_exclusion(model)
        found["states"] = network.states
        found["bonds"] = list(network.processes)
    return found | dict(_running(model, None))


def network_warnings(made: "Assembled") -> list[str]:
    """What is unusual about the jumps of a network: absorbing and unreachable states, several steady states."""
    if made.kind != "network":
        return []
    from fluxforce.solve.markov.classes import communicating_classes

    return communicating_classes(made.notes["network"]).sentences()


def spoken_length(metres: float) -> str:
    """A length in the unit a person would choose: 0.01 -> "1 cm"."""
    for unit, size in (("km", 1e3), ("m", 1.0), ("cm", 1e-2), ("mm", 1e-3), ("um", 1e-6)):
        if metres >= size * (1.0 - 1e-9):
            return f"{metres / size:.4g} {unit}"
    return f"{metres:.4g} m"


def spoken_size(count: float) -> str:
    """Bytes in the unit a person would choose: 5.48e6 -> "5.5 MB"."""
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.2g} {unit}" if count < 100 * size else f"{count / size:.0f} {unit}"
    return f"{count:.0f} byte"


def _chemistry(model: "ColumnModel | BatchModel", made: "Assembled") -> Rows:
    from fluxforce.model.schema import BatchModel

    parts: Any = made.notes["parts"]
    aqueous, database = parts.chemistry.model, parts.chemistry.database
    reacting = [name for name, mineral in model.minerals.items() if not mineral.inert]
    inert = [name for name in model.minerals if name not in reacting]
    yield "components", list(aqueous.components)
    yield "species", list(aqueous.species)
    if aqueous.left_out:
        yield "left out", f"{', '.join(aqueous.left_out)}: they would need electrons"
    yield "minerals", ", ".join([*reacting, *(f"{name} (inert)" for name in inert)]) or "none"
    yield "database", "in the model file" if database is None else database.name
    if database is not None:
        yield "blocks not used", list(database.account.not_used())
    for name, water in parts.waters.items():
        yield f"water '{name}'", _water(aqueous, water)
    if isinstance(model, BatchModel):
        yield "water", f"{model.beaker.mass:.6g} kg; held as a reservoir, not balanced"
        return
    yield "water", f"{model.water_per_bulk:.6g} kg per m3 of rock; held as a reservoir, not balanced"
    yield "residence time", _residence(model)


def _water(aqueous: Any, water: Any) -> str:
    from math import exp, log

    strength = f"ionic strength {exp(water.z[len(aqueous.components)]):.3g} mol/kgw"
    if "H+" not in aqueous.components:
        return strength
    return f"pH {-water.z[aqueous.components.index('H+')] / log(10.0):.3f}, {strength}"


def _running(model: "Model", made: "Assembled | None") -> Rows:
    from fluxforce.results.status import spoken_time

    yield "time", f"{spoken_time(model.time.end)}, {len(model.time.output_times)} outputs"
    needed, program = model.bytes_needed(), PROGRAM.get(made.kind if made else "", PROGRAM_OTHERS)
    yield (
        "memory",
        (
            f"about {spoken_size(needed + program)}: {spoken_size(needed)} for the model (limit "
            f"{spoken_size(model.memory_limit)}), the rest for the program and its compiler"
        ),
    )


def _residence(model: "ColumnModel") -> str:
    from fluxforce.results.status import spoken_time

    column = model.column
    if column.darcy_velocity == 0.0:
        return "no flow"
    return spoken_time(column.length * column.porosity / column.darcy_velocity)
