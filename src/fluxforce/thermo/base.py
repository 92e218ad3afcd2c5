"""What a potential is: the one function that reads the state of a place."""

import abc

import equinox as eqx

from fluxforce._types import Array, Float


class Reading(eqx.Module):
    """The state of every place, read once and then used by laws, solvers and books alike.

    Places stand on the last axis. Contents are per unit size of the place (per kilogram of water, per cubic
    metre, or per system); conjugates are y = ds/dq.

    - ``content``: what the balances integrate, [mol or J per unit size];
    - ``conjugates``: y of the balanced quantities, then of the slaved ones, [J/K/mol or 1/K];
    - ``slaved``: content of quantities that follow from the others (water bound in aqueous species);
    - ``constraints``: residuals of the algebraic closures of the coordinates, zero on the manifold;
    - ``entropy``: the scalar s of the books without its linear part, [J/K per unit size];
    - ``detail``: named arrays that single laws or reports need (molalities, ionic strength).
    """

    content: Float[Array, "balanced places"]
    conjugates: Float[Array, "quantities places"]
    slaved: Float[Array, "slaved places"]
    constraints: Float[Array, "constraints places"]
    entropy: Float[Array, " places"]
    detail: dict[str, Array]


class AbstractPotential(eqx.Module):
    """Coordinates of a place to its content, its conjugates and the scalar s behind them.

    The coordinates z are chosen so that content is an explicit function of them (the three forms a
    potential can take): z = ln q where a scalar s(q) is given, z = ln a for fast equilibria (mass action), z = q
    for pure phases. The first ``balanced`` coordinates pair with the contents, the others with the constraints,
    so that the derivative of (content, constraints) by z has a non-vanishing diagonal.

    What must hold: y = ds/dq, with s concave. A database's activity model may break it; then ``conjugates`` are
    the model's own and ``entropy`` stays one scalar, and the books show the difference as a row of its own.

    ``quantities`` names the balanced quantities and then the slaved ones; ``linear`` marks balanced quantities
    of which s is a linear function (pure phases, baths): their y is constant and they are left out of
    ``Reading.entropy``, since the round-off of a large stock would swamp the books.
    """

    quantities: eqx.AbstractVar[tuple[str, ...]]
    linear: eqx.AbstractVar[tuple[bool, ...]]

    @abc.abstractmethod
    def read(self, coordinates: Float[Array, "coordinates places"]) -> Reading:
        """Read the state of every place from its coordinates."""

    @abc.abstractmethod
    def guess(self, content: Float[Array, "balanced places"]) -> Float[Array, "coordinates places"]:
        """First coordinates from which Newton's method finds those of a given content."""


class Slopes(eqx.Module):
    """A reading and its derivatives by the coordinates, of every place by its own coordinates only.

    ``equations`` [equation, coordinate, place]: contents in order, then constraints, so that the diagonal pairs
    them with their coordinates; ``slaved`` and ``entropy`` likewise.
    """

    reading: Reading
    equations: Float[Array, "coordinates coordinates places"]
    slaved: Float[Array, "slaved coordinates places"]
    entropy: Float[Array, "coordinates places"]


class AbstractSloped(AbstractPotential):
    """A potential that knows its slopes in closed form, where that is much cheaper than differentiation."""

    @abc.abstractmethod
    def slopes(self, coordinates: Float[Array, "coordinates places"]) -> Slopes:
        """The reading and its exact derivatives; tests compare them with automatic differentiation."""
