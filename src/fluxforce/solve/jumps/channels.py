"""A reaction network as directed channels: who jumps where, and how often, written out for the compiler."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import Propensity, ReactionNetwork

# Copy numbers to start from, by name or as an array [species] or [species, trajectories]; times of reading [s].
Start = Mapping[str, float | int] | np.ndarray
Numbers = Array | np.ndarray
Times = float | int | Sequence[float | int] | np.ndarray


@dataclass(frozen=True)
class Channels:
    """Every reaction once per direction that it has; the compiled program depends on this and on nothing else.

    - ``species``: names of the dynamic species;
    - ``orders`` [channels][species]: how many of each species one jump takes, as mass action counts them;
    - ``change`` [channels][species]: what one jump adds;
    - ``laws`` [channels]: a law of its own, or None for mass action;
    - ``reaction`` [channels] and ``sign`` [channels]: which reaction, +1 forward and -1 backward;
    - ``reverse`` [channels]: the channel that undoes this one, -1 where there is none (one-way).
    """

    species: tuple[str, ...]
    orders: tuple[tuple[int, ...], ...]
    change: tuple[tuple[int, ...], ...]
    laws: tuple[Propensity | None, ...]
    reaction: tuple[int, ...]
    sign: tuple[int, ...]
    reverse: tuple[int, ...]

    @property
    def mass_action(self) -> bool:
        """Whether no channel has a law of its own, so that the entropy follows from counts."""
        return not any(self.laws)

    def rates(self, numbers: Sequence[Numbers], constants: Sequence[Numbers]) -> list[Any]:
        """Propensities [1/s] of the channels; ``numbers`` per species and the results have one shape.

        w = k n (n - 1) ... (n - order + 1): without guards, for it is zero by itself wherever n is a whole number
        below the order. ``constants`` are those of ``scaled_constants``.
        """
        return [self.rate(c, numbers, constant) for c, constant in enumerate(constants)]

    def rate(self, channel: int, numbers: Sequence[Numbers], constant: Numbers) -> Any:
        """The propensity of one channel, as in ``rates``."""
        law = self.laws[channel]
        if law is not None:
            named: dict[str, Any] = dict(zip(self.species, numbers, strict=True))
            return jnp.broadcast_to(law(named), constant.shape)
        value: Any = constant
        for n, order in zip(numbers, self.orders[channel], strict=True):
            for taken in range(order):
                value = value * (n - float(taken) if taken else n)
        return value


def channels(network: ReactionNetwork) -> Channels:
    """The directed channels of a network, forward before backward, reaction by reaction."""
    before, after = network.stoichiometry()
    rows: list[tuple[tuple[int, ...], tuple[int, ...], Propensity | None, int, int]] = []
    for k, one in enumerate(network.reactions):
        rows.append((_whole(before[k]), _whole(after[k] - before[k]), one.forward_law, k, 1))
        if not one.one_way:
            rows.append((_whole(after[k]), _whole(before[k] - after[k]), one.backward_law, k, -1))
    place = {(row[3], row[4]): c for c, row in enumerate(rows)}
    return Channels(
        network.species,
        tuple(row[0] for row in rows),
        tuple(row[1] for row in rows),
        tuple(row[2] for row in rows),
        tuple(row[3] for row in rows),
        tuple(row[4] for row in rows),
        tuple(place.get((row[3], -row[4]), -1) for row in rows),
    )


def scaled_constants(network: ReactionNetwork, chosen: Channels) -> Float[np.ndarray, " channels"]:
    """k V^(1 - order) of every channel [1/s], with the chemostats folded in; zero for laws of their own."""
    forward, backward = network.constants()
    found = np.zeros(len(chosen.reaction))
    for c, (k, sign, orders) in enumerate(zip(chosen.reaction, chosen.sign, chosen.orders, strict=True)):
        if chosen.laws[c] is None:
            constant = forward[k] if sign > 0 else backward[k]
            found[c] = constant * network.volume ** (1.0 - sum(orders))
    return found


def whole_numbers(network: ReactionNetwork, initial: object) -> Float[np.ndarray, "species trajectories"]:
    """Copy numbers to start from: a mapping from names, or an array [species] or [species, trajectories].

    Raises BadInput for unknown species and for numbers that are not whole or below zero.
    """
    if isinstance(initial, Mapping):
        strange = [name for name in initial if name not in network.species]
        if strange:
            known = ", ".join(network.species)
            raise BadInput([Problem(f"there is no species '{strange[0]}'", hint=f"dynamic species: {known}")])
        given = np.array([initial.get(name, 0) for name in network.species], dtype=float)
    else:
        given = np.asarray(initial, dtype=float)
    if given.ndim not in (1, 2) or given.shape[0] != len(network.species):
        raise BadInput(
            [
                Problem(
                    f"initial copy numbers have shape {given.shape}; {len(network.species)} species are needed"
                )
            ]
        )
    wrong = (given < 0.0) | (given != np.floor(given)) | ~np.isfinite(given)
    if np.any(wrong):
        s = int(np.argwhere(wrong)[0][0])
        raise BadInput(
            [
                Problem(
                    f"initial number of '{network.species[s]}' is {given[wrong][0]:g}",
                    hint="a whole number, zero or above",
                )
            ]
        )
    return given if given.ndim == 2 else given[:, None]


def _whole(row: np.ndarray) -> tuple[int, ...]:
    return tuple(int(one) for one in row)
