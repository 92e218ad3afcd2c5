"""The ledger on the terminal."""

from fluxforce.ledger_text import WIDTH, coarseness, imbalances, ledger, verdict

BUDGET = {
    "entropy": {
        "produced": {
            "advection": 0.0,
            "calcite": 7.5,
            "diffusion [all species]": 0.5,
            "mixing at inlet": 2.0,
        },
        "numerical": {"space": 0.03, "time": -1e-5, "leak": 1e-14},
        "model": {"activity": 0.012},
    },
    "exergy": {"destroyed": {"calcite": 22500.0, "mixing at inlet": 6000.0}, "total": 30000.0},
    "closure": {
        "entropy": 3e-14,
        "leak": 2e-11,
        "elements": {"Ca": 1e-13, "C": 3e-12},
        "charge": 1e-15,
        "energy": None,
    },
}


def with_closure(**changed):
    return {**BUDGET, "closure": {**BUDGET["closure"], **changed}}


def test_rows_shares_and_exergy():
    lines = ledger(BUDGET).splitlines()
    assert all(len(line) <= WIDTH for line in lines)
    calcite = next(line for line in lines if line.startswith("calcite"))
    # 7.5 of 10 J/K; 22500 J.
    assert calcite.split() == ["calcite", "7.5", "75.00", "22.5"]
    assert lines[0].split("  ")[-1].strip() == "exergy destroyed"
    assert lines[1].split() == ["J/K", "%", "kJ"]
    assert "diffusion [all species]" in ledger(BUDGET)
    assert next(line for line in lines if line.startswith("all processes")).split()[2:4] == ["10", "100.00"]
    names = [line.split("  ")[0] for line in lines]
    assert names.index("calcite") < names.index("mixing at inlet") < names.index("numerical: space")
    assert "\x1b" not in ledger(BUDGET)


def test_verdict_of_balanced_books():
    assert imbalances(BUDGET) == []
    assert verdict(BUDGET) == "30 kJ of exergy were destroyed, 75% by calcite. The books balance."
    assert "elements (C) 3.0e-12" in ledger(BUDGET)


def test_destroyed_entropy_is_said():
    produced = {"calcite": 10.0, "wrong": -1.0, "round-off": -1e-14}
    text = verdict({**BUDGET, "entropy": {"produced": produced}})
    assert "wrong DESTROYED ENTROPY" in text
    assert "round-off" not in text
    assert "nothing was dissipated" in verdict({**BUDGET, "entropy": {"produced": {"wrong": -1.0}}})


def test_coarse_grids_are_said():
    entropy = {"produced": {"calcite": 10.0}, "numerical": {"space": 20.0, "time": -0.1, "leak": 9.0}}
    assert coarseness({"entropy": entropy}).endswith("space 200% (more cells would shrink it).")
    assert coarseness(BUDGET) == ""
    assert "-0.00" not in ledger(BUDGET)


def test_what_does_not_balance_is_said():
    assert imbalances(with_closure(leak=1e-6)) == ["leak: 1.0e-06 exceeds 1e-08"]
    assert imbalances(with_closure(elements={"Ca": -1.0})) == ["elements (Ca): -1.0e+00 exceeds 1e-08"]
    assert imbalances(with_closure(entropy=float("nan"))) == ["entropy: nan exceeds 1e-10"]
    assert imbalances(with_closure(entropy=None)) == ["entropy: not computed"]
    assert "DO NOT BALANCE" in ledger(with_closure(leak=1e-6))
    assert imbalances({}) == ["entropy: not computed", "leak: not computed"]
