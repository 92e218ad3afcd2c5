"""Names of array types and axes, and the one switch that makes JAX compute in double precision.

Every module of ours that needs JAX arrays imports its types from here, so the switch is thrown before the
first array is made. Axes have one name each: `quantities` (what a place holds), `places` (cells, tanks,
states; always the LAST axis), `sites` (faces or places where a process happens), `rows` (coupled forces of
one process at one site), `species`, `components`, `times`.
"""

import jax
from jaxtyping import Array, Bool, Float, Int, PyTree

# Books that close to 1e-12 need 16 digits; JAX computes with 7 unless told otherwise.
jax.config.update("jax_enable_x64", True)

Scalar = Float[Array, ""]

__all__ = ["Array", "Bool", "Float", "Int", "PyTree", "Scalar"]
