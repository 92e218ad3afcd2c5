"""Electrolytes: diffusion of salts, films that carry a current, and the Soret effect of ions."""

import numpy as np

from fluxforce.balance import Rates, System, evaluated
from fluxforce.constants import GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge import Ion, Warmth, bridge
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.newton import NewtonOptions
from fluxforce.thermo.double_layer import gouy_chapman
from fluxforce.verify.check import Check, extrapolated
from fluxforce.verify.continuum.embedded import across, embedded, settled
from fluxforce.verify.continuum.junctions import CHARGE, coefficient


def checks() -> list[Check]:
    """P14 and the electrolyte part of P12 of the continuum."""
    return [*_salts(), *_film(), _sand(), *_soret(), _layer()]


def _salts() -> list[Check]:
    """Diffusion coefficient of a salt from the flux through a film, straight between its ends on any grid."""
    source = "Nernst and Hartley, (|z+| + |z-|) D+ D-/(|z+| D+ + |z-| D-)"
    single = {"H+": 9.31e-9, "Na+": 1.33e-9, "Cl-": 2.03e-9, "Ca+2": 0.793e-9, "SO4-2": 1.07e-9}
    cases = [
        ("HCl", ("H+", 1, 1), ("Cl-", -1, 1), 3.33320987654321),
        ("NaCl", ("Na+", 1, 1), ("Cl-", -1, 1), 1.60708333333333),
        ("CaCl2", ("Ca+2", 2, 1), ("Cl-", -1, 2), 1.33555586283186),
        ("Na2SO4", ("Na+", 1, 2), ("SO4-2", -2, 1), 1.23034582132565),
    ]
    rows = []
    for name, *pair, expected in cases:
        ions = {ion: Ion(z, single[ion]) for ion, z, _ in pair}
        left, right = ({ion: amount * number for ion, _, number in pair} for amount in (20.0, 10.0))
        made = bridge(length=1e-4, cells=8, ions=ions, left=left, right=right)
        first = pair[0][0]
        flux = float(evaluated(made.system, made.start).fluxes[0][0, 4])
        found = 1e9 * flux * 1e-4 / (left[first] - right[first])
        rows.append(
            Check(
                f"P14.{name}", f"diffusion coefficient of {name} [1e-9 m2/s]", source, found, expected, 1e-11
            )
        )
    return rows


FILM = {"Na+": Ion(1, 1.33e-9), "Cl-": Ion(-1, 2.03e-9)}
BULK = {"Na+": 10.0, "Cl-": 10.0}


def _number(made: Assembled, system: System, rates: Rates, name: str) -> float:
    (found,) = [number for number in made.numbers if number.name == name]
    return float(found.of(system, rates))


def _film() -> list[Check]:
    """Between two walls that let Na+ alone pass; the anion is at rest."""
    at = 0.5 * 51.330196689601
    made = bridge(
        length=1e-4, cells=8, ions=FILM, left=BULK, right=BULK, current_density=at, ends=("wall", "wall"),
        selective="Na+",
    )  # fmt: skip
    system, rates = settled(made, 9)
    content = np.asarray(rates.reading.content)
    # the concentrations at the walls fall and rise in proportion to the current: where the lower one vanishes
    limit = at / (1.0 - float(content[0, -1]) / BULK["Na+"])
    diffused = GAS_CONSTANT * np.sum(
        np.asarray(rates.fluxes[0][0]) ** 2 / (1.33e-9 * 8e4 * _log_mean(content[0]))
    )
    source = "closed form, Levich's film"
    return [
        Check("P14.limit", "limiting current of a cation-selective film [A/m2]", source, limit, 51.330196689601, 1e-8),
        Check("P14.voltage", "its voltage at half of that [V]", "closed form 2 RT/F ln 3",
              _number(made, system, rates, "cell voltage"), 0.056452366300005, 1e-8),
        Check("P14.film", "its entropy production, sum of J X [W/m2/K]", "closed form i V/T",
              sum(float(np.sum(p)) for p in rates.production), 4.8594852687786e-3, 1e-8),
        Check("P14.identity", "the same as integral of R J^2/(D c) over the film", "identity",
              float(diffused), 4.8594852687786e-3, 1e-8),
    ]  # fmt: skip


