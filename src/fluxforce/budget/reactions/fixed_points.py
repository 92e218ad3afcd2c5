"""Where the macroscopic rate equations of a reaction network stand still, and whether they stay there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array
from fluxforce.balance import Rates, System, evaluate
from fluxforce.budget.reactions.polynomial import concentrations_at_rest
from fluxforce.constants import GAS_CONSTANT
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.reversible import Reversible
from fluxforce.networks.macroscopic import macroscopic
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.numerics.integers import non_negative_null_space
from fluxforce.numerics.seeds import log_uniform
from fluxforce.numerics.summary import MOST_ROWS, AbstractSummarised, Summary, number, numbers

LEAST = 1e-100  # stands for no concentration at all, whose logarithm is needed
TOGETHER = 64  # points that are evaluated at once
FARTHEST = (-200.0, 200.0)  # of ln c
NOTHING = 1e-90  # a flux of what is not there produces nothing, even where the force is infinite
CONVERGED = 1e-11  # of the largest one-way flux that makes or consumes a species
STEPS = 100
CAUTION = 2.0  # largest change of ln c per step
SAME = 1e-6  # relative distance below which two fixed points are one


@dataclass(frozen=True, repr=False)
class MacroscopicState(AbstractSummarised):
    """What the kernel finds at concentrations c [1/volume] of a reaction network; everything per volume.

    - ``flux`` J and ``one_way`` J+ , ``returning`` J- [1/s], ``force`` X [k_B] of every reaction;
    - ``production`` J X [k_B/s] of every reaction, infinite for a one-way reaction that runs;
    - ``change`` dc/dt [species]; ``jacobian`` [species, species] = d(dc/dt)/dc and its ``eigenvalues``, without
      those that conservation laws make zero.
    """

    network: ReactionNetwork
    concentration: np.ndarray
    flux: np.ndarray
    one_way: np.ndarray
    returning: np.ndarray
    force: np.ndarray
    production: np.ndarray
    change: np.ndarray
    jacobian: np.ndarray
    eigenvalues: np.ndarray

    @property
    def stable(self) -> bool:
        """Whether every disturbance that the conservation laws allow dies away."""
        return bool(np.all(np.real(self.eigenvalues) < 0.0))

    @property
    def production_density(self) -> float:
        """Entropy production per volume [k_B/s]."""
        return float(self.production.sum())

    def summary(self) -> Summary:
        """Concentrations, whether they are stable, and what the reactions produce."""
        names = self.network.species
        facts = [(name, f"{number(c)} 1/volume") for name, c in zip(names, self.concentration, strict=True)][
            :MOST_ROWS
        ]
        facts += [
            ("stable", "yes" if self.stable else "no"),
            ("entropy production", f"{number(self.production_density)} k_B/s per volume"),
        ]
        rows = tuple(
            (name, *numbers(self.flux[k], self.force[k], self.production[k]))
            for k, name in enumerate(self.network.names)
        )
        return Summary(
            f"Macroscopic state of {len(names)} species",
            tuple(facts),
            ("reaction", "flux [1/s]", "force [k_B]", "production [k_B/s]"),
            rows,
        )


def macroscopic_state(
    network: ReactionNetwork, concentrations: Mapping[str, float] | np.ndarray
) -> MacroscopicState:
    """Forces, fluxes, production and Jacobian of given concentrations [1/volume], by the kernel's ``evaluate``."""
    return macroscopic_states(network, [_row(network, concentrations)])[0]


def macroscopic_states(network: ReactionNetwork, points: Sequence[np.ndarray]) -> list[MacroscopicState]:
    """As ``macroscopic_state`` for several points, evaluated together as places of one system."""
    rates, slopes, one_way = _at(macroscopic(network), np.array(points).reshape(len(points), -1))
    v = network.volume
    change = np.asarray(rates.supply) / v
    flux = np.concatenate([np.asarray(j) for j in rates.fluxes]) / v
    force = np.concatenate([np.asarray(x) for x in rates.forces]) / GAS_CONSTANT
    production = np.stack([np.asarray(p) for p in rates.production]) / GAS_CONSTANT / v
    back = np.array([[not one.one_way] for one in network.reactions])
    forward = one_way / v
    returning = np.where(back, forward * np.exp(np.where(back, -force, 0.0)), 0.0)
    production = np.where(forward + returning > NOTHING, production, 0.0)
    states = []
    for k, c in enumerate(points):
        jacobian = slopes[k] / np.maximum(c, LEAST)[None] / v
        states.append(
            MacroscopicState(
                network, c, flux[:, k], forward[:, k], returning[:, k], force[:, k], production[:, k],
                change[:, k], jacobian, np.linalg.eigvals(_inside(network, jacobian)),
            )
        )  # fmt: skip
    return states


