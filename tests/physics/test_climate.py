"""A planet against other methods: roots of one equation, a spectral solution, closed forms of insolation."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import brentq, root

from fluxforce.balance import evaluate
from fluxforce.budget.instant import instant
from fluxforce.errors import BadInput
from fluxforce.laws.radiation import IceAlbedo, LinearEmission, Total
from fluxforce.model import read, read_text
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.climate import Bands, annual_mean, climate
from fluxforce.solve.steady import SteadyOptions, steady

EXAMPLE = Path(__file__).parents[2] / "examples" / "climate.yaml"


def share(temperature):
    """Absorbed share of a planet that freezes at 268 K within 6 K."""
    return 0.38 + 0.32 * 0.5 * (1.0 + np.tanh((temperature - 268.0) / 6.0))


def test_three_climates_under_one_sun():
    """Warm, snowball and an unstable one between: the roots of Q a(T) = A + B T, by bisection."""
    made = climate(
        bands=Bands(-1.0, 1.0, 1), capacity=1e8, insolation=np.array([340.0]),
        coalbedo=IceAlbedo(jnp.array([0.7]), jnp.asarray(0.38), jnp.asarray(268.0), jnp.asarray(6.0)),
        emission=LinearEmission(jnp.asarray(205.0), jnp.asarray(1.9)),
        radiance=Total(jnp.asarray(5772.0), jnp.asarray(1.0)), transport=0.0, initial=290.0, radius=6.4e6,
        environment=280.0,
    )  # fmt: skip

    def net(temperature):
        return 340.0 * share(temperature) - 205.0 - 1.9 * (temperature - 273.15)

    for low, high, start in ((220.0, 250.0, 235.0), (255.0, 275.0, 267.0), (280.0, 310.0, 290.0)):
        exact = brentq(net, low, high, xtol=1e-12)
        options = SteadyOptions(
            first=1e15, longest=1.0
        )  # Newton's method: time would lead away from the middle
        begin = made.start.at[0].set(np.log(1e8 * start))
        found = steady(made.solver, made.system, begin, scale=made.scale, options=options)
        rates = evaluate(made.system, found.coordinates)
        assert 1.0 / float(rates.reading.conjugates[0, 0]) == pytest.approx(exact, rel=1e-10)
        # what is produced leaves with the radiation
        books = instant(made.system, found.coordinates)
        assert float(jnp.sum(books.discharged)) == pytest.approx(float(jnp.sum(books.produced)), rel=1e-12)


def test_the_example_agrees_with_a_spectral_solution():
    """Even Legendre polynomials to degree 40, collocated by Gauss quadrature; bands converge at second order."""
    nodes, weights = np.polynomial.legendre.leggauss(400)
    x, weights = 0.5 * (nodes + 1.0), 0.5 * weights
    degrees = np.arange(0, 42, 2)
    basis = np.stack([np.polynomial.legendre.Legendre.basis(n)(x) for n in degrees])
    light = 340.0 * (1.0 - 0.482 * basis[1])

    def residual(waves):
        kelvin = waves @ basis
        ice = 0.5 * (1.0 - np.tanh((kelvin - 263.15) / 2.0))
        taken = light * (0.38 * ice + (0.697 - 0.0779 * basis[1]) * (1.0 - ice))
        out = 203.3 + 2.09 * (kelvin - 273.15)
        spread = -0.649 * (waves * degrees * (degrees + 1)) @ basis
        return (2 * degrees + 1) * (basis @ (weights * (taken - out + spread)))

    begin = np.where(degrees == 0, 288.0, np.where(degrees == 2, -20.0, 0.0))
    waves = np.asarray(root(residual, begin, tol=1e-12).x)
    made = assemble(read(EXAMPLE))
    found = steady(made.solver, made.system, made.start, scale=made.scale)
    rates = evaluate(made.system, found.coordinates)
    kelvin = 1.0 / np.asarray(rates.reading.conjugates[0])
    assert found.converged
    assert made.x is not None
    assert kelvin.mean() == pytest.approx(waves[0], abs=2e-3)
    np.testing.assert_allclose(kelvin[[0, 30, 59]], (waves @ np.stack(
        [np.polynomial.legendre.Legendre.basis(n)(made.x[[0, 30, 59]]) for n in degrees]
    )), atol=0.02)  # fmt: skip


def test_yearly_insolation():
    """Upright axis: (4/pi) sqrt(1 - x^2); any tilt: mean one, (4/pi) sin b at the pole."""
    bands = Bands(0.0, 1.0, 40)
    edges = bands.edges
    exact = np.diff(0.5 * (edges * np.sqrt(1 - edges**2) + np.arcsin(edges))) * 40 * 4 / np.pi
    np.testing.assert_allclose(annual_mean(bands, 0.0)[:-1], exact[:-1], rtol=1e-7)
    tilted = annual_mean(bands, np.radians(23.44))
    assert tilted.mean() == pytest.approx(1.0, abs=2e-6)
    polar = annual_mean(Bands(1.0 - 1e-6, 1.0, 1), np.radians(23.44))
    assert polar[0] == pytest.approx(4.0 / np.pi * np.sin(np.radians(23.44)), rel=1e-4)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("entropy: {counted: material}", "", "entropy"),
        ("entropy: {counted: material}", "entropy: {counted: total}", "photon factor"),
        ("domain: hemisphere", "domain: point", "a point has one band"),
        ("transport: 0.649 W/m2/K", "", "no 'transport'"),
        ("slope: 2.09 W/m2/K", "emissivity: 0.6", "either 'at freezing'"),
        ("open: 0.697", "open: 0.99", "takes in"),
        ("transport: 0.649 W/m2/K", "transport: 0.649 W/m2", "W/m"),
    ],
)
def test_bad_planets_are_refused(old, new, said):
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadInput, match=said):
        read_text(text.replace(old, new))
