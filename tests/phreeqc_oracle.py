"""PHREEQC through the package `phreeqc`, asked for numbers to compare with."""

from collections.abc import Sequence

import numpy as np
import phreeqc

# Its own iteration carried further than by default, so that its last digits mean something.
KNOBS = "KNOBS\n -convergence_tolerance 1e-12\n -iterations 500\n"


def punch(solutions: str, asked: Sequence[str], database: str = "phreeqc.dat") -> np.ndarray:
    """Run solutions and return what BASIC expressions give for each, [expressions, solutions]."""
    program = "\n".join(f" {10 + k} PUNCH {expression}" for k, expression in enumerate(asked))
    headings = " ".join(f"c{k}" for k in range(len(asked)))
    output = (
        f"SELECTED_OUTPUT\n -reset false\n -high_precision true\nUSER_PUNCH\n -headings {headings}\n -start\n"
    )
    engine = phreeqc.Phreeqc()
    assert engine.LoadBuiltInDatabase(database) == 0  # type: ignore[arg-type]
    errors = engine.RunString(f"{KNOBS}{output}{program}\n -end\n{solutions}\nEND\n")
    assert errors == 0, engine.GetErrorString()
    rows = range(1, engine.GetSelectedOutputRowCount())
    table = [[engine.GetSelectedOutputValue(row, column) for row in rows] for column in range(len(asked))]
    return np.array(table, dtype=float)


def solution(number: int, celsius: float, ph: str, lines: Sequence[str]) -> str:
    """One SOLUTION block in mol/kgw."""
    head = f"SOLUTION {number}\n temp {celsius}\n -units mol/kgw\n pH {ph}\n"
    return head + "".join(f" {line}\n" for line in lines)
