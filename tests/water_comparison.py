"""Groups of random waters solved by our engine and set against PHREEQC's answers, worst numbers with names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fluxforce.model.databases import Database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.solution import Solution
from fluxforce.thermo.equilibria.waters import make_water
from tests.phreeqc_waters import Answer
from tests.random_waters import Group

SEEN = 1e-12  # [mol/kgw] species below are not compared
THRESHOLDS = {"pH": 1e-5, "saturation index": 1e-4, "molality": 1e-4}
# PHREEQC tells the names of phases apart without their case, so the later of two replaces the other.
REPLACED = {("llnl.dat", "HF(g)")}


@dataclass(frozen=True)
class Difference:
    """One number that differs, with what it belongs to."""

    size: float
    what: str
    group: int
    water: int

    def __str__(self) -> str:
        return f"{self.size:.1e} {self.what} (group {self.group}, water {self.water})"


@dataclass(frozen=True)
class Comparison:
    """Every difference in pH, saturation index and relative molality; names that only one of the two has."""

    differences: dict[str, list[Difference]]
    names: tuple[str, ...]
    not_converged: tuple[str, ...]

    def worst(self, kind: str) -> Difference:
        """The largest of a kind."""
        return max(self.differences[kind], key=lambda d: d.size)

    def beyond(self) -> list[Difference]:
        """Those above the thresholds."""
        return [d for kind, some in self.differences.items() for d in some if not d.size <= THRESHOLDS[kind]]


def solve_group(database: Database, group: Group) -> Solution:
    """All waters of a group in one batch."""
    chemistry = build_chemistry(database, group.kind.names)
    balance = group.kind.balance
    waters = group.waters
    return make_water(
        chemistry,
        {name: np.array([water.totals[name] for water in waters]) for name in group.kind.names},
        ph=None if balance == "pH" else np.array([water.ph for water in waters]),
        pe=np.array([water.pe for water in waters]),
        charge=balance or None,
        temperature=np.array([water.celsius for water in waters]) + 273.15,
    )


def compare(database: Database, group: Group) -> Comparison:
    """Our answers to a group of waters against PHREEQC's."""
    found: dict[str, list[Difference]] = {kind: [] for kind in THRESHOLDS}
    names: list[str] = []
    not_converged: list[str] = []
    solution = solve_group(database, group)
    ours = _answers(solution, len(group.waters))
    converged = np.asarray(solution.converged)
    for k, (water, theirs) in enumerate(zip(group.waters, group.answers, strict=True)):
        if not converged[k]:
            not_converged.append(f"group {group.kind.number}, water {k}: {water}")
            continue
        names += _names(database, ours[k], theirs)
        for kind, size, what in _differences(ours[k], theirs):
            found[kind].append(Difference(size, what, group.kind.number, k))
    return Comparison(found, tuple(dict.fromkeys(names)), tuple(not_converged))


def joined(parts: Sequence[Comparison]) -> Comparison:
    """Comparisons of several groups as one."""
    return Comparison(
        {kind: [d for part in parts for d in part.differences[kind]] for kind in THRESHOLDS},
        tuple(dict.fromkeys(name for part in parts for name in part.names)),
        tuple(text for part in parts for text in part.not_converged),
    )


def _answers(solution: Solution, count: int) -> list[Answer]:
    """Our solution in PHREEQC's form."""
    chemistry = solution.chemistry
    molality, saturation = np.asarray(solution.molality), np.asarray(solution.saturation)
    rows = np.stack([solution.ph, solution.pe, solution.ionic_strength, solution.water_activity])
    rows = np.concatenate([rows, np.asarray(solution.charge)[None], np.full((1, rows.shape[1]), np.nan)])
    return [
        Answer(
            *(float(number) for number in rows[:, k]),
            molality=dict(zip(chemistry.species, molality[:, k].tolist(), strict=True)),
            saturation=dict(zip(chemistry.phases, saturation[:, k].tolist(), strict=True)),
        )
        for k in range(count)
    ]


def _names(database: Database, ours: Answer, theirs: Answer) -> list[str]:
    """Species and phases that only one of the two has."""
    told = []
    for kind in ("molality", "saturation"):
        mine, other = set(getattr(ours, kind)), set(getattr(theirs, kind))
        told += [
            f"{name}: ours alone" for name in sorted(mine - other) if (database.name, name) not in REPLACED
        ]
        told += [f"{name}: PHREEQC's alone" for name in sorted(other - mine)]
    return told


def _differences(ours: Answer, theirs: Answer) -> list[tuple[str, float, str]]:
    """Kind, size and name of every number that both have."""
    found = [("pH", abs(ours.ph - theirs.ph), "pH")]
    for name, index in theirs.saturation.items():
        if name in ours.saturation:
            found.append(("saturation index", abs(ours.saturation[name] - index), name))
    for name, molality in theirs.molality.items():
        if molality > SEEN and name in ours.molality:
            found.append(("molality", abs(ours.molality[name] / molality - 1), name))
    return found
