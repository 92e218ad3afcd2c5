"""Numbers and units in words, against what a person would write by hand."""

import math

import pytest

from fluxforce.report.numbers import (
    THIN,
    duration,
    listed,
    number,
    percent,
    pretty,
    quantity,
    scaled,
    time_unit,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (7.0312, "7.03"),
        (0.99999, "1.00"),
        (-0.00213, "−0.00213"),
        (16000.0, f"16{THIN}000"),
        (99999.0, f"1.00{THIN}×{THIN}10⁵"),
        (3.14159e-11, f"3.14{THIN}×{THIN}10⁻¹¹"),
        (160, "160"),
        (4200000, f"4{THIN}200{THIN}000"),
        (math.nan, "not a number"),
        (-math.inf, "−infinite"),
        (None, "–"),
    ],
)
def test_number(value, text):
    assert number(value) == text


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ("W/K/m3", "W/K/m³"),
        ("mol/kgw", "mol/kgw"),
        ("m2/s", "m²/s"),
        ("1", ""),
        ("m-1", "m⁻¹"),
        ("mol**2", "mol²"),
    ],
)
def test_units_are_raised(unit, text):
    assert pretty(unit) == text


def test_quantity_without_unit_has_no_trailing_space():
    assert quantity(8.1, "1", 2) == "8.1"


@pytest.mark.parametrize(
    ("largest", "unit", "factor", "text"),
    [
        (2.2e-3, "mol/kgw", 1e3, "mmol/kgw"),
        (3e-13, "mol/s", 1e15, "fmol/s"),
        (7.2e5, "J", 1e-3, "kJ"),
        (8.0, "1", 1.0, ""),
        (3e-7, "1/K", 1e7, "10⁻⁷ 1/K"),
        (0.0, "mol/s", 1.0, "mol/s"),
    ],
)
def test_prefixes(largest, unit, factor, text):
    assert scaled(largest, unit) == (pytest.approx(factor), text)


def test_times_read_in_their_own_unit():
    assert time_unit(5 * 86400.0)[0] == "days"
    assert duration(86400.0) == f"24{THIN}h"
    assert duration(0.0, 86400.0 * 5) == f"0{THIN}d"
    assert duration(1.42) == f"1.42{THIN}s"


def test_shares_and_lists():
    assert percent(0.992) == f"99.2{THIN}%"
    assert percent(0.0) == f"0{THIN}%"
    assert percent(3e-10) == f"3{THIN}×{THIN}10⁻⁸{THIN}%"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""
