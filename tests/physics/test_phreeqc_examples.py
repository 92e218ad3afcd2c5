"""The examples of PHREEQC's manual (Parkhurst and Appelo, 2013, doi:10.3133/tm6A43) on our engine, against IPhreeqc.

Inputs are the manual's, set up by hand; every expected number is IPhreeqc's, run here with its tolerance at 1e-12:
pH within 1e-5, saturation indices within 1e-4, molalities above 1e-12 and amounts within 1e-4 of themselves.
"""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import solve_ivp

from fluxforce.model.databases import Database, database_path, read_database
from fluxforce.model.databases.chemistry import build_chemistry
from fluxforce.model.databases.couples import find_couple, split_element
from fluxforce.model.schema.water_file import Solution as Given
from fluxforce.model.waters.amounts import amounts
from fluxforce.model.waters.reactants import contents_of
from fluxforce.model.waters.sorption import sorbed_contents
from fluxforce.thermo.equilibria.contact import Contact, Mineral, SolidSolution, Surface
from fluxforce.thermo.equilibria.gas_phase import Gas, GasVolume
from fluxforce.thermo.equilibria.gases import GAS_CONSTANT as LITRE_ATMOSPHERES
from fluxforce.thermo.equilibria.mixing import Guggenheim
from fluxforce.thermo.equilibria.paths import added, evaporated, heated, mixed, mixture
from fluxforce.thermo.equilibria.systems import react
from fluxforce.thermo.equilibria.waters import make_water
from tests.physics import phreeqc_example_data as data
from tests.physics.phreeqc_batch import Stop, differences, near, reactions, run

# Where nothing poises a water its pe is noise in PHREEQC; these waters are set up without what would follow from it.
UNPOISED = ("H2(g)", "O2(g)", "H2S(g)", "Sulfur", "CH4(g)")


def database(folder: Path | None = None, more: str = "") -> Database:
    """phreeqc.dat, and what an example adds to it."""
    if folder is None:
        return read_database(database_path("phreeqc.dat"))
    file = folder / "more.dat"
    file.write_text(more)
    return read_database([database_path("phreeqc.dat"), file])


def same(ours, theirs: list[Stop], without: tuple[str, ...] = ()) -> None:
    """Cell after cell."""
    assert ours.solved.u.shape[1] == len(theirs)
    told = {k: differences(ours, k, stop, without) for k, stop in enumerate(theirs)}
    assert not any(told.values()), {k: words for k, words in told.items() if words}


def molalities(db: Database, totals: dict, ph: float, units: str = "ppm") -> dict[str, float]:
    """Amounts of a water in mol/kgw."""
    given = Given.model_validate({"pH": ph, "units": units, "totals": totals})
    return amounts(given, db, ()).molality


def asked(stops: list[Stop], k: int) -> np.ndarray:
    """One of the expressions that were asked for, at every stop."""
    return np.array([stop.asked[k] for stop in stops])


def test_2_gypsum_and_anhydrite_from_25_to_75_degrees():
    theirs = reactions(
        "SOLUTION 1\nEQUILIBRIUM_PHASES 1\n Gypsum 0 1\n Anhydrite 0 1\n"
        "REACTION_TEMPERATURE 1\n 25 75 in 51 steps\n",
        ['EQUI("Gypsum")', 'EQUI("Anhydrite")'],
    )
    chemistry = build_chemistry(database(), ["Ca", "S(6)"], redox=False)
    water = make_water(chemistry, {}, ph=7.0)
    path = heated(water.contents(), 273.15 + np.linspace(25, 75, 51))
    ours = path.stops(chemistry, Contact([Mineral("Gypsum", 1.0), Mineral("Anhydrite", 1.0)]))
    same(ours, theirs, UNPOISED)
    assert near(ours.phase_amounts["Gypsum"], asked(theirs, 0))
    assert near(ours.phase_amounts["Anhydrite"], asked(theirs, 1))
    # gypsum gives way to anhydrite once
    there = np.asarray(ours.phase_amounts["Gypsum"]) > 0.5
    assert there[0]
    assert not there[-1]
    assert np.count_nonzero(np.diff(there)) == 1


