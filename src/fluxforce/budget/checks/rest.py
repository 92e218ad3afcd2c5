"""C9 to C11: what the solver itself does. Steady states, equilibrium, and reciprocal experiments between reservoirs."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import System, prepared_at, rates_at
from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome
from fluxforce.budget.checks.subject import Subject
from fluxforce.budget.instant import Instant, instant
from fluxforce.laws.base import AbstractSource
from fluxforce.laws.hop import Irreversible
from fluxforce.solve.status import NotFinite
from fluxforce.solve.steady import SteadyOptions, steady
from fluxforce.thermo.slopes import slopes

MOST_UNKNOWNS = 700  # beyond which no steady state is sought here: `steady` and `run` do so
CLOSE = 1e-8
STEP = 1e-3  # of a conjugate that is moved in a reciprocal experiment


@dataclass(frozen=True)
class Rest:
    """Coordinates of the steady state, or why there is none."""

    coordinates: Array | None
    said: str = ""


@eqx.filter_jit
def books_of(system: System, coordinates: Array) -> Instant:
    """The books of one state, flows limited as they are there."""
    return instant(prepared_at(system, coordinates), coordinates)


def at_rest(subject: Subject, options: SteadyOptions = SteadyOptions()) -> Rest:  # noqa: B008 - a frozen module
    """The steady state that is reached from the start."""
    system = subject.system
    linear = np.array(system.potential.linear)
    if np.any(np.asarray(system.active)[linear] > 0.0):
        return Rest(
            None, "stocks of pure phases are used up or grow: there is no steady state before they end"
        )
    if subject.start.size > MOST_UNKNOWNS:
        return Rest(
            None, f"{subject.start.size} unknowns: no steady state is sought here, see `fluxforce steady`"
        )
    if any(isinstance(one.law, Irreversible) for one in system.exchanges):
        return Rest(None, "one-way processes: their production has no bound")
    try:
        found = steady(subject.solver, system, subject.start, scale=subject.scale, options=options)
    except NotFinite as error:
        return Rest(None, str(error))
    if not found.converged:
        return Rest(None, "no steady state was reached from the start: it still changes, oscillates or grows")
    return Rest(found.coordinates)


def check_steady(subject: Subject, rest: Rest) -> Outcome:
    """C9: everything that is produced leaves with what crosses the border; with change at the start, if none rests."""
    z = subject.start if rest.coordinates is None else rest.coordinates
    at = books_of(subject.system, z)
    produced = sum(
        float(jnp.sum(part)) for part in (at.produced, at.space, at.mixing, at.model, at.volume_work)
    )
    left = float(jnp.sum(at.discharged) + jnp.sum(at.carried_out) - jnp.sum(at.carried_in) - at.slaved)
    stored = float(jnp.sum(at.conjugates * at.supply))
    size = float(at.magnitude) + abs(left) + 1e-12 * float(at.turnover)
    if size == 0.0:
        return NotApplicable("C9", "nothing happens at rest: no production, and nothing leaves")
    if rest.coordinates is None:
        off = abs(produced - left - stored) / (size + abs(stored))
        said = f"at the start, with what is stored ({rest.said})"
    else:
        # a steady state is one to the solver's tolerance: what still changes is counted as stored
        off, said = abs(produced - left) / size, "at the steady state"
    if off <= CLOSE:
        return Held("C9", off, said)
    return Broken("C9", f"entropy is made or lost {said}", "open books", numbers={
        "produced": produced, "leaves": left, "stored": stored})  # fmt: skip


def closed(subject: Subject) -> System:
    """The same system without sources and flows, its reservoirs free to change: it goes to equilibrium."""
    system = subject.system
    linear = np.array(system.potential.linear)[:, None]
    exchanges = tuple(
        eqx.tree_at(lambda e: e.measure, one, jnp.zeros_like(one.measure))
        if isinstance(one.law, AbstractSource) else one for one in system.exchanges
    )  # fmt: skip
    flows = tuple(eqx.tree_at(lambda f: f.rate, one, jnp.zeros_like(one.rate)) for one in system.flows)
    active = jnp.where(jnp.asarray(linear), system.active, 1.0)
    return System(system.potential, exchanges, flows, system.size, active)


def check_equilibrium(subject: Subject, steady_sought: bool) -> tuple[Outcome, Array | None]:
    """C10: a closed system comes to rest with every flux zero. The state that it reaches is returned."""
    system = closed(subject)
    place = int(np.asarray(subject.inside)[0]) if subject.inside is not None else 0
    start = jnp.asarray(subject.start)
    if any(one.given is not None for one in system.exchanges):
        return NotApplicable(
            "C10", "reservoirs of every process take up entropy: it may be driven by them"
        ), None
    if not steady_sought:
        return _uniform(subject, system, place), None
    try:
        found = steady(subject.solver, system, start, scale=subject.scale)
    except NotFinite as error:
        return NotApplicable("C10", str(error)), None
    if not found.converged:
        return NotApplicable("C10", "the closed system was not brought to equilibrium"), None
    rates = _rates(system, found.coordinates)
    driven = _rates(system, start)
    produced = sum(float(jnp.sum(jnp.abs(p))) for p in rates.production)
    before = sum(float(jnp.sum(jnp.abs(p))) for p in driven.production)
    worst, name, force = _largest(system, rates, driven)
    if worst <= 1e-6:
        return Held(
            "C10", worst, "the closed system comes to rest, and nothing flows there"
        ), found.coordinates
    held = [q for q, line in zip(system.potential.quantities, system.potential.linear, strict=False) if line]
    if held and produced > 1e-9 * before:
        names = ", ".join(held)
        return NotApplicable("C10", f"reservoirs counted as quantities keep it going: {names}"), None
    said = "a closed system at rest has fluxes left: they have no force, or run in a circle"
    numbers = {"flux over its first size": worst, "force": force}
    return Broken("C10", said, "no rest at equilibrium", name, numbers=numbers), None


def _uniform(subject: Subject, system: System, place: int) -> Outcome:
    """One state in all places: what moves between them has no force and may not move."""
    z = jnp.broadcast_to(jnp.asarray(subject.start)[:, place][:, None], subject.start.shape)
    rates, driven = _rates(system, z), _rates(system, subject.start)
    between = [k for k, one in enumerate(system.exchanges) if np.allclose(one.reactants, one.products)]
    if not between:
        return NotApplicable(
            "C10", "nothing moves between places, and the system is too large to be brought to rest"
        )
    worst, name = 0.0, ""
    for k in between:
        top = float(jnp.max(jnp.abs(driven.fluxes[k])))
        left = float(jnp.max(jnp.abs(rates.fluxes[k]))) / (top + 1e-300) if top > 0.0 else 0.0
        if left > worst:
            worst, name = left, system.exchanges[k].name
    if worst <= 1e-9:
        return Held("C10", worst, "in one state everywhere nothing moves between places")
    return Broken("C10", "something moves between places that are alike", "flux without a force", name,
                  numbers={"flux over its size at the start": worst})  # fmt: skip


_rates = eqx.filter_jit(rates_at)


def _largest(system: System, rates, driven) -> tuple[float, str, float]:
    """Largest flux left over the largest of the same process before, and the force there."""
    worst, name, force = 0.0, "", 0.0
    for k, exchange in enumerate(system.exchanges):
        top = float(jnp.max(jnp.abs(driven.fluxes[k]), initial=0.0))
        flux = np.asarray(rates.fluxes[k])
        if top == 0.0 or flux.size == 0:
            continue
        at = np.unravel_index(int(np.abs(flux).argmax()), flux.shape)
        if abs(flux[at]) / top > worst:
            worst, name, force = float(abs(flux[at]) / top), exchange.name, float(rates.forces[k][at])
    return worst, name, force


def check_reciprocal(subject: Subject, equilibrium: Array | None) -> Outcome:
    """C11: y_i is moved at one reservoir and the flow of j measured at another, then the other way round.

    Both are steady states of the solver near equilibrium, by central differences.
    """
    if equilibrium is None:
        return NotApplicable("C11", "no equilibrium around which to experiment")
    if any(np.any(np.asarray(flow.rate) != 0.0) for flow in subject.system.flows):
        return NotApplicable(
            "C11", "flows carry whatever there is: the response to reservoirs is not reciprocal"
        )
    parity = {sign for signs in subject.parities.values() for sign in signs}
    if -1 in parity:
        return NotApplicable("C11", "odd quantities: between reservoirs the signs of Casimir's relations mix")
    pair = _pair(subject)
    if pair is None:
        return NotApplicable("C11", "fewer than two quantities are held at reservoirs that can be moved")
    system = closed(subject)
    system = eqx.tree_at(lambda s: s.active, system, subject.system.active)
    (one, other), flows = pair, []
    for moved, seen in ((one, other), (other, one)):
        ends = [_answer(subject, system, equilibrium, moved, seen, sign) for sign in (1.0, -1.0)]
        if any(end is None for end in ends):
            return NotApplicable("C11", "the solver did not settle with a reservoir moved")
        flows.append([(ends[0][k] - ends[1][k]) / (2.0 * STEP) for k in range(2)])  # type: ignore[index]
    # flows by conjugates, each times both steps: entropy per second, whatever the units of the quantities are
    sizes = [_size(subject, system, equilibrium, at) for at in (one, other)]
    there, back = flows[0][0] * sizes[1], flows[1][0] * sizes[0]
    own = [abs(flows[k][1] * sizes[k]) for k in range(2)]
    scale = max(float(np.sqrt(own[0] * own[1])), abs(there), abs(back))
    names = [f"{system.potential.quantities[q]} at place {p}" for q, p in (one, other)]
    if max(abs(there), abs(back)) <= 1e-7 * max(own):
        return NotApplicable("C11", f"{names[0]} and {names[1]} do not answer each other at all")
    off = abs(there - back) / scale
    if off <= 1e-5:
        return Held("C11", float(off), f"{names[0]} against {names[1]}: {there:.6g} W/K both ways")
    return Broken("C11", f"{names[0]} and {names[1]} do not answer each other alike", "not reciprocal",
                  numbers={"there": there, "back": back})  # fmt: skip


def _pair(subject: Subject) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Two (quantity, place) that are held and take part: unlike in quantity and in place if possible."""
    active, linear = np.asarray(subject.system.active), np.array(subject.system.potential.linear)
    touched = np.zeros(active.shape, bool)
    for one in subject.system.exchanges:
        on = np.asarray(one.measure) != 0.0
        for chosen, end in ((one.reactants, 0), (one.products, 1)):
            places = np.asarray(one.sites.ends(jnp.arange(active.shape[1], dtype=float))[end]).astype(int)[on]
            rows = np.flatnonzero(np.any(np.asarray(chosen)[:, : active.shape[0]] != 0.0, axis=0))
            touched[np.ix_(rows, np.unique(places))] = True
    held = [(int(q), int(p)) for q, p in np.argwhere((active == 0.0) & touched) if not linear[q]]
    if len(held) < 2:
        return None
    first = held[0]
    apart = [h for h in held if h[0] != first[0] and h[1] != first[1]]
    unlike = apart or [h for h in held if h[0] != first[0]] or held[1:]
    return first, unlike[-1]


