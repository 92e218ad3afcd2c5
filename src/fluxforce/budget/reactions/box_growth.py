"""How far a box of copy numbers reaches, and how it grows towards where probability leaves it."""

from collections.abc import Mapping

import numpy as np

from fluxforce.budget.reactions.polynomial import concentrations_at_rest
from fluxforce.errors import SolverGaveUp
from fluxforce.networks.master import Composition, MasterEquation, composition_row
from fluxforce.networks.reactions import ReactionNetwork

GROWTH = 1.6  # of a bound that too much crosses
MINOR = 1e-3  # a bound stays where its share of what leaves the box is below this


def first_bounds(
    network: ReactionNetwork, initial: Composition, bounds: Mapping[str, int] | int | None
) -> dict[str, int]:
    """Bounds to begin with: above the initial numbers by some standard deviations and a few steps."""
    row = composition_row(network, initial)
    if isinstance(bounds, int):
        return {s: max(bounds, int(n)) for s, n in zip(network.species, row, strict=True)}
    step = np.abs(network.change()).max(axis=0, initial=1)
    room = row + np.ceil(4.0 * np.sqrt(row + 1.0)).astype(np.int64) + 4 * step + 8
    own = dict(zip(network.species, map(int, row), strict=True))
    given = {s: max(bound, own.get(s, 0)) for s, bound in (bounds or {}).items()}  # the start lies inside
    return {s: int(n) for s, n in zip(network.species, room, strict=True)} | given


def beyond_fixed_points(network: ReactionNetwork, bounds: Mapping[str, int]) -> dict[str, int]:
    """Bounds that hold every macroscopic fixed point of a single species with mass action; others as they are.

    Between two likely regions the probability may be so small that a box which ends there looks complete.
    """
    if len(network.species) != 1 or not all(one.mass_action for one in network.reactions):
        return dict(bounds)
    name = network.species[0]
    top = network.volume * float(concentrations_at_rest(network).max(initial=0.0))
    return {name: max(bounds[name], int(np.ceil(top + 6.0 * np.sqrt(top))))}


def grown(
    master: MasterEquation,
    p: np.ndarray,
    high: Mapping[str, int],
    lost: float,
    tolerance: float,
    most_states: int,
) -> dict[str, int]:
    """Larger bounds for the species that leave the box. Raises SolverGaveUp where it would be too large."""
    crossed = master.crossed(p)
    if crossed.max() == 0.0:  # all has left already: which way, the probabilities no longer say
        crossed = master.crossed(np.ones_like(p))
    grows = crossed > MINOR * crossed.max()
    factor = GROWTH if lost < 1e-2 else 2.0 * GROWTH
    names = master.reactions.species
    larger = {s: int(np.ceil(high[s] * factor)) if g else high[s] for s, g in zip(names, grows, strict=True)}
    many = master.network.states * factor ** int(grows.sum())
    if many > most_states:
        flux = master.cut_flux(p) or master.cut_flux(np.ones_like(p))
        worst, species = max(flux, key=lambda name: flux[name]), names[int(np.argmax(crossed))]
        raise SolverGaveUp(
            f"the population of '{species}' explodes, or is larger than foreseen: reaction '{worst}' carries it "
            f"beyond {high[species]:,} copies (the share lost is {lost:.1e}, {tolerance:.0e} is allowed), and a larger "
            f"box would have some {int(many):,} states ({most_states:,} allowed). Allow more states, ask for a "
            f"shorter time, or check the constants of '{worst}'"
        )
    return larger
