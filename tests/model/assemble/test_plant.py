"""Plants of streams: exchangers against effectiveness and NTU, recycles, exergy, and what files are refused for."""

import equinox as eqx
import numpy as np
import pytest

from fluxforce.balance import evaluate
from fluxforce.errors import BadInput
from fluxforce.model import from_data
from fluxforce.model.assemble.plant import plant
from fluxforce.model.assemble.plant_parts import Exchanger, Fluid, Heater, Mixer, Side, Splitter, network
from fluxforce.readings.exergy import exergy_rates
from fluxforce.solve.steady import steady


def solved(made):
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    assert result.converged
    rates = eqx.filter_jit(evaluate)(made.system, result.coordinates)
    shown = {number.name: float(number.of(made.system, rates)) for number in made.numbers}
    return result.coordinates, rates, shown


def exchanger(cells: int, parallel: bool = False, units: float = 2.0):
    sides = Side("hot", "cooled"), Side("cold", "warmed")
    return plant(
        feeds={"hot": Fluid(1.0, 400.0, 2.0), "cold": Fluid(1.0, 300.0, 3.0)},
        units={"x": Exchanger(*sides, 2.0 * units, parallel, cells)}, environment=300.0,
    )  # fmt: skip


@pytest.mark.parametrize("parallel", [False, True])
def test_effectiveness_is_exact_for_any_number_of_cells(parallel):
    """Textbook: C_r = 2/3, NTU = 2; counterflow (1 - e)/(1 - C_r e), e = exp(-NTU (1 - C_r)); parallel its own."""
    ratio, units = 2.0 / 3.0, 2.0
    e = np.exp(-units * (1 - ratio))
    exact = (1 - np.exp(-units * (1 + ratio))) / (1 + ratio) if parallel else (1 - e) / (1 - ratio * e)
    _, _, shown = solved(exchanger(8, parallel))
    assert shown["effectiveness of x"] == pytest.approx(exact, rel=1e-10)
    ends = (
        np.array([400.0, 300.0]),
        np.array([shown["temperature of cooled"], shown["temperature of warmed"]]),
    )
    made = np.array([2.0, 3.0]) @ np.log(ends[1] / ends[0])
    assert shown["entropy made in x"] == pytest.approx(made, rel=1e-10)


@pytest.mark.slow
def test_the_part_of_the_grid_falls_with_the_cells():
    """First order: a stage mixes over its length; wall and grid add up to the same for every grid."""
    parts = {}
    for cells in (8, 16):
        _, rates, shown = solved(exchanger(cells))
        wall = float(np.sum(rates.production[0]))
        parts[cells] = shown["entropy made in x"] - wall
    assert parts[8] > parts[16] > 0.0
    assert np.log2(parts[8] / parts[16]) == pytest.approx(1.0, abs=0.1)


def test_too_few_cells_are_refused_with_a_number_that_is_enough():
    with pytest.raises(BadInput, match=r"2 cells are too few for so large a wall; \d+ are enough"):
        exchanger(2, units=5.0)


def test_rates_of_a_recycle():
    """0.4 of what leaves comes back: x = 1 + 0.4 x."""
    units = {"m": Mixer(("in", "back"), "x"), "s": Splitter("x", {"out": 3.0, "back": 2.0})}
    net = network({"in": Fluid(1.0, 300.0, 1.0)}, units, None)
    assert net.rate("x") == pytest.approx(1.0 / 0.6, rel=1e-14)
    assert net.products == ("out",)


@pytest.mark.slow
def test_gases_with_a_recycle_a_reservoir_and_power_close_their_exergy():
    """Energy by hand: what leaves at T carries what came, 1 kW and the reservoir's heat."""
    made = plant(
        feeds={"a": Fluid(1.0, 400.0, composition={"A": 1.0}), "b": Fluid(2.0, 300.0, composition={"B": 1.0})},
        gases={"A": 29.0, "B": 37.0},
        units={
            "m": Mixer(("a", "b", "back"), "x"), "h": Heater("x", "y", 1e3, 10.0, 500.0),
            "s": Splitter("y", {"out": 0.7, "back": 0.3}),
        }, environment=290.0,
    )  # fmt: skip
    state, _, shown = solved(made)
    t = (29.0 * 400.0 + 74.0 * 300.0 + 1e3 + 10.0 * 500.0) / (29.0 + 74.0 + 10.0)
    assert shown["temperature of out"] == pytest.approx(t, rel=1e-10)
    for at in (state, made.start):
        found = exergy_rates(made, at)
        assert found["closure"] < 1e-12
        assert min(found["destroyed"].values()) >= -1e-9


GOOD = {
    "heat capacity": "4180 J/kg/K",
    "feeds": {
        "hot": {"flow": "1 kg/s", "temperature": "80 degC"}, "cold": {"flow": "1 kg/s", "temperature": "20 degC"},
    },
    "units": {"tee": {"type": "mixer", "inputs": ["hot", "cold"], "output": "warm"}},
}  # fmt: skip


def document(**changes):
    part = {key: value for key, value in (GOOD | changes).items() if value is not None}
    return from_data(
        {
            "fluxforce": 1, "kind": "plant", "title": "t", "plant": part, "time": {"end": "1 s"},
            "environment": {"temperature": "20 degC"},
        }
    )  # fmt: skip


REFUSED = {
    "unknown stream": ({"units": {"t": {"type": "mixer", "inputs": ["hott"], "output": "w"}}}, "unknown stream 'hott'"),
    "used twice": (
        {"units": {"t": {"type": "mixer", "inputs": ["hot", "hot"], "output": "w"}}}, "goes to unit 't' already",
    ),
    "made twice": ({"units": {"t": {"type": "mixer", "inputs": ["hot"], "output": "cold"}}}, "comes from the feeds"),
    "no heat capacity": ({"heat capacity": None}, "no heat capacity"),
    "heater without heat": ({"units": {"h": {"type": "heater", "input": "hot", "output": "w"}}}, "without heat"),
    "half a reservoir": (
        {"units": {"h": {"type": "heater", "input": "hot", "output": "w", "conductance": "1 W/K"}}},
        "needs its temperature",
    ),
    "negative flow": ({"feeds": {"hot": {"flow": "-1 kg/s", "temperature": "80 degC"}}}, "greater than 0"),
    "a liquid with moles": (
        {"feeds": {"hot": {"flow": "1 kg/s", "molar flow": "1 mol/s", "temperature": "80 degC"}}},
        "has no 'molar flow'",
    ),
    "fractions": (
        {"gases": {"A": "29 J/mol/K"}, "feeds": {"hot": {"molar flow": "1 mol/s", "temperature": "80 degC",
                                                           "composition": {"A": 0.5}}},
         "units": {"h": {"type": "heater", "input": "hot", "output": "w", "power": "1 W"}}}, "add up to 0.5",
    ),
    "useful": ({"useful": ["hot"]}, "unknown product 'hot'"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_are_refused(name):
    changes, said = REFUSED[name]
    with pytest.raises(BadInput, match=said):
        document(**changes)
