"""Four questions to an Onsager matrix: is it semidefinite, reciprocal, allowed by symmetry, and how coupled."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.onsager.rows import Frame, Parity, Region, Row

ROUND_OFF = 1e-12  # of the scaled matrix: below it a number is zero


@dataclass(frozen=True)
class Finding:
    """One rule, whether it holds, and by how much it is broken (relative, zero where it is not)."""

    rule: str
    holds: bool
    size: float
    said: str

    def sentence(self) -> str:
        """The rule and the verdict in one line."""
        return f"{self.rule}: {self.said}"


@dataclass(frozen=True)
class Coefficients:
    """Entries L [rows, rows] with what is needed to judge them."""

    values: np.ndarray
    rows: tuple[Row, ...]
    region: Region
    frame: Frame | None

    @property
    def size(self) -> np.ndarray:
        """sqrt(|L_ii|), 1 where a row does not move."""
        root = np.sqrt(np.abs(np.diag(self.values)))
        return np.where(root > 0.0, root, 1.0)

    @property
    def scaled(self) -> np.ndarray:
        """L_ij/sqrt(|L_ii L_jj|): a matrix without units, on which 'small' has a meaning."""
        return self.values / self.size[:, None] / self.size[None, :]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fluxes in their order."""
        return tuple(row.name for row in self.rows)


def semidefinite(given: Coefficients, tolerance: float = 1e-9) -> Finding:
    """sum J X >= 0 for all forces: no negative eigenvalue of the symmetric part; null vectors are told.

    A null vector is a combination of forces that moves nothing: a constraint such as that of the frame, or perfect
    coupling of two fluxes.
    """
    scaled = given.scaled
    least, vectors = np.linalg.eigh(0.5 * (scaled + scaled.T))
    size = max(float(np.abs(least).max()), ROUND_OFF)
    if least[0] < -tolerance * size:
        bad = _combination(given, vectors[:, 0])
        return Finding(
            "semidefinite", False, float(-least[0] / size), f"NO, entropy is destroyed along {bad}"
        )
    null = [vectors[:, k] for k in range(least.size) if least[k] <= tolerance * size]
    if not null:
        return Finding("semidefinite", True, 0.0, f"yes, least eigenvalue {least[0]:.3g} at unit diagonal")
    told = "; ".join(_named(given, vector) for vector in null)
    return Finding("semidefinite", True, 0.0, f"yes, {len(null)} null vector(s): {told}")


def _named(given: Coefficients, vector: np.ndarray) -> str:
    """The combination of forces, with the name of the constraint where it is the one of the frame."""
    force = vector / given.size
    if given.frame is not None:
        weights = _padded(given)
        across = np.linalg.norm(weights) * np.linalg.norm(force)
        if across > 0.0 and abs(abs(float(weights @ force)) / across - 1.0) < 1e-6:
            return f"the constraint of the {given.frame.name} frame"
    alone = [name for name, part in zip(given.names, np.abs(vector), strict=True) if part > 1.0 - 1e-9]
    if alone:
        return f"{alone[0]} does not move at all"
    return f"no flux along {_combination(given, vector)}"


def _padded(given: Coefficients) -> np.ndarray:
    """Weights of the frame over all rows: components stand last, after heat where there is any."""
    own = given.frame.weights if given.frame is not None else ()
    return np.array([*[0.0] * (len(given.rows) - len(own)), *own])


def _combination(given: Coefficients, vector: np.ndarray) -> str:
    force = vector / given.size
    force = force / force[np.argmax(np.abs(force))]
    parts = [
        f"{value:+.4g} X_{name}" for name, value in zip(given.names, force, strict=True) if abs(value) > 1e-9
    ]
    return " ".join(parts)


def reciprocity(given: Coefficients, tolerance: float = 1e-9) -> Finding:
    """L_ij = eps_i eps_j L_ji [onsager1931], [casimir1945]; the violation relative to sqrt(L_ii L_jj)."""
    parity = np.array([int(row.parity) for row in given.rows])
    sign, scaled = np.outer(parity, parity), given.scaled
    off = np.abs(scaled - sign * scaled.T)
    worst = np.unravel_index(int(np.argmax(off)), off.shape)
    size = float(off[worst])
    rule = "reciprocity" if np.all(parity == Parity.EVEN) else "reciprocity (Onsager-Casimir)"
    if size <= tolerance:
        return Finding(rule, True, size, f"yes, to {size:.1g}")
    i, j = int(worst[0]), int(worst[1])
    wanted = "=" if sign[i, j] > 0 else "= -"
    said = (
        f"NO, L[{given.names[i]}, {given.names[j]}] = {given.values[i, j]:.6g} but "
        f"L[{given.names[j]}, {given.names[i]}] = {given.values[j, i]:.6g} (one {wanted} the other is the rule)"
    )
    return Finding(rule, False, size, said)


def curie(given: Coefficients, tolerance: float = 1e-9) -> Finding:
    """In an isotropic bulk forces drive fluxes of their own rank only; at a surface nothing is forbidden.

    Source: [degroot1962], chapter 6.
    """
    if given.region is Region.SURFACE:
        return Finding("Curie", True, 0.0, "not asked, a surface prefers a direction")
    ranks = np.array([int(row.rank) for row in given.rows])
    forbidden = np.where(ranks[:, None] != ranks[None, :], np.abs(given.scaled), 0.0)
    i, j = (int(k) for k in np.unravel_index(int(np.argmax(forbidden)), forbidden.shape))
    size = float(forbidden[i, j])
    if size <= tolerance:
        return Finding("Curie", True, size, "yes, no coupling between ranks")
    one, other = given.rows[i], given.rows[j]
    said = (
        f"NO, {one.name} ({one.rank.name.lower()}) cannot couple to {other.name} ({other.rank.name.lower()}) in an "
        "isotropic bulk"
    )
    return Finding("Curie", False, size, said)
