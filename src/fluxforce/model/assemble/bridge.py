"""Ions between two solutions: a salt bridge, a film that carries a current, a cell in a temperature gradient."""

from typing import Literal

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate
from fluxforce.constants import FARADAY
from fluxforce.laws.base import AbstractLaw
from fluxforce.laws.electrodiffusion import ConstantField, Electrodiffusion, Heat, LogarithmicMean
from fluxforce.laws.nernst_planck import Content, NernstPlanck
from fluxforce.laws.source import CurrentSource
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge_numbers import (
    limiting_current_density,
    numbers_of,
    potentials,
    profiles_of,
)
from fluxforce.model.assemble.bridge_parts import Ion, Warmth
from fluxforce.model.assemble.slab import face_measure
from fluxforce.model.schema.bridge import BridgeModel
from fluxforce.places import Chain, Pairs
from fluxforce.process import Exchange
from fluxforce.solve.linear import FullBlocks
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear
from fluxforce.thermo.mixture import Mixture

End = Literal["solution", "wall"]
WORK = "circuit work"


def bridge(
    *,
    length: float,
    cells: int,
    ions: dict[str, Ion],
    left: dict[str, float],
    right: dict[str, float],
    initial: str | np.ndarray = "linear",
    area: float = 1.0,
    temperature: float = 298.15,
    environment: float | None = None,
    current_density: float = 0.0,
    ends: tuple[End, End] = ("solution", "solution"),
    selective: str | None = None,
    warmth: Warmth | None = None,
) -> Assembled:
    """Places: the left solution, the cells, the right solution; contents are concentrations [mol/m3].

    The ions are the coupled rows of one process, Nernst-Planck with the field eliminated on every face;
    without any charge they diffuse by Fick's law. ``initial``: ``linear`` between the ends, ``left``,
    ``right``, or an array [ions, cells].

    ``current_density`` [A/m2], positive from left to right, is driven by a circuit whose work is booked. An end that
    is a ``wall`` holds no solution: it is a place of the film itself. With a wall, or with more than two ions, there
    are cells + 1 evenly spaced places from end to end, the outer ones with half a volume. The circuit carries
    the ion ``selective`` from the right end to the left one outside of the film: both are electrodes of that ion, or
    membranes that let it pass alone. ``warmth``: the energy is a quantity, ends are held at their temperatures, and
    partial energies of the ions are those of the solvent (zero).
    """
    names = tuple(ions)
    walls = tuple(end == "wall" for end in ends)
    grid = _Grid(length, cells, area, walls, nodes=any(walls) or len(ions) > 2)
    charge = np.array([float(ion.charge) for ion in ions.values()])
    driven = current_density != 0.0
    potential = _potential(names, temperature, driven, warmth)
    process = _process(ions, grid, current_density * area, warmth, potential)
    exchanges = [process]
    if selective is not None and driven:
        exchanges.append(_outside(names.index(selective), charge, current_density * area, grid, potential))
    active = _active(potential, len(names), grid, warmth)
    system = System(potential, tuple(exchanges), (), jnp.asarray(grid.size), active)
    contents = _contents(names, left, right, initial, grid)
    quantities = len(potential.quantities)
    conserved = dict(zip(names, np.eye(len(names), quantities), strict=True))
    if warmth is not None:
        conserved["energy"] = np.array([0.0] * len(names) + [1.0] * (quantities - len(names)))
    charges = np.concatenate([charge, np.zeros(quantities - len(names))])
    extended = isinstance(process.law, Electrodiffusion)
    limit = None
    if selective is not None and any(walls):
        row = contents[names.index(selective)]
        mean = float(grid.size @ row / grid.size.sum()) if all(walls) else float(row[0 if walls[1] else -1])
        limit = limiting_current_density(ions, selective, length, ends, mean)
    fastest = max(ion.diffusion for ion in ions.values())
    return Assembled(
        kind="bridge", system=system, start=_start(potential, contents, grid, warmth, driven),
        solver=FullBlocks(len(names) + (warmth is not None)), scale=_scale(len(names), warmth, driven),
        inside=grid.inside, x=grid.x, bulk=area * grid.width, conserved=conserved,
        charge=charges if charge.any() else None, temperature=temperature if warmth is None else None,
        environment=temperature if environment is None else environment,
        first_step=0.1 * grid.width**2 / fastest,
        numbers=numbers_of(ions, area=area, temperature=temperature, current_density=current_density, limit=limit,
                           selective=selective is not None, warmth=warmth) if charge.any() else (),
        profiles=profiles_of(names, temperature, warmth) if extended else (),
        quantity_units=("mol/m3",) * len(names) + ("J/m3",) * (quantities - len(names)) if extended else None,
        title=_title(driven, warmth), along="position",
    )  # fmt: skip


