"""Functions of the screening length in activity models, exact to the last digits at small arguments as well."""

import jax.numpy as jnp
import numpy as np
from numpy.polynomial import chebyshev

from fluxforce._types import Array, Float

# Below these arguments the closed forms lose digits and series take over.
_SERIES_BELOW = 0.25
_SERIES_TERMS = 26
_LEAST_SCREENED = 1e-4

# Chebyshev coefficients of the integral J(x), x <= 1 and x > 1; Harvie (1981), as in Pitzer (1991), chapter 3.
_NEAR = (
    1.925154014814667, -0.060076477753119, -0.029779077456514, -0.007299499690937, 0.000388260636404,
    0.000636874599598, 0.000036583601823, -0.000045036975204, -0.000004537895710, 0.000002937706971,
    0.000000396566462, -0.000000202099617, -0.000000025267769, 0.000000013522610, 0.000000001229405,
    -0.000000000821969, -0.000000000050847, 0.000000000046333, 0.000000000001943, -0.000000000002563,
    -0.000000000010991,
)  # fmt: skip
_FAR = (
    0.628023320520852, 0.462762985338493, 0.150044637187895, -0.028796057604906, -0.036552745910311,
    -0.001668087945272, 0.006519840398744, 0.001130378079086, -0.000887171310131, -0.000242107641309,
    0.000087294451594, 0.000034682122751, -0.000004583768938, -0.000003548684306, -0.000000250453880,
    0.000000216991779, 0.000000080779570, 0.000000004558555, -0.000000006944757, -0.000000002849257,
    0.000000000237816,
)  # fmt: skip


def _powers(series: tuple[float, ...]) -> np.ndarray:
    """P, P' and P''/2 by powers of t, lowest first, of a Chebyshev series whose first term counts half [3, terms]."""
    value = chebyshev.cheb2poly([0.5 * series[0], *series[1:]])
    order = np.arange(len(value))
    slope = np.append((order * value)[1:], 0.0)
    half_bend = np.append((0.5 * order * (order - 1) * value)[2:], [0.0, 0.0])
    return np.stack([value, slope, half_bend])


_POLYNOMIALS = np.concatenate([_powers(_NEAR), _powers(_FAR)])  # [6, terms]


def mean_screened(t: Float[Array, "rows cells"]) -> Float[Array, "rows cells"]:
    """integral_0^1 sqrt(s)/(1 + t sqrt(s)) ds = (1 - 2/t + 2 ln(1 + t)/t^2)/t = sum (-t)^n 2/(n + 3)."""
    large = jnp.maximum(t, _SERIES_BELOW)
    small = jnp.minimum(t, _SERIES_BELOW)
    closed = (1 - 2 / large + 2 * jnp.log1p(large) / large**2) / large
    coefficients = jnp.array([(-1.0) ** n * 2 / (n + 3) for n in reversed(range(_SERIES_TERMS))])
    return jnp.where(t < _SERIES_BELOW, jnp.polyval(coefficients, small), closed)


def mean_bend(strength: Float[Array, "rows cells"]) -> Float[Array, "rows cells"]:
    """integral_0^1 s I/(1 + s I) ds = 1 - ln(1 + I)/I = -sum_(n>0) (-I)^n/(n + 1)."""
    large = jnp.maximum(strength, _SERIES_BELOW)
    small = jnp.minimum(strength, _SERIES_BELOW)
    coefficients = jnp.array([-((-1.0) ** n) / (n + 1) for n in reversed(range(1, _SERIES_TERMS))] + [0.0])
    return jnp.where(strength < _SERIES_BELOW, jnp.polyval(coefficients, small), 1 - jnp.log1p(large) / large)


def screened_pair(x: Float[Array, "rows cells"]) -> Float[Array, "3 rows cells"]:
    """g, x g'/2 and exp(-x), one after the other, with g(x) = 2 (1 - (1 + x) exp(-x))/x^2; Pitzer (1991), chapter 3.

    g + x g'/2 = exp(-x). Arguments below `_LEAST_SCREENED` count as that: the terms are multiplied by molalities
    that are then below 1e-7 mol/kg or so, and the closed form keeps its digits.
    """
    held = jnp.maximum(x, _LEAST_SCREENED)
    decay = jnp.exp(-held)
    g = -2 * (jnp.expm1(-held) + held * decay) / held**2
    return jnp.stack([g, decay - g, decay])


def unsymmetrical(x: Float[Array, "rows cells"]) -> Float[Array, "3 rows cells"]:
    """J(x), D J and D D J, one after the other, with D = x d/dx, of ions of one sign and unequal charge.

    Pitzer (1975), doi:10.1007/BF00646562: J(x) = x/4 - 1 + (1/x) integral_0^inf (1 - exp(-(x/y) exp(-y))) y^2 dy,
    by Harvie's Chebyshev series in t(x).
    """
    root = x**0.1
    near = x <= 1.0
    t = jnp.where(near, 2 * root**2 - 1, (20 / root - 11) / 9)
    dt = jnp.where(near, 0.4 * root**2, -2 / (9 * root))  # D t
    again = jnp.where(near, 0.2, -0.1)  # D D t / D t
    powers, step = jnp.stack([jnp.ones_like(t), t]), t * t
    while powers.shape[0] < _POLYNOMIALS.shape[1]:
        powers, step = jnp.concatenate([powers, powers * step[None]]), step * step
    parts = jnp.tensordot(jnp.array(_POLYNOMIALS), powers[: _POLYNOMIALS.shape[1]], axes=1)
    value, slope, half_bend = jnp.where(near[None], parts[:3], parts[3:])
    linear = x / 4
    return jnp.stack(
        [linear - 1 + value, linear + dt * slope, linear + dt * (again * slope + 2 * dt * half_bend)]
    )
