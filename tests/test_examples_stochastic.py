"""The stochastic examples meet numbers that are not ours; the quick tests compute what the file asks for, the slow ones
run the file from end to end and look at its sample.
"""

import math
from pathlib import Path

import numpy as np
import pytest

import fluxforce as ff
from fluxforce.ledger_text import imbalances
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.exclusion import assemble_exclusion
from fluxforce.model.assemble.langevin import assemble_langevin
from fluxforce.model.assemble.reactions import network_of
from fluxforce.model.schema.network import NetworkModel
from fluxforce.readings.exclusion import exclusion_books
from fluxforce.readings.grid import grid_numbers
from fluxforce.readings.network import efficiency_numbers, steady_numbers

EXAMPLES = Path(__file__).parents[1] / "examples"


def steady(name: str, **changed: float):
    """The steady part of the budget of a network example, some of its parameters changed."""
    text = (EXAMPLES / f"{name}.yaml").read_text(encoding="utf-8")
    for key, value in changed.items():
        lines = text.splitlines()
        place = next(k for k, line in enumerate(lines) if line.startswith(f"  {key}: "))
        lines[place] = f"  {key}: {value!r}"
        text = "\n".join(lines)
    from fluxforce.model import read_text

    model = read_text(text)
    made = assemble(model)
    numbers, _, warnings = steady_numbers(
        made.notes["network"],
        made.notes["counted"],
        temperatures=made.notes["temperatures"],
        channels=made.notes["jumps"],
    )
    assert isinstance(model, NetworkModel)
    if model.efficiency is not None:
        asked = model.efficiency
        numbers["efficiency"] = efficiency_numbers(
            asked.output, asked.input, numbers["currents"], made.notes["parameters"]
        )
    return numbers, warnings


def test_kinesin():
    """Liepelt and Lipowsky (2007); stochastic reference P9 at load 10 and drive 25."""
    numbers, warnings = steady("kinesin", load=10.0)
    assert warnings == []
    assert numbers["currents"]["steps"]["mean"] == pytest.approx(0.03580306443618577, rel=1e-9)
    assert numbers["currents"]["steps"]["variance"] == pytest.approx(0.04075857070073159, rel=1e-9)
    assert numbers["currents"]["ATP"]["mean"] == pytest.approx(0.04298203519498975, rel=1e-9)
    assert numbers["production"] == pytest.approx(0.7165202355128861, rel=1e-9)
    assert numbers["efficiency"]["value"] == pytest.approx(0.3331909647718049, rel=1e-9)
    assert sorted(row["affinity"] for row in numbers["cycles"]) == pytest.approx([15.0, 35.0, 50.0], rel=1e-9)


def test_rotary_motor_turns_with_tight_coupling():
    """One cycle, so current times affinity is the production, and the efficiency is torque work over drive."""
    numbers, _ = steady("rotary-motor")
    drive = math.log(2.2e5 * 2e-6 / (1e-6 * 1e-3))
    per_step = drive - 2 * math.pi / 3 * 4
    assert numbers["cycles"][0]["affinity"] == pytest.approx(3 * per_step, rel=1e-9)
    assert numbers["efficiency"]["value"] == pytest.approx(2 * math.pi / 3 * 4 / drive, rel=1e-9)
    assert numbers["currents"]["hydrolysed"]["mean"] == pytest.approx(
        3 * numbers["currents"]["turns"]["mean"]
    )


def test_proton_pump_affinities():
    """Hill (1989): drive - 2 potential for the pump, drive for the slip, 2 potential against the leak."""
    numbers, _ = steady("proton-pump")
    assert sorted(row["affinity"] for row in numbers["cycles"]) == pytest.approx([6.0, 12.0, 18.0], rel=1e-9)
    mean = {name: row["mean"] for name, row in numbers["currents"].items()}
    assert numbers["production"] == pytest.approx(18 * mean["reactions"] - 6 * mean["protons"], rel=1e-9)


def test_active_transport():
    """Continuum reference P23: currents and efficiency of six states at X_e = 10, X_H = -6."""
    numbers, warnings = steady("active-transport")
    assert warnings == []
    mean = {name: row["mean"] for name, row in numbers["currents"].items()}
    assert mean["reactions"] == pytest.approx(0.0442770817954266, rel=1e-9)
    assert mean["ions"] == pytest.approx(0.0192969553935257, rel=1e-9)
    assert numbers["production"] == pytest.approx(10 * mean["reactions"] - 6 * mean["ions"], rel=1e-9)
    assert numbers["efficiency"]["value"] == pytest.approx(0.261493593674715, rel=1e-9)


def test_proofreading():
    """Hopfield (1974); stochastic reference P56: error, and production of the reversible edges."""
    numbers, _ = steady("proofreading")
    assert numbers["efficiency"]["value"] == pytest.approx(0.0001984130408050329, rel=1e-9)
    assert numbers["production"] == "unbounded"
    assert numbers["unbounded"] == ["product"]
    assert numbers["production with a way back"] == pytest.approx(7.52337409494172, rel=1e-9)


def test_quantum_dot_engine():
    """Esposito and others (2009); stochastic reference P4: efficiency and power at maximum power, T_c = T_h/2."""
    numbers, _ = steady("quantum-dot-engine")
    assert numbers["efficiency"]["value"] == pytest.approx(0.2963307693140007, rel=1e-9)
    assert numbers["efficiency"]["output"] == pytest.approx(0.03715373538175704, rel=1e-9)
    heat = numbers["heat"]
    assert -heat["hot"] - heat["cold"] == pytest.approx(numbers["efficiency"]["output"], rel=1e-9)