def fixed_points(
    network: ReactionNetwork,
    totals_of: Mapping[str, float] | None = None,
    *,
    starts: Sequence[Mapping[str, float]] = (),
    seeds: int = 64,
) -> list[MacroscopicState]:
    """Concentrations with dc/dt = 0 that share the conserved totals of ``totals_of``, in ascending order.

    One species without conserved totals: ALL of them, as the real roots >= 0 of the polynomial. Otherwise those
    that Newton's method finds in ln c from ``starts`` and from ``seeds`` points spread evenly over ln c; each is a
    fixed point, but there may be others. Raises BadInput where totals are conserved and not given, SolverGaveUp
    where nothing was found.
    """
    if len(network.species) == 1 and not _laws(network).size:
        roots = _polynomial_roots(network)
        return macroscopic_states(network, [np.array([root]) for root in roots]) if roots else []
    laws = _laws(network)
    if laws.size and totals_of is None:
        raise BadInput([Problem(f"{len(laws)} totals of {', '.join(network.species)} are conserved",
                                hint="totals_of: concentrations that have these totals")])  # fmt: skip
    totals = laws @ _row(network, totals_of or {})
    scale = float(totals.max(initial=0.0)) or 1.0
    spread = log_uniform(seeds, len(network.species), 1e-4 * scale, 1e2 * scale)
    begin = np.concatenate([np.stack([_row(network, one) for one in starts]), spread]) if starts else spread
    found = _newton(network, begin, laws, totals)
    if not found:
        raise SolverGaveUp(
            f"no fixed point of {', '.join(network.species)} was found from {len(begin)} starts; give one near it"
        )
    return macroscopic_states(network, found)


def follow(
    networks: Callable[[float], ReactionNetwork], values: Sequence[float], start: Mapping[str, float]
) -> list[MacroscopicState]:
    """One branch of fixed points along a parameter: each is looked for from the one before.

    Raises SolverGaveUp that names the value where the branch is lost, as at a fold.
    """
    branch: list[MacroscopicState] = []
    first = networks(values[0])
    near, laws = _row(first, start), _laws(first)
    totals = laws @ near
    for value in values:
        found = _newton(networks(value), near[None], laws, totals)
        if not found:
            raise SolverGaveUp(
                f"the branch of fixed points is lost at the parameter {value:g}: a fold, or too far a step"
            )
        near = found[0]
        branch.append(macroscopic_state(networks(value), near))
    return branch


def _laws(network: ReactionNetwork) -> np.ndarray:
    return non_negative_null_space(network.change())


def _row(network: ReactionNetwork, concentrations: Mapping[str, float] | np.ndarray) -> np.ndarray:
    if isinstance(concentrations, np.ndarray):
        row = concentrations.astype(float)
    else:
        strange = [name for name in concentrations if name not in network.species]
        if strange:
            known = ", ".join(network.species)
            raise BadInput([Problem(f"unknown species '{strange[0]}'", hint=f"species: {known}")])
        row = np.array([float(concentrations.get(name, 0.0)) for name in network.species])
    if row.shape != (len(network.species),) or not np.all(np.isfinite(row)) or np.any(row < 0.0):
        raise BadInput([Problem("concentrations are one number per species, zero or above")])
    return row


