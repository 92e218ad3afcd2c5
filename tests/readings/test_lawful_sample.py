"""Laws of their own, sampled without a master equation: the books are those of copies, and they close."""

import fluxforce as ff
from fluxforce.ledger_text import imbalances, verdict

MODEL = """
fluxforce: 1
kind: reactions
reactions:
  channels:
    make: {reaction: 0 -> X, forward law: 5/(1 + X)}
    lose: {reaction: X -> 0, forward law: 0.1*X}
  initial: {X: 10}
sample: {trajectories: 20, seed: 1}
time: {end: 5 s}
"""


def test_books_of_copies_close(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(MODEL, encoding="utf-8")
    budget = ff.run(ff.read(file)).budget
    assert budget["closure"] == {"copies": 0.0}
    assert imbalances(budget) == []
    assert "make and lose: no way back" in verdict(budget)