@pytest.mark.slow
def test_1_seawater_whose_couples_disagree(tmp_path):
    traces = " Fe 0.002\n Mn 0.0002 pe\n N(5) 0.29 gfw 62.0\n N(-3) 0.03 as NH4\n U 3.3 ppb N(5)/N(-3)\n"
    theirs = run(
        f"{data.URANIUM}SOLUTION 1\n redox O(0)/O(-2)\n{data.SEAWATER_TEXT}{traces} O(0) 1.0 O2(g) -0.7\n"
    )
    db = database(tmp_path, data.URANIUM)
    more = {
        "Fe": 0.002, "Mn": 0.0002, "N(5)": {"amount": 0.29, "gfw": 62.0}, "N(-3)": {"amount": 0.03, "as": "NH4"},
        "U": "3.3 ppb",
    }  # fmt: skip
    totals = molalities(db, {**data.SEAWATER, **more}, 8.22)
    alkalinity = totals.pop("Alkalinity")
    states = [
        "Fe(2)",
        "Fe(3)",
        "Mn(2)",
        "Mn(3)",
        "U(4)",
        "U(5)",
        "U(6)",
        "N(5)",
        "N(-3)",
        "C(4)",
        "S(6)",
        "O(0)",
    ]
    chemistry = build_chemistry(db, ["Ca", "Mg", "Na", "K", "Si", "Cl", *states])
    splits = [
        split_element(db, chemistry, "Fe"),
        split_element(db, chemistry, "Mn", 8.451),
        split_element(db, chemistry, "U", ("N(5)", "N(-3)")),
    ]
    ours = make_water(
        chemistry, totals, ph=8.22, pe=find_couple(db, chemistry, "O(0)", "O(-2)"), alkalinity=alkalinity,
        equilibrate_with={"O2(g)": -0.7}, splits=splits,
    )  # fmt: skip
    same(ours, theirs)
    # the ladder of couples: oxygen above manganese's pe above nitrogen
    assert float(ours.pe[0]) == pytest.approx(12.406, abs=0.001)  # the manual's table of couples


@pytest.mark.slow
def test_3_seawater_and_groundwater_mix_and_meet_carbonates():
    theirs = run(
        "SOLUTION 1\nEQUILIBRIUM_PHASES\n CO2(g) -2\n Calcite 0\nSAVE solution 1\nEND\n"
        f"SOLUTION 2\n{data.SEAWATER_TEXT}END\nMIX 1\n 1 0.7\n 2 0.3\nSAVE solution 3\nEND\n"
        "EQUILIBRIUM_PHASES 1\n Calcite 0\n Dolomite 0\nUSE solution 3\nEND\n"
        "EQUILIBRIUM_PHASES 2\n Calcite 0\nUSE solution 3\nEND\n",
        ['EQUI("Calcite")', 'EQUI("Dolomite")'],
    )
    db = database()
    chemistry = build_chemistry(db, ["Ca", "Mg", "Na", "K", "Si", "Cl", "C(4)", "S(6)"], redox=False)
    totals = molalities(db, data.SEAWATER, 8.22)
    sea = make_water(chemistry, totals, ph=8.22, alkalinity=totals.pop("Alkalinity"))
    ground = react(
        chemistry,
        make_water(chemistry, {}, ph=7.0).contents(),
        Contact([Mineral("CO2(g)", 10.0, -2.0), Mineral("Calcite")]),
    )
    path = mixed(chemistry, ground, sea, 0.3)
    both = path.stops(chemistry, Contact([Mineral("Calcite"), Mineral("Dolomite")]))
    calcite = path.stops(chemistry, Contact([Mineral("Calcite")]))
    for ours, stop in zip((ground, sea, path.stops(chemistry), both, calcite), theirs[1:], strict=True):
        same(ours, [stop], UNPOISED)
    assert near([both.phase_amounts[name][0] for name in ("Calcite", "Dolomite")], theirs[4].asked)
    assert near(calcite.phase_amounts["Calcite"], theirs[5].asked[:1])


