"""What a trajectory is at one instant, what is booked along it, and the contract of an integrator."""

from abc import abstractmethod

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float, Scalar
from fluxforce.networks.diffusion import LangevinSystem, Underdamped


class State(eqx.Module):
    """One trajectory, or many with their lanes on the last axis.

    Positions x, momenta p (empty where overdamped), drive y (empty where there is none), and ``memory``, what an
    integrator keeps from one step to the next.
    """

    x: Float[Array, "coordinates *lanes"]
    p: Float[Array, "momenta *lanes"]
    y: Float[Array, "axes *lanes"]
    memory: Float[Array, "kept *lanes"]


class Books(eqx.Module):
    """Energies and entropies of one trajectory, summed step by step; k_B = 1.

    - ``work``: by moving the parameter, sum of U(x, new) - U(x, old) at fixed x;
    - ``driven``: by forces that are no gradient, sum of f o dx (mean of both ends of a step: Stratonovich);
    - ``heat`` [baths]: taken FROM every bath;
    - ``shadow``: energy that the integrator's own error makes in the motion without baths (zero where overdamped);
    - ``convention``: entropy given to the medium beside heat/T, where a mobility that depends on the position is
      read otherwise than isothermally;
    - ``currents``: counted by the user.

    First law: energy now - energy then = work + driven + shadow + sum of heat, to round-off. [sekimoto2010]
    """

    work: Float[Array, "*lanes"]
    driven: Float[Array, "*lanes"]
    heat: Float[Array, "baths *lanes"]
    shadow: Float[Array, "*lanes"]
    convention: Float[Array, "*lanes"]
    currents: tuple[Float[Array, "*lanes"], ...]


class AbstractIntegrator(eqx.Module):
    """One step of a Langevin equation and its energies."""

    @abstractmethod
    def rows(self, system: LangevinSystem) -> tuple[int, int]:
        """How many standard normal numbers a step takes, those of the drive apart, and how many it remembers."""

    @abstractmethod
    def advance(
        self, system: LangevinSystem, state: State, parameter: Array, step: Scalar, normals: Array
    ) -> tuple[State, Books]:
        """The state after ``step`` at a fixed parameter and what is booked on the way (no currents, no work).

        ``state.y`` is the drive at the beginning; ``normals`` holds the integrator's rows, then the drive's.
        """


def nothing(system: LangevinSystem, currents: int = 0) -> Books:
    """Books of one trajectory that has not moved yet."""
    zero = jnp.zeros(())
    return Books(zero, zero, jnp.zeros(len(system.baths)), zero, zero, (zero,) * currents)


def total_energy(system: LangevinSystem, state: State, parameter: Array) -> Scalar:
    """Potential energy, and kinetic energy where there are momenta."""
    energy = system.energy(state.x, parameter)
    return energy + system.kinetic(state.p) if isinstance(system, Underdamped) else energy


def next_drive(system: LangevinSystem, y: Array, step: Scalar, normals: Array) -> Array:
    """The drive after the step, exact in law; its numbers are the last of ``normals``."""
    if system.drive is None:
        return y
    return system.drive.advance(y, step, normals[normals.shape[0] - y.shape[0] :])
