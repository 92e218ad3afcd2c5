"""Linear Langevin processes: drift and noise of every bath kept apart, variables even or odd under time reversal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from fluxforce.errors import BadInput, Problem

Numbers = Sequence[float] | np.ndarray
SAME = 1e-12  # relative size of a part with the wrong parity, or of noise that is not symmetric, taken for round-off


@dataclass(frozen=True)
class Coupling:
    """What one bath does to the variables: dx_b = (force - damping x) dt + noise of covariance 2 diffusion dt.

    ``temperature`` (k_B = 1) turns entropy given to the bath into heat; None where the bath is no heat bath (the
    noise of an active force).
    """

    damping: np.ndarray
    diffusion: np.ndarray
    temperature: float | None = None
    force: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def pull(self) -> np.ndarray:
        """The constant part of the drift [variables]."""
        return self.force if self.force.size else np.zeros(self.damping.shape[0])


@dataclass(frozen=True)
class LinearLangevin:
    """dx = (push - reversible x) dt + sum over baths of dx_b, any number of variables.

    ``parity`` [variables] is +1 for positions and -1 for velocities; ``reversible`` and ``push`` hold the drift
    that does not dissipate (streaming, Hamiltonian forces, the motion of a frame). Several baths on one variable
    stay apart: adding them up hides entropy production. Source: [seifert2012], [spinney2012].
    """

    names: tuple[str, ...]
    baths: Mapping[str, Coupling]
    reversible: np.ndarray
    parity: np.ndarray
    push: np.ndarray

    @property
    def drift(self) -> np.ndarray:
        """A in d<x>/dt = c - A <x> [variables, variables]."""
        return self.reversible + sum(one.damping for one in self.baths.values())

    @property
    def constant(self) -> np.ndarray:
        """c in d<x>/dt = c - A <x> [variables]."""
        return self.push + sum(one.pull() for one in self.baths.values())

    @property
    def diffusion(self) -> np.ndarray:
        """D of all baths together [variables, variables]."""
        return np.asarray(sum(one.diffusion for one in self.baths.values()))


def linear_langevin(
    names: Sequence[str],
    baths: Mapping[str, Coupling],
    *,
    reversible: np.ndarray | None = None,
    parity: Numbers | None = None,
    push: np.ndarray | None = None,
) -> LinearLangevin:
    """A linear process, checked once; without ``reversible`` and ``parity`` it is overdamped with even variables.

    Raises BadInput for matrices of the wrong shape, noise that is not symmetric and positive semidefinite,
    temperatures not above zero, and for parts whose parity is wrong: damping and noise connect variables of one
    parity, the reversible part those of opposite parity.
    """
    count = len(names)
    streaming = np.zeros((count, count)) if reversible is None else np.array(reversible, dtype=float)
    signs = np.ones(count) if parity is None else np.array(parity, dtype=float)
    moved = np.zeros(count) if push is None else np.array(push, dtype=float)
    made = {name: _coupling(one) for name, one in baths.items()}
    process = LinearLangevin(tuple(names), made, streaming, signs, moved)
    _check_shapes(process)
    _check_values(process)
    return process


def _coupling(one: Coupling) -> Coupling:
    damping, diffusion, force = (
        np.array(part, dtype=float) for part in (one.damping, one.diffusion, one.force)
    )
    return Coupling(damping, diffusion, one.temperature, force)


def _check_shapes(process: LinearLangevin) -> None:
    count = len(process.names)
    parts = [
        ("the reversible part", process.reversible, (count, count)),
        ("the push", process.push, (count,)),
    ]
    parts.append(("the parity", process.parity, (count,)))
    for name, one in process.baths.items():
        parts += [(f"the damping by bath '{name}'", one.damping, (count, count))]
        parts += [(f"the diffusion by bath '{name}'", one.diffusion, (count, count))]
        parts += [(f"the force of bath '{name}'", one.pull(), (count,))]
    for what, array, shape in parts:
        if array.shape != shape:
            raise BadInput(
                [Problem(f"{what} has shape {array.shape}; {shape} is needed for {count} variables")]
            )
        if not np.all(np.isfinite(array)):
            raise BadInput([Problem(f"{what} is not finite everywhere")])


def _check_values(process: LinearLangevin) -> None:
    if not np.all(np.abs(process.parity) == 1.0):
        raise BadInput([Problem("parities are +1 (positions) or -1 (velocities)")])
    same = process.parity[:, None] == process.parity[None]
    if np.any(process.reversible[same] != 0.0) and not np.allclose(process.reversible[same], 0.0, atol=SAME):
        _refuse_parity(process, "the reversible part", same & (process.reversible != 0.0), "opposite parity")
    for name, one in process.baths.items():
        if one.temperature is not None and not (np.isfinite(one.temperature) and one.temperature > 0.0):
            said = f"the temperature of bath '{name}' is {one.temperature:g}; it must be above zero"
            raise BadInput([Problem(said, hint="k_B = 1: temperatures are in units of energy")])
        scale = float(np.max(np.abs(one.diffusion), initial=0.0))
        least = float(np.min(np.linalg.eigvalsh((one.diffusion + one.diffusion.T) / 2.0), initial=0.0))
        if (
            np.max(np.abs(one.diffusion - one.diffusion.T), initial=0.0) > SAME * scale
            or least < -SAME * scale
        ):
            said = f"the diffusion by bath '{name}' must be symmetric and positive semidefinite"
            raise BadInput([Problem(said, hint=f"least eigenvalue: {least:g}")])
        for what, part in (("damping", one.damping), ("diffusion", one.diffusion)):
            if np.any(part[~same] != 0.0):
                _refuse_parity(process, f"the {what} by bath '{name}'", ~same & (part != 0.0), "one parity")


def _refuse_parity(process: LinearLangevin, what: str, wrong: np.ndarray, needed: str) -> None:
    row, column = np.argwhere(wrong)[0]
    ends = f"'{process.names[row]}' and '{process.names[column]}'"
    raise BadInput([Problem(f"{what} connects {ends}; it may only connect variables of {needed}")])


def overdamped(
    names: Sequence[str], stiffness: np.ndarray, *, mobility: Numbers, temperature: Numbers
) -> LinearLangevin:
    """x_i' = mu_i F_i + noise of 2 mu_i T_i with F = -stiffness x, every coordinate with a bath of its own name.

    A stiffness that is not symmetric holds a nonconservative force.
    """
    matrix, count = np.array(stiffness, dtype=float), len(names)
    if matrix.shape != (count, count):
        said = f"the stiffness has the shape {matrix.shape}, not {(count, count)}"
        raise BadInput([Problem(said, hint="a row and a column for each coordinate")])
    baths = {}
    for k, name in enumerate(names):
        unit = np.zeros((count, count))
        unit[k, k] = 1.0
        baths[name] = Coupling(
            mobility[k] * unit @ matrix, mobility[k] * temperature[k] * unit, temperature[k]
        )
    return linear_langevin(names, baths)


def underdamped(
    stiffness: np.ndarray, masses: Numbers, baths: Mapping[str, tuple[Numbers, float]]
) -> LinearLangevin:
    """m x'' = -stiffness x - sum over baths of gamma_b x' + noise; variables are all x, then all v = x'.

    ``baths`` maps a name to the friction coefficients gamma_b of every coordinate (zero where the bath does not
    reach) and its temperature.
    """
    count, mass = len(masses), np.asarray(masses, dtype=float)
    nothing = np.zeros((count, count))
    streaming = np.block([[nothing, -np.eye(count)], [np.asarray(stiffness) / mass[:, None], nothing]])
    couplings = {}
    for name, (friction, temperature) in baths.items():
        rub = np.asarray(friction, dtype=float)
        damping, noise = np.zeros((2, 2 * count, 2 * count))
        damping[count:, count:] = np.diag(rub / mass)
        noise[count:, count:] = np.diag(rub * temperature / mass**2)
        couplings[name] = Coupling(damping, noise, temperature)
    names = [f"x{k}" for k in range(count)] + [f"v{k}" for k in range(count)]
    return linear_langevin(names, couplings, reversible=streaming, parity=[1.0] * count + [-1.0] * count)
