"""Energy conversion in cells: coupled flows and their optima, the proton gradient, an enzyme that pumps (P23)."""

import jax.numpy as jnp
import numpy as np
from scipy.optimize import brentq

from fluxforce.balance import System, evaluated
from fluxforce.budget.markov.response import onsager
from fluxforce.budget.onsager.conversion import Conversion, coupled_pair, economical_coupling
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Rank, Region, Row
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.laws.reversible import MassAction, Reversible
from fluxforce.model.assemble.coupled import Driven, Pool, coupled
from fluxforce.networks.pumps import CATALYSIS, UPTAKE, active_transport
from fluxforce.networks.system import network_rates
from fluxforce.places import Pairs
from fluxforce.process import Exchange
from fluxforce.solve.markov.stationary import stationary
from fluxforce.solve.steady import steady
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.verify.check import Check

EXACT = "closed form"
BODY = 310.15  # [K]
LARGEST = {0.5: 0.0717967697244908, 0.9: 0.392864458385019, 0.95: 0.524099944775801, 0.99: 0.752744903996207}


def checks() -> list[Check]:
    """P23."""
    return [*_pair(), *_optima(), *_protons(), *_enzyme()]


def _pair() -> list[Check]:
    """Efficiency of the assembled pair at its steady state, the load varied until it is largest."""
    rows = []
    for q, expected in LARGEST.items():
        matrix = coupled_pair(2e-8, 3.0, q, BODY)

        def at(load: float, matrix: OnsagerMatrix = matrix) -> float:
            made = coupled(
                processes={"oxidation": Driven(2e5), "phosphorylation": Pool(1e-6, 4e4, load)},
                matrix=matrix.values, temperature=BODY,
            )  # fmt: skip
            found = steady(made.solver, made.system, made.start, scale=made.scale)
            rates = evaluated(made.system, found.coordinates)
            return float({n.name: n for n in made.numbers}["efficiency"].of(made.system, rates))

        matched = Conversion(matrix).matched_load
        # flat at its top: the three values differ by the square of the step
        best = max(at(matched * factor) for factor in (0.999, 1.0, 1.001))
        rows.append(
            Check(f"P23.largest.{q}", f"largest efficiency of coupled flows with q = {q}, at steady state",
                  f"{EXACT} q^2/(1 + sqrt(1 - q^2))^2", best, expected, 1e-9)
        )  # fmt: skip
    return rows


def _optima() -> list[Check]:
    found = (
        ("flow", "net flow of ATP", economical_coupling(), 0.786151377757423),
        ("power", "output power", economical_coupling(power=True), 0.910179721124455),
        ("economic-flow", "economical flow", economical_coupling(economic=True), 0.953061862208316),
        (
            "economic-power",
            "economical power",
            economical_coupling(power=True, economic=True),
            0.971736543513291,
        ),
    )
    return [
        Check(f"P23.optimum.{name}", f"degree of coupling that is best for the {what}, with a matched load",
              "Stucki, Eur. J. Biochem. 109, 269 (1980); cos a = (sqrt(m^2 + 4) - m)/2", value, expected, 1e-9)
        for name, what, value, expected in found
    ]  # fmt: skip


