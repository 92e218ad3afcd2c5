"""Ideal dilute solutions, and probabilities, which obey the same scalar."""

import equinox as eqx
import jax.numpy as jnp

from fluxforce._types import Array, Float
from fluxforce.constants import GAS_CONSTANT
from fluxforce.thermo.entropy import AbstractEntropy


class IdealSolution(AbstractEntropy):
    """s(c) = sum_k c_k (y0_k - R (ln(c_k/c0) - 1)), so y_k = y0_k - R ln(c_k/c0).

    ``standard`` is y0_k = -mu0_k/T [J/K/mol]; the reference c0 is one unit of content. With probabilities for
    contents and y0 the state's own entropy this is the Shannon form of a Markov network, up to a constant of the
    conserved total probability.
    """

    standard: Float[Array, " quantities"]
    names: tuple[str, ...] = eqx.field(static=True)

    def entropy(self, content: Float[Array, " quantities"]) -> Float[Array, ""]:
        return jnp.sum(content * (self.standard - GAS_CONSTANT * (jnp.log(content) - 1.0)))
