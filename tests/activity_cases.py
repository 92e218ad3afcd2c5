"""Waters with PHREEQC's molalities and activity coefficients, next to our model at the same molalities."""

from dataclasses import dataclass

import equinox as eqx
import jax.numpy as jnp
import numpy as np

from fluxforce.constants import LN10
from fluxforce.model.databases import Database
from fluxforce.model.databases.activity import activity_of
from fluxforce.thermo.equilibria.activity.base import AbstractActivity
from tests.phreeqc_waters import Oracle

NOT_SOLUTES = ("H2O", "e-")
COUNTED = 1e-40  # [mol/kgw] below it PHREEQC's figures are placeholders


@eqx.filter_jit
def _both(model: AbstractActivity, temperature, pressure, molality):
    at = model.at(temperature, pressure)
    return model.ln_gamma(at, molality), model.ln_water(at, molality)


@dataclass(frozen=True)
class Case:
    """A SOLUTION by its lines."""

    celsius: float
    lines: tuple[str, ...]
    pressure: float = 1.0  # [atm]

    def text(self) -> str:
        """The block of input."""
        body = "\n".join(f" {line}" for line in self.lines)
        return f"SOLUTION 1\n temp {self.celsius!r}\n pressure {self.pressure!r}\n units mol/kgw\n{body}\n"


@dataclass(frozen=True)
class Measured:
    """PHREEQC's numbers for several waters, [species, waters], and our model of the same species."""

    names: tuple[str, ...]
    model: AbstractActivity
    temperature: jnp.ndarray  # [K]
    pressure: jnp.ndarray  # [atm]
    molality: jnp.ndarray
    ln_gamma: np.ndarray  # nan where a species is absent
    ln_water: np.ndarray

    def errors(self, model: AbstractActivity | None = None) -> tuple[float, float]:
        """Largest error in ln gamma and in ln a_w."""
        found = _both(model or self.model, self.temperature, self.pressure, self.molality)
        ln_gamma, ln_water = (np.asarray(each) for each in found)
        assert np.all(np.isfinite(ln_gamma))
        return np.nanmax(np.abs(ln_gamma - self.ln_gamma)), np.abs(ln_water - self.ln_water).max()

    def row(self, name: str) -> int:
        """Position of a species."""
        return self.names.index(name)


def measure(database: Database, cases, before: str = "") -> Measured:
    """Ask PHREEQC for the waters; `before` is input that changes its database."""
    oracle = Oracle(database.name)
    answers = []
    for case in cases:
        answer = oracle.ask_text(before + case.text())
        assert answer is not None, oracle.failures[-1]
        answers.append(answer)
    return collect(database, cases, answers)


def collect(database: Database, cases, answers) -> Measured:
    """PHREEQC's answers, one for each case."""
    names = tuple(dict.fromkeys(n for a in answers for n in a.molality if n not in NOT_SOLUTES))
    molality = np.array([[a.molality.get(n, 0.0) for a in answers] for n in names])
    ln_gamma = LN10 * np.array([[a.log_gamma.get(n, 0.0) for a in answers] for n in names])
    present = molality > COUNTED
    return Measured(
        names=names,
        model=activity_of(database, names),
        temperature=jnp.array([case.celsius + 273.15 for case in cases]),
        pressure=jnp.array([case.pressure for case in cases]),
        molality=jnp.array(np.where(present, molality, 0.0)),
        ln_gamma=np.where(present, ln_gamma, np.nan),
        ln_water=np.log([a.water_activity for a in answers]),
    )