def _at(system: System, c: np.ndarray) -> tuple[Rates, np.ndarray, np.ndarray]:
    """Rates at points [points, species], slopes [points, supplied, species] by ln c, one-way [reactions, points]."""
    count = c.shape[0]
    # few shapes, so that a network is compiled once
    size = TOGETHER * -(-count // TOGETHER)
    z = np.log(np.maximum(np.pad(c, ((0, size - count), (0, 0)), mode="edge"), LEAST)).T
    rates, slopes, one_way = _compiled(system, jnp.asarray(z))
    rates = jax.tree.map(lambda values: values[..., :count], rates)
    return rates, np.asarray(slopes).transpose(2, 1, 0)[:count], np.asarray(one_way)[:, :count]


@eqx.filter_jit
def _compiled(system: System, z: Array) -> tuple[Rates, Array, Array]:
    def supply(z: Array) -> Array:
        return evaluate(system, z).supply

    def slope(direction: Array) -> Array:
        return jax.jvp(supply, (z,), (direction[:, None] * jnp.ones_like(z),))[1]

    rates = evaluate(system, z)
    one_way = []
    for exchange in system.exchanges:
        assert isinstance(exchange.law, Reversible | Irreversible)
        one_way.append(exchange.law.one_way.forward(rates.reading, rates.reading)[0] * exchange.measure)
    return rates, jax.vmap(slope)(jnp.eye(z.shape[0])), jnp.stack(one_way)


def _newton(
    network: ReactionNetwork, begin: np.ndarray, laws: np.ndarray, totals: np.ndarray
) -> list[np.ndarray]:
    """Newton's method in ln c from many points at once; the conserved totals are further equations.

    Every equation is divided by its one-way fluxes, or by its total, so that all weigh the same.
    """
    system = macroscopic(network)
    moved = np.abs(network.change()).astype(float)
    z = np.log(np.maximum(begin, 1e-30))
    scale = np.maximum(np.abs(totals), 1e-300)
    done = False
    for _ in range(STEPS):
        c = np.exp(z)
        rates, slope, one_way = _at(system, c)
        value, traffic = np.asarray(rates.supply).T, np.maximum(one_way.T @ moved, 1e-300)
        off = (c @ laws.T - totals[None]) / scale[None]
        if done:
            break
        rows = laws[None] * c[:, None, :] / scale[None, :, None]
        residual = np.concatenate([value / traffic, off], axis=1)
        matrix = np.concatenate([slope / traffic[:, :, None], rows], axis=1)
        good = np.isfinite(matrix).all(axis=(1, 2)) & np.isfinite(residual).all(axis=1)
        matrix[~good], residual[~good] = 0.0, 0.0
        step = -(np.linalg.pinv(matrix, rcond=1e-13) @ residual[:, :, None])[:, :, 0]
        far = np.abs(step).max(axis=1)
        z = np.clip(z + step * np.minimum(1.0, CAUTION / np.maximum(far, 1e-300))[:, None], *FARTHEST)
        done = bool(np.all(~good | (far < 1e-11)))
    settled = (np.abs(value) <= CONVERGED * traffic).all(axis=1) & (np.abs(off) <= 1e-10).all(axis=1)
    return _distinct(c[settled])


def _distinct(points: np.ndarray) -> list[np.ndarray]:
    found: list[np.ndarray] = []
    for point in sorted(points.tolist()):
        row = np.array(point)
        size = np.abs(row).max()
        if not any(np.abs(row - other).max() <= SAME * size for other in found):
            found.append(row)
    return found


def _inside(network: ReactionNetwork, jacobian: np.ndarray) -> np.ndarray:
    """The Jacobian in coordinates of the space that reactions can move in."""
    basis = moving_basis(network)
    return basis.T @ jacobian @ basis


def moving_basis(network: ReactionNetwork) -> np.ndarray:
    """Orthonormal basis [species, rank] of what reactions can change."""
    values, vectors = np.linalg.svd(network.change().T.astype(float), full_matrices=False)[1::-1]
    return vectors[:, values > 1e-10 * values.max(initial=1.0)]


def _polynomial_roots(network: ReactionNetwork) -> list[float]:
    """Real roots >= 0 of dc/dt of one species, polished on the kernel."""
    roots = concentrations_at_rest(network)
    real = roots[roots > 0.0]
    polished = _newton(network, real[:, None], np.zeros((0, 1)), np.zeros(0)) if real.size else []
    return [0.0] * int(real.size < roots.size) + [float(c[0]) for c in polished]
