"""Entropy production and heat of linear Langevin processes, bath by bath."""

from dataclasses import dataclass

import numpy as np

from fluxforce.budget.diffusion.gaussian import evolve
from fluxforce.budget.diffusion.linear import Coupling, LinearLangevin
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.gaussian import Gaussian
from fluxforce.numerics.quadrature import gauss

POINTS, PANELS = 12, 8  # for integrals over time: panels are short at first, since states may start narrow
CLOSED = 1e-9
RANK = 1e-12  # eigenvalues of a diffusion matrix below this fraction of the largest are zero


def mean_forces(coupling: Coupling) -> np.ndarray:
    """F_b = D_b^+ damping [variables, variables]: the entropy given to a bath is the integral of -(F_b x) o dx_b."""
    return _inverse(coupling.diffusion) @ coupling.damping


def entropy_flows(process: LinearLangevin, state: Gaussian) -> dict[str, float]:
    """Entropy given to every bath per time [k_B/s]: <(D_b^+ a_b) o dx_b/dt>, a_b = force_b - damping_b x.

    Equals <a_b D_b^+ a_b> - tr(P_b damping_b), P_b the projection on what the bath's noise reaches: first and second
    moments of the state are enough, which need not be Gaussian. Infinite where a bath damps what its noise does
    not reach (it has temperature zero there).
    """
    return {name: _flow(one, state) for name, one in process.baths.items()}


def heat_flows(process: LinearLangevin, state: Gaussian) -> dict[str, float]:
    """Heat given to every bath per time, T_b times its entropy flow; baths without a temperature are left out."""
    flows = entropy_flows(process, state)
    return {k: flows[k] * one.temperature for k, one in process.baths.items() if one.temperature is not None}


def entropy_production(process: LinearLangevin, state: Gaussian) -> dict[str, float]:
    """Entropy production in every bath's channel [k_B/s] for a Gaussian state, each of them >= 0.

    sigma_b = <j_b D_b^+ j_b>, j_b = a_b(x) + D_b S^-1 (x - m), the local velocity that bath b causes. The sum over
    baths is the entropy given to them plus dS/dt of the Gaussian. Source: [spinney2012], [seifert2012].
    """
    inverse = _covariance_inverse(process, state)
    found = {}
    for name, one in process.baths.items():
        back = _inverse(one.diffusion)
        if unreached(one) > 0.0:
            found[name] = np.inf
            continue
        slope = one.diffusion @ inverse - one.damping
        middle = one.pull() - one.damping @ state.mean
        found[name] = float(np.trace(slope.T @ back @ slope @ state.covariance) + middle @ back @ middle)
    return found


@dataclass(frozen=True)
class Balance:
    """Entropy over a time [k_B]: ``production`` = ``change`` of the system + ``given`` to all baths, but for ``error``,
    what the quadratures of production and given leave open (the change is exact).
    """

    production: float
    change: float
    given: float
    end: Gaussian

    @property
    def error(self) -> float:
        """|production - change - given|."""
        return abs(self.production - self.change - self.given)


def entropy_balance(process: LinearLangevin, start: Gaussian, duration: float) -> Balance:
    """Production, change and entropy given to baths over a time, from quadrature of the exact moments.

    The change of the system's entropy is half the change of ln det S; the reversible part connects variables of
    opposite parity only, has no diagonal and so leaves phase space its volume. Panels are divided until the balance
    closes to 1e-9. Raises SolverGaveUp where it does not (many oscillations), BadInput for a state without spread.
    """
    end = evolve(process, start, duration)
    logs = [float(np.linalg.slogdet(one.covariance)[1]) for one in (start, end)]
    change = (logs[1] - logs[0]) / 2.0
    for divided in (1, 2, 4, 8, 16):
        made, given = _integrals(process, start, duration, divided)
        found = Balance(made, change, given, end)
        if np.isinf(made) or found.error <= CLOSED * (made + abs(change) + abs(given)):
            return found
    raise SolverGaveUp(
        f"the entropy balance over {duration:g} is open by {found.error:.2g} k_B; try several shorter times"
    )


def _integrals(
    process: LinearLangevin, start: Gaussian, duration: float, divided: int
) -> tuple[float, float]:
    """Production and entropy given to the baths, by Gauss quadrature on panels each half as long as the next."""
    nodes, weights = gauss(POINTS)
    ends = duration * np.concatenate([[0.0], 2.0 ** np.arange(1.0 - PANELS, 1.0)])
    ends = np.append(np.linspace(ends[:-1], ends[1:], divided, endpoint=False).T.ravel(), duration)
    lengths = np.diff(ends)[:, None]
    rates = np.zeros((2, POINTS * lengths.size))
    for k, time in enumerate((ends[:-1, None] + lengths * nodes[None]).ravel()):
        state = evolve(process, start, float(time))
        rates[0, k] = sum(entropy_production(process, state).values())
        rates[1, k] = sum(entropy_flows(process, state).values())
    made, given = rates @ (lengths * weights[None]).ravel()
    return float(made), float(given)


def _flow(one: Coupling, state: Gaussian) -> float:
    if unreached(one) > 0.0:
        return float("inf")
    back = _inverse(one.diffusion)
    reach = back @ one.diffusion
    middle = one.pull() - one.damping @ state.mean
    spread = np.trace(one.damping.T @ back @ one.damping @ state.covariance)
    return float(middle @ back @ middle + spread - np.trace(reach @ one.damping))


def unreached(one: Coupling) -> float:
    """The largest damping or force in directions that the noise of the bath does not reach, zero for round-off."""
    away = np.eye(one.damping.shape[0]) - _inverse(one.diffusion) @ one.diffusion
    scale = max(
        float(np.max(np.abs(one.damping), initial=0.0)), float(np.max(np.abs(one.pull()), initial=0.0))
    )
    off = max(float(np.max(np.abs(away @ part), initial=0.0)) for part in (one.damping, one.pull()))
    return off if off > 1e-10 * scale else 0.0


def _inverse(diffusion: np.ndarray) -> np.ndarray:
    return np.linalg.pinv(diffusion, rcond=RANK, hermitian=True)


def _covariance_inverse(process: LinearLangevin, state: Gaussian) -> np.ndarray:
    values = np.linalg.eigvalsh(state.covariance)
    if values[0] <= RANK * values[-1]:
        said = f"the covariance of {', '.join(process.names)} has the eigenvalue {values[0]:.3g}"
        raise BadInput(
            [Problem(said, hint="a state without any spread has no entropy: start with a small variance")]
        )
    return np.linalg.inv(state.covariance)
