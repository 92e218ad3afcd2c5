"""A made-up limestone column: five processes, two minerals, its history and its books."""

import numpy as np
import xarray as xr

from tests.report.synthetic import DAY, R, budget, results


def _front(x, t, speed, width):
    """1 behind a front that starts at x = 0, 0 ahead of it; [time, place]."""
    return 0.5 * (
        1 - np.tanh((x[None, :] - speed * t[:, None] - 0.02) / (width + 0.02 * np.sqrt(t[:, None] / DAY)))
    )


def column(cells=100, outputs=21):
    """A limestone column: five processes, two minerals."""
    x, t = (np.arange(cells) + 0.5) / cells, np.linspace(0, 5 * DAY, outputs)
    slow, fast = _front(x, t, 2.5e-8, 0.03), _front(x, t, 1.1e-6, 0.05)
    si_calcite, si_dolomite = (
        -3.8 * slow - 1e-3,
        -7.5 * np.exp(-x / 0.35)[None, :] * np.ones((outputs, 1)) - 0.02 + 0.3 * (1 - fast),
    )
    forces, rates = _reactions(si_calcite, si_dolomite)
    gradient = np.abs(np.gradient(fast + slow, x, axis=1))
    production = {name: rates[name] * forces[name] for name in rates}
    production["molecular diffusion"] = 2e-9 * gradient**2
    production["dispersion"] = 3e-8 * gradient**2
    production["mixing at inlet"] = 4e-6 * (x < 1 / cells)[None, :] * np.exp(-t / DAY)[:, None]
    names = list(production)
    elements = {
        "C(4)": 3e-3 + 2e-3 * (1 - slow),
        "Ca": 1e-5 + 2.2e-3 * (1 - slow),
        "Mg": 5e-6 + 4e-4 * fast * x,
        "Na": 2e-4 + 0 * fast,
        "Cl": 2e-4 + 0 * fast,
    }
    step = np.cumsum(np.geomspace(1e-2, 6e3, 160))
    step *= 5 * DAY / step[-1]
    grown = 1 - np.exp(-step / (2 * DAY))
    whole = {name: float(production[name].mean(axis=1).sum() * 5 * DAY / outputs) for name in names}
    data = xr.Dataset(
        {
            "pH": (("time", "place"), 7.9 - 3.1 * slow + 0.2 * (1 - fast), {"units": "1"}),
            "total": (
                ("component", "time", "place"),
                np.stack(list(elements.values())),
                {"units": "mol/kgw"},
            ),
            "saturation_index": (
                ("mineral", "time", "place"),
                np.stack([si_calcite, si_dolomite, np.full_like(slow, np.nan)]),
                {"units": "1"},
            ),
            "mineral_amount": (("mineral", "time", "place"), _amounts(slow, fast, t), {"units": "mol/m3"}),
            "ionic_strength": (("time", "place"), 5e-3 + 5e-3 * (1 - slow), {"units": "mol/kgw"}),
            "production": (
                ("process", "time", "place"),
                np.stack([production[name] for name in names]),
                {"units": "W/K/m3"},
            ),
            "affinity": (
                ("reaction", "time", "place"),
                298.15 * np.stack(list(forces.values())),
                {"units": "J/mol"},
            ),
            "rate": (("reaction", "time", "place"), np.stack(list(rates.values())), {"units": "mol/m3/s"}),
            "produced": (
                ("process", "step"),
                np.stack([whole[name] * grown for name in names]),
                {"units": "J/K"},
            ),
            **_history(step, grown),
        },
        coords={
            "time": t,
            "x": ("place", x),
            "process": names,
            "component": list(elements),
            "mineral": ["Calcite", "Dolomite", "Quartz"],
            "reaction": list(rates),
        },
    )
    _add_reactions(data, rates, forces)
    data = _with_diffusion(data, elements)
    scale = 7.03 / sum(whole.values())
    book = budget(
        {name: scale * value for name, value in whole.items()},
        {"space": 0.13, "time": -2.1e-3, "splitting": 0.0, "leak": 3e-9},
    )
    return results(data, book, model(cells, outputs))