def _title(driven: bool, warmth: Warmth | None) -> str:
    if warmth is not None:
        return "electrolyte in a temperature gradient"
    return "electrolyte film that carries a current" if driven else "salt bridge at zero current"


class _Grid:
    """Cells between two solutions, half a cell away from them; or evenly spaced places that include both ends.

    The second is needed at a wall, and has errors even in the spacing where an ion is nearly absent at one end.
    """

    def __init__(self, length: float, cells: int, area: float, walls: tuple[bool, ...], *, nodes: bool):
        self.width, self.walls = length / cells, walls
        if nodes:
            self.places = cells + 1
            self.inside = np.arange(0 if walls[0] else 1, self.places - (0 if walls[1] else 1))
            self.x = np.arange(self.places)[self.inside] * self.width
            self.share = np.arange(self.places) / cells
            self.size = np.full(self.places, area * self.width)
            self.size[[0, -1]] *= 0.5
            self.faces = jnp.full(cells, area / self.width)
        else:
            self.places = cells + 2
            self.inside = np.arange(1, cells + 1)
            self.x = (np.arange(cells) + 0.5) * self.width
            self.share = np.concatenate([[0.0], (np.arange(cells) + 0.5) / cells, [1.0]])
            self.size = np.full(self.places, area * self.width)
            self.faces = face_measure(cells, area / self.width)


def _potential(
    names: tuple[str, ...], temperature: float, driven: bool, warmth: Warmth | None
) -> AbstractPotential:
    """Ions, the energy where temperatures differ, and the store that work is taken from where a current flows."""
    nothing = jnp.zeros(len(names))
    if warmth is None:
        base: AbstractPotential = FromEntropy(IdealSolution(standard=nothing, names=names))
        price = -1.0 / temperature
    else:
        base = Mixture(
            names, capacity=warmth.heat_capacity, energy=nothing, heat=nothing, standard=nothing,
            reference=temperature,
        )  # fmt: skip
        price = 0.0
    return Joint(base, Linear((WORK,), jnp.array([price]))) if driven else base


def _process(
    ions: dict[str, Ion], grid: _Grid, current: float, warmth: Warmth | None, potential: AbstractPotential
) -> Exchange:
    count, quantities, sites = len(ions), len(potential.quantities), grid.places - 1
    coefficient = jnp.array([ion.diffusion for ion in ions.values()])
    conductance = jnp.broadcast_to(coefficient[:, None], (count, sites))
    charge = jnp.array([float(ion.charge) for ion in ions.values()])
    concentration = Content(count)
    rows, reactants = list(ions), np.eye(count, quantities)
    products = reactants.copy()
    law: AbstractLaw
    charged = bool(np.any(np.asarray(charge)))
    # one salt is exact with the logarithmic mean; among more ions some may be nearly absent at one end
    face = LogarithmicMean() if count == 2 else ConstantField()
    if not charged or (count == 2 and warmth is None and current == 0.0):
        law = NernstPlanck(conductance, charge, concentration) if charged else IdealDiffusion(conductance)
        return Exchange(
            "ion diffusion",
            Chain(),
            jnp.asarray(reactants),
            jnp.asarray(products),
            law,
            grid.faces,
            tuple(rows),
        )
    heat = None
    if warmth is not None:
        rows.append("heat")
        reactants, products = np.eye(count + 1, quantities), np.eye(count + 1, quantities)
        carried = jnp.array([ion.heat_of_transport for ion in ions.values()])
        heat = Heat(jnp.full(sites, float(warmth.conductivity)), carried, count)
    circuits = 0
    if current != 0.0:
        taken, given = _circuit_rows(count, quantities, warmth is not None)
        circuits = len(taken)
        rows += ["circuit"] if circuits == 1 else ["circuit, left of face", "circuit, right of face"]
        reactants, products = np.concatenate([reactants, taken]), np.concatenate([products, given])
    per_measure = current / grid.faces
    law = Electrodiffusion(conductance, charge, concentration, per_measure, circuits, face, heat)
    return Exchange(
        "ion transport", Chain(), jnp.asarray(reactants), jnp.asarray(products), law, grid.faces, tuple(rows)
    )


