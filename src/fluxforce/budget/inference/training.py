"""Training of a small network whose odd part is the entropy production of a step."""

from typing import Any, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float

CHUNK = 100  # updates from one look at the validation data to the next


class Steps(NamedTuple):
    """Steps as the network sees them, ``forward`` and, read in reverse, ``backward``; ``weight`` sums to one."""

    forward: Array
    backward: Array
    weight: Float[Array, " steps"]


class Scores(eqx.Module):
    """h(step): states by embeddings or coordinates as they are, then layers of ``width``.

    The production given to a step is h(step) - h(step reversed), so its sign changes with the direction of time
    whatever the parameters are.
    """

    embedding: Float[Array, "states features"] | None
    layers: eqx.nn.MLP

    def __call__(self, step: Array) -> Float[Array, ""]:
        seen = step if self.embedding is None else self.embedding[step].ravel()
        return self.layers(seen)


def scores(key: Array, *, states: int, inputs: int, width: int, features: int = 8) -> Scores:
    """A network for words of ``inputs`` states out of ``states``, or for ``inputs`` coordinates if that is zero."""
    first, second = jax.random.split(key)
    table = jax.random.normal(first, (states, features)) if states else None
    size = inputs * features if states else inputs
    return Scores(table, eqx.nn.MLP(size, "scalar", width, 2, jax.nn.silu, key=second))


def production(network: Scores, forward: Array, backward: Array) -> Float[Array, " steps"]:
    """h(step) - h(reversed step) of every step [k_B]."""
    return jax.vmap(network)(forward) - jax.vmap(network)(backward)


def objective(network: Scores, steps: Steps) -> Float[Array, ""]:
    """<dS - e^{-dS} + 1>, never above the mean production per step in expectation, and equal to it at the best dS."""
    own = production(network, steps.forward, steps.backward)
    return jnp.sum(steps.weight * (own - jnp.exp(-own) + 1.0))


def trained(
    network: Scores, training: Steps, validation: Steps, key: Array, *, updates: int, rate: float, batch: int
) -> tuple[Scores, np.ndarray]:
    """The network that did best on ``validation`` while it climbed the objective on ``training``.

    Adam [kingma2015] with a rate that falls to a twentieth; batches of ``batch`` steps, all of them where they are
    fewer. The second result is the objective on the validation data after every chunk of updates, the untrained
    network's first.
    """
    moments = jax.tree.map(jnp.zeros_like, eqx.filter(network, eqx.is_inexact_array))
    state = (network, moments, moments)
    best, found = network, [float(_objective(network, validation))]
    chunks = -(-updates // CHUNK)
    for chunk, own in enumerate(jax.random.split(key, chunks)):
        size = rate * (1.0 - 0.95 * (chunk / chunks))
        state = _climbed(state, training, own, jnp.asarray([float(chunk * CHUNK), size]), batch)
        found.append(float(_objective(state[0], validation)))
        if found[-1] >= max(found):
            best = state[0]
    return best, np.array(found)


_objective = eqx.filter_jit(objective)


@eqx.filter_jit
def _climbed(state: Any, training: Steps, key: Array, settings: Array, batch: int) -> Any:
    """One chunk of updates of (network, first moments, second moments); ``settings``: updates before, rate."""
    start, size = settings
    count = training.weight.shape[0]
    arrays, fixed = eqx.partition(state[0], eqx.is_inexact_array)

    def loss(parameters: Any, steps: Steps) -> Array:
        return -objective(eqx.combine(parameters, fixed), steps)

    def update(carry: Any, step: Any) -> tuple[Any, None]:
        parameters, first, second = carry
        number, own = step
        some = training
        if count > batch:
            index = jax.random.randint(own, (batch,), 0, count)
            some = Steps(training.forward[index], training.backward[index], jnp.full(batch, 1.0 / batch))
        slope = jax.grad(loss)(parameters, some)
        first = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, first, slope)
        second = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g**2, second, slope)
        # moments start at zero: the first few are scaled up
        one, two = 1.0 - 0.9 ** (number + 1.0), 1.0 - 0.999 ** (number + 1.0)
        parameters = jax.tree.map(
            lambda p, m, v: p - size * (m / one) / (jnp.sqrt(v / two) + 1e-8), parameters, first, second
        )
        return (parameters, first, second), None

    numbers = start + jnp.arange(CHUNK, dtype=float)
    carry, _ = jax.lax.scan(update, (arrays, *state[1:]), (numbers, jax.random.split(key, CHUNK)))
    return (eqx.combine(carry[0], fixed), *carry[1:])
