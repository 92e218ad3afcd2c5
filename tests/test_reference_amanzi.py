"""The reader of the reference outputs finds what their input files state."""

from pathlib import Path

import numpy as np
import pytest

from tests import reference_amanzi


def test_front_of_a_known_profile():
    x = np.linspace(0.5, 99.5, 100)
    assert reference_amanzi.front(x, 5 + 3 * (x > 40)) == pytest.approx(40.0, abs=0.01)
    assert reference_amanzi.front(x, 8 - 3 * (x > 40)) == pytest.approx(40.0, abs=0.01)


@pytest.mark.parametrize("year", reference_amanzi.YEARS[1:])
def test_reference_columns_agree_with_their_input(reference: Path, year: int):
    """CrunchFlow's input file: pH 5 enters, pH 8.0184 was there, calcite 1e-5 by volume (0.001 %)."""
    found = reference_amanzi.scores(reference, year)
    for solver in reference_amanzi.SOLVERS:
        behind, ahead, _ = found["pH"][solver]
        assert behind == pytest.approx(5.0, abs=1e-3)
        assert ahead == pytest.approx(8.0184, abs=2e-4)
        assert found["Calcite"][solver][:2] == (0.0, pytest.approx(0.001))


def test_both_codes_agree_to_a_cell(reference: Path):
    fronts = {q: [s[2] for s in by.values()] for q, by in reference_amanzi.scores(reference, 50).items()}
    for quantity, (one, other) in fronts.items():
        assert abs(one - other) <= 1.0, f"{quantity}: {one} against {other} m"
