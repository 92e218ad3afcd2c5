"""Velocity, effective diffusion and cumulant generating function in tilted periodic potentials."""

from dataclasses import dataclass

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import SAME, Field, values


@dataclass(frozen=True)
class Washboard:
    """x' = mobility (force - U'(x)) + noise, U and the mobility periodic; k_B = 1, the bath at ``temperature``.

    With a mobility that depends on position the noise is such that U alone gives exp(-U/T): the Ito drift has
    T mu' in addition.
    """

    potential: Field
    period: float
    force: float
    temperature: float
    mobility: Field = 1.0


@dataclass(frozen=True)
class Transport:
    """Long-time transport: ``velocity``, effective ``diffusion`` D = lim Var x/(2 t), and what it costs.

    ``production`` [k_B/s] = force velocity/T; ``uncertainty`` = production 2 D/velocity^2 >= 2, infinite at rest.
    """

    velocity: float
    diffusion: float
    production: float

    @property
    def uncertainty(self) -> float:
        """The product of the thermodynamic uncertainty relation. Source: [barato2015]."""
        if self.velocity == 0.0:
            return float("inf")
        return self.production * 2.0 * self.diffusion / self.velocity**2


def transport(board: Washboard, points: int = 0) -> Transport:
    """Velocity and diffusion from the first two derivatives of the tilted Fokker-Planck operator at s = 0.

    L_s = (d - s) [-mu (F - U') + mu T (d - s)], the generator of <exp(s x)>, in the basis of trigonometric
    polynomials on ``points`` points (left out: doubled until both numbers agree to 1e-11). Then v = <1|L_1 p>,
    D = <1|L_2 p> + <1|L_1 r> with L r = (v - L_1) p. The velocity is that of Stratonovich's quadrature, the
    diffusion that of [reimann2001]. Smooth potentials converge faster than any power; raises BadInput for others.
    """
    _check(board)
    if points:
        return _transport(board, points)
    last = None
    for size in (33, 65, 129, 257, 513, 1025):
        now = _transport(board, size)
        if last is not None and _same(last, now, board):
            return now
        last = now
    said = f"velocity and diffusion do not settle with {size} points on a period of {board.period:g}"
    raise BadInput([Problem(said, hint="potential and mobility must be smooth and not much above 100 T")])


def washboard_scgf(board: Washboard, s: float, points: int = 65) -> float:
    """ln <exp(s x(t))>/t at long times: the eigenvalue of L_s with the largest real part.

    Symmetric under s -> -F/T - s, since exp(F x/T) is the entropy given to the bath.
    """
    _check(board)
    zero, one, two = _operators(board, points)
    return float(np.max(np.linalg.eigvals(zero + s * one + s**2 * two).real))


def _transport(board: Washboard, points: int) -> Transport:
    zero, one, two = _operators(board, points)
    points = zero.shape[0]
    weight = np.full(points, board.period / points)
    # the operator loses one dimension, the normalisation: a border replaces it and keeps the matrix regular
    bordered = np.block([[zero, np.ones((points, 1))], [weight[None], np.zeros((1, 1))]])
    density = np.linalg.solve(bordered, np.append(np.zeros(points), 1.0))[:points]
    velocity = float(weight @ one @ density)
    source = velocity * density - one @ density
    response = np.linalg.solve(bordered, np.append(source, 0.0))[:points]
    spread = float(weight @ (two @ density) + weight @ (one @ response))
    return Transport(velocity, spread, board.force * velocity / board.temperature)


def _operators(board: Washboard, points: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """L_0, L_1 and L_2 of L_s = L_0 + s L_1 + s^2 L_2 on equal points, their number made odd."""
    points += 1 - points % 2
    places = board.period * np.arange(points) / points
    slope = _derivative(points, board.period)
    potential = values(board.potential, [places], "the potential")
    mobility = values(board.mobility, [places], "the mobility")
    if np.any(mobility <= 0.0):
        raise BadInput([Problem(f"the mobility is {np.min(mobility):g} somewhere; it must be above zero")])
    drift = np.diag(mobility * (board.force - slope @ potential))
    spread = np.diag(mobility * board.temperature)
    return -slope @ drift + slope @ spread @ slope, drift - slope @ spread - spread @ slope, spread


def _derivative(points: int, period: float) -> np.ndarray:
    """Derivative of trigonometric polynomials on an odd number of equal points (an even one hides its last mode)."""
    apart = np.arange(points)
    apart = apart[:, None] - apart[None]
    with np.errstate(divide="ignore"):
        found = np.where(apart == 0, 0.0, 0.5 * (-1.0) ** apart / np.sin(np.pi * apart / points))
    return found * 2.0 * np.pi / period


def _same(last: Transport, now: Transport, board: Washboard) -> bool:
    # a velocity far below that of a free particle is known only relative to round-off of the free one
    free = abs(board.force) + board.temperature / board.period
    return (
        abs(last.velocity - now.velocity) <= 1e-11 * abs(now.velocity) + 1e-15 * free
        and abs(last.diffusion - now.diffusion) <= 1e-11 * abs(now.diffusion)
        and now.diffusion > 0.0
    )


def _check(board: Washboard) -> None:
    for what, value in (("temperature", board.temperature), ("period", board.period)):
        if not (np.isfinite(value) and value > 0.0):
            raise BadInput([Problem(f"the {what} is {value:g}; it must be above zero")])
    if not np.isfinite(board.force):
        raise BadInput([Problem(f"the force is {board.force:g}; it must be a finite number")])
    ends = values(board.potential, [np.array([0.0, board.period])], "the potential")
    off = abs(float(ends[1] - ends[0]))
    if off > SAME * max(board.temperature, float(np.max(np.abs(ends)))):
        said = f"the potential differs by {off:g} across its period of {board.period:g}"
        raise BadInput([Problem(said, hint="a tilt belongs in the force")])
