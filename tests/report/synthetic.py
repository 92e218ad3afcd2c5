"""Made-up results with the shape of real ones, to draw reports without a solver. Nothing here is physics."""

import numpy as np
import xarray as xr

from fluxforce.results import Results

R = 8.31446261815324
DAY = 86400.0


def results(data, budget, model, **more):
    whole = {
        "provenance": {
            "fluxforce": "0.1.0",
            "date": "2025-01-15 10:30 UTC",
            "python": "3.11",
            "packages": {"jax": "0.10.2"},
        },
        "status": {"status": "complete", "time": 5 * DAY, "of": 5 * DAY, "message": ""},
        "history": {"wall": 1.42, "rejected": 7},
    }
    return Results(dataset=data, budget=budget, model=model, **(whole | more))


def budget(produced, numerical, temperature=298.15):
    """A budget with the keys of budget.json."""
    return {
        "entropy": {
            "produced": produced,
            "numerical": numerical,
            "model": {"activity": 0.002 * sum(produced.values())},
            "stored": -418.2,
            "discharged": 425.3,
            "water supply": 0.004,
        },
        "exergy": {
            "environment": {"temperature": temperature, "water": "rain"},
            "destroyed": {name: temperature * value for name, value in produced.items()},
            "total": temperature * sum(produced.values()),
        },
        "closure": {
            "entropy": 3.1e-13,
            "leak": 4.2e-10,
            "elements": {"Ca": 2e-15, "C(4)": 1.3e-14},
            "charge": 4e-16,
            "energy": None,
        },
        "elements": {"Ca": {"in": 1.5e-5, "out": 1.7, "stored": -1.7, "residual": 1e-16}},
        "scales": [
            {
                "name": "Residence time",
                "value": 86400.0,
                "unit": "s",
                "meaning": "time the water needs through the column",
            },
            {
                "name": "Damköhler number, Calcite",
                "value": 140.0,
                "unit": "1",
                "meaning": "reaction is fast beside the flow",
            },
            {
                "name": "Cell Péclet number",
                "value": 0.98,
                "unit": "1",
                "meaning": "below 2: gradients are resolved",
            },
        ],
        "time": [0.0, 5 * DAY],
    }


def slab():
    """Heat conduction: temperature and one process."""
    x, t = np.linspace(0.005, 0.995, 50), np.geomspace(60, 2e5, 16)
    temperature = 300 + 40 * np.exp(-x[None, :] / (0.05 + np.sqrt(t[:, None]) / 900))
    force = np.diff(1 / temperature, axis=1)
    flux = 2.0 * 320**2 * force / 0.02
    production = np.zeros((1, *temperature.shape))
    production[0, :, 1:] = flux * force
    data = xr.Dataset(
        {
            "temperature": (("time", "place"), temperature, {"units": "K"}),
            "production": (("process", "time", "place"), production, {"units": "W/K/m3"}),
            "flux:conduction": (("row_conduction", "time", "site_conduction"), flux[None], {"units": "W"}),
            "force:conduction": (
                ("row_conduction", "time", "site_conduction"),
                force[None],
                {"units": "1/K"},
            ),
        },
        coords={"time": t, "x": ("place", x), "process": ["conduction"]},
    )
    book = budget({"conduction": 0.412}, {"space": 0.0, "time": 1e-4, "leak": 1e-12})
    del book["elements"], book["scales"]
    book["exergy"] |= {"carried in": 190.0, "carried out": 40.0, "stored": 27.2}
    return results(data, book, {"kind": "slab", "title": "Heat through a slab"})


