"""Liquid junction potentials: closed forms, exact and solved steady states, and measurements."""

from functools import cache

import numpy as np

from fluxforce.budget.junction import henderson, nernst_planck
from fluxforce.constants import FARADAY, GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.bridge import Ion, bridge
from fluxforce.verify.check import Check, extrapolated
from fluxforce.verify.continuum.embedded import across, settled

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
    """P13 of the continuum."""
    return [*_closed(), *_junctions(), *_measured()]


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