def _log_mean(content: np.ndarray) -> np.ndarray:
    return np.diff(content) / np.diff(np.log(content))


def _sand() -> Check:
    """A wall takes Na+ out of a deep solution: 1 - c/c0 grows with the square root of time."""
    until, found, grids = 0.2, [], (32, 64, 128)
    for cells in grids:
        made = bridge(
            length=2e-4, cells=cells, ions=FILM, left=BULK, right=BULK, current_density=-2.0 * 51.330196689601,
            ends=("wall", "solution"), selective="Na+",
        )  # fmt: skip
        system, start = embedded(made, grids[-1] + 1)
        options = StepOptions(tolerance=1e-6, first=1e-7, newton=NewtonOptions(tolerance=1e-8))
        states = integrate(made.solver, system, start, [until], options=options, scale=made.scale).states()
        left = float(np.exp(states[-1][0, 0])) / BULK["Na+"]
        found.append(until / (1.0 - left) ** 2)
    return Check("P14.sand", "time at which a wall that takes up Na+ at twice the limiting current has used it up [s]",
                 "Sand's formula; three grids, extrapolated", extrapolated([1.0 / c for c in grids], found, (2, 4)),
                 0.30544393183722, 1e-4)  # fmt: skip


def _soret() -> list[Check]:
    """A salt between walls at two temperatures: at the start, and when it has come to rest."""
    source, agar = "closed form of the heats of transport", "closed form (t+ Q+ - t- Q-)/FT"
    heats = {"Na+": 3460.0, "K+": 2590.0, "Cl-": 530.0}
    low, high = ROOM_TEMPERATURE - 1.0, ROOM_TEMPERATURE + 1.0
    expected = {
        "Na+": (0.00269922499958, -36.5338568538, -50.9262285642),
        "K+": (0.00211067218012, -34.7802411707, -35.8047886834),
    }
    rows = []
    for cation, (soret, early, late) in expected.items():
        pair = {"cation": cation, "anion": "Cl-"}
        ions = {key: Ion(CHARGE[n], coefficient(n), heats[n]) for key, n in pair.items()}
        amounts = dict.fromkeys(ions, 100.0)
        made = bridge(
            length=1e-3, cells=32, ions=ions, left=amounts, right=amounts, ends=("wall", "wall"),
            warmth=Warmth(low, high, 0.6, 4.18e6), temperature=ROOM_TEMPERATURE,
        )  # fmt: skip
        system, rates = settled(made, 33)
        _, start = embedded(made, 33)
        content = np.asarray(rates.reading.content[0])
        ratio = float(np.log(content[0] / content[-1]))
        colder = 1.0 / low - 1.0 / high
        # over a finite step the coefficients are those at the mean of 1/T^2 and of 1/T
        per_kelvin = 1e6 / (ROOM_TEMPERATURE * np.log(high / low))
        before = float(across(system, evaluated(system, start), None))
        after = float(across(system, rates, None))
        name = cation.removesuffix("+") + "Cl"
        rows += [
            Check(f"P12.{name}", f"Soret coefficient of {name}, both ions at rest [1/K]", source,
                  ratio / colder / ROOM_TEMPERATURE**2, soret, 2e-8),
            Check(f"P12.{name}-start", "its thermal diffusion potential before it has moved [uV/K]", agar,
                  before * per_kelvin, early, 2e-8),
            Check(f"P12.{name}-rest", "and when it has come to rest [uV/K]", "closed form (Q+ - Q-)/2FT",
                  after * per_kelvin, late, 2e-8),
        ]  # fmt: skip
    return rows


def _layer() -> Check:
    return Check("P14.layer", "charge of a wall at 50 mV in a 0.1 M salt [C/m2]",
                 "Gouy and Chapman, first integral of Poisson and Boltzmann",
                 gouy_chapman(0.05, 100.0, ROOM_TEMPERATURE), 0.042076091534409, 1e-10)  # fmt: skip
