"""Whether a potential is thermodynamics: one concave scalar behind all its conjugates."""

from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.budget.checks.potential import curvature, symmetry
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.coordinates import coordinates_of
from fluxforce.thermo.slopes import Books, books, differentiated, slopes


@dataclass(frozen=True)
class PotentialReport:
    """Relative deviations and one eigenvalue.

    - ``slopes`` of the closed form from automatic differentiation;
    - ``inverse`` of the coordinates found from contents;
    - ``finite`` of y from central differences of s;
    - ``derivable`` of y from the derivative of s through the fast equilibria;
    - ``asymmetry`` of the capacity;
    - ``least`` eigenvalue of the capacity's inverse at unit diagonal (1 where nothing has a capacity).
    """

    slopes: float
    inverse: float
    finite: float
    derivable: float
    asymmetry: float
    least: float


def check_potential(
    potential: AbstractPotential, states: Float[Array, "coordinates places"], tolerance: float = 1e-6
) -> PotentialReport:
    """y = ds/dq, and -dy/dq symmetric and positive definite, at every state given.

    The states lie on the manifold of the constraints. Also: `slopes` equals automatic differentiation and
    `coordinates_of` finds the state back, both to 1e-8. Where contents follow others (water bound in
    species), y is the model's own with that work included.
    """
    numbers, curved = _measured(potential, states)
    given, inverse, finite, derivable = (float(v) for v in numbers)
    asymmetry, least, _ = symmetry(np.asarray(curved))
    report = PotentialReport(given, inverse, finite, derivable, asymmetry, least)
    name = type(potential).__name__
    assert report.slopes <= 1e-8, f"slopes of {name} are not its derivatives: off by {report.slopes:.1e}"
    assert report.inverse <= 1e-8, f"contents of {name} do not lead back: off by {report.inverse:.1e}"
    for what, off in (("conjugates", report.derivable), ("conjugates against differences", report.finite)):
        assert off <= tolerance, f"{what} of {name} are not ds/dq: off by {off:.1e} of the largest"
    assert report.asymmetry <= tolerance, f"the capacity of {name} is asymmetric by {report.asymmetry:.1e}"
    assert report.least > 0.0, f"s of {name} is not concave: eigenvalue {report.least:.1e}"
    return report


@eqx.filter_jit
def _measured(potential: AbstractPotential, states: Array) -> tuple[tuple[Array, ...], Array]:
    """The first four numbers of the report, and -dy/dq of every place over the quantities with a capacity."""
    book = books(potential, states)
    numbers = (
        _slopes(potential, states), _inverse(potential, states, book), _finite(potential, states, book),
        _relative(book.own - book.conjugates, book.own),
    )  # fmt: skip
    return numbers, curvature(potential, states)


def _relative(off: Array, of: Array) -> Array:
    return jnp.max(jnp.abs(off), initial=0.0) / (jnp.max(jnp.abs(of), initial=0.0) + 1e-300)


def _slopes(potential: AbstractPotential, states: Array) -> Array:
    given, made = slopes(potential, states), differentiated(potential, states)
    pairs = ((given.equations, made.equations), (given.slaved, made.slaved), (given.entropy, made.entropy))
    return jnp.max(jnp.stack([_relative(one - other, other) for one, other in pairs]))


def _inverse(potential: AbstractPotential, states: Array, book: Books) -> Array:
    linear = jnp.array([*potential.linear, *[False] * (states.shape[0] - len(potential.linear))])
    moved = jnp.where(linear[:, None], 0.9 * states, states + 0.1)
    found, converged = coordinates_of(potential, book.reading.content, moved)
    off = jnp.max(jnp.abs(found - states) / (1.0 + jnp.abs(states)))
    return jnp.where(jnp.all(converged), off, jnp.inf)


def _finite(potential: AbstractPotential, states: Array, book: Books) -> Array:
    """Central differences of s along random changes of all contents by up to a thousandth."""
    content = book.reading.content
    curved = ~jnp.array(potential.linear)[:, None]
    change = 1e-3 * content * jax.random.uniform(jax.random.key(1), content.shape, minval=-1.0)
    change = jnp.where(curved, change, 0.0)
    ends = [coordinates_of(potential, content + sign * change, states)[0] for sign in (1.0, -1.0)]
    after, before = (potential.read(z).entropy for z in ends)
    expected = jnp.sum(book.own * change, axis=0)
    size = jnp.sum(jnp.abs(book.own * change), axis=0) + 1e-300
    return jnp.max(jnp.abs(0.5 * (after - before) - expected) / size)
