"""A level between two leads as a heat engine: the setting of highest power, and its efficiency."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import root
from scipy.special import expit

from fluxforce.budget.markov.energy import Reservoir, energy_rates
from fluxforce.budget.markov.response import response
from fluxforce.errors import BadInput, Problem, SolverGaveUp
from fluxforce.networks.dots import dot_engine

_CURRENT = np.array([1.0, 0.0])  # electrons from the hot lead into the level
_STRIDE = 0.35  # of the Carnot efficiency, from one optimum to the guess of the next


@dataclass(frozen=True)
class DotEngine:
    """A setting of the engine: reduced levels x = (level - potential)/T of both leads, power and efficiency.

    ``power`` is in units of k_B T_hot times the rate Gamma = G_h G_c/(G_h + G_c).
    """

    x_hot: float
    x_cold: float
    power: float
    efficiency: float


def maximum_power(carnot: float) -> DotEngine:
    """The levels at which a dot between T_hot = 1 and T_cold = 1 - ``carnot`` delivers most power.

    Power = J (x_hot T_hot - x_cold T_cold). Both derivatives, found by linear response of the current, are brought
    to zero by Powell's method from optima at smaller Carnot efficiencies. A negative ``carnot`` is the analytic
    continuation, where the lead called hot is the colder one. Source: [esposito2009b].

    Raises BadInput for a Carnot efficiency of zero, where there is no engine, of one or more, or below -0.6.
    """
    if not -0.6 <= carnot < 1.0 or carnot == 0.0:
        raise BadInput([Problem(f"the Carnot efficiency is {carnot:g}; it must lie between 0 and 1")])
    strides = max(1, int(np.ceil(abs(carnot) / _STRIDE)))
    near = carnot / strides
    unknown = np.array([2.4 - 0.6 * near - 0.25 * near**2, 1.2 + 0.6 * near + 0.6 * near**2])
    for k in range(1, strides + 1):
        now = carnot * k / strides
        found = root(_slopes, unknown, args=(now,), method="hybr", options={"xtol": 1e-11})
        unknown = found.x
        if float(np.abs(found.fun).max()) > 1e-11:
            raise SolverGaveUp(f"no setting of highest power was found at the Carnot efficiency {now:g}")
    return _setting(_levels(unknown, carnot), 1.0 - carnot)


def _levels(unknown: np.ndarray, carnot: float) -> np.ndarray:
    # the distance of both levels is of the order of the Carnot efficiency: as an unknown of its own it keeps its
    # digits where that is small
    return np.array([unknown[0], unknown[0] + carnot * unknown[1]])


def _slopes(unknown: np.ndarray, carnot: float) -> np.ndarray:
    levels, cold = _levels(unknown, carnot), 1.0 - carnot
    network, _ = dot_engine(float(levels[0]), float(levels[1]), cold)
    # f = 1/(1 + exp x): d ln f/dx = -(1 - f) and d ln(1 - f)/dx = f, each of its own lead
    answer = response(network, -np.diag(expit(levels)), np.diag(expit(-levels)))
    current, slope = float(_CURRENT @ answer.rates.flux), answer.currents(_CURRENT)[0]
    span = carnot * (levels[0] - cold * unknown[1])  # x_hot T_hot - x_cold T_cold
    # power is of second order in the Carnot efficiency, and so are these derivatives before they are divided
    both = float(slope.sum()) * span + current * carnot
    cold_only = float(slope[1]) * span - current * cold
    return np.array([both / carnot**2, cold_only / carnot])


def _setting(levels: np.ndarray, cold: float) -> DotEngine:
    network, leads = dot_engine(float(levels[0]), float(levels[1]), cold)
    answer = response(network, np.zeros((1, 2)), np.zeros((1, 2)))
    held = {name: Reservoir(lead.temperature, lead.potential) for name, lead in leads.items()}
    energy = energy_rates(answer.rates, np.zeros(2), held, particles=np.array([0.0, 1.0]))
    # one current for both leads: the sum over leads would lose digits where their potentials nearly agree
    power = energy.particles["hot"] * (leads["cold"].potential - leads["hot"].potential)
    return DotEngine(float(levels[0]), float(levels[1]), power, power / energy.heat["hot"])