def _circuit_rows(count: int, quantities: int, thermal: bool) -> tuple[np.ndarray, np.ndarray]:
    """Stoichiometries of the work of the circuit: out of its store, or turned into energy at both ends of a face."""
    if not thermal:
        return np.eye(quantities)[-1:], np.zeros((1, quantities))
    heated = np.zeros(quantities)
    heated[count], heated[-1] = 1.0, -1.0
    nothing = np.zeros(quantities)
    return np.stack([-heated, nothing]), np.stack([nothing, heated])


def _outside(
    ion: int, charge: np.ndarray, current: float, grid: _Grid, potential: AbstractPotential
) -> Exchange:
    """The circuit carries the ion from the right end to the left end, against or along its potential."""
    quantities = len(potential.quantities)
    reactants, products = np.zeros((2, quantities)), np.zeros((2, quantities))
    reactants[0, ion], products[0, ion], reactants[1, -1] = 1.0, 1.0, 1.0
    carried = jnp.array([current / (charge[ion] * FARADAY)])
    sites = Pairs(jnp.array([grid.places - 1]), jnp.array([0]))
    return Exchange(
        "electrodes", sites, jnp.asarray(reactants), jnp.asarray(products), CurrentSource(carried), jnp.ones(1),
        (potential.quantities[ion], "work"),
    )  # fmt: skip


def _active(
    potential: AbstractPotential, ions: int, grid: _Grid, warmth: Warmth | None
) -> Float[Array, "balanced places"]:
    active = np.zeros((len(potential.quantities), grid.places))
    active[:ions, grid.inside] = 1.0
    if warmth is not None:
        active[ions, 1:-1] = 1.0
    return jnp.asarray(active)


def _contents(
    names: tuple[str, ...],
    left: dict[str, float],
    right: dict[str, float],
    initial: str | np.ndarray,
    grid: _Grid,
) -> np.ndarray:
    """Concentrations of all places at the start, [ions, places]."""
    one, other = (np.array([side[name] for name in names])[:, None] for side in (left, right))
    share = grid.share[None]
    if not isinstance(initial, str):
        found = one * (1.0 - share) + other * share
        found[:, grid.inside] = np.asarray(initial, dtype=float)
        return found
    within = {"linear": share, "left": 0.0 * share, "right": 0.0 * share + 1.0}[initial].copy()
    within[0, 0] = within[0, 0] if grid.walls[0] else 0.0
    within[0, -1] = within[0, -1] if grid.walls[1] else 1.0
    return one * (1.0 - within) + other * within


def _start(
    potential: AbstractPotential, contents: np.ndarray, grid: _Grid, warmth: Warmth | None, driven: bool
) -> Array:
    rows = [np.log(contents)]
    if warmth is not None:
        rows.append(np.log(warmth.left + (warmth.right - warmth.left) * grid.share)[None])
    if driven:
        rows.append(np.zeros((1, grid.places)))
    return jnp.asarray(np.concatenate(rows))


def _scale(ions: int, warmth: Warmth | None, driven: bool) -> Array:
    """One for logarithms; work in joules has no equation of its own."""
    return jnp.ones(ions + (warmth is not None) + driven)


def junction_potential(assembled: Assembled, coordinates: Float[Array, "coordinates places"]) -> Array:
    """phi of every place against the left end [V]; the last one is the potential of the right end."""
    if not isinstance(assembled.system.exchanges[0].law, NernstPlanck | Electrodiffusion):
        raise TypeError("only a bridge with ions has a junction potential")
    return potentials(assembled.system, evaluate(assembled.system, coordinates), assembled.temperature)


def assemble_bridge(document: BridgeModel) -> Assembled:
    """The bridge of a model document."""
    given = document.bridge
    ions = {
        name: Ion(float(one.charge), one.diffusion, one.heat_of_transport) for name, one in given.ions.items()
    }
    warmth = None
    if given.left_temperature is not None and given.right_temperature is not None:
        assert given.conductivity is not None
        assert given.heat_capacity is not None
        warmth = Warmth(
            given.left_temperature, given.right_temperature, given.conductivity, given.heat_capacity
        )
    return bridge(
        length=given.length, cells=given.cells, ions=ions, left=given.left, right=given.right,
        initial=given.initial, area=given.area, temperature=document.temperature,
        environment=document.environment.temperature, current_density=given.current_density,
        ends=(given.left_end, given.right_end), selective=given.selective, warmth=warmth,
    )  # fmt: skip
