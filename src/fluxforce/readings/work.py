"""The work of a protocol, gone through in both directions: free energy differences and Crooks' relation."""

from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from fluxforce.budget.work.bennett import bennett
from fluxforce.budget.work.crooks import crooks
from fluxforce.budget.work.jarzynski import jarzynski
from fluxforce.errors import BadInput
from fluxforce.model.assemble.langevin import Particles
from fluxforce.model.schema.langevin import LangevinModel
from fluxforce.networks.diffusion import Overdamped
from fluxforce.networks.protocol import Protocol
from fluxforce.readings.more import More
from fluxforce.readings.trajectories import BACKWARD, trajectories
from fluxforce.solve.langevin.ensemble import Ensemble

MOST_KEPT = 20_000
POINTS, WIDER = 20_001, 4.0  # of the quadrature of exp(-U/T) over a range so many times that of the sample


def work_of(model: LangevinModel, particles: Particles, ensemble: Ensemble) -> More:
    """Jarzynski's estimate, and with ``reverse`` Crooks' relation and Bennett's estimate from both directions.

    The part "averages" goes to the table of averages, "fluctuation" beside it. One bath and no active drive.
    """
    system, protocol = particles.system, particles.protocol
    more = More(numbers={"averages": {}})
    if protocol is None or len(system.baths) > 1 or system.drive is not None:
        return more
    temperature = float(np.asarray(system.temperature)[0])
    forward = ensemble.work[-1]
    one_way = jarzynski(forward, temperature)
    rows: dict[str, Any] = {
        "free energy difference (Jarzynski)": {"mean": one_way.value, "error": one_way.error}
    }
    more.fields["sampled_work"] = (("trajectory",), forward[:MOST_KEPT], "1")
    if model.langevin.reverse:
        turned = trajectories(model, replace(particles, protocol=protocol.reversed()), shift=BACKWARD)
        backward = turned.work[-1]
        more.fields["sampled_reverse_work"] = (("trajectory",), backward[:MOST_KEPT], "1")
        both = bennett(forward, backward, temperature).estimate
        rows["free energy difference (Bennett)"] = {"mean": both.value, "error": both.error}
        rows["work of the protocol backward"] = {
            "mean": float(backward.mean()), "error": float(backward.std(ddof=1) / np.sqrt(backward.size)),
        }  # fmt: skip
        more.numbers["fluctuation"] = {"of": "work", "mean": float(forward.mean()), "temperature": temperature,
                                       "difference": both.value}  # fmt: skip
        try:
            slope = crooks(forward, backward, temperature).slope
            more.numbers["fluctuation"] |= {"slope": slope.value, "error": slope.error}
        except BadInput as error:
            more.numbers["fluctuation"]["said"] = [error.problems[0].message]
    exact = _exact(system, protocol, ensemble, temperature) if isinstance(system, Overdamped) else None
    for name, row in rows.items():
        if exact is not None and name.startswith("free energy"):
            row["exact"] = exact
    more.numbers["averages"] = rows
    return more


def _exact(system: Overdamped, protocol: Protocol, ensemble: Ensemble, temperature: float) -> float | None:
    """-T ln of the ratio of the integrals of exp(-U/T) after and before, for one coordinate."""
    if system.dims != 1:
        return None
    low, high = float(ensemble.x.min()), float(ensemble.x.max())
    middle, half = 0.5 * (low + high), 0.5 * WIDER * (high - low)
    x = jnp.linspace(middle - half, middle + half, POINTS)[:, None]

    def weight(parameter: jax.Array) -> float:
        energy = np.asarray(jax.vmap(lambda one: system.energy(one, parameter))(x))
        least = energy.min()
        return float(least - temperature * np.log(np.trapezoid(np.exp((least - energy) / temperature))))

    return weight(protocol.after) - weight(protocol.before)
