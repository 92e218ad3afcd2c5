"""A steady state that keeps what the processes conserve."""

from fluxforce._types import Array, Float
from fluxforce.model.assemble.base import Assembled
from fluxforce.solve.esdirk import StepOptions
from fluxforce.solve.integrate import integrate
from fluxforce.solve.newton import NewtonOptions


def settled(made: Assembled, time: float) -> Float[Array, "coordinates places"]:
    """The state after ``time``, many times longer than the slowest relaxation; totals are kept to round-off.

    Steps grow with the quiet, and the method damps what is stiff, so that a thousand relaxation times cost no
    more than ten.
    """
    options = StepOptions(first=made.first_step, tolerance=1e-2, newton=NewtonOptions(tolerance=1e-9))
    run = integrate(made.solver, made.system, made.start, [time], options=options, scale=made.scale)
    return run.stages[-1, -1]
