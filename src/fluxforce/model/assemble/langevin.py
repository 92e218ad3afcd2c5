"""A Langevin document as a system of particles, its protocol, its start, and its Fokker-Planck grid."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.model.expression import Evaluate, parse
from fluxforce.model.schema.langevin import TIME, Langevin, LangevinModel
from fluxforce.model.schema.values import Value, parameter_values
from fluxforce.networks.diffusion import Convention, LangevinSystem, overdamped, underdamped
from fluxforce.networks.drives import AbstractDrive, ColouredForce, RotationalDiffusion, Telegraph
from fluxforce.networks.gaussian import Gaussian
from fluxforce.networks.grid import Axis, Edge, Grid, fokker_planck
from fluxforce.networks.protocol import Protocol, protocol

CONVENTIONS = {
    "ito": Convention.ITO,
    "stratonovich": Convention.STRATONOVICH,
    "isothermal": Convention.ISOTHERMAL,
}


@dataclass(frozen=True)
class Particles:
    """All that a run of trajectories needs; ``grid`` is None where none was asked for."""

    system: LangevinSystem
    protocol: Protocol | None
    start: Gaussian | np.ndarray
    grid: Grid | None
    parameters: Mapping[str, float]


def assemble_langevin(document: LangevinModel) -> Particles:
    """Particles of a document. Raises BadInput for what the system or the grid refuses."""
    known = parameter_values(document.parameters)
    part = document.langevin
    names = (*part.coordinates, *part.protocol)
    potential = _at_a_point(part.potential, part, names, known)
    force = _force(part, names, known)
    if part.mass is None:
        system = _overdamped(part, known, potential, force)
    else:
        baths = list(part.baths.values())
        friction = np.zeros((len(baths), len(part.coordinates)))
        for row, bath in enumerate(baths):
            for name in part.coordinates if bath.acts_on is None else bath.acts_on:
                assert bath.friction is not None
                friction[row, part.coordinates.index(name)] = bath.friction.number(known)
        mass = part.mass
        each = [mass[name] if isinstance(mass, dict) else mass for name in part.coordinates]
        system = underdamped(
            potential, temperature=[bath.temperature.number(known) for bath in baths], friction=friction,
            mass=[one.number(known) for one in each], coordinates=part.coordinates, force=force,
            drive=_drive(part, known), baths=tuple(part.baths),
        )  # fmt: skip
    grid = _grid(document, known) if document.grid else None
    return Particles(system, _protocol(document, known), _start(part, known), grid, known)


def _evaluate(value: Value, names: tuple[str, ...], known: Mapping[str, float]) -> Evaluate:
    if isinstance(value.written, str):
        return parse(value.written, names=names, constants=known).compiled()
    fixed = float(value.written)
    return lambda values: fixed


def _named(part: Langevin, x: Array, parameter: Array) -> dict[str, Array]:
    values = {name: x[k] for k, name in enumerate(part.coordinates)}
    return values | {name: parameter[k] for k, name in enumerate(part.protocol)}


def _at_a_point(
    value: Value, part: Langevin, names: tuple[str, ...], known: Mapping[str, float]
) -> Callable[[Array, Array], Array]:
    evaluate = _evaluate(value, names, known)

    def at(x: Array, parameter: Array) -> Array:
        return jnp.asarray(evaluate(_named(part, x, parameter)), dtype=float)

    return at


def _force(
    part: Langevin, names: tuple[str, ...], known: Mapping[str, float]
) -> Callable[[Array, Array], Array] | None:
    if not part.force:
        return None
    nothing = Value(0.0)
    each = [_evaluate(part.force.get(name, nothing), names, known) for name in part.coordinates]

    def at(x: Array, parameter: Array) -> Array:
        values = _named(part, x, parameter)
        return jnp.stack([jnp.asarray(one(values), dtype=float) for one in each])

    return at


def _overdamped(
    part: Langevin,
    known: Mapping[str, float],
    potential: Callable[[Array, Array], Array],
    force: Callable[[Array, Array], Array] | None,
) -> LangevinSystem:
    owner = {
        coordinate: name
        for name, bath in part.baths.items()
        for coordinate in (part.coordinates if bath.acts_on is None else bath.acts_on)
    }
    owners = [owner[name] for name in part.coordinates]
    heat = [part.baths[name].temperature.number(known) for name in owners]
    given = part.mobility
    each = [given[name] if isinstance(given, dict) else given for name in part.coordinates]
    expressions = [parse_of(one, part.coordinates, known) for one in each if one is not None]
    mobility: np.ndarray | Callable[[Array], Array]
    if any(one.used for one in expressions):
        evaluate = [one.compiled() for one in expressions]

        def varying(x: Array) -> Array:
            values = {name: x[k] for k, name in enumerate(part.coordinates)}
            return jnp.stack([jnp.asarray(one(values), dtype=float) for one in evaluate])

        mobility = varying
    else:
        mobility = np.array([one.number({}) for one in expressions])
    return overdamped(
        potential, temperature=heat, mobility=mobility, coordinates=part.coordinates, force=force,
        convention=CONVENTIONS[part.interpretation or "isothermal"], drive=_drive(part, known), baths=owners,
    )  # fmt: skip


def parse_of(value: Value, names: tuple[str, ...], known: Mapping[str, float]):
    """The expression of a value, a plain number too."""
    text = value.written if isinstance(value.written, str) else repr(value.written)
    return parse(text, names=names, constants=known)


def _drive(part: Langevin, known: Mapping[str, float]) -> AbstractDrive | None:
    active = part.active
    if active is None:
        return None
    strength = active.strength.number(known)
    rate = 0.0 if active.rate is None else active.rate.number(known)
    if active.model == "run and tumble":
        return Telegraph(rate=rate, strength=strength)
    if active.model == "active Brownian":
        return RotationalDiffusion(rate=rate, strength=strength)
    assert active.memory is not None
    return ColouredForce(tau=active.memory.number(known), diffusion=strength)


def _protocol(document: LangevinModel, known: Mapping[str, float]) -> Protocol | None:
    part, end = document.langevin, document.time.end
    if not part.protocol:
        return None
    marks = {end}
    for course in part.protocol.values():
        if not isinstance(course, Value):
            marks |= {min(piece.until, end) for piece in course}
    stops = sorted(marks)
    pieces = []
    for begin, stop in zip([0.0, *stops[:-1]], stops, strict=True):
        each = [_evaluate(_during(course, stop), (TIME,), known) for course in part.protocol.values()]
        pieces.append((stop - begin, _stacked(each)))
    return protocol(pieces)


def _during(course: Value | tuple, stop: float) -> Value:
    if isinstance(course, Value):
        return course
    return next((piece.value for piece in course if piece.until >= stop * (1.0 - 1e-12)), course[-1].value)


def _stacked(each: list[Evaluate]) -> Callable[[Array], Array]:
    def at(t: Array) -> Array:
        return jnp.stack([jnp.asarray(one({TIME: t}), dtype=float) for one in each])

    return at


def _start(part: Langevin, known: Mapping[str, float]) -> Gaussian | np.ndarray:
    mean, deviation = np.zeros(len(part.coordinates)), np.zeros(len(part.coordinates))
    for k, name in enumerate(part.coordinates):
        given = part.start[name]
        if isinstance(given, Value):
            mean[k] = given.number(known)
        else:
            mean[k], deviation[k] = given.mean.number(known), given.deviation.number(known)
    return Gaussian(mean, np.diag(deviation**2)) if deviation.any() else mean


def _grid(document: LangevinModel, known: Mapping[str, float]) -> Grid:
    part = document.langevin
    axes = []
    for name in part.coordinates:
        axis = document.grid[name]
        bath, owner = next(
            (bath, label)
            for label, bath in part.baths.items()
            if bath.acts_on is None or name in bath.acts_on
        )
        edge = Edge.PERIODIC if axis.periodic else Edge.REFLECTING
        mobility = part.mobility[name] if isinstance(part.mobility, dict) else part.mobility
        assert mobility is not None
        axes.append(
            Axis(
                name, axis.from_.number(known), axis.to.number(known), axis.cells, edge, edge,
                bath.temperature.number(known), _field(mobility, part, known),
                _field(part.force.get(name, Value(0.0)), part, known), owner,
            )
        )  # fmt: skip
    return fokker_planck(axes, _field(part.potential, part, known))


def _field(value: Value, part: Langevin, known: Mapping[str, float]) -> Callable[..., np.ndarray]:
    evaluate = parse_of(value, part.coordinates, known).compiled_with(np)

    def at(*coordinates: np.ndarray) -> np.ndarray:
        values = dict(zip(part.coordinates, coordinates, strict=True))
        return np.asarray(evaluate(values), dtype=float)

    return at
