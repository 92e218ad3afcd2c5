"""The exergy diagram: streams balance, signs choose sides."""

import pytest

from fluxforce.report.exergy import streams
from fluxforce.report.view import View
from tests.report import synthetic
from tests.report.synthetic_column import column


def test_streams_balance_when_only_destruction_is_known():
    sources, sinks = streams(View(column()))
    assert sum(each.value for each in sources) == pytest.approx(sum(each.value for each in sinks))
    assert all(each.value > 0 for each in (*sources, *sinks))


def test_a_negative_numerical_row_enters_on_the_left():
    sources, sinks = streams(View(column()))
    assert "numerical: time, negative" in [each.name for each in sources]
    assert "numerical: space" in [each.name for each in sinks]


def test_stored_exergy_stands_on_the_side_of_its_sign():
    results = synthetic.slab()
    assert "Stored" in [each.name for each in streams(View(results))[1]]
    results.budget["exergy"]["stored"] = -27.2
    assert "Taken from store" in [each.name for each in streams(View(results))[0]]
