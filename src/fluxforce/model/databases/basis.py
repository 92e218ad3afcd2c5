"""Reactions of a database rewritten in the components of a model."""

import math
from dataclasses import dataclass

from fluxforce.model.databases.errors import DatabaseError
from fluxforce.model.databases.records import Database, LogK
from fluxforce.model.databases.water_properties import GAS_CONSTANT, REFERENCE_TEMPERATURE

WATER, ELECTRON = "H2O", "e-"


def log10_k(log_k: LogK, temperature: float) -> float:
    """log10 K at a temperature [K].

    The analytic expression A1 + A2 T + A3/T + A4 log10 T + A5/T^2 + A6 T^2 where there is one, else
    log K(298.15 K) - (dH/R)(1/T - 1/298.15 K)/ln 10, with the R of the database's own program.
    """
    t = temperature
    if log_k.analytic:
        powers = (1.0, t, 1 / t, math.log10(t), 1 / t**2, t**2)
        return sum(a * p for a, p in zip(log_k.analytic, powers, strict=False))
    reach = log_k.enthalpy / (GAS_CONSTANT * math.log(10.0))
    return log_k.value - reach * (1 / t - 1 / REFERENCE_TEMPERATURE)


@dataclass(frozen=True)
class Formation:
    """One species as components, water and log10 K."""

    coefficients: dict[str, float]
    log10_k: float


class Basis:
    """Rewrites species of a database in terms of components and water at one temperature [K]."""

    def __init__(self, database: Database, components: tuple[str, ...], temperature: float):
        self._database, self._temperature = database, temperature
        self._known: dict[str, Formation | None] = {
            name: Formation({name: 1.0}, 0.0) for name in (*components, WATER)
        }

    def formation(self, name: str) -> Formation | None:
        """How a species forms from the components; None if it needs electrons or other elements."""
        if name not in self._known:
            # None while it is being worked out: a species that needs itself cannot be formed.
            self._known[name] = None
            self._known[name] = self._work_out(name)
        return self._known[name]

    def _work_out(self, name: str) -> Formation | None:
        record = self._database.species.get(name)
        if record is None or not record.reaction:
            return None
        total = self.combine(record.reaction)
        if total is None:
            return None
        if record.unsupported:
            options = ", ".join(f"-{o}" for o in record.unsupported)
            raise DatabaseError(
                f"{name} uses {options}, which is not supported", self._database.name, record.line
            )
        return Formation(total.coefficients, total.log10_k + log10_k(record.log_k, self._temperature))

    def combine(self, reaction: dict[str, float]) -> Formation | None:
        """Sum of coefficients times formations; None if one of the species cannot be formed."""
        coefficients: dict[str, float] = {}
        value = 0.0
        for name, amount in reaction.items():
            part = self.formation(name)
            if part is None:
                return None
            value += amount * part.log10_k
            for component, times in part.coefficients.items():
                coefficients[component] = coefficients.get(component, 0.0) + amount * times
        return Formation({c: v for c, v in coefficients.items() if abs(v) > 1e-12}, value)
