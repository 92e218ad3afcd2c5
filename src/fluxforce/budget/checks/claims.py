"""Claims that can be tested: balances of reactors, tensors, potentials of solids, least production.

Each returns an outcome that names the trap (docs/check.md).
"""

from collections.abc import Callable
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import System, evaluate
from fluxforce.budget.checks.outcome import Broken, Held, Outcome
from fluxforce.budget.checks.rest import books_of

ROUND_OFF = 1e-9


@dataclass(frozen=True)
class GibbsBalance:
    """What streams lose of Gibbs energy [W], and where it goes: reactions, mixing of the feed, everything else."""

    streams: float
    reactions: float
    mixing: float
    other: float

    def without_mixing(self) -> Outcome:
        """The claim sum mu_in n_in - sum mu_out n_out = sum A xi, as many books have it."""
        missing = self.streams - self.reactions - self.other
        size = abs(self.streams) + abs(self.reactions)
        if size == 0.0 or abs(missing) <= ROUND_OFF * size:
            return Held("C9", abs(missing) / (size or 1.0), "nothing is dissipated by mixing")
        return Broken(
            "C9", "sum mu_in n_in - sum mu_out n_out = sum A xi leaves out what the feed dissipates on mixing into the "
            "tank, sum n_in (mu_in - mu_tank)", "trap 2",
            numbers={"streams [W]": self.streams, "reactions [W]": self.reactions, "mixing [W]": self.mixing},
        )  # fmt: skip


def gibbs_balance(
    system: System, coordinates: Float[Array, "coordinates places"], temperature: float
) -> GibbsBalance:
    """The terms of an isothermal reactor at steady state, each computed on its own (docs/check.md, trap 2)."""
    at = books_of(system, coordinates)
    streams = float(
        jnp.sum(at.carried_out) - jnp.sum(at.carried_in) + jnp.sum(at.discharged) - jnp.sum(at.slaved)
    )
    mixing, space = float(jnp.sum(at.mixing)), float(jnp.sum(at.space))
    return GibbsBalance(
        temperature * streams, temperature * float(jnp.sum(at.produced)), temperature * (mixing + space), 0.0
    )


def check_dispersion(
    tensor: Callable[[np.ndarray], np.ndarray], dimensions: int = 2, seed: int = 0
) -> Outcome:
    """D(u) of mechanical dispersion: finite at rest and zero there, symmetric, semidefinite, the same for -u.

    ``tensor`` takes a velocity and returns a matrix; u u/|u| is 0/0 at u = 0.
    """
    still = np.asarray(tensor(np.zeros(dimensions)), float)
    if not np.all(np.isfinite(still)):
        return Broken("C1", "the tensor is no number where nothing flows: u u/|u| is 0/0 there, and the tensor is zero",
                      "trap 5", numbers={"D at u = 0": float("nan")})  # fmt: skip
    draw = np.random.default_rng(seed)
    top = 0.0
    for _ in range(32):
        u = draw.normal(size=dimensions)
        d = np.asarray(tensor(u), float)
        top = max(top, float(np.abs(d).max()))
        least = float(np.linalg.eigvalsh(0.5 * (d + d.T)).min())
        off = max(float(np.abs(d - d.T).max()), float(np.abs(d - np.asarray(tensor(-u))).max()))
        if least < -ROUND_OFF * np.abs(d).max() or off > ROUND_OFF * np.abs(d).max():
            return Broken("C1", "the tensor is not symmetric and semidefinite, or turns with the flow", "trap 5",
                          state={f"u{k}": float(v) for k, v in enumerate(u)},
                          numbers={"least eigenvalue": least, "asymmetry": off})  # fmt: skip
    if np.abs(still).max() > ROUND_OFF * top:
        return Broken("C1", "mechanical dispersion goes on where nothing flows", "trap 5",
                      numbers={"D at u = 0": float(np.abs(still).max())})  # fmt: skip
    return Held("C1", 0.0, "zero at rest, symmetric, semidefinite")