@pytest.mark.slow
def test_4_rain_evaporates_twentyfold():
    rain = {
        "Ca": 0.384,
        "Mg": 0.043,
        "Na": 0.141,
        "K": 0.036,
        "Cl": 0.236,
        "S(6)": 1.3,
        "N(-3)": 0.208,
        "N(5)": 0.237,
    }
    lines = "".join(f" {name} {amount}\n" for name, amount in rain.items())
    theirs = run(
        f"SOLUTION 1\n units mg/L\n pH 4.5\n{lines} C(4) 0.1 CO2(g) -3.5\n"
        "REACTION 1\n H2O -1\n 52.73 moles\nSAVE solution 2\nEND\nMIX\n 2 20\n"
    )
    db = database()
    apart = build_chemistry(db, [*rain, "C(4)"])
    ours = make_water(apart, molalities(db, rain, 4.5, "mg/L"), ph=4.5, equilibrate_with={"CO2(g)": -3.5})
    same(ours, theirs[:1])
    together = build_chemistry(db, ["Ca", "Mg", "Na", "K", "Cl", "S", "N", "C"])
    brine = evaporated(ours.contents(together), 52.73).stops(together)
    same(brine, theirs[1:2])
    same(react(together, mixture(together, [(brine, 20.0)])), theirs[2:])


@pytest.mark.slow
def test_5_oxygen_meets_pyrite():
    names = ["Pyrite", "Goethite", "Calcite", "CO2(g)", "Gypsum"]
    theirs = reactions(
        "SOLUTION 1\nEQUILIBRIUM_PHASES 1\n Pyrite\n Goethite\n Calcite\n CO2(g) -3.5\n Gypsum 0 0\n"
        "REACTION 1\n O2 1\n NaCl 0.5\n 0 0.001 0.005 0.01 0.05\n",
        [f'EQUI("{name}")' for name in names],
    )
    db = database()
    chemistry = build_chemistry(db, ["Fe", "S", "Ca", "C", "Na", "Cl"])
    reagent = contents_of(db, chemistry, "O2") + 0.5 * contents_of(db, chemistry, "NaCl")
    contact = Contact(
        [Mineral(n, 0.0 if n == "Gypsum" else 10.0, -3.5 if n == "CO2(g)" else 0.0) for n in names]
    )
    start = make_water(chemistry, {}, ph=7.0).contents()
    ours = added(start, jnp.asarray(reagent), np.array([0.0, 0.001, 0.005, 0.01, 0.05])).stops(
        chemistry, contact
    )
    same(ours, theirs)
    for k, name in enumerate(names):
        assert near(ours.phase_amounts[name], asked(theirs, k))


