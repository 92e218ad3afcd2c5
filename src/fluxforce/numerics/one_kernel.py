"""A whole loop over short arrays as ONE kernel of the processor, instead of one dispatch per operation and turn.

The compiler for processors dispatches every fused operation of a loop body on its own (about 0.2 us each), and
computes what two results share twice. The first is switched off here with what the compiler itself offers, an
attribute of the call (`xla_cpu_small_call`); the second with an option of the whole process
(`xla_cpu_use_multi_output_fusion`, see ``share_results``). Compilers that know neither ignore them: results do not
depend on either, only the speed does.
"""

import os
from collections.abc import Callable
from typing import Any

import jax
from jax.experimental.xla_metadata import set_xla_metadata

OPTIONS = "--xla_backend_extra_options="
SHARED = "xla_cpu_use_multi_output_fusion=true"


def share_results() -> None:
    """Ask for the option of the process, before its first program is compiled.

    Only for a process that samples and does nothing else: the compiler of 2026 stops the process ("Check failed:
    slice_to_buffer_table_index_") on some programs of the implicit integrator while the option is set. Who has set
    options of the kind keeps them.
    """
    if OPTIONS not in os.environ.get("XLA_FLAGS", ""):
        os.environ["XLA_FLAGS"] = f"{os.environ.get('XLA_FLAGS', '')} {OPTIONS}{SHARED}".strip()



def one_kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """``function`` of arrays, to be called inside a jitted function, compiled as one kernel on one core.

    Write its loops with ``lax`` and its choices with ``lax.select``: a helper that is jitted itself would become
    a call of its own. Worth it where arrays fit the first-level cache (a few hundred numbers each).
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
