"""Langevin systems: drifts of the conventions, drives, protocols, and input that is refused."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks import diffusion_models as models
from fluxforce.networks.diffusion import Convention, overdamped, underdamped
from fluxforce.networks.drives import ColouredForce, RotationalDiffusion, Telegraph, settled
from fluxforce.networks.protocol import hold, protocol, ramp


def harmonic(x, parameter):
    return 0.5 * jnp.sum(x**2) - parameter * x[0]


def varying(x):
    return 1.0 + x[0] ** 2


@pytest.mark.parametrize("convention", list(Convention))
def test_ito_drift_of_every_convention(convention: Convention):
    """mu = 1 + x^2, T = 2: drift -mu x + value * 4 x."""
    system = overdamped(harmonic, temperature=2.0, mobility=varying, convention=convention)
    x = jnp.array([0.7])
    expected = -(1.0 + 0.49) * 0.7 + convention.value * 2.0 * 2.0 * 0.7
    np.testing.assert_allclose(system.ito_drift(x, jnp.asarray(0.0)), [expected], rtol=1e-14)
    np.testing.assert_allclose(system.diffusion_matrix(x), [[2.98]], rtol=1e-14)


def test_divergence_of_a_full_matrix():
    """D = T [[x^2 + 1, x y], [x y, 2]]: rows' divergences 2x + x and y + 0."""

    def mobility(x):
        return jnp.stack(
            [jnp.stack([x[0] ** 2 + 1.0, x[0] * x[1]]), jnp.stack([x[0] * x[1], 2.0 + 0.0 * x[0]])]
        )

    system = overdamped(harmonic, temperature=3.0, mobility=mobility, coordinates=("x", "y"))
    np.testing.assert_allclose(system.divergence(jnp.array([0.5, -2.0])), [4.5, -6.0], rtol=1e-14)


def test_linear_models_against_their_matrices():
    """Drift matrices of the gyrator, the swirling trap and the chain, as published."""
    zero = jnp.asarray(0.0)
    cases = {
        "gyrator": (models.brownian_gyrator(), -np.array([[1.0, 0.5], [0.5, 1.0]])),
        "swirl": (models.rotational_ou(), np.array([[-1.0, -2.0], [2.0, -1.0]])),
        "chain": (models.bead_chain(3), -np.array([[2.0, -1.0, 0.0], [-1.0, 2.0, -1.0], [0.0, -1.0, 2.0]])),
    }
    for system, expected in cases.values():
        slope = jax.jacfwd(lambda x, system=system: system.ito_drift(x, zero))(jnp.zeros(system.dims))
        np.testing.assert_allclose(slope, expected, atol=1e-14)
    np.testing.assert_allclose(models.bead_chain(3).temperatures(), [1.0, 5.5, 10.0])


def test_baths_by_name():
    system = overdamped(
        harmonic, temperature=[1.0, 2.0, 1.0], coordinates=("a", "b", "c"), baths=("cold", "hot", "cold")
    )
    assert system.baths == ("cold", "hot")
    assert system.bath == (0, 1, 0)
    chain = models.harmonic_chain(3)
    assert chain.touched == ((0,), (), (1,))


def test_drives_have_their_stationary_moments_and_memory():
    """40 000 draws, four standard errors: <y^2> and <y(0) y(t)> of each drive."""
    count, time = 40_000, jnp.asarray(0.3)
    first, second = jax.random.normal(jax.random.key(4), (2, 1, count))
    for drive, variance, memory in (
        (Telegraph(rate=2.0, strength=1.0), 1.0, np.exp(-4.0 * 0.3)),
        (ColouredForce(tau=0.5, diffusion=1.0), 2.0, np.exp(-0.3 / 0.5)),
    ):
        y = jax.vmap(settled, in_axes=(None, -1), out_axes=-1)(drive, first)
        later = jax.vmap(drive.advance, in_axes=(-1, None, -1), out_axes=-1)(y, time, second)
        for one, expected in ((y * y, variance), (later * later, variance), (y * later, variance * memory)):
            error = float(jnp.std(one)) / np.sqrt(count)
            assert abs(float(jnp.mean(one)) - expected) <= 4.0 * error + 1e-12
    drive = RotationalDiffusion(rate=1.5, strength=1.0)
    turned = jax.vmap(drive.advance, in_axes=(-1, None, -1), out_axes=-1)(jnp.zeros((1, count)), time, second)
    cosine = np.cos(np.asarray(turned))
    assert abs(cosine.mean() - np.exp(-1.5 * 0.3)) < 4.0 * cosine.std() / np.sqrt(count)
    anywhere = np.asarray(jax.vmap(settled, in_axes=(None, -1), out_axes=-1)(drive, first))
    assert abs(np.cos(anywhere).mean()) < 4.0 / np.sqrt(2.0 * count)
    np.testing.assert_allclose(
        drive.push(jnp.array([np.pi / 3]), jnp.zeros(3)), [0.5, np.sqrt(0.75), 0.0], rtol=1e-13
    )


