"""What may be known of a water besides totals, pH and pe: alkalinity, saturation, oxygen, pressure; against
IPhreeqc."""

import numpy as np
import pytest

from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.thermo.equilibria.waters import WaterError, make_water
from tests.phreeqc_waters import Oracle
from tests.random_waters import DATABASES, read

CELSIUS = 30.0
TOTALS = {"Na": 0.05, "Cl": 0.03, "Ca": 2e-3}
# name: lines for PHREEQC, further elements, what make_water is told
CONDITIONS = {
    "alkalinity and pH": (
        " pH 8.1\n pe 4\n Alkalinity 3e-3\n",
        {},
        {"ph": 8.1, "pe": 4.0, "alkalinity": 3e-3},
    ),
    "alkalinity and carbon": (
        " pH 8.1\n pe 4\n Alkalinity 3e-3\n C(4) 3.1e-3\n",
        {"C(4)": 3.1e-3},
        {"pe": 4.0, "alkalinity": 3e-3},
    ),
    "carbon dioxide": (
        " pH 8.1 charge\n pe 4\n C(4) 1e-3 CO2(g) -3.5\n",
        {},
        {"pe": 4.0, "charge": "pH", "equilibrate_with": {"CO2(g)": -3.5}},
    ),
    "oxygen": (
        " pH 7\n pe 4\n C(4) 1e-3\n O(0) 5e-4\n",
        {"C(4)": 1e-3, "O(0)": 5e-4},
        {"ph": 7.0, "pe": 4.0},
    ),
}
CASES = [
    pytest.param(
        name,
        what,
        marks=() if name == "phreeqc.dat" and what == "alkalinity and carbon" else pytest.mark.slow,
    )
    for name in DATABASES
    for what in CONDITIONS
    if not (name == "pitzer.dat" and what == "oxygen")  # it has no redox
]


@pytest.mark.parametrize(("name", "what"), CASES)
def test_conditions(name, what):
    text, further, told = CONDITIONS[what]
    lines = "".join(f" {element} {amount}\n" for element, amount in TOTALS.items())
    answer = Oracle(name).ask_text(f"SOLUTION 1\n temp {CELSIUS}\n units mol/kgw\n{text}{lines}")
    assert answer is not None
    names = tuple(dict.fromkeys((*TOTALS, "C(4)", *further)))
    chemistry = build_chemistry(read(name), names)
    found = make_water(chemistry, {**TOTALS, **further}, temperature=CELSIUS + 273.15, **told)
    assert bool(found.converged[0])
    np.testing.assert_allclose(float(found.ph[0]), answer.ph, rtol=0, atol=1e-9)
    molality = dict(zip(chemistry.species, np.asarray(found.molality)[:, 0], strict=True))
    for species, amount in answer.molality.items():
        if amount > 1e-12:
            np.testing.assert_allclose(molality[species], amount, rtol=1e-9, err_msg=species)
    for phase, index in answer.saturation.items():
        np.testing.assert_allclose(found.saturation_indices[phase], index, rtol=0, atol=1e-9, err_msg=phase)


def test_too_much_is_known():
    chemistry = build_chemistry(read("phreeqc.dat"), (*TOTALS, "C(4)"))
    with pytest.raises(WaterError, match="leave one out"):
        make_water(chemistry, {**TOTALS, "C(4)": 1e-3}, ph=8.0, alkalinity=2e-3)
