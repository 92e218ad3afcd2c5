"""Heat, chemical work and power of a level between two leads, and of an engine near reversibility."""

import numpy as np
import pytest

from fluxforce.budget.markov.energy import Reservoir, energy_rates
from fluxforce.errors import BadInput
from fluxforce.networks.dots import Lead, dot_engine, quantum_dot
from fluxforce.networks.system import NetworkRates, network_rates
from fluxforce.solve.markov.stationary import stationary
from tests.budget.markov.samples import random_network, random_probability

DOT = {"left": Lead(1.0, 2.0), "right": Lead(2.0, 0.0)}
HELD = {"left": Reservoir(1.0, 2.0), "right": Reservoir(1.0, 0.0)}


def dot_rates() -> NetworkRates:
    net = quantum_dot(1.0, DOT)
    return network_rates(net, stationary(net))


def test_heat_of_a_lead_is_current_times_distance_to_its_potential():
    """J = G_L G_R (f_L - f_R)/(G_L + G_R); heat from the left lead J (level - potential). [bagrets2003]."""
    found = energy_rates(dot_rates(), np.array([0.0, 1.0]), HELD, particles=np.array([0.0, 1.0]))
    f_left, f_right = 1.0 / (1.0 + np.exp(-1.0)), 1.0 / (1.0 + np.exp(1.0))
    current = 2.0 / 3.0 * (f_left - f_right)
    np.testing.assert_allclose(found.heat["left"], -current, rtol=1e-13)
    np.testing.assert_allclose(found.heat["right"], -current, rtol=1e-13)
    np.testing.assert_allclose(found.particles["left"], current, rtol=1e-13)
    # potentials fall by 2, and all of it becomes heat
    np.testing.assert_allclose(-found.power, 2.0 * current, rtol=1e-13)
    assert found.detailed_balance_error < 1e-15


@pytest.mark.parametrize("key", range(3))
def test_first_law_holds_out_of_the_steady_state(key: int):
    draw = np.random.default_rng(key)
    net = random_network(key)
    rates = network_rates(net, random_probability(key))
    held = {"bath 0": Reservoir(1.0, 0.3), "bath 1": Reservoir(2.0, -0.7)}
    found = energy_rates(
        rates, draw.normal(size=5), held, particles=draw.integers(0, 3, 5), work=draw.normal(size=9)
    )
    parts = (found.heat, found.chemical_work, found.driving_work)
    total = sum(sum(part.values()) for part in parts)
    np.testing.assert_allclose(found.energy, total, atol=1e-14)


def test_engine_stays_below_carnot_and_reaches_it_without_power():
    """At equal reduced levels nothing flows; close to them the efficiency tends to 1 - T_cold/T_hot."""
    efficiencies = []
    for apart in (0.5, 1e-4):
        net, leads = dot_engine(2.0, 2.0 + apart, 0.5)
        held = {name: Reservoir(lead.temperature, lead.potential) for name, lead in leads.items()}
        rates = network_rates(net, stationary(net))
        found = energy_rates(rates, np.zeros(2), held, particles=np.array([0.0, 1.0]))
        efficiencies.append(found.efficiency("hot"))
    assert 0.0 < efficiencies[0] < efficiencies[1] < 0.5
    np.testing.assert_allclose(efficiencies[1], 1.0 - 0.5 * 2.0001 / 2.0, rtol=1e-8)


def test_bad_reservoirs_are_named():
    with pytest.raises(BadInput, match="nothing is known of reservoir 'right'"):
        energy_rates(dot_rates(), np.zeros(2), {"left": Reservoir()})
    with pytest.raises(BadInput, match="temperature of reservoir 'left'"):
        energy_rates(dot_rates(), np.zeros(2), HELD | {"left": Reservoir(0.0)})
    with pytest.raises(BadInput, match="temperature of lead 'left'"):
        quantum_dot(1.0, {"left": Lead(1.0, 0.0, -1.0)})
    found = energy_rates(dot_rates(), np.array([0.0, 1.0]), HELD, particles=np.array([0.0, 1.0]))
    with pytest.raises(BadInput, match="gives no heat"):
        found.efficiency("left")
