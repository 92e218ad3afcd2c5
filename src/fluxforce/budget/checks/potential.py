"""C2 and C3: whether conjugates follow from one entropy, and whether the matrix of dmu/dc is symmetric and positive.

y = ds/dq exists only if dy_i/dq_j = dy_j/dq_i. Activity models of databases often break it (trap 7): ion-specific
sizes and slopes, rules for neutral species without their reciprocal on the ions, formulas for the activity of water.
The books then carry the row `model: activity`.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.budget.checks.outcome import Broken, Held, NotApplicable, Outcome
from fluxforce.budget.checks.states import told
from fluxforce.budget.checks.subject import Subject
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.base import AbstractPotential
from fluxforce.thermo.slopes import books, slopes

ROUND_OFF = 1e-9
MOST = 64  # places looked at


def check_potential_of(subject: Subject, states: np.ndarray) -> tuple[list[Outcome], float]:
    """C2 and C3 at places of the start and of random states on the manifold, and the asymmetry that was found."""
    potential = subject.system.potential
    if all(potential.linear):
        return [NotApplicable(rule, "no quantity has a capacity") for rule in ("C2", "C3")], 0.0
    columns = _columns(np.asarray(subject.start), states)
    gap, size, content, matrix = (np.asarray(part) for part in look(potential, jnp.asarray(columns)))
    asymmetry, least, where = symmetry(matrix)
    second = _derivable(subject, gap, size, content)
    place, i, j = where
    curved = np.flatnonzero(~np.array(potential.linear))
    names = [potential.quantities[int(q)] for q in curved]
    known = told(subject, content, place)
    if least <= 0.0:
        third: Outcome = Broken(
            "C3", "s is not concave there: the mixture is unstable, and its diffusion would run uphill", "unstable", "",
            "", None, known, {"least eigenvalue at unit diagonal": least},
        )  # fmt: skip
    elif asymmetry > ROUND_OFF:
        third = Broken(
            "C3", f"d(mu/T)/dc of {names[i]} by {names[j]} is not that of {names[j]} by {names[i]}", "trap 7", "", "",
            None, known, {"asymmetry at unit diagonal": asymmetry, "least eigenvalue": least}, serious=False,
        )  # fmt: skip
    else:
        third = Held("C3", asymmetry, f"symmetric, least eigenvalue {least:.2g} at unit diagonal")
    return [second, third], asymmetry


def _columns(start: np.ndarray, states: np.ndarray) -> np.ndarray:
    """Distinct places of the start, then some of random states (those moved a little), MOST in all."""
    own = np.unique(start, axis=1)[:, : MOST // 2]
    near = np.moveaxis(states[:, :, ::2], 1, 0).reshape(start.shape[0], -1)
    chosen = np.concatenate([own, near], axis=1)
    return chosen[:, np.arange(MOST) % chosen.shape[1]]


def _derivable(subject: Subject, gap: np.ndarray, size: np.ndarray, content: np.ndarray) -> Outcome:
    """|ds/dq - y| in units of R, that of energy and charge in units of the conjugate itself."""
    relative = np.abs(gap) / size
    row, place = (int(v) for v in np.unravel_index(int(relative.argmax()), relative.shape))
    worst = float(relative[row, place])
    if worst <= 1e-10:
        return Held("C2", worst, "activities follow from one entropy")
    name = subject.system.potential.quantities[row]
    return Broken(
        "C2", f"no entropy has the conjugates of this activity model ({name} is off most): an ion-specific size or "
        "slope, a neutral rule without its reciprocal or a formula for water is not thermodynamics; what it costs is "
        "the row 'model: activity' of the ledger", "trap 7", "", "", None, told(subject, content, place),
        {"|ds/dq - y|/R": worst}, serious=False,
    )  # fmt: skip


@eqx.filter_jit
def look(potential: AbstractPotential, z: Float[Array, "coordinates places"]) -> tuple[Array, ...]:
    """ds/dq - y and |y| of energies [balanced, places], the contents, and -dy/dq [places, quantity, quantity]."""
    book = books(potential, z)
    own_unit = jnp.array([name in ("energy", "temperature", "charge") for name in potential.quantities])
    size = jnp.where(own_unit[: book.own.shape[0], None], jnp.abs(book.own) + 1e-300, GAS_CONSTANT)
    return book.conjugates - book.own, size, book.reading.content, curvature(potential, z)


def curvature(
    potential: AbstractPotential, states: Float[Array, "coordinates places"]
) -> Float[Array, "places curved curved"]:
    """-dy/dq of every place over the quantities with a capacity: (dy/dz) (d equations/dz)^-1."""

    def own(z: Array) -> Array:
        return books(potential, z[:, None]).own[:, 0]

    slope = jax.vmap(jax.jacfwd(own), in_axes=1)(states)
    matrix = jnp.moveaxis(slopes(potential, states).equations, -1, 0)
    by_content = jnp.linalg.solve(jnp.swapaxes(matrix, 1, 2), jnp.swapaxes(slope, 1, 2))
    curved = np.flatnonzero(~np.array(potential.linear))
    return -jnp.swapaxes(by_content, 1, 2)[:, curved][:, :, curved]


def symmetry(curvature: np.ndarray) -> tuple[float, float, tuple[int, int, int]]:
    """Asymmetry and least eigenvalue of matrices scaled to a unit diagonal, and (place, row, column) of the first."""
    if curvature.size == 0:
        return 0.0, 1.0, (0, 0, 0)
    diagonal = np.sqrt(np.abs(np.einsum("pii->pi", curvature)))
    scaled = curvature / diagonal[:, :, None] / diagonal[:, None, :]
    turned = np.swapaxes(scaled, 1, 2)
    off = np.abs(scaled - turned)
    place, i, j = (int(v) for v in np.unravel_index(int(off.argmax()), off.shape))
    return float(off.max()), float(np.linalg.eigvalsh(0.5 * (scaled + turned)).min()), (place, i, j)
