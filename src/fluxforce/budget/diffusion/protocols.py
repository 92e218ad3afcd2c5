"""Work of driven systems whose moments close, and the protocols that need the least of it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from fluxforce.budget.diffusion.linear import Numbers
from fluxforce.errors import BadInput, Problem, SolverGaveUp

STEPS = 300  # of fourth order: 1e-11 for relaxation times down to a tenth of the protocol
SETTLED = 1e-12  # change of the coefficients at which Newton's method stops


@dataclass(frozen=True)
class MomentSystem:
    """A system driven by controls. Functions take moments [moments, ...] and controls [controls, ...] with any number
    of runs behind the first axis, and must be analytic: derivatives are taken along the imaginary axis.

    - ``rate(moments, controls)``: d moments/dt, exact for the system;
    - ``heat(moments, controls)``: heat given to the bath per time;
    - ``energy(moments, controls)``: mean energy, whose change at constant moments is the work of a jump;
    - ``equilibrium(controls)``: moments at rest, from which protocols start;
    - ``controls``: their names.
    """

    rate: Callable[[np.ndarray, np.ndarray], np.ndarray]
    heat: Callable[[np.ndarray, np.ndarray], np.ndarray]
    energy: Callable[[np.ndarray, np.ndarray], np.ndarray]
    equilibrium: Callable[[np.ndarray], np.ndarray]
    controls: tuple[str, ...]


def trap(*, mobility: float, temperature: float) -> MomentSystem:
    """Overdamped particle in U = stiffness (x - centre)^2/2; controls (centre, stiffness), moments (<x>, Var x).

    <x>' = -mu k (<x> - c), Var' = -2 mu k Var + 2 mu T, heat rate mu <F^2> - mu T k: closed and exact for every
    protocol, stiffnesses below zero for a while included. Source: [schmiedl2007].
    """
    for what, value in (("mobility", mobility), ("temperature", temperature)):
        if not (np.isfinite(value) and value > 0.0):
            raise BadInput([Problem(f"the {what} of the trap is {value:g}; it must be above zero")])

    def rate(moments: np.ndarray, controls: np.ndarray) -> np.ndarray:
        pull = mobility * controls[1]
        spread = 2.0 * mobility * temperature - 2.0 * pull * moments[1]
        return np.stack([pull * (controls[0] - moments[0]), spread])

    def heat(moments: np.ndarray, controls: np.ndarray) -> np.ndarray:
        square = (moments[0] - controls[0]) ** 2 + moments[1]
        return np.asarray(mobility * controls[1] * (controls[1] * square - temperature))

    def energy(moments: np.ndarray, controls: np.ndarray) -> np.ndarray:
        return np.asarray(controls[1] * ((moments[0] - controls[0]) ** 2 + moments[1]) / 2.0)

    def equilibrium(controls: np.ndarray) -> np.ndarray:
        return np.stack([controls[0], temperature / controls[1]])

    return MomentSystem(rate, heat, energy, equilibrium, ("centre", "stiffness"))


@dataclass(frozen=True)
class Protocol:
    """Controls over time: ``start`` before, Chebyshev series ``coefficients`` [controls, terms] in between, ``end``
    after. Where the series does not begin at ``start`` or finish at ``end`` the controls JUMP there.
    """

    duration: float
    start: np.ndarray
    end: np.ndarray
    coefficients: np.ndarray

    def at(self, time: float) -> np.ndarray:
        """The controls at a time within the protocol, between its jumps."""
        return (
            self.coefficients @ _chebyshev(np.array([time / self.duration]), self.coefficients.shape[1])[:, 0]
        )

    @property
    def jumps(self) -> tuple[np.ndarray, np.ndarray]:
        """What the controls jump by at the start and at the end."""
        return self.at(0.0) - self.start, self.end - self.at(self.duration)


def ramp(start: Numbers, end: Numbers, duration: float) -> Protocol:
    """Controls that change at constant speed, without jumps."""
    first, last = np.array(start, dtype=float), np.array(end, dtype=float)
    _check_ends(first, last, duration)
    return Protocol(duration, first, last, np.stack([(first + last) / 2.0, (last - first) / 2.0], axis=1))


@dataclass(frozen=True)
class Driven:
    """One run of a protocol from equilibrium: ``work`` = ``change`` of the mean energy + ``heat`` to the bath.

    ``work_of_jumps`` are the parts of the work done at once, at the start and at the end; ``said`` names them.
    ``error`` estimates what the integration in time leaves in the work, from half as many steps.
    """

    work: float
    change: float
    heat: float
    work_of_jumps: tuple[float, float]
    moments: np.ndarray
    said: tuple[str, ...]
    error: float


def drive(system: MomentSystem, protocol: Protocol) -> Driven:
    """Work, heat and final moments of a protocol that starts in equilibrium; jumps are booked as work and said.

    Raises BadInput where moments or work are not finite (a stiffness below zero for too long).
    """
    start, end = protocol.start, protocol.end
    before = system.equilibrium(start)
    with np.errstate(over="ignore", invalid="ignore"):
        # moments that run away are refused below
        stages = _stage_controls(protocol.coefficients)
        after, heat = _integrated(system, before, stages, protocol.duration)
        rough, rough_heat = _integrated(system, before, stages[:, ::2], protocol.duration)
        error = float(abs(system.energy(after, end) - system.energy(rough, end) + heat - rough_heat)) / 15.0
        change = system.energy(after, end) - system.energy(before, start)
    work = float(change) + float(heat)
    if not np.isfinite(work):
        raise BadInput(
            [Problem("the protocol drives the moments to infinity", hint="change the controls less")]
        )
    inside = (protocol.at(0.0), protocol.at(protocol.duration))
    first = float(system.energy(before, inside[0]) - system.energy(before, start))
    last = float(system.energy(after, end) - system.energy(after, inside[1]))
    said = []
    for jump, done, where in zip(protocol.jumps, (first, last), ("start", "end"), strict=True):
        scale = 1e-12 * (1.0 + np.abs(protocol.start) + np.abs(protocol.end))
        moved = [
            f"{name} by {size:.6g}"
            for name, size, small in zip(system.controls, jump, scale, strict=True)
            if abs(size) > small
        ]
        if moved:
            said.append(
                f"the protocol jumps at its {where} ({', '.join(moved)}): work {done:.6g} done at once"
            )
    return Driven(work, float(change), float(heat), (first, last), after, tuple(said), error)


def sudden_work(system: MomentSystem, start: Numbers, end: Numbers) -> float:
    """Work of one jump of the controls from equilibrium, before anything else has moved."""
    first, last = np.array(start, dtype=float), np.array(end, dtype=float)
    _check_ends(first, last, 1.0)
    still = system.equilibrium(first)
    return float(system.energy(still, last) - system.energy(still, first))


def optimal_protocol(
    system: MomentSystem,
    start: Numbers,
    end: Numbers,
    duration: float,
    *,
    terms: int = 10,
    most_steps: int = 50,
) -> Protocol:
    """The protocol of least mean work between given controls in a given time, jumps at both ends allowed.

    Controls that differ between start and end are free in between, as Chebyshev series of ``terms`` coefficients;
    the others are held. W = <U>(t; end) - <U>(0; start) + heat is minimised by Newton's method on the
    integrated moments: whatever the series leaves to the ends is a jump.

    Raises BadInput for controls or a duration that make no sense, SolverGaveUp where the work does not settle.
    """
    first, last = np.array(start, dtype=float), np.array(end, dtype=float)
    _check_ends(first, last, duration)
    if len(system.controls) != first.size:
        raise BadInput(
            [Problem(f"the controls are {', '.join(system.controls)}; {first.size} values were given")]
        )
    free = np.flatnonzero(first != last)
    if free.size == 0:
        raise BadInput([Problem("start and end are the same: doing nothing needs no work")])
    basis = _chebyshev(_stage_times(), terms)
    before = system.equilibrium(first)

    def work(unknowns: np.ndarray) -> np.ndarray:
        """Work of many protocols [runs] from their coefficients [unknowns, runs]."""
        runs = unknowns.shape[1]
        moving = np.einsum("ftr,ts->fsr", unknowns.reshape(free.size, terms, runs), basis)
        stages = np.repeat(first[:, None, None].astype(unknowns.dtype), basis.shape[1], axis=1).repeat(
            runs, axis=2
        )
        stages[free] = moving
        begin = np.repeat(before[:, None].astype(unknowns.dtype), runs, axis=1)
        after, heat = _integrated(system, begin, stages, duration)
        final = np.repeat(last[:, None], runs, axis=1)
        return np.asarray(system.energy(after, final) - system.energy(before, first) + heat)

    unknowns = np.zeros((free.size, terms))
    unknowns[:, 0], unknowns[:, 1] = ((first + last) / 2.0)[free], ((last - first) / 2.0)[free]
    found = _minimum(work, unknowns.ravel(), most_steps)
    coefficients = np.zeros((first.size, terms))
    coefficients[:, 0] = first
    coefficients[free] = found.reshape(free.size, terms)
    return Protocol(duration, first, last, coefficients)


def _minimum(work: Callable[[np.ndarray], np.ndarray], at: np.ndarray, most_steps: int) -> np.ndarray:
    value = float(work(at[:, None])[0])
    for _ in range(most_steps):
        slope, curvature = _derivatives(work, at)
        eigenvalues, vectors = np.linalg.eigh(curvature)
        # where the work is not curved upwards the step goes downhill, as long as the size of the curvature says
        size = np.maximum(np.abs(eigenvalues), 1e-10 * np.max(np.abs(eigenvalues)))
        step = -vectors @ ((vectors.T @ slope) / size)
        lengths = 2.0 ** -np.arange(20.0)
        with np.errstate(over="ignore", invalid="ignore"):
            tried = work(at[:, None] + step[:, None] * lengths[None])
        # differences of works below round-off decide nothing
        better = np.flatnonzero(tried <= value + 1e-13 * (1.0 + abs(value)))
        if better.size == 0:
            break
        at, value = at + lengths[better[0]] * step, float(tried[better[0]])
        if float(np.max(np.abs(step))) <= SETTLED * (1.0 + float(np.max(np.abs(at)))):
            return at
    raise SolverGaveUp(f"the work did not settle in {most_steps} steps of Newton's method; try fewer terms")


def _derivatives(work: Callable[[np.ndarray], np.ndarray], at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gradient by complex steps (exact to round-off) and Hessian by central differences of such gradients."""
    count, small = at.size, 1e-5 * (1.0 + float(np.max(np.abs(at))))
    shifts = np.concatenate([np.zeros((1, count)), small * np.eye(count), -small * np.eye(count)])
    points = at[:, None, None] + shifts.T[:, :, None] + 1e-100j * np.eye(count)[:, None, :]
    slopes = np.imag(work(points.reshape(count, -1))).reshape(2 * count + 1, count) / 1e-100
    curvature = (slopes[1 : count + 1] - slopes[count + 1 :]) / (2.0 * small)
    return slopes[0], (curvature + curvature.T) / 2.0