def _reactions(si_calcite, si_dolomite):
    """Forces from saturation, and the rates they drive."""
    ln10 = np.log(10)
    forces = {"calcite dissolution": -R * ln10 * si_calcite, "dolomite dissolution": -R * ln10 * si_dolomite}
    rates = {
        "calcite dissolution": 3e-5 * (1 - np.exp(-forces["calcite dissolution"] / R)),
        "dolomite dissolution": 4e-9 * (1 - np.exp(-forces["dolomite dissolution"] / R)),
    }
    return forces, rates


def _amounts(slow, fast, t):
    """Calcite, dolomite and quartz against time and place."""
    days = t[:, None] / DAY
    return np.stack([16000 - 0.8 * slow * days, 900 - 2e-4 * fast * days, 3000 + 0 * slow])


def _add_reactions(data, rates, forces):
    """Force and flux of every reaction."""
    for name in rates:
        for kind, values, unit in (("flux", rates[name] * 0.01, "mol/s"), ("force", forces[name], "J/K/mol")):
            data[f"{kind}:{name}"] = ((f"row_{name}", "time", f"site_{name}"), values[None], {"units": unit})


def _history(step, grown):
    """What the solver did, step by step."""
    rng = np.random.default_rng(7)
    return {
        "numerical_space": ("step", 0.004 * grown),
        "numerical_time": ("step", 2e-4 * grown),
        "leak": ("step", 1e-11 * grown),
        "step_time": ("step", step),
        "step_size": ("step", np.diff(step, prepend=0.0)),
        "newton_iterations": ("step", rng.integers(2, 6, step.size)),
        "step_error": ("step", rng.uniform(0.1, 1, step.size)),
    }


def _with_diffusion(data, elements):
    """Coupled rows of the two processes that spread."""
    rows = ["C(4)", "Ca", "Mg"]
    for name, strength in (("molecular diffusion", 1e-11), ("dispersion", 2e-10)):
        jump = np.stack([np.diff(-R * np.log(elements[row] + 1e-9), axis=1) for row in rows])
        flow = np.stack(
            [
                strength * 0.5 * (elements[row][:, 1:] + elements[row][:, :-1]) * jump[i] / R
                for i, row in enumerate(rows)
            ]
        )
        data[f"force:{name}"] = ((f"row_{name}", "time", f"site_{name}"), jump, {"units": "J/K/mol"})
        data[f"flux:{name}"] = ((f"row_{name}", "time", f"site_{name}"), flow, {"units": "mol/s"})
        data = data.assign_coords({f"row:{name}": (f"row_{name}", rows)})
    return data


def model(cells, outputs):
    """The model as resolved."""
    return {
        "kind": "column",
        "title": "Limestone column under rain charged with soil CO2",
        "temperature": "25 degC",
        "database": "phreeqc.dat",
        "elements": ["H", "O", "C(4)", "Ca", "Mg", "Na", "Cl"],
        "waters": {
            "rain": {
                "totals": {"Na": "0.2 mmol/kgw", "Cl": "0.2 mmol/kgw"},
                "equilibrate": {"CO2(g)": -1.5},
                "charge": "pH",
            }
        },
        "minerals": {
            "Calcite": {"volume fraction": 0.6, "surface area": "100 m2/m3", "area model": "two-thirds"},
            "Quartz": {"volume fraction": 0.07, "inert": True},
        },
        "column": {
            "length": "1 m",
            "cells": cells,
            "porosity": 0.3,
            "darcy velocity": "0.3 m/day",
            "dispersivity": "1 cm",
        },
        "time": {"end": "5 day", "outputs": outputs - 1, "tolerance": 1e-3},
    }