def test_schloegl():
    """Stochastic reference P50b: mean, variance and production of the master equation, V = 25."""
    from fluxforce.budget.reactions.copy_numbers import stationary_copy_numbers

    network = network_of(ff.read(EXAMPLES / "schloegl.yaml"))
    found = stationary_copy_numbers(network, {"X": 0}, bounds={"X": 260})
    assert found.mean()[0] == pytest.approx(83.3944805308755, rel=1e-9)
    assert found.covariance()[0, 0] == pytest.approx(768.4068037061799, rel=1e-9)
    assert found.rates().total_production == pytest.approx(763.9339675758989, rel=1e-9)


def test_brusselator():
    """Stochastic reference P53: fixed point and its production per volume."""
    from fluxforce.budget.reactions.fixed_points import macroscopic_state

    network = network_of(ff.read(EXAMPLES / "brusselator.yaml"))
    state = macroscopic_state(network, np.array([1.0, 1.495049504950495]))
    np.testing.assert_allclose(state.change, 0.0, atol=1e-12)
    assert state.production_density == pytest.approx(23.39818413615594, rel=1e-9)


def test_exclusion_affinity():
    """de Gier and Essler (2011): production is the current times ln(alpha beta/(gamma delta)) + (L - 1) ln(p/q)."""
    model = ff.read(EXAMPLES / "exclusion.yaml")
    numbers, fields, _ = exclusion_books(model, assemble_exclusion(model))
    affinity = math.log(1 * 0.8 / (0.3 * 0.2)) + 7 * math.log(1 / 0.4)
    current = numbers["steady"]["currents"]["particles"]["mean"]
    assert numbers["steady"]["production"] == pytest.approx(current * affinity, rel=1e-9)
    assert imbalances(numbers) == []
    np.testing.assert_allclose(fields["bond_current"][1], current, rtol=1e-9)


def test_tilted_washboard_on_its_grid():
    """Stratonovich (1958), Reimann and others (2001); stochastic reference P40."""
    grid = assemble_langevin(ff.read(EXAMPLES / "tilted-washboard.yaml")).grid
    assert grid is not None
    numbers, _, _ = grid_numbers(grid)
    assert numbers["velocity"]["x"] == pytest.approx(0.1755934060369708, rel=1e-9)
    assert numbers["diffusion"]["x"] == pytest.approx(0.4235887974433222, rel=1e-4)  # width squared
    assert numbers["production"] == pytest.approx(0.1755934060369708, rel=1e-9)


def test_brownian_gyrator_on_its_grid():
    """Filliger and Reimann (2007); stochastic reference P23: 0.0625 k_B/s, to the width of the cells squared."""
    grid = assemble_langevin(ff.read(EXAMPLES / "brownian-gyrator.yaml")).grid
    assert grid is not None
    numbers, _, _ = grid_numbers(grid)
    assert numbers["production"] == pytest.approx(0.0625, rel=0.01)
    assert numbers["by bath"]["cold"] == pytest.approx(0.125, rel=0.01)


def averages(name: str):
    """An example from its file: the averages of its sample."""
    results = ff.run(ff.read(EXAMPLES / f"{name}.yaml"))
    assert imbalances(results.budget) == []
    return results, results.budget["sample"]["averages"]


def near(row, value: float) -> bool:
    return abs(row["mean"] - value) < 4.0 * row["error"]


@pytest.mark.slow
def test_dragged_trap_trajectories():
    """Mazonka and Jarzynski (1999), stochastic reference P20: <W> = e^-1 = 0.3678794411714423; Delta F = 0."""
    results, found = averages("dragged-trap")
    assert near(found["work of the protocol"], 0.3678794411714423)
    assert near(found["free energy difference (Bennett)"], 0.0)
    slope = results.budget["sample"]["fluctuation"]
    assert abs(slope["slope"] - 1.0) < 4.0 * slope["error"]
    negative = (results.dataset["sampled_work"].values < 0).mean()
    assert negative == pytest.approx(0.3340045710044116, abs=4 * math.sqrt(0.334 * 0.666 / 20_000))


@pytest.mark.slow
def test_double_well_trajectories():
    """The free energy difference by quadrature in the test: -T ln of the ratio of both partition functions."""
    _, found = averages("double-well")
    x = np.linspace(-4.0, 4.0, 20_001)
    wells = 2.0 * (x**2 - 1.0) ** 2
    exact = -math.log(np.trapezoid(np.exp(-wells + 2 * x), x) / np.trapezoid(np.exp(-wells), x))
    assert near(found["free energy difference (Bennett)"], exact)
    assert found["free energy difference (Bennett)"]["exact"] == pytest.approx(exact, rel=1e-6)


@pytest.mark.slow
def test_active_particle_trajectories():
    """ten Hagen and others (2011), stochastic reference P44: mean square displacement, and v^2/D = 40 k_B/s."""
    results, found = averages("active-particle")
    assert near(found["entropy to water"], 200.0)
    at = int(np.argmin(np.abs(results.dataset["time"].values - 0.5)))
    square = results.dataset["variance"].values[at].sum()
    assert square == pytest.approx(1.052245277701067, rel=0.06)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "row"),
    [
        ("kinesin", "steps per second"),
        ("rotary-motor", "turns per second"),
        ("quantum-dot-engine", "entropy produced per second"),
        ("schloegl", "<X>"),
        ("tilted-washboard", "velocity of x"),
    ],
)
def test_samples_agree_with_the_steady_state(name, row):
    """Sampled averages lie within four standard errors of the exact ones; the books of the file close."""
    _, found = averages(name)
    assert near(found[row], found[row]["exact"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["proton-pump", "proofreading", "brusselator", "exclusion", "brownian-gyrator"]
)
def test_the_books_of_the_others_close(name):
    results = ff.run(ff.read(EXAMPLES / f"{name}.yaml"))
    assert imbalances(results.budget) == []
