"""Electrolytes: junction potentials, films that carry a current, diffusion of salts, and the Soret effect of ions."""

from functools import cache

import numpy as np

from fluxforce.balance import Rates, System
from fluxforce.budget.junction import henderson, nernst_planck
from fluxforce.constants import FARADAY, GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge import Ion, Warmth, bridge
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.newton import NewtonOptions
from fluxforce.thermo.double_layer import gouy_chapman
from fluxforce.verify.check import Check, extrapolated
from fluxforce.verify.continuum.embedded import across, embedded, evaluated, settled

# limiting molar conductivities [S cm2/mol of charge] and charge numbers
CONDUCTIVITY = {
    "H+": 349.65,
    "K+": 73.48,
    "Na+": 50.08,
    "Cl-": 76.31,
    "Cs+": 77.2,
    "Mg+2": 53.0,
    "Ca+2": 59.47,
}
CHARGE = {"H+": 1, "K+": 1, "Na+": 1, "Cl-": -1, "Cs+": 1, "Mg+2": 2, "Ca+2": 2, "Zn+2": 2}
TRACE = 1e-9  # [mol/m3] of an ion that is absent: its potential must have a value
FINEST = 192


def checks() -> list[Check]:
    """P13, P14 and the electrolyte part of P12 of the continuum."""
    return [*_closed(), *_junctions(), *_measured(), *_salts(), *_film(), _sand(), *_soret(), _layer()]


def coefficient(ion: str) -> float:
    """Nernst and Einstein: D = lambda R T/(|z| F^2) with lambda of one mole of charge [m2/s]."""
    molar = 1e-4 * CONDUCTIVITY[ion]
    return molar * GAS_CONSTANT * ROOM_TEMPERATURE / (abs(CHARGE[ion]) * FARADAY**2)


class _Pair:
    """Two solutions of the same ions, concentrations in mol/m3."""

    def __init__(
        self, left: dict[str, float], right: dict[str, float], diffusion: dict[str, float] | None = None
    ):
        self.names = tuple(dict.fromkeys((*left, *right)))
        self.charge = np.array([float(CHARGE[name]) for name in self.names])
        given = diffusion or {name: coefficient(name) for name in self.names}
        self.diffusion = np.array([given[name] for name in self.names])
        self.left, self.right = (np.array([side.get(n, 0.0) for n in self.names]) for side in (left, right))

    def henderson(self) -> float:
        return 1e3 * henderson(self.charge, self.diffusion, self.left, self.right, ROOM_TEMPERATURE)

    def exact(self) -> float:
        return 1e3 * nernst_planck(
            self.charge, self.diffusion, self.left, self.right, ROOM_TEMPERATURE
        ).potential  # fmt: skip

    def on_the_kernel(self, grids: tuple[int, ...], orders: tuple[float, ...]) -> float:
        """Extrapolated from steady states on several grids; errors are even in the spacing."""
        found = []
        for cells in grids:
            system, rates = settled(self._bridge(cells), FINEST + 1, longest=1e4)
            found.append(1e3 * float(across(system, rates, ROOM_TEMPERATURE)))
        return extrapolated([1.0 / cells for cells in grids], found, orders)

    def _bridge(self, cells: int) -> Assembled:
        # names that do not differ from pair to pair, so that one compiled program serves all
        names = tuple(f"ion {k}" for k in range(len(self.names)))
        ions = {n: Ion(z, d) for n, z, d in zip(names, self.charge, self.diffusion, strict=True)}
        ends = []
        for side in (self.left, self.right):
            amounts = np.maximum(side, TRACE)
            most = int(np.argmax(np.abs(self.charge) * amounts))
            amounts[most] -= float(self.charge @ amounts) / self.charge[most]
            ends.append(dict(zip(names, map(float, amounts), strict=True)))
        return bridge(
            length=1e-3, cells=cells, ions=ions, left=ends[0], right=ends[1], temperature=ROOM_TEMPERATURE
        )


def salt(cation: str, amount: float) -> dict[str, float]:
    """A chloride."""
    return {cation: amount, "Cl-": CHARGE[cation] * amount}


@cache
def _pairs() -> dict[str, _Pair]:
    zinc = {"Zn+2": 52.8 / 2.0, "K+": 73.5, "Cl-": 76.31}  # the set of the program JLJP; only ratios matter
    return {
        "HCl|KCl": _Pair(salt("H+", 100.0), salt("K+", 100.0)),
        "NaCl|KCl": _Pair(salt("Na+", 100.0), salt("K+", 100.0)),
        "HCl|HCl": _Pair(salt("H+", 100.0), salt("H+", 10.0)),
        "HCl|10 KCl": _Pair(salt("H+", 10.0), salt("K+", 100.0)),
        "HCl|35 KCl": _Pair(salt("H+", 100.0), salt("K+", 3500.0)),
        "zinc": _Pair(
            {"Zn+2": 9.0, "K+": 0.0, "Cl-": 18.0}, {"Zn+2": 0.0284, "K+": 3.0, "Cl-": 3.0568}, zinc
        ),
    }


