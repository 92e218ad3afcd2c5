"""Runs the trajectories of a Langevin document."""

import numpy as np

from fluxforce.model.assemble.langevin import Particles
from fluxforce.model.schema.langevin import LangevinModel
from fluxforce.solve.langevin.ensemble import Ensemble
from fluxforce.solve.langevin.sample import sample

# Added to the seed, for numbers of their own: while the particles settle, and for the protocol gone through backward.
SETTLING, BACKWARD = 1_000_003, 2_000_003


def trajectories(model: LangevinModel, particles: Particles, *, shift: int = 0) -> Ensemble:
    """Settled first where the document asks for it, then seen at time zero and at every output time."""
    part, settings = model.langevin, model.sample
    system, begin = particles.system, particles.start
    fixed = 0.0 if particles.protocol is None else particles.protocol.before
    if part.settle is not None:
        begin = sample(
            system, begin, part.settle, step=part.step, trajectories=settings.trajectories,
            seed=settings.seed + shift + SETTLING, parameter=fixed,
        ).final  # fmt: skip
    times = np.concatenate([[0.0], model.time.output_times])
    return sample(
        system, begin, times, step=part.step, trajectories=settings.trajectories, seed=settings.seed + shift,
        protocol=particles.protocol,
    )  # fmt: skip