@pytest.mark.slow
def test_6_feldspar_dissolves_through_gibbsite_kaolinite_and_mica(tmp_path):
    names = ["Gibbsite", "Kaolinite", "K-mica", "K-feldspar"]
    micromoles = np.array([0.04, 0.08, 0.16, 0.32, 0.64, 1, 2, 4, 8, 16, 32, 64, 100, 200])
    steps = " ".join(f"{1e-6 * amount:.17g}" for amount in micromoles)
    phases = "EQUILIBRIUM_PHASES 1\n" + "".join(f" {name} 0 0\n" for name in names)
    water = f"{data.FELDSPAR}SOLUTION 1\n pH 7 charge\nUSE solution none\nEND\n"
    asks = [f'EQUI("{name}")' for name in names]
    theirs = reactions(f"{water}USE solution 1\n{phases}REACTION 1\n K-feldspar 1\n {steps}\n", asks)
    db = database(tmp_path, data.FELDSPAR)
    chemistry = build_chemistry(db, ["Al", "K", "Si"], redox=False)
    start = make_water(chemistry, {}, charge="pH").contents()
    rock = jnp.asarray(contents_of(db, chemistry, "K-feldspar"))
    ours = added(start, rock, 1e-6 * micromoles).stops(chemistry, Contact([Mineral(n, 0.0) for n in names]))
    same(ours, theirs, UNPOISED)
    for k, name in enumerate(names):
        assert near(ours.phase_amounts[name], asked(theirs, k))
    # how much feldspar dissolves until each mineral is reached
    for name in names:
        others = "".join(f" {other} 0 0\n" for other in names if other != name)
        (stop,) = reactions(
            f"{water}USE solution 1\nEQUILIBRIUM_PHASES 1\n {name} 0 KAlSi3O8 10\n{others}",
            [f'EQUI("{other}")' for other in names],
        )
        contact = Contact(
            [Mineral(o, 10.0 if o == name else 0.0, 0.0, rock if o == name else None) for o in names]
        )
        ours = react(chemistry, start, contact)
        same(ours, [stop], UNPOISED)
        assert near([10 - ours.phase_amounts[name][0]], [10 - stop.asked[names.index(name)]], 1e-10)


@pytest.mark.slow
def test_7_organic_matter_decays_under_a_gas(tmp_path):
    gases = ["CO2(g)", "CH4(g)", "N2(g)", "H2O(g)"]
    moles = 1e-3 * np.array([1, 2, 3, 4, 8, 16, 32, 64, 125, 250, 500, 1000.0])
    steps = " ".join(f"{amount:.17g}" for amount in moles)
    head = "SOLUTION 1\nEQUILIBRIUM_PHASES 1\n Calcite\n CO2(g) -1.5\nSAVE solution 1\nEND\nUSE solution 1\n"
    head += f"REACTION 1\n CH2O(NH3)0.07 1\n {steps}\nGAS_PHASE 1\n"
    components = "".join(f" {name} 0\n" for name in gases)
    asks = [*[f'GAS("{name}")' for name in gases], "PRESSURE", "GAS_VM"]
    pressed = reactions(f"{head} -fixed_pressure\n -pressure 1.1\n{components}", asks)[1:]
    held = reactions(f"{head} -fixed_volume\n -volume 23.19\n{components} -equilibrate 1\n", asks)
    db = database()
    chemistry = build_chemistry(db, ["Ca", "C", "N"])
    water = react(
        chemistry,
        make_water(chemistry, {}, ph=7.0).contents(),
        Contact([Mineral("Calcite"), Mineral("CO2(g)", 10.0, -1.5)]),
    )
    organic = jnp.asarray(contents_of(db, chemistry, "CH2O(NH3)0.07"))
    path = added(water.contents(), organic, moles)
    ours = path.stops(chemistry, Contact(gas=Gas(dict.fromkeys(gases, 0.0), 1.1)))
    same(ours, pressed)
    assert ours.gas is not None
    assert near(ours.gas.amounts, np.array([stop.asked[:4] for stop in pressed]).T)
    # a gas in a volume that has met the water before: its partial pressures are the water's
    pressures = [10 ** float(water.saturation_indices[name][0]) for name in gases]
    filled = {n: p * 23.19 / (LITRE_ATMOSPHERES * 298.15) for n, p in zip(gases, pressures, strict=True)}
    ours = path.stops(chemistry, Contact(gas=GasVolume(filled, 23.19)))
    same(ours, held[-len(moles) :])
    assert ours.gas is not None
    assert near(ours.gas.amounts, np.array([stop.asked[:4] for stop in held[-len(moles) :]]).T)


