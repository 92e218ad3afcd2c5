"""Chains between baths: overdamped beads and the harmonic crystal."""

from fluxforce.budget.diffusion.gaussian import stationary
from fluxforce.budget.diffusion.of_langevin import linear_of
from fluxforce.budget.diffusion.production import entropy_flows, entropy_production, heat_flows
from fluxforce.networks.diffusion_models import bead_chain, harmonic_chain
from fluxforce.verify.check import Check
from fluxforce.verify.stochastic.numbered import Row, numbered

BEADS = "Battle and others 2016; Kim and others 2020"
CRYSTAL = "Rieder, Lebowitz and Lieb 1967"
LONG = 40  # masses; the current approaches that of an endless chain exponentially fast


def p24() -> list[Check]:
    """Beads with temperatures from 1 to 10 along the chain."""
    rows: list[Row] = []
    for count, production, square in (
        (2, 2.025, 1.416666666666667),
        (5, 0.6298172794946988, 1.61969696969697),
    ):
        chain = linear_of(bead_chain(beads=count, cold=1.0, hot=10.0))
        state = stationary(chain)
        produced = sum(entropy_production(chain, state).values())
        rows += [
            (f"{count} beads: entropy production [k_B/s]", BEADS, produced, production),
            (f"{count} beads: <x^2> of the first", BEADS, state.covariance[0, 0], square),
        ]
    return numbered("24", rows)


def p65() -> list[Check]:
    """Heat through masses and springs between baths at 2 and 1."""
    current, first, production = _crystal(2)
    # the same heat counted on its way into the cold bath instead of out of the hot one
    chain = linear_of(harmonic_chain(sites=2, left=2.0, right=1.0))
    arriving = heat_flows(chain, stationary(chain))["right"]
    endless = _crystal(LONG)[0]
    rows: list[Row] = [
        ("harmonic chain of 2: heat current", CRYSTAL, current, 0.1666666666666667),
        ("harmonic chain of 2: temperature of the first mass", CRYSTAL, first, 1.833333333333333),
        ("harmonic chain of 2: entropy production [k_B/s]", CRYSTAL, production, 0.08333333333333333),
        (f"harmonic chain of {LONG}: current per difference", CRYSTAL, endless, 0.1909830056250526),
        ("harmonic chain of 2: heat into the cold bath", CRYSTAL, arriving, 0.1666666666666667),
    ]
    current, first, production = _crystal(4)
    # conductance does not depend on temperature: another difference gives the same
    steep = linear_of(harmonic_chain(sites=LONG, left=4.0, right=1.0))
    again = -heat_flows(steep, stationary(steep))["left"] / 3.0
    rows += [
        ("harmonic chain of 4: heat current", CRYSTAL, current, 0.1904761904761905),
        ("harmonic chain of 4: temperature of the first mass", CRYSTAL, first, 1.80952380952381),
        ("harmonic chain of 4: entropy production [k_B/s]", CRYSTAL, production, 0.09523809523809524),
        (f"harmonic chain of {LONG}: the same between 4 and 1", CRYSTAL, again, 0.1909830056250526),
    ]
    return numbered("65", rows)


def _crystal(count: int) -> tuple[float, float, float]:
    """Heat current, kinetic temperature of the first mass, entropy production."""
    chain = linear_of(harmonic_chain(sites=count, left=2.0, right=1.0))
    state = stationary(chain)
    produced = sum(entropy_production(chain, state).values())
    given = sum(entropy_flows(chain, state).values())
    # in the steady state all that is produced is given to the baths: the larger difference would show here
    worst = produced if abs(produced - given) < 1e-10 else float("nan")
    # masses are one, and velocities stand behind the positions
    kinetic = float(state.second_moment[count, count])
    return -heat_flows(chain, state)["left"], kinetic, worst
