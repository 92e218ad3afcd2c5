"""The table of Palandri and Kharaka (2004) against the copy that PHREEQC distributes, and its known defects."""

import subprocess
import sys

import pytest

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.kinetic_data import Entry, entries, entry

# Entries that differ from PHREEQC's copy on purpose; each says why.
CORRECTED = {"Albite", "Fayalite", "Kyanite", "Muscovite"}
NOT_THERE = -30.0  # log k by which that copy says that there is no such mechanism


@pytest.fixture(scope="module")
def copy() -> dict[str, tuple[float, ...]]:
    table = read_database(database_path("phreeqc_rates.dat")).mineral_rates["PK"]
    return {name.casefold(): numbers for name, numbers in table.items()}


def found(name: str) -> Entry:
    one = entry(name)
    assert one is not None, name
    return one


def expected(numbers: tuple[float, ...], mechanisms: dict) -> dict[str, tuple[float, float]]:
    """log k and E [kJ/mol] of the mechanisms in a row of the copy."""
    last = "carbonate" if "carbonate" in mechanisms else "base"
    row = {"acid": numbers[0:2], "neutral": numbers[3:5], last: numbers[5:7]}
    if len(numbers) > 9:  # sulphides have the order of Fe+3, and that of O2
        row = {"acid": numbers[0:2], "neutral": numbers[4:6], "base": numbers[7:9]}
    return {kind: (pair[0], pair[1]) for kind, pair in row.items() if pair[0] > NOT_THERE}


def test_every_mineral_of_the_copy_is_here_with_its_numbers(copy):
    assert set(copy) == {name.casefold() for name in entries()}
    for name, one in entries().items():
        if name in CORRECTED:
            continue
        mine = {k: (m.log_k, m.activation_energy / 1e3) for k, m in one.mechanisms.items()}
        assert mine == expected(copy[name.casefold()], one.mechanisms), name


def test_orders_are_those_of_the_copy(copy):
    for name, one in entries().items():
        numbers = copy[name.casefold()]
        if name in CORRECTED or len(numbers) > 9:
            continue
        for kind, at, catalyst in (("acid", 2, "H+"), ("base", 7, "H+"), ("carbonate", 7, "CO2(g)")):
            if kind in one.mechanisms:
                assert one.mechanisms[kind].orders == {catalyst: numbers[at]}, (name, kind)


def test_known_defects_are_mended_and_said():
    """By the audit of the machine-readable copies: acid order 1, a positive energy, one row for muscovite."""
    fayalite, kyanite, muscovite = found("fayalite"), found("Kyanite"), found("MUSCOVITE")
    assert fayalite.mechanisms["acid"].orders == {"H+": 1.0}
    assert kyanite.mechanisms["acid"].activation_energy == 53.9e3
    assert muscovite.mechanisms["neutral"].log_k == -13.55
    for name in (*CORRECTED, "Quartz", "Calcite"):
        assert found(name).disputed, name
    assert all(
        one.mechanisms["base"].orders["H+"] < 0 for one in entries().values() if "base" in one.mechanisms
    )


def test_the_carbonate_mechanism_beside_plummer_wigley_and_parkhurst():
    """k per atm of CO2 over k2 times Henry's constant (10^-1.468 of phreeqc.dat) at 25 degC: about 28."""
    k2 = 10.0 * 10.0 ** (2.84 - 2177.0 / 298.15)
    ratio = 10.0 ** found("Calcite").mechanisms["carbonate"].log_k / (k2 * 10.0**-1.468)
    assert ratio == pytest.approx(28.0, abs=1.0)


def test_the_table_is_read_without_jax():
    said = "import sys; from fluxforce.model.kinetic_data import entry; entry('Quartz'); print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True)
    assert done.stdout.strip() == "False", done.stderr
