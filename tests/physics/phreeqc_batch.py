"""Every batch reaction of a PHREEQC input: its whole answer, step by step, to set our paths against."""

import contextlib
import math
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import phreeqc

from fluxforce.thermo.equilibria.solution import Solution

# High precision sets a tolerance of its own, so the knobs come after it.
KNOBS = "KNOBS\n -convergence_tolerance 1e-12\n -iterations 1000\n"
_PROGRAM = """SELECTED_OUTPUT 1
 -reset false
 -state true
 -high_precision true
USER_PUNCH 1
 -start
10 found = SYS("aq", count, names$, types$, moles)
20 PUNCH -LA("H+"), -LA("e-"), MU, TOT("water"), count
30 FOR i = 1 TO count
40 PUNCH names$(i), MOL(names$(i))
50 NEXT i
60 found = SYS("phases", many, phases$, kinds$, index)
70 PUNCH many
80 FOR i = 1 TO many
90 PUNCH phases$(i), index(i)
100 NEXT i
{asked}
 -end
"""
SEEN = 1e-12  # [mol/kgw] species below are not compared
PH, INDEX, RELATIVE = 1e-5, 1e-4, 1e-4  # what may differ


@dataclass(frozen=True)
class Stop:
    """What PHREEQC found for one calculation; `state` is its word for it (`i_soln`, `react`)."""

    state: str
    ph: float
    pe: float
    kilograms: float
    molality: dict[str, float]
    saturation: dict[str, float]
    asked: np.ndarray


def run(text: str, asked: Sequence[str] = (), database: str = "phreeqc.dat") -> list[Stop]:
    """All calculations of an input in turn, with what BASIC expressions give for each."""
    lines = "\n".join(f"{110 + k} PUNCH {expression}" for k, expression in enumerate(asked))
    engine = phreeqc.Phreeqc()
    assert engine.LoadBuiltInDatabase(database) == 0  # type: ignore[arg-type]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        errors = engine.RunString(f"{_PROGRAM.format(asked=lines)}{KNOBS}{text}\nEND\n")
    assert errors == 0, engine.GetErrorString()
    columns = engine.GetSelectedOutputColumnCount()
    return [
        _stop([engine.GetSelectedOutputValue(row, k) for k in range(columns)], len(asked))
        for row in range(1, engine.GetSelectedOutputRowCount())
    ]


def reactions(text: str, asked: Sequence[str] = (), database: str = "phreeqc.dat") -> list[Stop]:
    """The batch reactions alone."""
    return [stop for stop in run(text, asked, database) if stop.state == "react"]


def _stop(row: list, asked: int) -> Stop:
    state, ph, pe, _, kilograms, count = row[:6]
    end = 6 + 2 * round(count)
    many = round(row[end])
    phases = row[end + 1 : end + 1 + 2 * many]
    rest = row[end + 1 + 2 * many :][:asked]
    return Stop(
        state=str(state).strip(),
        ph=ph,
        pe=pe,
        kilograms=kilograms,
        molality=dict(zip(row[6:end:2], row[7:end:2], strict=True)),
        saturation={n: v for n, v in zip(phases[::2], phases[1::2], strict=True) if math.isfinite(v)},
        asked=np.array(rest, dtype=float),
    )


def differences(ours: Solution, cell: int, theirs: Stop, without: Sequence[str] = ()) -> list[str]:
    """What differs by more than the issue allows, in words; names that only PHREEQC has are told too.

    `without` are names, or beginnings of names, that are left out; the test says why.
    """
    told = []
    if not bool(ours.converged[cell]):
        return ["not converged"]
    if not abs(float(ours.ph[cell]) - theirs.ph) <= PH:
        told.append(f"pH {float(ours.ph[cell]):.9f} for {theirs.ph:.9f}")
    molality = dict(zip(ours.chemistry.species, np.asarray(ours.molality)[:, cell], strict=True))
    indices = dict(zip(ours.chemistry.phases, np.asarray(ours.saturation)[:, cell], strict=True))
    mass = float(ours.kilograms[cell])
    if not abs(mass / theirs.kilograms - 1) <= RELATIVE:
        told.append(f"water {mass:.9f} for {theirs.kilograms:.9f}")
    for name, amount in theirs.molality.items():
        if name.startswith(tuple(without)) or name in ("H2O", "e-"):
            continue
        if amount > SEEN and name not in molality:
            told.append(f"no {name}")
        elif amount > SEEN and not abs(molality[name] / amount - 1) <= RELATIVE:
            told.append(f"{name} {molality[name]:.9e} for {amount:.9e}")
    for name, index in theirs.saturation.items():
        if name.startswith(tuple(without)):
            continue
        if name not in indices:
            told.append(f"no phase {name}")
        elif not abs(indices[name] - index) <= INDEX:
            told.append(f"SI {name} {indices[name]:.8f} for {index:.8f}")
    return told


def near(ours, theirs, absolute: float = 1e-12) -> bool:
    """Amounts [mol] within 1e-4 of each other; what is below `absolute` counts as nothing."""
    return bool(np.allclose(np.asarray(ours), np.asarray(theirs), rtol=RELATIVE, atol=absolute))
