"""Every example runs from its file, closes its books and meets a number that is not ours."""

from pathlib import Path

import numpy as np
import pytest

import fluxforce as ff
from benchmarks.profiles import Profiles, dissolved_error, ph_error
from benchmarks.reference import witness
from fluxforce.ledger_text import imbalances
from tests.reference_amanzi import YEARS, front, plateaus, scores

ROOT = Path(__file__).parents[1]
YEAR = 365.25 * 86400.0


def run(name: str):
    """An example from its file."""
    results = ff.run(ff.read(ROOT / "examples" / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    return results


def test_limestone_column_against_phreeqc():
    """PHREEQC TRANSPORT, extrapolated from 100, 200 and 400 cells to vanishing ones, is met within 0.5 %."""
    results = run("limestone-column")
    data = results.dataset
    water = 300.0  # kg of water in 1 m3 of rock: 30 % of 1000 kg/m3
    minerals = data["mineral_amount"].values / water
    mine = Profiles(
        data["time"].values, data["x"].values, data["pH"].values, {},
        {name: minerals[k] for k, name in enumerate(data["mineral"].values)},
    )  # fmt: skip
    theirs = witness()
    # their finer grid is averaged onto ours where it is finer, ours onto theirs where it is not
    assert dissolved_error(mine, theirs, "Calcite") < 5e-3
    assert dissolved_error(mine, theirs, "Dolomite") < 5e-3
    assert ph_error(mine, theirs) < 5e-3
    produced = results.budget["entropy"]["produced"]
    assert min(produced.values()) > 0.0
    assert results.budget["entropy"]["numerical"]["space"] < 0.03 * sum(produced.values())


# Fronts [m] and plateaus after 50 years by CrunchFlow, global implicit (gimrt) and operator split (os3d), from the
# published outputs of the Amanzi test suite, calcite_1d; the two codes differ by up to 0.4 m between themselves.
CRUNCH = {
    "pH": (5.0, 8.0184, (22.2228, 22.5206)),
    "Ca": (1.6778e-5, 5.1777e-4, (21.7420, 22.1220)),
    "Calcite": (0.0, 1e-5, (23.3051, 23.0322)),
}


@pytest.fixture(scope="module")
def calcite():
    return run("calcite-benchmark")


def profiles(results, index: int) -> dict[str, np.ndarray]:
    data = results.dataset
    return {
        "pH": data["pH"].values[index],
        "Ca": data["total"].sel(component="Ca+2").values[index],
        "Calcite": data["mineral_volume"].values[0, index],
    }


@pytest.mark.slow
def test_calcite_benchmark_after_50_years(calcite):
    x = calcite.dataset["x"].values
    for name, values in profiles(calcite, -1).items():
        behind, ahead, fronts = CRUNCH[name]
        found = plateaus(values)
        assert found[0] == pytest.approx(behind, rel=1e-2, abs=1e-2 * ahead * (behind == 0.0))
        assert found[1] == pytest.approx(ahead, rel=1e-2)
        for position in fronts:
            assert abs(front(x, values) - position) < 1.0, name  # one cell is 1 m


@pytest.mark.slow
@pytest.mark.parametrize("year", YEARS[1:])
def test_calcite_benchmark_against_the_published_outputs(calcite, year):
    reference = ROOT.parent / "shared" / "reference"
    if not reference.is_dir():
        pytest.skip("the published outputs of the reference codes are not on this machine")
    x, times = calcite.dataset["x"].values, calcite.dataset["time"].values
    index = int(np.argmin(np.abs(times - year * YEAR)))
    for name, values in profiles(calcite, index).items():
        for solver, (behind, ahead, position) in scores(reference, year)[name].items():
            scale = 100.0 if name == "Calcite" else 1.0  # volumes are in percent there
            found = plateaus(values)
            near = max(abs(behind), abs(ahead)) / scale
            assert found[0] == pytest.approx(behind / scale, abs=1e-2 * near), (name, solver)
            assert found[1] == pytest.approx(ahead / scale, rel=1e-2), (name, solver)
            assert abs(front(x, values) - position) < 1.0, (name, solver)


def test_heat_slab_reaches_the_steady_state():
    """Entropy production of a slab between 400 K and 300 K: k A/h (dT)^2/(T_h T_c), exact."""
    model = ff.read(ROOT / "examples" / "heat-slab.yaml")
    results = run("heat-slab")
    slab = model.slab
    conductance = slab.conductivity * slab.area / slab.thickness
    step = slab.left_temperature - slab.right_temperature
    exact = conductance * step**2 / (slab.left_temperature * slab.right_temperature)
    density = results.dataset["production"].values[0, -1]
    volume = slab.area * slab.thickness / slab.cells
    assert density.sum() * volume == pytest.approx(exact, rel=1e-4)


def test_stirred_tank_three_terms():
    """Continuum reference P21: 280.5497 W by reaction and 150.4450 W by mixing, per kelvin of 298.15 K."""
    results = run("stirred-tank")
    steps = results.dataset
    last = steps["step_time"].values[-2:]
    rates = {
        "reaction": np.diff(steps["produced"].values[0, -2:])[0],
        "mixing": np.diff(steps["mixing_at_inlet"].values[-2:])[0],
    }
    power = {name: 298.15 * value / np.diff(last)[0] for name, value in rates.items()}
    assert power["reaction"] == pytest.approx(280.549743434136, rel=1e-6)
    assert power["mixing"] == pytest.approx(150.444960175549, rel=1e-6)


def test_markov_ring_current_and_production():
    """Schnakenberg (1976) ring of three states, stochastic reference P2: sigma = 2.439241531990197 R."""
    results = run("markov-ring")
    production = results.dataset["production"].values[:, -1].sum()
    assert production / 8.31446261815324 == pytest.approx(2.439241531990197, rel=1e-6)
    probability = results.dataset["content"].values[:3, -1, 0]
    np.testing.assert_allclose(
        probability, [0.5679702048417132, 0.2458100558659218, 0.186219739292365], rtol=1e-6
    )


def test_salt_bridge_potential():
    """Diffusion potential of one salt, exact: RT/F (D+ - D-)/(D+ + D-) ln(c_left/c_right) between any two places."""
    data = run("salt-bridge").dataset
    sodium = data["content"].values[0, -1]
    potential = data["potential"].values[-1]
    thermal = 8.31446261815324 * 298.15 / 96485.3321233100
    exact = thermal * (1.33 - 2.03) / (1.33 + 2.03) * np.log(sodium[0] / sodium[-1])
    assert potential[-1] - potential[0] == pytest.approx(exact, rel=1e-3)
    # steady: the profile of the salt is straight
    np.testing.assert_allclose(np.diff(sodium, n=2), 0.0, atol=1e-2)
