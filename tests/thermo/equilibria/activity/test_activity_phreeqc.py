"""Activity coefficients and the activity of water at PHREEQC's own molalities: the aim is 1e-7 in ln gamma."""

import dataclasses

import pytest

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.records import Interaction
from tests.activity_cases import Case, collect, measure
from tests.phreeqc_waters import Oracle
from tests.random_waters import DATABASES, draw_group

CLOSE = 1e-7


def read(name: str):
    return read_database(database_path(name))


def seawater(times: float, *more: str) -> tuple[str, ...]:
    ions = {"Na": 0.4860, "Mg": 0.0554, "Ca": 0.0107, "K": 0.0106, "Cl": 0.5658, "S(6)": 0.0293}
    lines = [f"{ion} {times * amount!r}{' charge' if ion == 'Cl' else ''}" for ion, amount in ions.items()]
    return ("pH 7.5", *lines, *more)


METALS = ("Fe(2) 1e-5", "Zn 1e-6", "F 1e-4", "P 1e-5", "C(4) 2e-3")
DILUTE = [
    Case(0.5, seawater(1.0, *METALS)),
    Case(25.0, seawater(0.001, "C(4) 1e-4")),
    Case(25.0, seawater(1.0, "Si 1e-4", *METALS)),
    Case(80.0, seawater(1.0, "C(4) 1e-2")),
    Case(60.0, seawater(1.0, "C(4) 1e-3"), 500.0),
    Case(25.0, ("pH 1.5", "Na 1", "Cl 1 charge", "S(6) 0.05")),
    Case(25.0, ("pH 12.5", "Na 1", "Cl 1 charge", "Ca 1e-3")),
]
BRINES = [
    Case(25.0, ("pH 6", "Na 6", "Cl 6 charge")),
    Case(80.0, ("pH 6", "Na 6", "Cl 6 charge")),
    Case(25.0, ("pH 6", "Mg 4", "Cl 8 charge")),
    Case(5.0, ("pH 7", "Na 2", "S(6) 1 charge")),
    Case(25.0, seawater(0.0001)),
    Case(25.0, seawater(10.0, "B 4e-3", "C(4) 2e-3", "Br 8e-3", "Sr 1e-4", "Si 1e-3")),
    Case(80.0, seawater(5.0, "B 4e-3", "C(4) 2e-3")),
    Case(40.0, ("pH 4", "Na 2", "Cl 1", "S(6) 0.5 charge", "C(4) 0.5")),
    Case(0.5, seawater(3.0, "B 1e-2"), 300.0),
    Case(80.0, seawater(3.0), 800.0),
]
SALTS = [
    Case(0.5, seawater(3.0, "C(4) 1e-3")),
    Case(25.0, ("pH 6", "Na 3", "Cl 3 charge")),
    Case(25.0, ("pH 2", "Na 0.5", "Cl 0.5 charge", "Fe(3) 1e-3")),
    Case(80.0, seawater(4.0, "C(4) 1e-3")),
    Case(40.0, seawater(0.001)),
    Case(60.0, seawater(2.0), 500.0),
]
TABULATED = [
    Case(0.01, seawater(0.5, "C(4) 1e-3")),  # the first and an inner knot of the table, and between knots
    Case(25.0, seawater(1.0, "Si 1e-4", "C(4) 0.2")),
    Case(80.0, seawater(2.0, "C(4) 0.05")),
    Case(100.0, seawater(0.01)),
    Case(25.0, ("pH 2", "Na 0.1", "Cl 0.1 charge", "Hf 1e-6")),  # Hf+4 has no parameters
]
FROZEN = [Case(-5.0, seawater(4.0)), Case(10.0, seawater(1.0)), Case(25.0, ("pH 6", "Ca 3", "Cl 6 charge"))]
FILES = {
    "phreeqc.dat": DILUTE,
    "wateq4f.dat": DILUTE,
    "minteq.v4.dat": DILUTE,
    "llnl.dat": TABULATED,
    "pitzer.dat": BRINES,
    "sit.dat": SALTS,
}


def check(name: str, cases: list[Case]) -> None:
    gamma, water = measure(read(name), cases).errors()
    assert gamma < CLOSE
    assert water < CLOSE


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (name == "wateq4f.dat")) for name in FILES]
)
def test_activity_coefficients_and_water_are_those_of_phreeqc(name):
    check(name, FILES[name])


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ColdChem.dat", "frezchem.dat"])
def test_slope_and_exponents_of_a_database_without_scaling(name):
    check(name, FROZEN)