def _integrated(
    system: MomentSystem, start: np.ndarray, stages: np.ndarray, duration: float
) -> tuple[np.ndarray, np.ndarray]:
    """Moments at the end and heat on the way, by the classical method of fourth order.

    ``stages`` [controls, 2 steps + 1, ...] are the controls at the beginning, middle and end of every step.
    """
    halves = stages.shape[1] - 1
    step = 2.0 * duration / halves
    moments, heat = start, np.zeros(start.shape[1:], dtype=start.dtype)
    for k in range(0, halves, 2):
        now, middle, then = stages[:, k], stages[:, k + 1], stages[:, k + 2]
        a, qa = system.rate(moments, now), system.heat(moments, now)
        at = moments + step / 2.0 * a
        b, qb = system.rate(at, middle), system.heat(at, middle)
        at = moments + step / 2.0 * b
        c, qc = system.rate(at, middle), system.heat(at, middle)
        at = moments + step * c
        d, qd = system.rate(at, then), system.heat(at, then)
        moments = moments + step / 6.0 * (a + 2.0 * b + 2.0 * c + d)
        heat = heat + step / 6.0 * (qa + 2.0 * qb + 2.0 * qc + qd)
    return moments, np.asarray(heat)


def _stage_times() -> np.ndarray:
    return np.linspace(0.0, 1.0, 2 * STEPS + 1)


def _stage_controls(coefficients: np.ndarray) -> np.ndarray:
    return coefficients @ _chebyshev(_stage_times(), coefficients.shape[1])


def _chebyshev(fractions: np.ndarray, terms: int) -> np.ndarray:
    """Chebyshev polynomials [terms, times] on 0..1."""
    return np.polynomial.chebyshev.chebvander(2.0 * fractions - 1.0, terms - 1).T


def _check_ends(first: np.ndarray, last: np.ndarray, duration: float) -> None:
    if first.shape != last.shape or not np.all(np.isfinite(first)) or not np.all(np.isfinite(last)):
        raise BadInput(
            [Problem("controls at start and end must be finite numbers, as many at one as at the other")]
        )
    if not (np.isfinite(duration) and duration > 0.0):
        raise BadInput(
            [Problem(f"the duration is {duration:g}; it must be above zero", hint="sudden_work() for none")]
        )
