"""Files of data, the table of results, and data that are refused with the place named."""

from pathlib import Path as File

import numpy as np
import pytest

from fluxforce.budget.inference.compare import estimate, report
from fluxforce.budget.inference.data import Chain, Path, StateSequence, Transitions, merged, visible
from fluxforce.budget.inference.plug_in import PlugIn
from fluxforce.budget.inference.reading import read_path, read_states
from fluxforce.errors import BadInput
from tests.budget.inference.sampled import BEADS, RING, gaussian, long_run


def written(folder: File, text: str) -> File:
    file = folder / "data.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_states_from_a_file(tmp_path: File):
    """Names are numbered in sorted order and visits to one state in a row are one visit."""
    file = written(tmp_path, "dwell,state\n1.5,open\n0.5,open\n2.0,shut\n\n1.0,open\n")
    data = read_states(file)
    assert isinstance(data, StateSequence)
    assert data.labels == ("open", "shut")
    np.testing.assert_array_equal(data.states, [0, 1, 0])
    np.testing.assert_array_equal(data.dwell, [2.0, 2.0, 1.0])
    chain = read_states(file, dwell=None)
    assert isinstance(chain, Chain)
    np.testing.assert_array_equal(chain.states, [0, 0, 1, 0])


def test_a_sequence_survives_a_file(tmp_path: File):
    data = long_run(RING, 3000, key=2)
    rows = "\n".join(f"{s},{t!r}" for s, t in zip(data.states.tolist(), data.dwell.tolist(), strict=True))
    again = read_states(written(tmp_path, "state,dwell\n" + rows))
    assert PlugIn().estimate(again) == PlugIn().estimate(data)


def test_a_path_from_a_file(tmp_path: File):
    data = read_path(written(tmp_path, "time,x,y\n0.0,1,2\n0.1,3,4\n0.2,5,6\n"), ("x", "y"))
    assert data.step == pytest.approx(0.1, rel=1e-12)
    np.testing.assert_array_equal(data.values, [[1, 2], [3, 4], [5, 6]])


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("state,dwell\na,1\nb,fast\n", 3, 2, "'fast' in column 'dwell' is not a finite number"),
        ("state,dwell\na,1\nb,-1\n", 3, 2, "zero or above"),
        ("state,dwell\na,1\nb,nan\n", 3, 2, "not a finite number"),
        ("state,dwell\na,1\n,1\n", 3, 1, "no state"),
        ("state,dwell\na,1\nb\n", 3, 1, "1 columns; the first line names 2"),
        ("state,time\na,1\nb,2\n", 1, None, "there is no column 'dwell'"),
        ("state,dwell\n", None, None, "no data"),
    ],
)
def test_faults_in_files_have_a_line_and_a_column(
    tmp_path: File, text: str, line: int | None, column: int | None, said: str
):
    with pytest.raises(BadInput) as found:
        read_states(written(tmp_path, text))
    problem = found.value.problems[0]
    assert said in problem.message
    assert (problem.line, problem.column) == (line, column)


def test_a_gap_in_time_is_found(tmp_path: File):
    file = written(tmp_path, "time,x\n0.0,1\n0.1,3\n0.2,5\n0.5,5\n0.6,5\n")
    with pytest.raises(BadInput, match=r"0\.3 s here and 0\.1 s elsewhere") as found:
        read_path(file, ("x",))
    assert found.value.problems[0].line == 5
    with pytest.raises(BadInput, match="cannot be read"):
        read_path(tmp_path / "none.csv", ("x",))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: StateSequence(np.array([0, 1, 1]), np.ones(3)), "visit 2 is in the same state"),
        (lambda: StateSequence(np.array([0, 1, 0]), np.ones(2)), "2 dwell times for 3 states"),
        (lambda: StateSequence(np.array([0, 1, 0]), np.array([1.0, np.nan, 1.0])), "dwell time 1 is nan"),
        (lambda: StateSequence(np.array([0, 1]), np.ones(2), 2, np.array([0, 0])), "2 channels for 1 jumps"),
        (lambda: Chain(np.array([0.0, 0.5])), "entry 1 of Chain is 0.5"),
        (lambda: Chain(np.array([0, 3]), 3), "entry 1 of Chain is 3"),
        (lambda: Path(0.0, np.zeros((3, 1))), "step of a Path is 0.0"),
        (lambda: Path(0.1, np.array([[0.0], [np.inf]])), "value 1, 0 is inf"),
        (
            lambda: Transitions(np.array([0, 1]), np.ones(2), np.array([1, 0])),
            "2 waits between 2 transitions",
        ),
        (lambda: Transitions(np.array([0, 1]), np.ones(1), np.array([1, 2, 0])), "reverse of the reverse"),
        (lambda: PlugIn().estimate([]), "there are no data"),
        (lambda: PlugIn().estimate([Chain(np.array([0, 1])), Path(1.0, np.zeros(3))]), "different types"),
    ],
)
def test_data_that_make_no_sense_are_refused(make, said: str):
    with pytest.raises(BadInput, match=said):
        make()


def test_merging_adds_dwell_times():
    data = merged(np.array([2, 2, 0, 1, 1]), np.arange(5.0))
    np.testing.assert_array_equal(data.states, [2, 0, 1])
    np.testing.assert_array_equal(data.dwell, [1.0, 2.0, 7.0])


def test_the_report_is_a_table_with_assumptions():
    data = long_run(RING, 5000, key=1)
    found = estimate(data)
    text = report(found)
    for one in found:
        assert f"{one.value:.5g}" in text
        assert f"{one.method} assumes: " in text
    assert "lower bound" in text
    assert max(len(line) for line in text.splitlines()) <= 110
    assert [one.method for one in estimate(visible(data, [(0, 1)]))] == ["waiting times"]
    assert [one.method for one in estimate(gaussian(*BEADS, 0.05, 50_000, key=1, walkers=5))] == [
        "short time",
        "spectral",
    ]
    forth = estimate(long_run(np.roll(np.eye(3), 1, axis=1), 300, key=1), [PlugIn()])
    assert "no limit" in report(forth)
