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
    tilted = Landscape(
        lambda x: values(board.potential, [x], "the potential") - board.force * x,
        board.temperature,
        board.mobility,
    )
    cuts = panels(tilted, 0.0, board.period)
    held, climbing, weights = _densities(tilted, cuts)
    back = float(np.exp(-board.force * board.period / board.temperature))
    before, after = (
        _windows(held, weights, back),
        _windows(climbing[::-1, ::-1], weights[::-1, ::-1], back)[::-1, ::-1],
    )
    first = float(np.sum(weights * climbing * before))
    second = float(np.sum(weights * climbing * before**2 * after))
    drop = -float(np.expm1(-board.force * board.period / board.temperature))
    velocity = board.period * drop / first
    return Transport(
        velocity, board.period**2 * second / first**3, board.force * velocity / board.temperature
    )


def _densities(tilted: Landscape, cuts: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """m and s at the nodes of all panels [panels, nodes], and the weights of the quadrature."""
    nodes, weights = gauss(POINTS)
    lengths = np.diff(cuts)[:, None]
    places = cuts[:-1, None] + lengths * nodes[None]
    reduced = tilted.reduced(places)
    # half of the range is taken out, so that neither exponential leaves the range of numbers
    reduced = reduced - (reduced.max() + reduced.min()) / 2.0
    return np.exp(-reduced), np.exp(reduced) / tilted.diffusivity(places), lengths * weights[None]


def _windows(density: np.ndarray, weights: np.ndarray, back: float) -> np.ndarray:
    """Integral of a density over the period before every node, ``back`` being its ratio one period earlier."""
    inside = antiderivative(POINTS)
    lengths = weights.sum(axis=1, keepdims=True)
    begun = lengths * (density @ inside.T)
    left = lengths * (density[:, ::-1] @ inside.T)[:, ::-1]
    whole = np.sum(weights * density, axis=1, keepdims=True)
    earlier = np.zeros_like(whole)
    earlier[1:] = np.cumsum(whole[:-1], axis=0)
    later = np.zeros_like(whole)
    later[:-1] = np.cumsum(whole[:0:-1], axis=0)[::-1]
    return begun + earlier + back * (left + later)


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