@pytest.mark.slow
def test_scaling_follows_chloride_that_is_not_there():
    measured = measure(read("pitzer.dat"), [Case(25.0, ("pH 7", "Na 2", "S(6) 1 charge"))])
    assert "Cl-" not in measured.names
    assert measured.errors()[0] < CLOSE


@pytest.mark.slow
def test_scaling_can_be_switched_off():
    database = read("pitzer.dat")
    cases = [Case(25.0, seawater(2.0))]
    unscaled = dataclasses.replace(database, activity_options={"macinnes": False})
    plain = measure(unscaled, cases, "PITZER\n -macinnes false\n")
    assert plain.errors()[0] < CLOSE
    assert measure(database, cases).errors(plain.model)[0] > 0.01


@pytest.mark.slow
def test_unsymmetrical_mixing_can_be_switched_off():
    database = read("pitzer.dat")
    without = dataclasses.replace(database, activity_options={"use_etheta": False})
    measured = measure(without, [Case(25.0, seawater(5.0))], "PITZER\n -use_etheta false\n")
    assert measured.errors()[0] < CLOSE
    assert measured.errors(measure(database, [Case(25.0, seawater(5.0))]).model)[0] > 1e-3


# Kinds and pairs that pitzer.dat does not have; the last takes the place of one that it has.
MORE_PITZER = (
    ("MU", ("CO2", "CO2", "CO2")),
    ("MU", ("CO2", "CO2", "B(OH)3")),
    ("MU", ("CO2", "CO2", "Na+")),
    ("MU", ("CO2", "B(OH)3", "Cl-")),
    ("LAMBDA", ("B(OH)3", "B(OH)3")),
    ("LAMBDA", ("CO2", "B(OH)3")),
    ("ETA", ("CO2", "Na+", "K+")),
    ("B2", ("Na+", "Cl-")),
    ("THETA", ("K+", "Na+")),
)


def with_more(*which) -> float:
    """Error in ln gamma with interactions added to pitzer.dat, the same for PHREEQC as for us."""
    added = tuple(Interaction(kind, who, (0.02, 30.0, 0.1), 0) for kind, who in which)
    words = "".join(f" -{each.kind}\n {' '.join(each.species)} 0.02 30 0.1\n" for each in added)
    database = read("pitzer.dat")
    more = dataclasses.replace(database, interactions=database.interactions + added)
    acid = ("pH 4", "Na 2", "K 0.2", "Cl 2 charge", "S(6) 0.1", "C(4) 0.6", "B 0.4")
    return max(measure(more, [Case(60.0, acid)], f"PITZER\n{words}").errors())


@pytest.mark.slow
def test_kinds_of_pitzer_parameters_that_the_database_has_not():
    assert with_more(*MORE_PITZER) < CLOSE


@pytest.mark.slow
@pytest.mark.parametrize("one", MORE_PITZER)
def test_each_kind_of_pitzer_parameter_alone(one):
    assert with_more(one) < CLOSE


@pytest.mark.slow
def test_sit_terms_that_grow_with_the_ionic_strength():
    database = read("sit.dat")
    added = (
        Interaction("EPSILON_MU", ("Na+", "Cl-"), (0.01, 20.0), 0),
        Interaction("EPSILON", ("Na+", "SO4-2"), (0.05,), 0),
    )
    more = dataclasses.replace(database, interactions=database.interactions + added)
    words = "SIT\n -epsilon1\n Na+ Cl- 0.01 20\n -epsilon\n Na+ SO4-2 0.05\n"
    gamma, water = measure(more, [Case(60.0, seawater(3.0))], words).errors()
    assert gamma < CLOSE
    assert water < CLOSE


@pytest.mark.slow
@pytest.mark.parametrize("name", DATABASES)
def test_random_waters_of_a_database(name):
    database, oracle = read(name), Oracle(name)
    for number in range(5):
        group = draw_group(database, oracle, number, 20)
        cases = [Case(water.celsius, ()) for water in group.waters]
        gamma, water = collect(database, cases, group.answers).errors()
        assert gamma < CLOSE
        assert water < CLOSE
