"""Properties of a model document as those of the laws."""

import jax.numpy as jnp
import numpy as np

from fluxforce.laws.material import (
    AbstractProperty,
    Exponential,
    Logarithmic,
    Material,
    Polynomial,
    Reciprocal,
    Table,
    constant,
)
from fluxforce.model.schema.properties import Given
from fluxforce.model.schema.thermoelectric import Substance


def table(temperatures: np.ndarray, values: np.ndarray, *, cubic: bool = False) -> Table:
    """Straight lines between knots [K], or the cubic spline whose third derivative is continuous at the second knot
    and the last but one.
    """
    knots, values = np.asarray(temperatures, dtype=float), np.asarray(values, dtype=float)
    if cubic:
        from scipy.interpolate import CubicSpline

        return Table(jnp.asarray(knots), jnp.asarray(CubicSpline(knots, values).c))
    slopes = np.diff(values) / np.diff(knots)
    return Table(jnp.asarray(knots), jnp.asarray(np.stack([slopes, values[:-1]])))


def property_of(given: Given) -> AbstractProperty:
    """The function of temperature that was written."""
    numbers = jnp.asarray(given.numbers)
    match given.shape:
        case "polynomial":
            return Polynomial(numbers, jnp.array(given.temperatures[0]))
        case "table":
            return table(np.array(given.temperatures), np.array(given.numbers), cubic=given.cubic)
        case "logarithm":
            return Logarithmic(numbers[0], numbers[1], jnp.array(given.temperatures[0]))
        case "exponential":
            return Exponential(numbers[0], numbers[1], jnp.array(given.temperatures[0]))
    return constant(numbers[0])


def material_of(given: Substance) -> Material:
    """Thermal conductivity, resistivity and Seebeck coefficient of a material of the file."""
    if given.resistivity is not None:
        resistivity = property_of(given.resistivity)
    else:
        assert given.electrical_conductivity is not None
        resistivity = Reciprocal(property_of(given.electrical_conductivity))
    return Material(property_of(given.thermal_conductivity), resistivity, property_of(given.seebeck))
