"""Whole answers of PHREEQC: every species and every saturation index of a water, to compare with."""

import contextlib
import math
import tempfile
from dataclasses import dataclass, field

import phreeqc

from tests.phreeqc_oracle import KNOBS

# Nine numbers of the water, then four per species (name, molality, log activity, log gamma), then two per
# phase.
_PROGRAM = """SELECTED_OUTPUT 1
 -reset false
 -high_precision true
USER_PUNCH 1
 -start
10 found = SYS("aq", count, names$, types$, moles)
20 PUNCH -LA("H+"), -LA("e-"), MU, ACT("H2O"), TOT("water"), CHARGE_BALANCE, RHO, count
30 FOR i = 1 TO count
40 PUNCH names$(i), MOL(names$(i)), LA(names$(i)), LG(names$(i))
50 NEXT i
60 found = SYS("phases", many, phases$, kinds$, index)
70 PUNCH many
80 FOR i = 1 TO many
90 PUNCH phases$(i), index(i)
100 NEXT i
 -end
"""


@dataclass(frozen=True)
class Water:
    """A water by what was measured: amounts in mol/kgw of elements or valences, pH, pe and temperature.

    `balance` is "" (nothing adjusted), "pH" or the element whose amount is adjusted until the charge is zero.
    """

    celsius: float
    ph: float
    pe: float
    totals: dict[str, float]
    balance: str = ""

    def text(self, number: int = 1) -> str:
        """The SOLUTION block of this water."""
        adjusted = {"pH": " charge"} if self.balance == "pH" else {self.balance: " charge"}
        lines = [f"SOLUTION {number}", f" temp {self.celsius!r}", " units mol/kgw"]
        lines += [f" pH {self.ph!r}{adjusted.get('pH', '')}", f" pe {self.pe!r}"]
        lines += [f" {name} {amount!r}{adjusted.get(name, '')}" for name, amount in self.totals.items()]
        return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Answer:
    """What PHREEQC found for a water."""

    ph: float
    pe: float
    strength: float
    water_activity: float
    charge: float
    density: float
    molality: dict[str, float] = field(default_factory=dict)
    log_activity: dict[str, float] = field(default_factory=dict)
    log_gamma: dict[str, float] = field(default_factory=dict)
    saturation: dict[str, float] = field(default_factory=dict)


class Oracle:
    """PHREEQC with one database, asked for one water after the other."""

    def __init__(self, database: str, knobs: str = KNOBS):
        self._engine = phreeqc.Phreeqc()
        self._database, self._knobs = database, knobs
        # Where PHREEQC gives up it leaves its input as a file in the working directory.
        self._folder = tempfile.TemporaryDirectory()
        self.failures: list[str] = []
        self._start()

    def ask(self, water: Water) -> Answer | None:
        """The answer for a water, or None where PHREEQC gives up; `failures` then has its words."""
        return self.ask_text(water.text())

    def ask_text(self, text: str) -> Answer | None:
        """The answer for the last calculation of an input."""
        with contextlib.chdir(self._folder.name):
            errors = self._engine.RunString(f"{text}END\n")
        if errors:
            self.failures.append(self._engine.GetErrorString())
            # A water that failed would be tried again with the next one.
            self._start()
            return None
        row = self._engine.GetSelectedOutputRowCount() - 1
        columns = self._engine.GetSelectedOutputColumnCount()
        return _answer([self._engine.GetSelectedOutputValue(row, k) for k in range(columns)])

    def _start(self):
        # High precision sets a tolerance of its own, so the knobs come after it.
        assert self._engine.LoadBuiltInDatabase(self._database) == 0  # type: ignore[arg-type]
        assert self._engine.RunString(_PROGRAM + self._knobs + "END\n") == 0, self._engine.GetErrorString()


def _answer(row) -> Answer:
    ph, pe, strength, water, _, charge, density, count = row[:8]
    species_end = 8 + 4 * round(count)
    species = row[8:species_end]
    names = species[::4]
    molality, activity, gamma = (dict(zip(names, species[k::4], strict=True)) for k in (1, 2, 3))
    phases = row[species_end + 1 : species_end + 1 + 2 * round(row[species_end])]
    index = {name: si for name, si in zip(phases[::2], phases[1::2], strict=True) if math.isfinite(si)}
    return Answer(ph, pe, strength, water, charge, density, molality, activity, gamma, index)