def _size(subject: Subject, system: System, z: Array, at: tuple[int, int]) -> float:
    """What a conjugate changes by when its coordinate does by its scale."""
    quantity, place = at
    scale = 1.0 if subject.scale is None else float(subject.scale[quantity])
    return scale * abs(float(_conjugate_slopes(system, z[:, place])[quantity, quantity]))


@eqx.filter_jit
def _conjugate_slopes(system: System, z: Array) -> Array:
    """dy/dz of the balanced quantities of one place."""
    balanced = len(system.potential.linear)
    return jax.jacfwd(lambda c: system.potential.read(c[:, None]).conjugates[:balanced, 0])(z)


def _answer(
    subject: Subject, system: System, z: Array, moved: tuple[int, int], seen: tuple[int, int], sign: float
) -> tuple[float, float] | None:
    """Supply of what is seen and of what is moved, one conjugate moved by a relative step and the others kept."""
    place = moved[1]
    balanced = subject.balanced
    slope = np.asarray(_conjugate_slopes(system, z[:, place]))
    linear = np.array(system.potential.linear)
    free = np.flatnonzero(~linear)
    target = np.zeros(balanced)
    target[moved[0]] = sign * STEP * _size(subject, system, z, moved)
    step = np.zeros(z.shape[0])
    # conjugates that cannot be moved alone leave the nearest that can
    step[free] = np.linalg.lstsq(slope[np.ix_(free, free)], target[free], rcond=None)[0]
    if z.shape[0] > balanced:
        equations = np.asarray(slopes(system.potential, z[:, place][:, None]).equations[:, :, 0])
        step[balanced:] = -np.linalg.solve(
            equations[balanced:, balanced:], equations[balanced:, :balanced] @ step[:balanced]
        )
    start = z.at[:, place].add(jnp.asarray(step))
    found = steady(subject.solver, system, start, scale=subject.scale)
    if not found.converged:
        return None
    rates = _rates(system, found.coordinates)
    total = sum((np.asarray(s)[:balanced] for s in rates.exchanged), start=np.zeros((balanced, z.shape[1])))
    return float(total[seen]), float(total[moved])
