"""The diffusion limit of a reaction network: every channel jumps a Gaussian number of times per step."""

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from fluxforce._types import Array
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.numerics.one_kernel import one_kernel
from fluxforce.numerics.random import normals, seeded
from fluxforce.solve.jumps.channels import Channels, Start, Times, channels, scaled_constants
from fluxforce.solve.jumps.direct import by_reaction, finished, reading_times, started
from fluxforce.solve.jumps.paths import Paths

LANES = 128


def sample_chemical_langevin(
    network: ReactionNetwork,
    initial: Start,
    times: Times,
    *,
    step: float,
    trajectories: int = 1000,
    seed: int = 0,
) -> Paths:
    """Trajectories of dN_k = w_k(n) dt + sqrt(w_k(n)) dW_k per directed channel (Ito), n = n(0) + change . N.

    Euler-Maruyama with steps of at most ``step`` [s], weak order one. Noise per channel, not per reaction: both
    directions of a reaction fluctuate on their own, as jumps do. The equation holds for large populations and
    cannot keep small ones above zero; propensities are taken at max(n, 0), and ``Paths.clipped`` counts the steps
    where that was needed. Source: [gillespie2000]. Raises BadInput.
    """
    if not np.isfinite(step) or step <= 0.0:
        raise BadInput([Problem(f"the step is {step:g} s; it must be above zero")])
    chosen = channels(network)
    constants = scaled_constants(network, chosen)
    start = started(network, initial, trajectories)
    at = reading_times(times)
    room = -trajectories % LANES
    blocks = (-1, (trajectories + room) // LANES, LANES)
    shape = (1 + len(chosen.species) + len(chosen.reaction), trajectories + room)
    rows = np.zeros(shape)
    rows[1 : 1 + len(chosen.species), :trajectories] = start
    streams = jnp.arange(shape[1], dtype=jnp.uint64).reshape(blocks[1:])
    now = jnp.asarray(rows).reshape(blocks)
    read, used, before = np.empty((at.size, *shape)), 0, 0.0
    for k, end in enumerate(at):
        steps = int(np.ceil((end - before) / step * (1.0 - 1e-12)))
        length = (end - before) / max(steps, 1)
        now = _run(
            chosen, now, streams, seeded(seed), jnp.asarray(constants), jnp.asarray(length),
            jnp.asarray(steps), jnp.asarray(np.uint64(used)),
        )  # fmt: skip
        read[k] = np.asarray(now).reshape(shape)
        used, before = used + steps, float(end)
    read = read[:, :, :trajectories]
    species = len(chosen.species)
    ways = by_reaction(network, chosen, read[:, 1 + species :])
    outcome = np.zeros(trajectories, dtype=np.int64)
    reached = np.full(trajectories, at[-1])
    numbers = read[:, 1 : 1 + species]
    clipped = read[-1, 0].astype(np.int64)
    paths = Paths(network, np.array(start), at, numbers, *ways, outcome, reached, clipped=clipped)
    return finished(paths, chosen, constants)


@partial(jax.jit, static_argnames=("chosen",))
def _run(
    chosen: Channels, now: Array, streams: Array, seed: Array, constants: Array, length: Array, steps: Array,
    used: Array,
) -> Array:  # fmt: skip
    species, pairs = len(chosen.species), (len(chosen.reaction) + 1) // 2

    def kernel(rows: list[Array], stream: Array, seed: Array, constants: Array, length: Array, *count: Array):
        def turn(k: Array, rows: list[Array]) -> list[Array]:
            clipped, numbers, counts = rows[0], rows[1 : 1 + species], rows[1 + species :]
            nothing = jnp.zeros_like(clipped)
            inside = [lax.max(n, nothing) for n in numbers]
            below = numbers[0] < 0.0
            for n in numbers[1:]:
                below = below | (n < 0.0)
            rates = chosen.rates(inside, [jnp.full_like(clipped, constants[c]) for c in range(len(counts))])
            first = (count[1] + k.astype(jnp.uint64)) * np.uint64(pairs)
            noise: list[Array] = []
            for pair in range(pairs):
                noise += normals(seed, stream, jnp.full_like(stream, first + np.uint64(pair)), one_kernel)
            drawn = [
                lax.max(w, nothing) * length + jnp.sqrt(lax.max(w, nothing) * length) * xi
                for w, xi in zip(rates, noise[: len(counts)], strict=True)
            ]
            moved = []
            for s, n in enumerate(numbers):
                for c, one in enumerate(drawn):
                    n = n + float(chosen.change[c][s]) * one if chosen.change[c][s] else n
                moved.append(n)
            more = clipped + lax.select(below, jnp.ones_like(clipped), nothing)
            return [more, *moved, *(a + b for a, b in zip(counts, drawn, strict=True))]

        return lax.fori_loop(jnp.zeros_like(count[0]), count[0], turn, rows)

    together = one_kernel(kernel)

    def block(given: tuple[Array, Array]) -> Array:
        rows, stream = given
        return jnp.stack(together(list(rows), stream, seed, constants, length, steps, used))

    return jnp.moveaxis(lax.map(block, (jnp.moveaxis(now, 1, 0), streams)), 0, 1)