def _protons() -> list[Check]:
    """ATP made from ADP and phosphate by protons that fall through 180 mV: forces of the kernel times T."""
    standard = jnp.array([-30.5e3 / BODY, 0.0, 0.0])  # ATP, ADP, phosphate [1 mol/L]
    potential = Joint(
        FromEntropy(IdealSolution(standard=standard, names=("ATP", "ADP", "phosphate"))),
        Charged(capacitance=jnp.ones(()), temperature=jnp.array(BODY)),
    )
    phi = jnp.array([0.0, 0.18])
    contents = jnp.log(jnp.array([4e-3, 0.4e-3, 5e-3]))
    state = jnp.concatenate([jnp.broadcast_to(contents[:, None], (3, 2)), phi[None]])

    def affinity(protons: float, synthesis: float) -> float:
        before = jnp.array([[0.0, synthesis, synthesis, protons * FARADAY]])
        after = jnp.array([[synthesis, 0.0, 0.0, protons * FARADAY]])
        law = Reversible(MassAction(jnp.ones(1), jnp.zeros((1, 4))))
        exchange = Exchange(
            "synthesis", Pairs(jnp.array([1]), jnp.array([0])), before, after, law, jnp.ones(1)
        )
        system = System(potential, (exchange,), (), jnp.ones(2), jnp.ones((4, 2)))
        return BODY * float(evaluated(system, state).forces[0][0, 0])

    return [
        Check("P23.pmf", "proton-motive force of 180 mV [kJ/mol]", f"{EXACT} F dp", 1e-3 * affinity(1.0, 0.0),
              17.367359782196, 1e-12),
        Check("P23.eight-thirds", "of 8/3 protons", EXACT, 1e-3 * affinity(8 / 3, 0.0), 46.312959419189, 1e-12),
        Check("P23.eleven-thirds", "of 11/3 protons, transport of phosphate included", EXACT,
              1e-3 * affinity(11 / 3, 0.0), 63.680319201385, 1e-12),
        Check("P23.phosphate", "phosphate potential of 4 mM ATP, 0.4 mM ADP, 5 mM phosphate [kJ/mol]", EXACT,
              -1e-3 * affinity(0.0, 1.0), 50.100679615773, 1e-12),
        Check("P23.synthesis", "affinity of synthesis by 11/3 protons [kJ/mol]", f"{EXACT}, difference of both",
              1e-3 * affinity(11 / 3, 1.0), 63.680319201385 - 50.100679615773, 1e-11),
    ]  # fmt: skip


def _currents(reaction: float, gradient: float) -> tuple[float, float, float]:
    """Reactions and ions per second, and entropy produced, summed over the edges [k_B/s]."""
    enzyme = active_transport(reaction, gradient)
    rates = network_rates(enzyme, stationary(enzyme))
    flux = np.asarray(rates.one_way) - np.asarray(rates.returning)
    edges = float(flux @ np.log(np.asarray(rates.one_way) / np.asarray(rates.returning)))
    return float(CATALYSIS @ flux), float(UPTAKE @ flux), edges


def _enzyme() -> list[Check]:
    reaction, gradient = 10.0, -6.0
    fuel, ions, edges = _currents(reaction, gradient)
    head = float(np.asarray(brentq(lambda x: _currents(reaction, x)[1], -9.0, -6.0, xtol=1e-14)))
    still = _currents(reaction, head)
    near = onsager(active_transport(0.0, 0.0), np.stack([CATALYSIS, UPTAKE]))
    rows = (Row("reaction", rank=Rank.SCALAR), Row("ions", rank=Rank.SCALAR))
    matrix = OnsagerMatrix(near, rows, region=Region.SURFACE)
    linear = Conversion(matrix)
    source = "six states, 25 digits"
    produced = GAS_CONSTANT * (fuel * reaction + ions * gradient)
    return [
        Check("P23.reactions", "reactions of an enzyme of six states, X_e = 10, X_H = -6 [1/s]", source,
              fuel, 0.0442770817954266, 1e-10),
        Check("P23.ions", "ions that it pumps [1/s]", source, ions, 0.0192969553935257, 1e-10),
        Check("P23.slip", "what slips [1/s]", source, ions - fuel, -0.0249801264019009, 1e-10),
        Check("P23.production", "entropy production by forces and currents [J/K/s/mol]", source,
              produced, 2.71873852870804, 1e-10),
        Check("P23.edges", "the same by all edges", source, GAS_CONSTANT * edges, 2.71873852870804, 1e-10),
        Check("P23.efficiency", "its efficiency", source, -ions * gradient / (fuel * reaction),
              0.261493593674715, 1e-10),
        Check("P23.head", "X_H at which no ion moves (static head)", source, head, -7.51440789867829, 1e-10),
        Check("P23.head.production", "entropy produced there, where nothing is gained", source,
              GAS_CONSTANT * still[2], 2.07682984710348, 1e-9),
        Check("P23.cross", "L_eH near equilibrium [1/s]", source, matrix["reaction", "ions"], 2.89534067302, 1e-9),
        Check("P23.reciprocal", "L_He near equilibrium [1/s]", source, matrix["ions", "reaction"],
              2.89534067302, 1e-9),
        Check("P23.coupling", "degree of coupling near equilibrium", source, linear.coupling, 0.997134179137, 1e-10),
        Check("P23.predicted", "largest efficiency that linear theory would predict from it",
              f"{EXACT} q^2/(1 + sqrt(1 - q^2))^2", linear.best_efficiency,
              0.997134179137**2 / (1.0 + (1.0 - 0.997134179137**2) ** 0.5) ** 2, 1e-8),
    ]  # fmt: skip
