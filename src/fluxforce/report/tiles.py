"""Key figures of stochastic models: production in the steady state, efficiency, precision, fluctuation theorem."""

from collections.abc import Mapping
from typing import Any

from fluxforce.report.numbers import number, percent
from fluxforce.report.parts import Tile


def stochastic_tiles(budget: Mapping[str, Any]) -> list[Tile]:
    """Those that the budget holds."""
    tiles: list[Tile] = []
    steady = budget.get("steady") or {}
    produced = steady.get("production")
    if isinstance(produced, int | float):
        tiles.append(Tile("In the steady state", number(produced), "k_B/s", "entropy production"))
    elif produced is not None:
        tiles.append(Tile("In the steady state", str(produced), "", "a jump has no way back"))
    if "efficiency" in steady:
        tiles.append(Tile("Efficiency", percent(steady["efficiency"]["value"]), "", "output over input"))
    products = {
        name: row["uncertainty product"]
        for name, row in (steady.get("currents") or {}).items()
        if "uncertainty product" in row
    }
    if products:
        name = min(products, key=lambda one: products[one])
        tiles.append(
            Tile("Uncertainty product", number(products[name]), "", f"of {name}; never below 2", "ok")
        )
    master = budget.get("master equation")
    if master and isinstance(master.get("production"), int | float):
        tiles.append(
            Tile("Master equation", number(master["production"]), "k_B/s", "exact production, steady state")
        )
    theorem = (budget.get("sample") or {}).get("fluctuation") or {}
    if "slope" in theorem:
        slope, error = theorem["slope"], theorem["error"]
        fine = abs(slope - 1.0) <= 4.0 * error
        note = f"± {number(error, 2)}; theory says 1"
        tiles.append(Tile("Fluctuation theorem", number(slope), "", note, "ok" if fine else "bad"))
    return tiles
