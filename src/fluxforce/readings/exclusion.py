"""The exclusion process in its steady state: density of every site, current and its noise, entropy by bond."""

from typing import Any

import numpy as np

from fluxforce.budget.markov.counting import cumulants
from fluxforce.budget.markov.entropy import entropy_rates
from fluxforce.model.schema.exclusion import ExclusionModel
from fluxforce.networks.counts import count_processes
from fluxforce.networks.exclusion import occupation
from fluxforce.networks.network import Network
from fluxforce.readings.fields import Fields
from fluxforce.solve.markov.poisson import poisson
from fluxforce.solve.markov.stationary import stationary

# Up to so many states the variance of the current is found too.
MOST_STATES = 2**14


def exclusion_books(model: ExclusionModel, network: Network) -> tuple[dict[str, Any], Fields, dict[str, Any]]:
    """Budget [k_B over the time of the run], fields over sites and bonds, and their names."""
    end, sites = model.time.end, model.exclusion.sites
    p = stationary(network)
    books = entropy_rates(network, steady=p)
    bounded = ~network.one_way
    by_process = books.by_process(np.where(bounded, books.production, 0.0))
    unbounded = [network.processes[k] for k in np.unique(network.process[network.one_way])]
    reservoirs = books.by_reservoir(np.where(bounded, books.discharged, 0.0))
    produced = {name: end * value for name, value in by_process.items() if name not in unbounded}
    current = float(np.bincount(network.process, books.rates.flux)[0])
    steady: dict[str, Any] = {
        "unique": True,
        "unit": "k_B/s",
        "production": books.total if not unbounded else "unbounded",
        "activity": float(books.rates.traffic.sum()),
        "standing still": float(np.abs(books.rates.supply).sum() / books.rates.traffic.sum()),
        "currents": {"particles": {"mean": current}},
    }
    if network.states <= MOST_STATES:
        weights = count_processes(network, {"enter left": 1.0})
        row = steady["currents"]["particles"]
        row["variance"] = cumulants(network, weights, 2, poisson(network, p=p)).variance
        row["Fano"] = row["variance"] / abs(current) if current else float("inf")
        if not unbounded and current:
            row["uncertainty product"] = books.total * row["variance"] / current**2
    numbers: dict[str, Any] = {
        "books": ["leak"] if unbounded else ["entropy", "leak"],
        "shown": {"unit": "k_B", "factor": 1.0},
        "entropy": {
            "produced": produced,
            "numerical": {},
            "stored": end * books.system if not unbounded else 0.0,
            "discharged": end * sum(reservoirs.values()),
            "reservoirs": {name: end * value for name, value in reservoirs.items()},
        },
        "closure": {"leak": steady["standing still"]},
        "steady": steady,
        "time": [0.0, end],
    }
    if unbounded:
        numbers["entropy"]["unbounded"] = dict.fromkeys(unbounded, 0.0)
    else:
        numbers["closure"]["entropy"] = books.closure
    density = p @ occupation(sites)
    fields: Fields = {
        "density": (("time", "site"), density[None], "1"),
        "bond_current": (("bond",), np.bincount(network.process, books.rates.flux), "1/s"),
        "bond_production": (("bond",), np.bincount(network.process, books.production), "k_B/s"),
    }
    counts = np.bincount(occupation(sites).sum(axis=1), p)
    fields["particles_probability"] = (("particles",), counts, "1")
    coordinates = {
        "time": ("time", np.array([end]), {"units": "s"}),
        "site": np.arange(1, sites + 1),
        "bond": list(network.processes),
    }
    return numbers, fields, coordinates
