"""A matrix of phenomenological coefficients with everything that is needed to use it without a mistake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from fluxforce.budget.onsager.checks import ROUND_OFF, Coefficients, Finding, curie, reciprocity, semidefinite
from fluxforce.budget.onsager.rows import Frame, HeatFlux, Region, Row
from fluxforce.errors import BadInput, Problem
from fluxforce.numerics.summary import AbstractSummarised, Summary, number


@dataclass(frozen=True, repr=False)
class OnsagerMatrix(AbstractSummarised):
    """J_i = sum_j L_ij X_j, with sum_i J_i X_i the entropy production [onsager1931].

    ``values`` [rows, rows] L. Where ``temperature`` T [K] is given the forces are those of one temperature (a
    pressure difference, a voltage, an affinity) and sum J X = T sigma; elsewhere it is sigma. ``region`` decides
    about Curie's principle; ``heat`` says what the row named first among those of heat is, ``frame`` what velocity the
    fluxes of amounts are counted from. ``source`` says in words where the coefficients come from.
    """

    values: np.ndarray
    rows: tuple[Row, ...]
    region: Region = Region.BULK
    heat: HeatFlux = HeatFlux.NONE
    frame: Frame | None = None
    temperature: float | None = None
    source: str = ""

    def __post_init__(self) -> None:
        values = np.array(self.values, dtype=float)
        count, names = len(self.rows), [row.name for row in self.rows]
        if values.shape != (count, count) or not np.all(np.isfinite(values)):
            raise BadInput(f"a matrix of {count} fluxes has {count} x {count} finite entries")
        if len(set(names)) < count:
            raise BadInput("every flux of an Onsager matrix has a name of its own")
        object.__setattr__(self, "values", values)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the fluxes in their order."""
        return tuple(row.name for row in self.rows)

    def index(self, name: str) -> int:
        """Position of a flux. Raises BadInput."""
        if name not in self.names:
            raise BadInput([Problem(f"there is no flux '{name}'", hint=f"fluxes: {', '.join(self.names)}")])
        return self.names.index(name)

    def __getitem__(self, pair: tuple[str, str]) -> float:
        """L of a flux and a force by their names."""
        return float(self.values[self.index(pair[0]), self.index(pair[1])])

    @property
    def scaled(self) -> np.ndarray:
        """L_ij/sqrt(|L_ii L_jj|): a matrix without units, on which 'small' has a meaning."""
        return self._judged().scaled

    def _judged(self) -> Coefficients:
        return Coefficients(self.values, self.rows, self.region, self.frame)

    def semidefinite(self, tolerance: float = 1e-9) -> Finding:
        """Whether sum J X >= 0 for all forces, with the null vectors named."""
        return semidefinite(self._judged(), tolerance)

    def reciprocity(self, tolerance: float = 1e-9) -> Finding:
        """Whether L_ij = eps_i eps_j L_ji, with the size of the violation."""
        return reciprocity(self._judged(), tolerance)

    def curie(self, tolerance: float = 1e-9) -> Finding:
        """Whether ranks couple that cannot, with the forbidden coupling named."""
        return curie(self._judged(), tolerance)

    def findings(self, tolerance: float = 1e-9) -> tuple[Finding, ...]:
        """The three rules in turn."""
        return self.semidefinite(tolerance), self.reciprocity(tolerance), self.curie(tolerance)

    @property
    def eigenvalues(self) -> np.ndarray:
        """Of the symmetric part of the scaled matrix, rising: those of L itself would depend on the units."""
        return np.linalg.eigvalsh(0.5 * (self.scaled + self.scaled.T))

    def fluxes(self, forces: Mapping[str, float] | ArrayLike) -> np.ndarray:
        """J = L X; forces by name (none is zero unless named) or in order."""
        return self.values @ self._vector(forces)

    def dissipation(self, forces: Mapping[str, float] | ArrayLike) -> float:
        """sum J X: T sigma [W] where a temperature is given, sigma [W/K] elsewhere."""
        x = self._vector(forces)
        return float(x @ self.values @ x)

    def production(self, forces: Mapping[str, float] | ArrayLike) -> float:
        """sigma [W/K]."""
        return self.dissipation(forces) / (1.0 if self.temperature is None else self.temperature)

    def _vector(self, forces: Mapping[str, float] | ArrayLike) -> np.ndarray:
        if not isinstance(forces, Mapping):
            return np.asarray(forces, dtype=float)
        x = np.zeros(len(self.rows))
        for name, value in forces.items():
            x[self.index(name)] = value
        return x

    def solve(
        self, *, forces: Mapping[str, float], fluxes: Mapping[str, float]
    ) -> tuple[dict[str, float], dict[str, float]]:
        """All forces and all fluxes where some forces are given and of the others the fluxes.

        An open circuit has `fluxes={"charge": 0}`. Every row is given once; raises BadInput where one is missing or
        twice there, or where the given fluxes do not settle their forces (a frame constraint among them).
        """
        given = [self.index(name) for name in forces]
        wanted = [self.index(name) for name in fluxes]
        if sorted(given + wanted) != list(range(len(self.rows))):
            raise BadInput(
                f"force or flux of every row is given, and only one of them: {', '.join(self.names)}"
            )
        x = self._vector(forces)
        if wanted:
            block = self.values[np.ix_(wanted, wanted)]
            if np.linalg.matrix_rank(self.scaled[np.ix_(wanted, wanted)], tol=ROUND_OFF) < len(wanted):
                said = ", ".join(self.names[k] for k in wanted)
                raise BadInput(f"the fluxes of {said} do not settle their forces: L is singular there")
            target = np.array([fluxes[self.names[k]] for k in wanted])
            x[wanted] = np.linalg.solve(block, target - self.values[wanted] @ x)
        j = self.values @ x
        return dict(zip(self.names, x.tolist(), strict=True)), dict(zip(self.names, j.tolist(), strict=True))

    def coupling(self, one: str, other: str) -> float:
        """Degree of coupling q = L_ij/sqrt(L_ii L_jj), in -1..1 [kedem1965]. Raises BadInput where L_ij != L_ji."""
        i, j = self.index(one), self.index(other)
        q, back = self.scaled[i, j], self.scaled[j, i]
        if abs(q - back) > 1e-6 * max(abs(q), abs(back), ROUND_OFF):
            raise BadInput(
                f"no degree of coupling: L of {one} and {other} is {self.values[i, j]:g} one way and "
                f"{self.values[j, i]:g} the other"
            )
        return float(0.5 * (q + back))

    def without(self, *names: str) -> "OnsagerMatrix":
        """The matrix of the others where the fluxes of these are zero: L_aa - L_ab L_bb^-1 L_ba."""
        out = [self.index(name) for name in names]
        kept = [k for k in range(len(self.rows)) if k not in out]
        block = self.values[np.ix_(out, out)]
        if np.linalg.matrix_rank(self.scaled[np.ix_(out, out)], tol=ROUND_OFF) < len(out):
            raise BadInput(f"the forces of {', '.join(names)} are not settled by fluxes of zero")
        follow = np.linalg.solve(block, self.values[np.ix_(out, kept)])
        values = self.values[np.ix_(kept, kept)] - self.values[np.ix_(kept, out)] @ follow
        return replace(self, values=values, rows=tuple(self.rows[k] for k in kept))

    def transformed(self, change: np.ndarray, rows: Iterable[Row] | None = None, **fields) -> "OnsagerMatrix":
        """Fluxes J' = B J, forces X = B^T X', so L' = B L B^T: sum J X is the same number."""
        kept = self.rows if rows is None else tuple(rows)
        return replace(self, values=change @ self.values @ change.T, rows=kept, **fields)

    def summary(self) -> Summary:
        """The matrix by name, and what its checks say."""
        facts = [("source", self.source)] if self.source else []
        unit = "sigma" if self.temperature is None else f"T sigma at {self.temperature:g} K"
        facts += [("sum of J X", unit), ("region", self.region.value)]
        if self.heat is not HeatFlux.NONE:
            facts.append(("heat", self.heat.value))
        if self.frame is not None:
            facts.append(("frame", self.frame.name))
        head = ("flux", *(_label("X", row.name, row.force_unit) for row in self.rows))
        rows = tuple(
            (_label("J", row.name, row.flux_unit), *(number(float(v)) for v in line))
            for row, line in zip(self.rows, self.values, strict=True)
        )
        said = tuple(f"  {finding.sentence()}" for finding in self.findings())
        return Summary("Onsager matrix", tuple(facts), head, rows, said)


def _label(letter: str, name: str, unit: str) -> str:
    return f"{letter} {name} [{unit}]" if unit else f"{letter} {name}"
