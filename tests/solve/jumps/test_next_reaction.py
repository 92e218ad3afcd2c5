"""The next reaction method is exact too: the same distributions by another road, and driven rates."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from fluxforce.errors import BadInput
from fluxforce.networks.kinetics import immigration_death, schloegl
from fluxforce.networks.reactions import reaction_network
from fluxforce.solve.jumps.direct import sample
from fluxforce.solve.jumps.next_reaction import Drive, sample_next_reaction
from tests.solve.jumps.brute import after, apart, deviate, variance_apart

MANY = 4096


def test_schloegl_follows_the_master_equation():
    network, start = schloegl(5.0), np.zeros(80)
    start[6] = 1.0
    paths = sample_next_reaction(network, {"X": 6}, [0.3, 3.0], trajectories=MANY, seed=1, widths=(64,))
    other = sample(network, {"X": 6}, [0.3, 3.0], trajectories=MANY, seed=2)
    for k, time in enumerate((0.3, 3.0)):
        assert deviate(paths.numbers[k, 0], after(network, start, time)) < 4.0
        for mine, theirs in ((paths.forward, other.forward), (paths.backward, other.backward)):
            for a, b in zip(mine[k], theirs[k], strict=True):
                error = np.sqrt((a.var() + b.var()) / MANY)
                assert abs(a.mean() - b.mean()) < 4.0 * error
    brought = np.einsum("rs,trn->tsn", network.change(), paths.currents)
    assert np.array_equal(paths.numbers - paths.initial[None], brought)


def test_driven_immigration_stays_poisson():
    """Immigration k (1 + sin w t): X(t) is Poisson with mean int k (1 + sin w s) exp(-g (t - s)) ds."""
    rate, speed = 10.0, 3.0
    drive = Drive(forward=lambda t: t + (1.0 - jnp.cos(speed * t)) / speed)
    paths = sample_next_reaction(
        immigration_death(rate, 1.0),
        {},
        [0.5, 2.0],
        trajectories=MANY,
        seed=3,
        drives={"immigration": drive},
        widths=(64,),
    )
    for k, time in enumerate((0.5, 2.0)):
        mean = quad(lambda s, t=time: rate * (1.0 + np.sin(speed * s)) * np.exp(s - t), 0.0, time)[0]
        assert apart(paths.numbers[k, 0], mean) < 4.0
        assert variance_apart(paths.numbers[k, 0], mean) < 4.0


def test_entropy_of_a_driven_exchange():
    """k+(t) = exp(a t) k+: integral fluctuation theorem for a two-state molecule, starts drawn from p(0)."""
    slope = 1.5
    network = reaction_network({"flip": ("A <=> B", 1.0, 2.0)})
    drive = Drive(forward=lambda t: (jnp.exp(slope * t) - 1.0) / slope)
    p, end = 0.4, 0.8
    start = (np.random.default_rng(4).random(MANY) < p).astype(float)
    paths = sample_next_reaction(
        network,
        np.stack([start, 1.0 - start]),
        end,
        trajectories=MANY,
        seed=4,
        drives={"flip": drive},
        widths=(64,),
    )
    # dp/dt = -exp(a t) p + 2 (1 - p), by many small midpoint steps.
    later, steps = p, 4000
    for k in range(steps):
        f = [-np.exp(slope * end * (k + 0.5) / steps), 2.0]
        middle = later + 0.5 * end / steps * (f[0] * later + f[1] * (1.0 - later))
        later += end / steps * (f[0] * middle + f[1] * (1.0 - middle))
    inside = paths.numbers[0, 0]
    assert apart(inside, later) < 4.0
    ends = np.where(start > 0.5, np.log(p), np.log(1.0 - p)) - np.where(
        inside > 0.5, np.log(later), np.log(1.0 - later)
    )
    assert apart(np.exp(-paths.log_ratio()[0] - ends), 1.0) < 4.0


def test_unknown_reactions_cannot_be_driven():
    with pytest.raises(BadInput, match="'flight'"):
        sample_next_reaction(immigration_death(), {}, 1.0, trajectories=2, drives={"flight": Drive()})
