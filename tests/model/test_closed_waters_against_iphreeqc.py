"""Waters warmed by 20 K as closed systems: all redox couples at one pe that the totals decide, against IPhreeqc."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.systems import react
from fluxforce.thermo.equilibria.waters import make_water
from tests.phreeqc_oracle import KNOBS
from tests.phreeqc_waters import Oracle, Water
from tests.random_waters import read

KEY = 20261129
WATERS = 40
WARMED = 20.0  # [K]
ELEMENTS = ("Na", "Cl", "Ca", "S", "C", "Fe", "N")
# PHREEQC finds pe from the balance of hydrogen, 111 mol of it, so that it knows electrons to this spacing of
# double precision and no better [mol].
ELECTRONS = 2 * np.spacing(111.0)
# wateq4f.dat counts two to six sulfurs in polysulfides that form from one, which leaves some waters with two
# equilibria; PHREEQC finds the one or the other by the length of its steps.
SHORT_STEPS = KNOBS + " -step_size 10\n -pe_step_size 5\n"
TWO_EQUILIBRIA = 0.1  # in pe
POISED = 1e-5  # what that may move, in pe and relative molalities, for a water to be compared
COMPARED = 0.6  # share of the waters of which that holds, at least


def draw(number: int) -> Water:
    """A water with iron, sulfur, carbon and nitrogen at one pe."""
    random = np.random.default_rng([KEY, number])
    totals = {name: 10 ** random.uniform(-4, -2) for name in ELEMENTS}
    totals["Na"] += 0.02
    totals["Cl"] += 0.02
    ph = float(random.uniform(5, 9))
    pe = float(random.uniform(-ph + 2, 16 - ph))
    return Water(float(random.uniform(5, 40)), ph, pe, {k: float(v) for k, v in totals.items()})


def warmed(water: Water) -> str:
    """The input of the closed system."""
    celsius = water.celsius + WARMED
    return f"{water.text()}SAVE solution 1\nEND\nUSE solution 1\nREACTION_TEMPERATURE 1\n {celsius!r}\n"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["phreeqc.dat", "wateq4f.dat", "minteq.v4.dat", "llnl.dat"])
def test_closed_waters(name):
    oracle, careful = Oracle(name), Oracle(name, SHORT_STEPS)
    waters = [draw(number) for number in range(WATERS)]
    answers = [oracle.ask_text(warmed(water)) for water in waters]
    others = [careful.ask_text(warmed(water)) for water in waters]
    chemistry = build_chemistry(read(name), ELEMENTS)
    kelvin = np.array([water.celsius for water in waters]) + 273.15
    start = make_water(
        chemistry,
        {element: np.array([water.totals[element] for water in waters]) for element in ELEMENTS},
        ph=np.array([water.ph for water in waters]),
        pe=np.array([water.pe for water in waters]),
        temperature=kelvin,
    )
    contents = start.contents()
    moved = contents.at[chemistry.components.index("e-")].add(ELECTRONS)
    both = jnp.concatenate([contents, moved], axis=1)
    end = react(chemistry, both, temperature=np.tile(kelvin + WARMED, 2))
    assert bool(np.asarray(end.converged).all())
    ph, pe = (np.asarray(a).reshape(2, WATERS) for a in (end.ph, end.pe))
    molality = dict(zip(chemistry.species, np.asarray(end.molality).reshape(-1, 2, WATERS), strict=True))

    compared, worst = 0, {"pH": 0.0, "pe": 0.0, "molality": 0.0}
    for k, (answer, other) in enumerate(zip(answers, others, strict=True)):
        assert answer is not None
        assert other is not None
        if abs(answer.pe - other.pe) > TWO_EQUILIBRIA:
            continue
        seen = {species: amount for species, amount in answer.molality.items() if amount > 1e-12}
        moves = [abs(molality[species][1, k] / molality[species][0, k] - 1) for species in seen]
        if max(*moves, abs(pe[1, k] - pe[0, k])) > POISED:
            continue
        compared += 1
        relative = [abs(molality[species][0, k] / amount - 1) for species, amount in seen.items()]
        worst["pH"] = max(worst["pH"], float(abs(ph[0, k] - answer.ph)))
        worst["pe"] = max(worst["pe"], float(abs(pe[0, k] - answer.pe)))
        worst["molality"] = max(worst["molality"], float(max(relative)))
    print(f"\n{name}: {compared} of {WATERS} waters poised, largest differences {worst}")
    assert compared >= COMPARED * WATERS
    assert worst["pH"] < 1e-5
    assert worst["pe"] < 1e-4
    assert worst["molality"] < 1e-4
