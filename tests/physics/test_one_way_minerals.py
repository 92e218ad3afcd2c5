"""Minerals that only dissolve or only precipitate, against IPhreeqc."""

import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.model.databases import database_path, read_database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.model.waters.reactants import contents_of
from fluxforce.thermo.equilibria.contact import Contact, Mineral
from fluxforce.thermo.equilibria.one_way import react_one_way
from fluxforce.thermo.equilibria.paths import added
from fluxforce.thermo.equilibria.waters import WaterError, make_water
from tests.physics.phreeqc_batch import differences, near, reactions

SODA = np.array([1e-5, 1e-3, 5e-3, 0.02])  # mol of Na2CO3, from below the saturation of calcite to far above


@pytest.mark.slow
@pytest.mark.parametrize("way", ["dissolve_only", "precipitate_only"])
def test_calcite_goes_one_way_as_soda_is_added(way: str):
    steps = " ".join(f"{amount:.17g}" for amount in SODA)
    theirs = reactions(
        "SOLUTION 1\n -units mol/kgw\n pH 6\n Ca 0.01\n Cl 0.02 charge\nEQUILIBRIUM_PHASES 1\n"
        f" Calcite 0 0.001 {way}\nREACTION 1\n Na2CO3 1\n {steps}\n",
        ['EQUI("Calcite")'],
    )
    db = read_database(database_path("phreeqc.dat"))
    chemistry = build_chemistry(db, ["Ca", "Cl", "Na", "C(4)"], redox=False)
    water = make_water(chemistry, {"Ca": 0.01, "Cl": 0.02}, ph=6.0, charge="Cl")
    path = added(water.contents(), jnp.asarray(contents_of(db, chemistry, "Na2CO3")), SODA)
    contact = Contact([Mineral("Calcite", 1e-3)])
    ours = react_one_way(
        chemistry,
        path.contents,
        contact,
        dissolve=["Calcite"] if way == "dissolve_only" else [],
        precipitate=["Calcite"] if way == "precipitate_only" else [],
    )
    told = {k: differences(ours, k, stop, ("H2(g)", "O2(g)", "CH4(g)")) for k, stop in enumerate(theirs)}
    assert not any(told.values()), told
    assert near(ours.phase_amounts["Calcite"], [stop.asked[0] for stop in theirs])
    # on one side of its saturation it does not move at all
    unmoved = np.asarray(ours.phase_amounts["Calcite"]) == 1e-3
    assert unmoved.tolist() == (
        [False, True, True, True] if way == "dissolve_only" else [True, False, False, False]
    )


def test_a_mineral_that_is_not_there_is_refused():
    db = read_database(database_path("phreeqc.dat"))
    chemistry = build_chemistry(db, ["Na", "Cl"], redox=False)
    nothing = jnp.zeros((len(chemistry.totals) + 1, 1))
    with pytest.raises(WaterError, match="no mineral in contact"):
        react_one_way(chemistry, nothing, Contact(), dissolve=["Halite"])
    contact = Contact([Mineral("Halite")])
    with pytest.raises(WaterError, match="both"):
        react_one_way(chemistry, nothing, contact, dissolve=["Halite"], precipitate=["Halite"])