def check_tortuosity(factor: float) -> Outcome:
    """tau in the flux -phi tau D grad c is at most one: a path that is longer slows diffusion down."""
    if 0.0 < factor <= 1.0:
        return Held("C1", 0.0, "a factor between 0 and 1")
    return Broken("C1", "tortuosity is a factor below one in the flux; the square of a length ratio divides", "trap 5",
                  numbers={"factor": factor})  # fmt: skip


def check_interface(
    potential: Callable[[np.ndarray, np.ndarray], float], volume: float, seed: int = 0
) -> Outcome:
    """mu of a stressed solid at an interface, a function of the stress [Pa, compression positive] and the normal.

    mu = f V + p_n V with the normal traction p_n = n.sigma.n at THAT interface: it does not know what presses along
    the interface, and rises by V per unit of p_n. ``volume`` V [m3/mol]. The state of strain is held, so that f stays.
    """
    draw = np.random.default_rng(seed)
    for _ in range(16):
        frame, _ = np.linalg.qr(draw.normal(size=(3, 3)))
        normal, along = frame[:, 0], frame[:, 1]
        stress = draw.normal(size=(3, 3)) * 1e7
        stress = 0.5 * (stress + stress.T)
        base, push = potential(stress, normal), 1e6
        across = (potential(stress + push * np.outer(normal, normal), normal) - base) / (push * volume)
        beside = (potential(stress + push * np.outer(along, along), normal) - base) / (push * volume)
        if abs(beside) > 1e-6 or abs(across - 1.0) > 1e-6:
            said = (
                "the potential of a stressed solid holds the normal traction at the interface, mu = f V + p_n V, not "
                "the mean stress"
            )
            return Broken("C2", said, "trap 4", numbers={
                "dmu/dp_n over V": float(across), "dmu/dp along the interface over V": float(beside)})  # fmt: skip
    return Held("C2", 0.0, "mu knows the normal traction alone")


def check_least_production(
    system: System, coordinates: Float[Array, "coordinates places"], tolerance: float = 1e-6
) -> Outcome:
    """Prigogine's theorem, tested: is the production of a steady state the least one, contents that may change varied?

    Newton's method on the production itself from the steady state: it is least there with constant L [degroot1962], not
    with constant k or with kinetics. The least production found is told.
    """
    free = np.flatnonzero(np.concatenate([
        np.asarray(system.active).reshape(-1) > 0.0,
        np.zeros(coordinates.size - system.active.size, bool),
    ]))  # fmt: skip
    here = float(_total(system, coordinates))
    z = coordinates
    for _ in range(20):
        slope, matrix = (np.asarray(part) for part in _second(system, z))
        g, h = slope.reshape(-1)[free], matrix.reshape(z.size, z.size)[np.ix_(free, free)]
        values, vectors = np.linalg.eigh(h)
        values = np.maximum(np.abs(values), 1e-9 * np.abs(values).max())
        step = -vectors @ ((vectors.T @ g) / values)
        best, shrink = float(_total(system, z)), 1.0
        while shrink > 1e-3:
            moved = z.reshape(-1).at[free].add(jnp.asarray(shrink * step)).reshape(z.shape)
            if float(_total(system, moved)) < best * (1.0 - 1e-14):
                z = moved
                break
            shrink *= 0.5
        else:
            break
    least = float(_total(system, z))
    numbers = {"production of the steady state": here, "least production": least}
    if here - least <= tolerance * abs(here):
        return Held(
            "C9",
            max(0.0, (here - least) / abs(here)) if here else 0.0,
            "production is least at the steady state",
        )
    return Broken("C9", "the steady state is not that of least production: that needs constant Onsager coefficients",
                  "trap 6", numbers=numbers)  # fmt: skip


@eqx.filter_jit
def _total(system: System, z: Array) -> Array:
    return sum((jnp.sum(p) for p in evaluate(system, z).production), start=jnp.zeros(()))


@eqx.filter_jit
def _second(system: System, z: Array) -> tuple[Array, Array]:
    def total(z: Array) -> Array:
        return sum((jnp.sum(p) for p in evaluate(system, z).production), start=jnp.zeros(()))

    return jax.grad(total)(z), jax.hessian(total)(z)
