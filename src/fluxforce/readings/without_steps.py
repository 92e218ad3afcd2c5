"""Books and fields of the kinds that the implicit integrator does not go through: trajectories and steady states."""

from typing import Any

import numpy as np

from fluxforce.model.assemble.exclusion import assemble_exclusion
from fluxforce.model.assemble.langevin import assemble_langevin
from fluxforce.model.assemble.reactions import initial_counts, network_of
from fluxforce.model.schema import ExclusionModel, LangevinModel, Model, ReactionsModel
from fluxforce.readings.exclusion import exclusion_books
from fluxforce.readings.langevin import langevin_books
from fluxforce.readings.more import More
from fluxforce.readings.reactions import lawful_books, reaction_numbers
from fluxforce.readings.trajectories import trajectories


def without_steps(model: Model) -> tuple[More, dict[str, Any], int | None]:
    """The budget with its fields and names, what the run took in steps or states, and the seed where one was used."""
    match model:
        case LangevinModel():
            particles = assemble_langevin(model)
            ensemble = trajectories(model, particles)
            taken = {"trajectories": ensemble.x.shape[-1], "step": model.langevin.step}
            return More(*langevin_books(model, particles, ensemble)), taken, model.sample.seed
        case ExclusionModel():
            network = assemble_exclusion(model)
            return More(*exclusion_books(model, network)), {"states": network.states}, None
        case ReactionsModel():
            more = reaction_numbers(model, network_of(model), initial_counts(model))
            coordinates = more.coordinates | {"time": ("time", np.array([model.time.end]), {"units": "s"})}
            seed = None if model.sample is None else model.sample.seed
            return More(lawful_books(model, more), more.fields, coordinates), {}, seed
        case _:
            raise TypeError(f"{type(model).__name__} goes through time in steps")