def tank():
    """A stirred reactor: one place."""
    t = np.linspace(0, 4000, 40)
    a = 100 * (0.4 + 0.6 * np.exp(-t / 600))
    content = np.stack([a, 100 - a])[:, :, None]
    production = np.stack([280.55 * (1 - 0.5 * np.exp(-t / 600)), 150.44 + 40 * np.exp(-t / 500)])[:, :, None]
    force = 20 * np.exp(-t / 900) + 0.5
    data = xr.Dataset(
        {
            "content": (("quantity", "time", "place"), content, {"units": "mol/m3"}),
            "production": (("process", "time", "place"), production, {"units": "W/K"}),
            "affinity": (("reaction", "time", "place"), 298.15 * force[None, :, None], {"units": "J/mol"}),
            "rate": (
                ("reaction", "time", "place"),
                0.1 * (1 - np.exp(-force / R))[None, :, None],
                {"units": "mol/m3/s"},
            ),
        },
        coords={
            "time": t,
            "process": ["A <=> B", "mixing at inlet"],
            "quantity": ["A", "B"],
            "reaction": ["A <=> B"],
        },
    )
    return results(
        data,
        budget({"A <=> B": 941.0, "mixing at inlet": 504.0}, {"time": 0.2}),
        {"kind": "tank", "title": "Stirred reactor"},
    )


def network():
    """A driven three-state ring: probabilities of states."""
    t = np.linspace(0, 5, 30)
    p = np.stack([1 / 3 + 2 / 3 * np.exp(-2 * t), 1 / 3 - np.exp(-2 * t) / 3, 1 / 3 - np.exp(-2 * t) / 3])
    names = ["a to b", "b to c", "c to a"]
    with np.errstate(all="ignore"):  # empty states at the start: infinite forces, as in a real run
        force = np.stack([R * np.log(2) + R * np.log(p[i] / p[(i + 1) % 3]) for i in range(3)])
    flux = np.stack([p[i] - 0.5 * p[(i + 1) % 3] for i in range(3)])
    data = xr.Dataset(
        {
            "probability": (("place", "time"), p, {"units": "1"}),
            "production": (("process", "time"), np.maximum(force * flux, 0), {"units": "W/K"}),
        },
        coords={"time": t, "place": ["a", "b", "c"], "process": names},
    )
    for index, name in enumerate(names):
        data[f"flux:{name}"] = (("time", f"site_{name}"), flux[index][:, None], {"units": "1/s"})
        data[f"force:{name}"] = (("time", f"site_{name}"), force[index][:, None], {"units": "J/K/mol"})
    return results(
        data,
        {"entropy": {"produced": dict.fromkeys(names, 9.6)}, "closure": {"entropy": 1e-15}},
        {"kind": "network", "title": "Driven ring"},
    )


def bridge():
    """A salt bridge at zero current: two ions, coupled rows, steady."""
    x = np.linspace(0.0005, 0.0095, 30)
    c = 100 - 9000 * x
    force = -R * np.diff(np.log(c))
    data = xr.Dataset(
        {
            "content": (("quantity", "time", "place"), np.stack([c, c])[:, None], {"units": "mol/m3"}),
            "potential": (("time", "place"), -0.005 * np.log(c / 100)[None], {"units": "V"}),
            "production": (("process", "time", "place"), (1e-3 / c)[None, None], {"units": "W/K/m3"}),
            "flux:ions": (
                ("row_ions", "time", "site_ions"),
                np.stack([1e-7 * force * c[1:]] * 2)[:, None],
                {"units": "mol/s"},
            ),
            "force:ions": (
                ("row_ions", "time", "site_ions"),
                np.stack([force, 0.6 * force])[:, None],
                {"units": "J/K/mol"},
            ),
        },
        coords={
            "time": [3600.0],
            "x": ("place", x),
            "quantity": ["Na+", "Cl-"],
            "process": ["ions"],
            "row:ions": ("row_ions", ["Na+", "Cl-"]),
        },
    )
    return results(
        data,
        {
            "entropy": {"produced": {"ions": 1.2e-6}, "numerical": {"space": 0.0}},
            "closure": {"entropy": 2e-14, "charge": 3e-9},
        },
        {"kind": "bridge", "title": "Salt bridge"},
    )
