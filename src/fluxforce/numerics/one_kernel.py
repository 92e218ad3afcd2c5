"""A whole loop over short arrays as ONE kernel of the processor, and values in it that are computed once and kept.

Left alone, the compiler for processors dispatches every fused operation of a loop body on its own (about 0.2 us each),
and computes what several results share again for each of them: running sums of ten terms become fifty-five. A call that
carries the attribute `xla_cpu_small_call` is compiled into one kernel, and one inside another is a border that nothing
is fused across. Compilers that do not know the attribute ignore it: results do not depend on it, only the speed does.
"""

from collections.abc import Callable
from typing import Any

import jax
from jax.experimental.xla_metadata import set_xla_metadata


def one_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` of arrays, to be called inside a jitted function, compiled as one kernel on one core.

    Around a loop it saves the dispatches, worth it where arrays fit the first-level cache (a few hundred numbers each).
    Around a function with a single result inside such a loop it has this result computed once, however many use it.
    Choose with ``lax.select``: a helper that is jitted itself would become a border of its own.
    """

    def plain(*given: Any) -> Any:
        # What is marked is the call, not every operation in it.
        with set_xla_metadata(inlineable=None, xla_cpu_small_call=None):
            return function(*given)

    apart = jax.jit(plain, inline=False)

    def run(*given: Any) -> Any:
        with set_xla_metadata(inlineable="false", xla_cpu_small_call="true"):
            return apart(*given)

    return run
