"""Velocity, effective diffusion and cumulant generating function in tilted periodic potentials."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.diffusion.landscape import POINTS, Landscape, panels
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import SAME, Field, values
from fluxforce.numerics.quadrature import antiderivative, gauss


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


def transport(board: Washboard) -> Transport:
    """Velocity and diffusion from the mean and the variance of the time that a period takes.

    With phi = (U - F x)/T, s = exp(phi)/(mu T), m = exp(-phi) and f = F L/T, the integrals M(x) of m over the period
    before x and S(x) of s over the period after x give t = integral of s M and w = integral of s M^2 S over a period,
    v = L (1 - exp(-f))/t and D = L^2 w/t^3. Every term is positive, so that both keep their digits however high the
    barriers are; Gauss quadrature on panels on which phi changes by less than 2. Source: [reimann2001], here with a
    mobility that may depend on position. Raises BadInput for a potential that is not periodic or not continuous.
    """
    _check(board)
    side = -1.0 if board.force < 0.0 else 1.0
    force = abs(board.force)
    # seen from the other side a force to the left is one to the right: windows then only decay
    tilted = Landscape(
        lambda x: values(board.potential, [side * x], "the potential") - force * x,
        board.temperature,
        lambda x: values(board.mobility, [side * x], "the mobility"),
    )
    cuts = panels(tilted, 0.0, board.period)
    held, climbing, weights, level = _densities(tilted, cuts)
    fall = force * board.period / board.temperature
    with np.errstate(over="ignore"):
        before = _windows(held, -level, weights, fall)
        after = _windows(climbing[::-1, ::-1], level[::-1], weights[::-1, ::-1], fall)[::-1, ::-1]
        first = float(np.sum(weights * climbing * before))
    if not np.isfinite(first):
        said = f"the barriers are too high for the temperature {board.temperature:g}: a period takes for ever"
        raise BadInput(
            [Problem(said, hint="above some 700 T rates lie below all numbers of double precision")]
        )
    velocity = -side * board.period * float(np.expm1(-fall)) / first
    diffusion = board.period**2 * float(np.sum(weights * climbing * (before / first) ** 2 * (after / first)))
    return Transport(velocity, diffusion, board.force * velocity / board.temperature)


def _densities(tilted: Landscape, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """m and s at the nodes of all panels [panels, nodes], weights of the quadrature, and a level of phi [panels].

    Within every panel m is in units of exp(-level) and s of exp(level), so that neither leaves the range of numbers
    however steep the board is.
    """
    nodes, weights = gauss(POINTS)
    lengths = np.diff(cuts)[:, None]
    places = cuts[:-1, None] + lengths * nodes[None]
    reduced = tilted.reduced(places)
    level = (reduced.max(axis=1) + reduced.min(axis=1)) / 2.0
    reduced = reduced - level[:, None]
    return np.exp(-reduced), np.exp(reduced) / tilted.diffusivity(places), lengths * weights[None], level


def _windows(density: np.ndarray, level: np.ndarray, weights: np.ndarray, fall: float) -> np.ndarray:
    """Integral of a density over the period before every node, all in units of exp(level) of the node's panel.

    One period earlier the density is smaller by exp(-fall).
    """
    inside = antiderivative(POINTS)
    lengths = weights.sum(axis=1, keepdims=True)
    begun = lengths * (density @ inside.T)
    left = lengths * (density[:, ::-1] @ inside.T)[:, ::-1]
    whole = level + np.log(np.sum(weights * density, axis=1))
    earlier, later = np.full_like(whole, -np.inf), np.full_like(whole, -np.inf)
    earlier[1:] = np.logaddexp.accumulate(whole[:-1])
    later[:-1] = np.logaddexp.accumulate(whole[:0:-1])[::-1]
    around = np.exp(earlier - level) + np.exp(later - level - fall)
    return begun + np.exp(-fall) * left + around[:, None]


def washboard_scgf(board: Washboard, s: float, points: int = 65) -> float:
    """ln <exp(s x(t))>/t at long times: the eigenvalue with the largest real part of the tilted operator
    L_s = (d - s) [-mu (F - U') + mu T (d - s)] on trigonometric polynomials on ``points`` points.

    Symmetric under s -> -F/T - s, since exp(F x/T) is the entropy given to the bath. Converges faster than any power
    for smooth potentials; its round-off grows with the range of U/T and with s.
    """
    _check(board)
    zero, one, two = _operators(board, points)
    return float(np.max(np.linalg.eigvals(zero + s * one + s**2 * two).real))


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
