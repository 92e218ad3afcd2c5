"""GMRES with a right preconditioner, also for singular systems whose right-hand side is in the range."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Where more than this is left of a vector, little cancelled, and one projection has made it orthogonal.
CANCELLED = 0.3

Action = Callable[[np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Solved:
    """``x``, how many products with the matrix it took, and |b - A x| / |b| in the 2-norm."""

    x: np.ndarray
    products: int
    residual: float


def gmres(
    product: Action,
    precondition: Action,
    b: np.ndarray,
    *,
    tolerance: float = 1e-12,
    restart: int = 60,
    most: int = 3000,
    start: np.ndarray | None = None,
) -> Solved:
    """x with A x = b, minimising |b - A M^-1 u| over Krylov spaces of ``restart`` vectors, x = M^-1 u.

    Restarted on the true residual, so that round-off of the recurrences does not stay; orthogonalised again where
    much cancels. Stops where a restart no longer lowers the residual. Source: [saad1986].
    """
    x = np.zeros_like(b) if start is None else start.copy()
    scale = _norm(b)
    if scale == 0.0:
        return Solved(np.zeros_like(b), 0, 0.0)
    restart = min(restart, b.size + 1)
    basis = np.empty((restart + 1, b.size))
    r = b - product(x) if start is not None else b.copy()
    products, size = 0, _norm(r)
    while size > tolerance * scale and products < most:
        step, taken = _cycle(product, precondition, r, basis, tolerance * scale, restart)
        products += taken
        x = x + precondition(step)
        r = b - product(x)
        before, size = size, _norm(r)
        if not np.isfinite(size) or size > 0.999 * before:
            break
    return Solved(x, products, size / scale)


def _cycle(
    product: Action, precondition: Action, r: np.ndarray, basis: np.ndarray, target: float, restart: int
) -> tuple[np.ndarray, int]:
    """The best combination of one Krylov space, before the preconditioner, and the products it took."""
    size = _norm(r)
    basis[0] = r / size
    upper = np.zeros((restart + 1, restart))
    turned = np.zeros(restart + 1)
    turned[0] = size
    turns = np.zeros((restart, 2))
    count = 0
    for k in range(restart):
        w = product(precondition(basis[k]))
        column = np.zeros(restart + 1)
        length = _norm(w)
        for _ in range(2):
            before = length
            part = np.einsum("kn,n->k", basis[: k + 1], w)
            w -= np.einsum("k,kn->n", part, basis[: k + 1])
            column[: k + 1] += part
            length = _norm(w)
            if length > CANCELLED * before:
                break
        column[k + 1] = length
        for j in range(k):
            c, s = turns[j]
            column[j], column[j + 1] = c * column[j] + s * column[j + 1], c * column[j + 1] - s * column[j]
        radius = float(np.hypot(column[k], column[k + 1]))
        count = k + 1
        if radius == 0.0:
            count = k
            break
        turns[k] = column[k] / radius, column[k + 1] / radius
        column[k], column[k + 1] = radius, 0.0
        upper[:, k] = column
        turned[k + 1], turned[k] = -turns[k, 1] * turned[k], turns[k, 0] * turned[k]
        if abs(turned[k + 1]) <= target or length <= 1e-15 * radius:
            break
        basis[k + 1] = w / length
    if count == 0:
        return np.zeros_like(r), 1
    weights = np.linalg.solve(upper[:count, :count], turned[:count])
    return np.einsum("k,kn->n", weights, basis[:count]), count


def _norm(v: np.ndarray) -> float:
    """Norm without a threaded library: its threads cost more than they bring, and stall on a shared machine."""
    return float(np.sqrt(np.einsum("n,n->", v, v)))