def _closed() -> list[Check]:
    """Formula of Henderson and exact steady state, without a grid."""
    pairs = _pairs()
    planck, lewis = "Planck's equation, 25 digits", "Lewis and Sargent, closed form"
    rows = [
        ("henderson-1", "0.1 M HCl | 0.1 M KCl by Henderson [mV]", lewis, "HCl|KCl", True, 26.8516004483783),
        ("henderson-2", "0.1 M NaCl | 0.1 M KCl by Henderson [mV]", lewis, "NaCl|KCl", True, -4.36419155205283),
        ("henderson-3", "0.01 M HCl | 0.1 M KCl by Henderson [mV]", "closed form", "HCl|10 KCl", True,
         9.09128260879238),
        ("henderson-4", "0.1 M HCl | 3.5 M KCl by Henderson [mV]", "closed form", "HCl|35 KCl", True, 4.98622338237489),
        ("henderson-5", "Zn, K and Cl, nine to one, by Henderson [mV]", "closed form", "zinc", True, -19.85848329),
        ("planck-1", "0.1 M HCl | 0.1 M KCl, exactly [mV]", lewis, "HCl|KCl", False, 26.8516004483783),
        ("planck-2", "0.1 M HCl | 0.01 M HCl, exactly [mV]", "closed form (2 t+ - 1) RT/F ln 10", "HCl|HCl", False,
         37.9627585755432),
        ("planck-3", "0.01 M HCl | 0.1 M KCl, exactly [mV]", planck, "HCl|10 KCl", False, 10.3079887651835),
        ("planck-4", "0.1 M HCl | 3.5 M KCl, exactly [mV]", planck, "HCl|35 KCl", False, 5.89291362237719),
        ("planck-5", "Zn, K and Cl, nine to one, exactly [mV]", "shooting in 25 digits; JLJP prints -20.7956", "zinc",
         False, -20.813945702),
    ]  # fmt: skip
    return [
        Check(
            f"P13.{key}",
            claim,
            source,
            pairs[of].henderson() if simple else pairs[of].exact(),
            expected,
            1e-9,
        )
        for key, claim, source, of, simple, expected in rows
    ]


def _junctions() -> list[Check]:
    """Steady states on the kernel, extrapolated from three or four grids."""
    pairs, even = _pairs(), ((24, 48, 96, 192), (2, 4, 6))
    source = "Planck's equation, 25 digits; four grids, extrapolated"
    return [
        Check("P13.solved-1", "0.1 M HCl | 0.1 M KCl, steady state of the model [mV]", source,
              pairs["HCl|KCl"].on_the_kernel(*even), 26.8516004483783, 1e-8),
        Check("P13.solved-2", "0.01 M HCl | 0.1 M KCl, steady state of the model [mV]", source,
              pairs["HCl|10 KCl"].on_the_kernel(*even), 10.3079887651835, 1e-8),
        Check("P13.solved-3", "0.1 M HCl | 3.5 M KCl, steady state of the model [mV]",
              "Planck's equation; the layer next to the acid is a hundredth of the film",
              pairs["HCl|35 KCl"].on_the_kernel(*even), 5.89291362237719, 1e-4),
        Check("P13.solved-4", "Zn, K and Cl, nine to one, steady state of the model [mV]",
              "shooting in 25 digits; four grids, extrapolated",
              pairs["zinc"].on_the_kernel(*even), -20.813945702, 1e-6),
    ]  # fmt: skip


def _measured() -> list[Check]:
    """Measured potentials, as compiled by Ng and Barry and quoted in the documentation of LJPcalc."""
    source = "measured, Ng and Barry as quoted by LJPcalc; within 0.5 mV"
    cases = [
        ("50 mM NaCl | 50 mM KCl", salt("Na+", 50.0), salt("K+", 50.0), -4.3),
        ("50 mM NaCl | 50 mM CsCl", salt("Na+", 50.0), salt("Cs+", 50.0), -4.9),
        ("100 mM NaCl | 100 mM MgCl2", salt("Na+", 100.0), salt("Mg+2", 100.0), 10.0),
        ("100 mM CaCl2 | 100 mM MgCl2", salt("Ca+2", 100.0), salt("Mg+2", 100.0), 0.6),
    ]
    return [
        Check(
            f"P13.measured-{k}", f"{claim} [mV]", source, _Pair(left, right).exact(), value, 0.5 / abs(value)
        )
        for k, (claim, left, right, value) in enumerate(cases, 1)
    ]


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
