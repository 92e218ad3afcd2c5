"""One-dimensional potentials: where they hold a particle, panels to integrate on, and free energies."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.grid_axes import Field, values
from fluxforce.numerics.quadrature import antiderivative, gauss

POINTS = 12
MOST = 100_000  # panels between two places
DEEP = 40.0  # exp(-40) = 4e-18: what lies higher than this above the wells holds nothing


@dataclass(frozen=True)
class Landscape:
    """Overdamped motion x' = -mobility U'(x) + noise on a line, U rising without bound or ended by ``lower`` and
    ``upper``, where it is reflected; k_B = 1.

    A constant tilt belongs into U. With a mobility that depends on position exp(-U/T) stays the steady state.
    """

    potential: Field
    temperature: float
    mobility: Field = 1.0
    lower: float = -np.inf
    upper: float = np.inf

    def reduced(self, places: np.ndarray) -> np.ndarray:
        """U/T at places of any shape."""
        return values(self.potential, [places], "the potential") / self.temperature

    def diffusivity(self, places: np.ndarray) -> np.ndarray:
        """mobility T at places. Raises BadInput where it is not above zero."""
        found = values(self.mobility, [places], "the mobility") * self.temperature
        if not np.all(found > 0.0):
            raise BadInput([Problem("mobility and temperature must be above zero")])
        return found


def support(landscape: Landscape, place: float, direction: float) -> float:
    """Where the steady distribution ends in one direction: at the wall, or where U is 40 T above its least."""
    wall = landscape.upper if direction > 0.0 else landscape.lower
    if np.isfinite(wall):
        return wall
    step, least, at = 1e-3, float("inf"), place
    for _ in range(100_000):
        here = float(landscape.reduced(np.array([at]))[0])
        least = min(least, here)
        if here > least + DEEP:
            return at
        before, at = here, at + direction * step
        change = abs(float(landscape.reduced(np.array([at]))[0]) - before)
        # steps grow on gentle ground only, so that no well is passed over
        step = step * 1.2 if change < 0.1 else step / 1.5 if change > 0.5 and step > 1e-9 else step
        if abs(at - place) > 1e6:
            break
    side = "above" if direction > 0.0 else "below"
    said = f"the potential does not rise by {DEEP:g} T {side} {place:g}: nothing keeps the particle there"
    raise BadInput([Problem(said, hint="give a reflecting wall, lower or upper")])


def panels(landscape: Landscape, start: float, end: float) -> np.ndarray:
    """Ends of panels from start to end on each of which U/T changes by less than 2."""
    cuts = [start, end] if start != end else [start]
    k = 0
    while k < len(cuts) - 1:
        places = np.linspace(cuts[k], cuts[k + 1], 9)
        reduced = landscape.reduced(places)
        if float(reduced.max() - reduced.min()) > 2.0 or abs(places[-1] - places[0]) > abs(end - start) / 7.9:
            cuts.insert(k + 1, (cuts[k] + cuts[k + 1]) / 2.0)
            if cuts[k + 1] == cuts[k]:
                raise BadInput([Problem(f"the potential jumps near {cuts[k]:g}; it must be continuous")])
            if len(cuts) > MOST:
                said = f"U/T, a tilt included, changes too much between {start:g} and {end:g}: more than {MOST} panels"
                raise BadInput([Problem(said, hint="look at a shorter stretch, or at a higher temperature")])
        else:
            k += 1
    return np.array(cuts)


@dataclass(frozen=True)
class Panel:
    """On the nodes of one panel: U/T - ``datum`` (``reduced``), mu T, and the integrals of exp(-reduced)."""

    reduced: np.ndarray
    diffusivity: np.ndarray
    running: np.ndarray
    whole: float


def panel(landscape: Landscape, a: float, b: float, datum: float = 0.0) -> Panel:
    """Integrals between two ends of a panel; lengths count positive in either direction."""
    nodes, weights = gauss(POINTS)
    places = a + (b - a) * nodes
    reduced = landscape.reduced(places) - datum
    held = np.exp(-reduced)
    running = abs(b - a) * (antiderivative(POINTS) @ held)
    return Panel(reduced, landscape.diffusivity(places), running, float(abs(b - a) * (weights @ held)))


def free_energy(landscape: Landscape, inside: float = 0.0) -> float:
    """-T ln of the integral of exp(-U/T) over all that is held around the place ``inside`` (lengths in their unit)."""
    check_temperature(landscape)
    low, high = (support(landscape, inside, direction) for direction in (-1.0, 1.0))
    cuts = panels(landscape, low, high)
    least = float(landscape.reduced(cuts).min())
    # the least value is taken out before exponentials are added up
    shifted = sum(panel(landscape, a, b, least).whole for a, b in pairwise(cuts))
    return landscape.temperature * (least - float(np.log(shifted)))


def check_temperature(landscape: Landscape) -> None:
    if not (np.isfinite(landscape.temperature) and landscape.temperature > 0.0):
        said = f"the temperature is {landscape.temperature:g}; it must be above zero"
        raise BadInput([Problem(said, hint="k_B = 1: temperatures are in units of energy")])
