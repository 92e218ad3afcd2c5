"""Largest eigenvalue of a tilted generator with both vectors, by Newton's method on the driven process."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csc_array, diags_array
from scipy.sparse.csgraph import connected_components

from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.solve.markov.generator import states_of
from fluxforce.solve.markov.gth import eliminated
from fluxforce.solve.markov.linear import factored, pinned_at_likely, swept
from fluxforce.solve.markov.method import Method, chosen

CONVERGED = 1e-7  # mean last change of ln(left): Newton squares it, and the value feels the square of that
SMOOTH = 1e-2  # largest last change of ln(left) between neighbours, likely or not
BOUND = 1e-9  # how far local eigenvalues may lie above the value, relative to escape rates, when it is taken for found
REACH = 4.0  # the same, from which exponentials overshoot and an inverse iteration is taken instead
NEAR = 1e-3  # mean change from which solves are exact
INEXACT, EXACT = 1e-4, 1e-6  # tolerances of iterative solves before and after that
FINE = 1e-12  # what the next step may still add to the value, relative to it
NEARLY = 1e-8  # the same, where that step is taken before the value is read
ROUND = float(np.finfo(float).eps)
MOST = 200


@dataclass(frozen=True)
class Dominant:
    """The eigenvalue of largest real part, which is real and simple.

    ``log_left`` [states] is ln of the left vector l, up to a constant; it may span thousands. ``driven`` [states] is
    l r with sum 1: what the stationary probability is under the driven process, which makes the counted current
    typical. ``newton`` counts steps. Source: [chetrite2015].
    """

    value: float
    log_left: np.ndarray
    driven: np.ndarray
    newton: int

    @property
    def left(self) -> np.ndarray:
        """Left vector l with l . r = 1."""
        return np.exp(self.log_left) * float(np.sum(self.driven * np.exp(-self.log_left)))

    @property
    def right(self) -> np.ndarray:
        """Right vector r with sum 1."""
        r = self.driven * np.exp(-self.log_left)
        return r / r.sum()


def dominant(
    matrix: csc_array,
    method: Method | None = None,
    start: np.ndarray | None = None,
    excess: np.ndarray | None = None,
) -> Dominant:
    """Perron's eigenvalue of a matrix [states, states] with entries >= 0 off the diagonal.

    With u = ln l, the rates G_ij = A_ij exp(u_i - u_j) are a generator and e_j = sum_i G_ij + A_jj its local
    eigenvalues; Newton solves G^T du = e - e_j, where e is the mean of e_j over the stationary state of G. The
    exponential is convex, so e rises to the eigenvalue; errors of u enter it squared. Far away, an inverse iteration
    from above is taken, (G - max e + e_j)^T z = -1 and du = ln z. Every solve is one of a generator, by the methods
    of ``stationary``. ``start`` [states] is u of a neighbouring problem. Source: [chetrite2015], [noda1971].

    ``excess`` [states] are the sums of the columns, where they are known better than from the entries: then the value
    of a matrix close to a generator keeps its digits though it is far smaller than the rates.

    Raises BadInput unless every state leads to every other, SolverGaveUp when 200 steps are not enough.
    """
    matrix = csc_array(matrix)
    states = states_of(matrix)
    if states == 1:
        return Dominant(float(matrix.toarray()[0, 0]), np.zeros(1), np.ones(1), 0)
    driven = _Driven(matrix, excess)
    count, _ = connected_components(driven.at(np.zeros(states))[0], directed=True, connection="strong")
    if count > 1:
        said = (
            f"the matrix falls into {count} classes of states; its largest eigenvalue belongs to one of them"
        )
        raise BadInput([Problem(said, hint="give the block of one class")])
    method = chosen(matrix) if method is None else method
    u = np.zeros(states) if start is None else np.array(start, dtype=float)
    p, tolerance, value, size = np.full(states, 1.0 / states), INEXACT, np.nan, np.inf
    for step in range(MOST):
        rates, local, noise = driven.at(u)
        if not np.all(np.isfinite(local)):
            break
        p, value, change = _newton(rates, local, p, method, tolerance)
        size, jumps = float(p @ np.abs(change)), driven.jumps(change)
        exact = tolerance == EXACT or method is not Method.ITERATIVE
        gain, round_off = driven.gain(rates, p, change), float(p @ noise)
        if size <= CONVERGED and gain <= FINE * abs(value) + round_off and _bounds(driven, local, value):
            if exact:
                return Dominant(value, u, p, step + 1)
            tolerance = EXACT
            continue
        if not jumps <= REACH:
            change = np.log(_inverse(rates, local.max() - local, method))
        u = u + change
        u = u - u.max()
        if exact and size <= CONVERGED and jumps <= SMOOTH and gain <= NEARLY * abs(value) + round_off:
            rates, local, _ = driven.at(u)
            value = float(p @ local)
            if np.all(local - value <= SMOOTH * (abs(value) + np.abs(driven.diagonal) - rates.diagonal())):
                return Dominant(value, u, p, step + 1)
            # far out, rounding hides from Newton what unlikely states lack: an inverse iteration finds it
            u = u + np.log(_inverse(rates, local.max() - local, method))
        tolerance = EXACT if size <= NEAR and jumps <= 1.0 else INEXACT
    raise SolverGaveUp(
        f"the largest eigenvalue of {states} states was not found: after at most {MOST} steps the left vector still "
        f"changed by {size:.1e} at the value {value:.6g} 1/s; go there from a smaller tilt, with `start`"
    )


class _Driven:
    """The generator of the driven process on the pattern of the matrix."""

    def __init__(self, matrix: csc_array, excess: np.ndarray | None):
        self.matrix, self.excess = matrix, excess
        self.row = matrix.indices
        self.column = np.repeat(
            np.arange(states_of(matrix), dtype=matrix.indices.dtype), np.diff(matrix.indptr)
        )
        self.away = self.row != self.column
        self.diagonal = np.asarray(matrix.diagonal())

    def at(self, u: np.ndarray) -> tuple[csc_array, np.ndarray, np.ndarray]:
        """G, the local eigenvalues, and what rounding may leave in them."""
        apart = u[self.row] - u[self.column]
        with np.errstate(over="ignore"):
            data = self.matrix.data * np.exp(apart)
        data[~self.away] = 0.0
        out = np.bincount(self.column, data, minlength=u.size)
        data[~self.away] = -out[self.column[~self.away]]
        made = csc_array((data, self.row, self.matrix.indptr), shape=self.matrix.shape)
        local, noise = out + self.diagonal, ROUND * (out + np.abs(self.diagonal))
        if self.excess is None:
            return made, local, noise
        # what enters and what leaves nearly cancel in a matrix close to a generator: differences keep the digits
        with np.errstate(over="ignore", invalid="ignore"):
            more = np.where(self.away, self.matrix.data * np.expm1(apart), 0.0)
            other = self.excess + np.bincount(self.column, more, minlength=u.size)
            size = np.abs(self.excess) + np.bincount(self.column, np.abs(more), minlength=u.size)
        better = ROUND * size < noise
        return made, np.where(better, other, local), np.where(better, ROUND * size, noise)

    def gain(self, rates: csc_array, p: np.ndarray, change: np.ndarray) -> float:
        """By how much the value rises if u changes, to second order: its first order is none."""
        apart = np.where(self.away, change[self.row] - change[self.column], 0.0)
        with np.errstate(over="ignore", invalid="ignore"):
            gained = 0.5 * float(np.sum(rates.data * p[self.column] * apart**2))
        return gained if np.isfinite(gained) else np.inf

    def jumps(self, change: np.ndarray) -> float:
        """Largest difference between neighbours."""
        if not np.all(np.isfinite(change)):
            return np.inf
        return float(np.abs(change[self.row] - change[self.column]).max())


def _bounds(driven: _Driven, local: np.ndarray, value: float) -> bool:
    """Whether all local eigenvalues reach the value at most: none is above the largest of them.

    States that are hardly ever visited may go on changing then: their share of the value is below rounding.
    """
    return bool(np.all(local - value <= BOUND * (abs(value) + np.abs(driven.diagonal))))


def _newton(
    rates: csc_array, local: np.ndarray, p: np.ndarray, method: Method, tolerance: float
) -> tuple[np.ndarray, float, np.ndarray]:
    """Stationary state of the driven process, mean local eigenvalue, and Newton's change of u."""
    if method is Method.ELIMINATION:
        factors = eliminated(rates.toarray())
        p = factors.stationary()
        value = float(p @ local)
        change = factors.solve_transposed(value - local)
    elif method is Method.DIRECT:
        pinned, p = pinned_at_likely(rates)
        value = float(p @ local)
        change = pinned.solve(value - local, transposed=True)
    else:
        solver = swept(rates)
        p = np.maximum(p + solver.once(-(rates @ p), tolerance=tolerance), 0.0)
        if not 0.0 < p.sum() < np.inf:  # far from the solution: only an inverse iteration can help
            return np.full(p.size, 1.0 / p.size), np.nan, np.full(p.size, np.inf)
        p = p / p.sum()
        value = float(p @ local)
        change = solver.once(value - local, transposed=True, tolerance=tolerance)
    return p, value, change - float(p @ change) if np.all(np.isfinite(change)) else np.full(p.size, np.inf)


def _inverse(rates: csc_array, loss: np.ndarray, method: Method) -> np.ndarray:
    """z > 0 with (G - diag(loss))^T z = -1."""
    right = -np.ones(loss.size)
    if method is Method.ELIMINATION:
        return eliminated(rates.toarray(), loss).solve_transposed(right)
    lossy = csc_array(rates - diags_array(loss, format="csc"))
    if method is Method.DIRECT:
        z = factored(lossy).solve(right, "T")
    else:
        z = swept(lossy).once(right, transposed=True, tolerance=INEXACT)
    return np.maximum(z, 1e-12 * np.abs(z).max())