@pytest.mark.slow
@pytest.mark.parametrize("zinc", [1e-7, 1e-4])
@pytest.mark.parametrize("layer", [True, False])
def test_8_zinc_on_ferrihydrite(tmp_path, zinc: float, layer: bool):
    acidity = np.arange(5.0, 8.01, 0.25)
    sites = "" if layer else " -no_edl\n"
    text = f"{data.FERRIHYDRITE}SURFACE 1\n Hfo_sOH 5e-6 600 0.09\n Hfo_wOH 2e-4\n{sites}"
    text += f"SOLUTION 1\n -units mol/kgw\n pH 8\n Zn {zinc!r}\n Na 0.1 charge\n N(5) 0.1\nUSE solution none\nEND\n"
    for ph in acidity:
        text += f"USE solution 1\nUSE surface 1\nEQUILIBRIUM_PHASES 1\n Fix_H+ {-ph} NaOH 10\nEND\n"
    names = ["Hfo_wOZn+", "Hfo_sOZn+", "Hfo_wOH2+", "Hfo_sO-"]
    theirs = reactions(text, [*[f'MOL("{name}")' for name in names], 'EQUI("Fix_H+")'])
    db = database(tmp_path, data.FERRIHYDRITE)
    chemistry = build_chemistry(db, ["Zn", "Na", "N"], sites=["Hfo_w", "Hfo_s"], potentials=layer)
    water = make_water(
        build_chemistry(db, ["Zn", "Na", "N(5)"]), {"Zn": zinc, "N(5)": 0.1}, ph=8.0, charge="Na"
    )
    base = jnp.asarray(contents_of(db, chemistry, "NaOH"))
    contact = Contact(
        [Mineral("Fix_H+", 10.0, -acidity, base)],
        sites={"Hfo_s": 5e-6, "Hfo_w": 2e-4},
        surfaces=[Surface("psi Hfo", 600 * 0.09)] if layer else [],
    )
    ours = react(chemistry, jnp.repeat(water.contents(chemistry), len(acidity), axis=1), contact)
    same(ours, theirs)
    for k, name in enumerate(names):
        assert near(ours.molality[chemistry.species.index(name)], asked(theirs, k))
    assert near(10 - ours.phase_amounts["Fix_H+"], 10 - asked(theirs, 4), 1e-9)


@pytest.mark.slow
def test_9_iron_oxidises_at_its_own_rate(tmp_path):
    theirs = run(data.APART + data.OXIDATION, ["TOTAL_TIME", 'TOT("Fe_di")', 'TOT("Fe_tri")'])
    db = database(tmp_path, data.APART)
    chemistry = build_chemistry(db, ["Fe_di", "Fe_tri", "Na", "Cl"])
    water = make_water(
        chemistry, {"Fe_di": 1e-4, "Na": 1e-2}, ph=7.0, charge="Cl", equilibrate_with={"O2(g)": -0.67}
    )
    same(water, theirs[:1])
    reaction = contents_of(db, chemistry, "Fe_tri") - contents_of(db, chemistry, "Fe_di")
    contact = Contact([Mineral("O2(g)", 10.0, -0.67)])
    hydroxide = chemistry.species.index("OH-")

    def rate(_, extent):
        stop = added(water.contents(), jnp.asarray(reaction), extent).stops(chemistry, contact)
        assert bool(stop.converged[0])
        activity = float(jnp.exp(stop.ln_activity[hydroxide, 0]))
        oxygen = 10 ** float(stop.saturation_indices["O2(g)"][0])
        iron = float(stop.totals["Fe_di"][0] / stop.kilograms[0])
        return [(2.91e-9 + 1.33e12 * activity**2 * oxygen) * iron]

    times = asked(theirs, 0)[1:]
    found = solve_ivp(rate, (0.0, times[-1]), [0.0], method="LSODA", t_eval=times, rtol=1e-8, atol=1e-14)
    assert found.success
    ours = added(water.contents(), jnp.asarray(reaction), found.y[0]).stops(chemistry, contact)
    same(ours, theirs[1:])
    assert near(ours.totals["Fe_tri"] / ours.kilograms, asked(theirs, 2)[1:])


