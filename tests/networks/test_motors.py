"""Motors, pumps, enzymes and dots: affinities that thermodynamics demands, and figures that were measured."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.budget.markov.engines import maximum_power
from fluxforce.budget.markov.hill import hill_cycles, simple_cycles
from fluxforce.errors import BadInput
from fluxforce.networks.counts import count_change, count_processes
from fluxforce.networks.enzymes import enzyme_cycle, michaelis_menten, proofreading
from fluxforce.networks.motors import (
    KINESIN_HYDROLYSIS,
    KINESIN_STEPS,
    RATCHET_HYDROLYSIS,
    RATCHET_POSITION,
    STEP,
    kinesin,
    kinesin_four_states,
    kinesin_rates,
    ratchet_motor,
)
from fluxforce.networks.network import Network
from fluxforce.networks.pumps import (
    CATALYSIS,
    PUMP_REACTION,
    PUMP_TRANSPORT,
    UPTAKE,
    active_transport,
    proton_pump,
)
from fluxforce.networks.rings import flashing_ratchet, ring
from fluxforce.networks.rotary import ROTARY_HYDROLYSIS, ROTARY_TURNS, rotary_motor
from fluxforce.networks.system import network_rates
from fluxforce.solve.markov.stationary import stationary


def flux(net: Network) -> np.ndarray:
    return network_rates(net, stationary(net)).flux


def affinities(net: Network) -> list[float]:
    return sorted(one.affinity for one in simple_cycles(net))


@pytest.mark.parametrize(("load", "drive"), [(0.0, 20.0), (-3.0, 12.0), (10.0, 25.0)])
def test_affinities_of_kinesin(load: float, drive: float):
    """Delta mu - f, Delta mu + f and 2 Delta mu, whatever the rates. [liepelt2007]."""
    expected = sorted(abs(x) for x in (drive - load, drive + load, 2.0 * drive))
    np.testing.assert_allclose(affinities(kinesin(load, drive)), expected, rtol=1e-13)


def test_kinesin_walks_at_the_measured_speed_and_stalls_at_seven_piconewton():
    """At [ATP] = 1 mM, Delta mu = ln(4.9e11 x 1000): below a micrometre per second [liepelt2007], figure 2; stall near
    7.2 pN, of which f = 14.04 is 7.2 pN x 8 nm/4.1 pN nm.
    """
    drive = float(np.log(4.9e11 * 1e3))
    velocity = STEP * float(KINESIN_STEPS @ flux(kinesin(0.0, drive)))
    assert 2e-7 < velocity < 1e-6
    assert (
        float(KINESIN_STEPS @ flux(kinesin(13.0, drive)))
        > 0.0
        > float(KINESIN_STEPS @ flux(kinesin(15.0, drive)))
    )


def test_production_of_kinesin_is_drive_and_load_times_currents():
    net = kinesin(10.0, 25.0)
    rates = network_rates(net, stationary(net))
    steps, hydrolysis = KINESIN_STEPS @ rates.flux, KINESIN_HYDROLYSIS @ rates.flux
    np.testing.assert_allclose(rates.total_production, 25.0 * hydrolysis - 10.0 * steps, rtol=1e-12)


def test_rates_of_kinesin_can_be_differentiated():
    """d ln(rate of the step)/df = -0.65 forward and 0.35 backward; d ln(binding)/d mu = 1."""
    forward, backward = jax.jacfwd(lambda x: [jnp.log(r) for r in kinesin_rates(x[0], x[1])])(
        jnp.array([1.0, 9.0])
    )
    np.testing.assert_allclose([forward[6, 0], backward[6, 0], forward[0, 1]], [-0.65, 0.35, 1.0], rtol=1e-12)


@pytest.mark.parametrize("force", [0.0, -1.0, 2.0])
def test_ratchet_motor_balances_drive_and_force(force: float):
    """Two half steps per period: production is Delta mu r + f v, each current with its own channels."""
    net = ratchet_motor(force, 10.0)
    rates = network_rates(net, stationary(net))
    work = 10.0 * (RATCHET_HYDROLYSIS @ rates.flux) + force * (RATCHET_POSITION @ rates.flux)
    np.testing.assert_allclose(rates.total_production, work, rtol=1e-12)


def test_rotary_motor_turns_at_the_measured_rate_and_makes_atp_when_protons_push():
    """130 turns per second at saturating ATP [yasuda2001]; the sign changes at (8/3) Delta p = Delta mu."""
    free = rotary_motor()
    np.testing.assert_allclose(ROTARY_TURNS @ flux(free), 130.0, rtol=0.01)
    atp, adp, phosphate = 2e-3, 1e-5, 1e-3
    drive = np.log(2.2e5 * atp / (adp * phosphate))
    np.testing.assert_allclose(affinities(free), [3.0 * drive], rtol=1e-13)
    balance = 3.0 / 8.0 * drive
    for push, sign in ((0.9 * balance, 1.0), (1.1 * balance, -1.0)):
        assert sign * float(ROTARY_HYDROLYSIS @ flux(rotary_motor(proton_motive=push))) > 0.0
    still = rotary_motor(torque=float(drive / (2.0 * np.pi / 3.0)))
    np.testing.assert_allclose(flux(still), 0.0, atol=1e-9)


def test_active_transport_against_the_balance_of_its_states():
    """Probabilities from W p = 0 written out by hand; production J_e X_e + J_H X_H."""
    drive, gradient = 7.0, -4.0
    pairs = {
        (0, 1): (50 * np.exp(gradient), 50.0), (1, 2): (200.0, 200.0), (2, 3): (300 * np.exp(drive), 300.0),
        (3, 4): (150.0, 150.0), (4, 5): (80.0, 80.0), (5, 0): (100.0, 100.0), (1, 4): (0.1, 0.1),
    }  # fmt: skip
    w = np.zeros((6, 6))
    for (a, b), (there, back) in pairs.items():
        w[b, a] += there
        w[a, b] += back
    w -= np.diag(w.sum(axis=0))
    p = np.linalg.solve(np.vstack([w[:-1], np.ones(6)]), np.eye(6)[-1])
    net = active_transport(drive, gradient)
    rates = network_rates(net, stationary(net))
    ions, burnt = float(UPTAKE @ rates.flux), float(CATALYSIS @ rates.flux)
    assert ions == pytest.approx(100.0 * (p[5] - p[0]), rel=1e-9)
    assert burnt == pytest.approx(300.0 * (np.exp(drive) * p[2] - p[3]), rel=1e-9)
    assert float(rates.total_production) == pytest.approx(drive * burnt + gradient * ions, rel=1e-9)


def test_pump_moves_protons_against_their_potential_and_slips():
    net = proton_pump(6.0, 18.0)
    np.testing.assert_allclose(affinities(net), [6.0, 12.0, 18.0], rtol=1e-13)
    rates = network_rates(net, stationary(net))
    pumped, burnt = float(PUMP_TRANSPORT @ rates.flux), float(PUMP_REACTION @ rates.flux)
    assert 0.0 < pumped < burnt  # some reactions run without transport
    np.testing.assert_allclose(rates.total_production, 18.0 * burnt - 2.0 * 6.0 * pumped, rtol=1e-12)
    tight = hill_cycles(proton_pump(6.0, 18.0, leak=1e-12))
    assert tight.net[tight.affinities > 17.0][0] < 1e-8  # the slip
    backwards = proton_pump(12.0, 18.0)
    assert float(PUMP_REACTION @ flux(backwards)) < 0.0


def test_enzymes_turn_over_as_michaelis_and_menten_say():
    """V = k2 k1 S/(k1 S + k-1 + k2)."""
    for amount in (0.1, 1.0, 30.0):
        net = michaelis_menten(2.0 * amount, 1.0, 3.0)
        made = count_processes(net, {"catalysis": 1.0}) @ flux(net)
        np.testing.assert_allclose(made, 3.0 * 2.0 * amount / (2.0 * amount + 4.0), rtol=1e-13)
    np.testing.assert_allclose(
        affinities(enzyme_cycle(10.0, 1.0)), [np.log(20.0 * 5.0 * 3.0 / (0.5 * 0.2))], rtol=1e-13
    )


def test_proofreading_passes_the_bound_of_one_step_only_when_driven():
    """Error between 1/D^2 and 1/D; with rates in balance and slow catalysis it returns to 1/D. [hopfield1974]."""

    def error(**rates: float) -> float:
        net = proofreading(100.0, **rates)
        wrong, right = (
            count_processes(net, {f"{which} product": 1.0}) @ flux(net) for which in ("wrong", "right")
        )
        return float(wrong / right)

    assert 1e-4 < error() < 1e-2
    balanced = error(undriving=1.0, rebinding=10.0, catalysis=1e-9)
    np.testing.assert_allclose(balanced, 1e-2, rtol=1e-6)


def test_four_state_kinesin_without_phosphate_is_one_way():
    assert list(kinesin_four_states(1e-3, 0.0).one_way) == [False, False, False, True]


def test_a_ratchet_that_is_not_switched_is_in_equilibrium():
    net = flashing_ratchet(1.5, switching=1e-300)
    p = stationary(flashing_ratchet(0.0))
    np.testing.assert_allclose(p, 1.0 / 6.0, rtol=1e-13)
    on = net.forward[:3] / net.backward[:3]
    np.testing.assert_allclose(np.prod(on), 1.0, rtol=1e-14)


def test_counts_by_process_and_by_state():
    net = ring([1.0, 1.0, 1.0], [1.0, 1.0, 1.0])
    np.testing.assert_array_equal(count_change(net, np.array([0.0, 2.0, 5.0])), [2.0, 3.0, -5.0])
    with pytest.raises(BadInput, match="no process 'binding' to count"):
        count_processes(net, {"binding": 1.0})
    with pytest.raises(BadInput, match="the network has 3 states"):
        count_change(net, np.zeros(2))


def test_engine_at_highest_power_between_the_known_bounds():
    """eta = eta_C/2 + eta_C^2/8 + 0.0775 eta_C^3 + ... for small eta_C, above Curzon and Ahlborn's. [esposito2009b]."""
    found = maximum_power(0.05)
    np.testing.assert_allclose(found.efficiency, 0.025 + 0.05**2 / 8 + 0.0774920 * 0.05**3, rtol=5e-5)
    best = maximum_power(0.9)
    assert 1.0 - np.sqrt(0.1) < best.efficiency < 0.9
    for apart in (-0.01, 0.01):
        f_hot, f_cold = 1 / (1 + np.exp(best.x_hot + apart)), 1 / (1 + np.exp(best.x_cold))
        assert (f_hot - f_cold) * (best.x_hot + apart - 0.1 * best.x_cold) < best.power
    with pytest.raises(BadInput, match="between 0 and 1"):
        maximum_power(1.0)