def test_protocols_and_their_reversal():
    one = protocol([(1.0, lambda t: 2.0 * t), (0.5, lambda t: 5.0 - t)], before=-1.0, after=7.0)
    assert one.duration == 1.5
    back = one.reversed()
    assert float(back.before) == 7.0
    assert float(back.after) == -1.0
    for k, piece in enumerate(back.pieces):
        mirrored = one.pieces[1 - k]
        assert (piece.begin, piece.end) == (1.5 - mirrored.end, 1.5 - mirrored.begin)
        middle = 0.5 * (piece.begin + piece.end)
        np.testing.assert_allclose(
            piece.value(jnp.asarray(middle)), mirrored.value(jnp.asarray(1.5 - middle))
        )
    assert float(ramp(1.0, 3.0, 4.0).pieces[0].value(jnp.asarray(1.0))) == 1.5
    assert float(hold(2.0, 1.0).after) == 2.0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"temperature": -1.0}, "temperature -1"),
        ({"temperature": [1.0, np.nan], "coordinates": ("x", "y")}, "temperature nan at 'y'"),
        ({"temperature": [1.0, 2.0, 3.0]}, "3 temperatures for 1 coordinates"),
        ({"temperature": 1.0, "mobility": -2.0}, "mobility -2 of 'x'"),
        ({"temperature": 1.0, "mobility": np.inf}, "mobility is not finite"),
        (
            {"temperature": 1.0, "mobility": np.array([[1.0, 0.5], [0.0, 1.0]]), "coordinates": ("x", "y")},
            "asymmetric: 0.5 of 'x' by 'y'",
        ),
        (
            {"temperature": 1.0, "mobility": np.array([[1.0, 2.0], [2.0, 1.0]]), "coordinates": ("x", "y")},
            "negative eigenvalue -1",
        ),
        (
            {"temperature": [1.0, 2.0], "mobility": np.eye(2), "coordinates": ("x", "y")},
            "a full mobility matrix with several temperatures",
        ),
        ({"temperature": 1.0, "mobility": np.ones(3)}, "mobility has the shape (3,)"),
        (
            {"temperature": [1.0, 2.0], "coordinates": ("x", "y"), "baths": ("b", "b")},
            "bath 'b' has the temperatures 1 and 2 (at 'y')",
        ),
    ],
)
def test_what_an_overdamped_system_cannot_be(given: dict, words: str):
    with pytest.raises(BadInput) as refused:
        overdamped(harmonic, **given)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"friction": -1.0, "temperature": 1.0}, "friction -1 of bath 0 on 'x'"),
        ({"friction": 1.0, "temperature": -1.0}, "temperature -1 of bath 0"),
        ({"friction": 1.0, "temperature": 1.0, "mass": 0.0}, "mass 0 of 'x'"),
        ({"friction": 1.0, "temperature": [1.0, 2.0]}, "friction has the shape ()"),
    ],
)
def test_what_an_underdamped_system_cannot_be(given: dict, words: str):
    with pytest.raises(BadInput) as refused:
        underdamped(harmonic, **given)
    assert words in str(refused.value)


def test_what_a_protocol_cannot_be():
    for pieces, words in (
        ([], "without pieces"),
        ([(-1.0, lambda t: t)], "lasts -1 s"),
        ([(1.0, lambda t: t), (1.0, lambda t: jnp.stack([t, t]))], "changes its shape"),
        ([(1.0, lambda t: 1.0 / t)], "not a finite number"),
    ):
        with pytest.raises(BadInput, match=words):
            protocol(pieces)
    with pytest.raises(BadInput, match="a chain of 1"):
        models.bead_chain(1)