@pytest.mark.slow
@pytest.mark.parametrize("excess", [Guggenheim(3.43, -1.82), None])
def test_10_strontium_goes_into_aragonite(tmp_path, excess: Guggenheim | None):
    moles = np.array(
        [1e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 3e-3, 4e-3, 5e-3, 6e-3, 0.01, 0.02, 0.05, 0.1, 0.5, 2, 10]
    )
    steps = " ".join(f"{amount:.17g}" for amount in moles)
    text = "" if excess is None else f"-Gugg_nondim {excess.a0} {excess.a1}"
    names = ["Aragonite", "Strontianite"]
    text = data.CARBONATES + data.SOLID_SOLUTION.format(excess=text) + f" {steps}\n"
    theirs = run(text, [f'S_S("{name}")' for name in names])
    db = database(tmp_path, data.CARBONATES)
    chemistry = build_chemistry(db, ["Ca", "Sr", "C(4)"], redox=False)
    water = make_water(chemistry, {"Ca": 3.932e-3, "C(4)": 7.864e-3}, charge="pH")
    same(water, theirs[:1], UNPOISED)
    water = react(
        chemistry, water.contents(), Contact([Mineral("CO2(g)", 10.0, -0.01265), Mineral("Aragonite")])
    )
    same(water, theirs[1:2], UNPOISED)
    solid = SolidSolution("Ca(x)Sr(1-x)CO3", dict.fromkeys(names, 0.0), excess)
    path = added(water.contents(), jnp.asarray(contents_of(db, chemistry, "SrCO3")), moles)
    ours = path.stops(chemistry, Contact(solid_solutions=[solid]))
    same(ours, theirs[2:], UNPOISED)
    members = np.asarray(ours.members.of).T @ np.asarray(ours.solved.phase_amounts)
    members = (members * np.asarray(ours.solved.fractions)).reshape(-1, 2, len(moles)).sum(axis=0)
    assert near(members, np.array([stop.asked for stop in theirs[2:]]).T)
    if excess is not None:  # across the gap both sides are there at once
        both = np.min(np.asarray(ours.solved.phase_amounts), axis=0) > 1e-6
        assert np.flatnonzero(both).tolist() == [5, 6, 7]


@pytest.mark.slow
def test_11_an_exchanger_that_has_met_one_water_meets_another():
    oxygen = " pe 12.5 O2(g) -0.68\n"
    theirs = run(
        f"SOLUTION 1\n units mmol/kgw\n pH 7 charge\n{oxygen} Na 1\n K 0.2\n N(5) 1.2\nEND\n"
        "EXCHANGE 1\n -equilibrate 1\n X 0.0011\nEND\n"
        f"SOLUTION 0\n units mmol/kgw\n pH 7 charge\n{oxygen} Ca 0.6\n Cl 1.2\nEND\nUSE solution 0\nUSE exchange 1\n",
        [f'MOL("{name}")' for name in ("NaX", "KX", "CaX2")],
    )
    db = database()
    plain = build_chemistry(db, ["Na", "K", "N(5)", "Ca", "Cl"])
    air = {"O2(g)": -0.68}
    column = make_water(plain, {"Na": 1e-3, "K": 2e-4, "N(5)": 1.2e-3}, charge="pH", equilibrate_with=air)
    inflow = make_water(plain, {"Ca": 6e-4, "Cl": 1.2e-3}, charge="pH", equilibrate_with=air)
    same(column, theirs[:1])
    chemistry = build_chemistry(db, ["Na", "K", "N", "Ca", "Cl"], sites=["X"])
    contact = Contact(sites={"X": 1.1e-3})
    whole = np.asarray(column.contents(chemistry))[:, 0]
    held = sorbed_contents(chemistry, whole, contact, 298.15, 1.0, "column")
    totals = [chemistry.totals.index(name) for name in ("Na", "K")]
    assert near(held[totals], theirs[1].asked[:2])
    ours = react(chemistry, inflow.contents(chemistry) + jnp.asarray(held)[:, None], contact)
    same(ours, theirs[-1:])
    species = [chemistry.species.index(name) for name in ("NaX", "KX", "CaX2")]
    assert near(ours.molality[jnp.array(species), 0], theirs[-1].asked)
