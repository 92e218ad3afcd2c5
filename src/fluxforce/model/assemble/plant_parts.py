"""The parts of a plant of streams, and how they hang together: who feeds whom, and at what rates."""

from dataclasses import dataclass, field

import numpy as np

from fluxforce.errors import BadInput


@dataclass(frozen=True)
class Fluid:
    """A stream that enters: a liquid with its heat ``capacity`` [J/kg/K] and ``flow`` [kg/s], or a gas with its
    ``composition`` (mole fractions) and flow [mol/s].
    """

    flow: float
    temperature: float
    capacity: float | None = None
    composition: dict[str, float] | None = None


@dataclass(frozen=True)
class Mixer:
    """Streams that join in a well-mixed vessel."""

    inputs: tuple[str, ...]
    output: str


@dataclass(frozen=True)
class Splitter:
    """A stream that parts; ``outputs`` with their shares of it."""

    input: str
    outputs: dict[str, float]


@dataclass(frozen=True)
class Heater:
    """A well-mixed vessel heated by ``power`` [W] of work that is dissipated (a resistance, a stirrer, the friction of
    a pump), and through a wall of ``conductance`` [W/K] by a reservoir at ``temperature`` [K].
    """

    input: str
    output: str
    power: float = 0.0
    conductance: float = 0.0
    temperature: float | None = None


@dataclass(frozen=True)
class Side:
    """One side of a heat exchanger: the stream that enters and the name of it as it leaves."""

    input: str
    output: str


@dataclass(frozen=True)
class Exchanger:
    """Two streams beside a wall of ``conductance`` UA [W/K], opposite to each other or ``parallel``.

    Every cell is a stage whose own conductance is such that the temperatures between cells are exactly those of the
    continuous exchanger (docs/exergy.md).
    """

    hot: Side
    cold: Side
    conductance: float
    parallel: bool = False
    cells: int = 20


Unit = Mixer | Splitter | Heater | Exchanger


def inputs(unit: Unit) -> tuple[str, ...]:
    """Names of the streams that enter a unit."""
    match unit:
        case Mixer():
            return unit.inputs
        case Exchanger():
            return (unit.hot.input, unit.cold.input)
        case _:
            return (unit.input,)


def outputs(unit: Unit) -> tuple[str, ...]:
    """Names of the streams that leave a unit."""
    match unit:
        case Splitter():
            return tuple(unit.outputs)
        case Exchanger():
            return (unit.hot.output, unit.cold.output)
        case _:
            return (unit.output,)


@dataclass(frozen=True)
class Net:
    """Streams of a plant: ``rates`` [streams, what] of amounts and of every species or of the heat capacity.

    Columns are amounts (J/K of liquid or moles of gas per second) and then the species of a gas; ``capacity`` is the
    heat capacity flow [W/K] of every stream.
    """

    streams: tuple[str, ...]
    rates: np.ndarray
    capacity: np.ndarray
    products: tuple[str, ...]
    places: dict[str, int] = field(default_factory=dict)

    def rate(self, stream: str) -> float:
        """Amount per second."""
        return float(self.rates[self.streams.index(stream), 0])

    def heat(self, stream: str) -> float:
        """Heat capacity flow [W/K]."""
        return float(self.capacity[self.streams.index(stream)])


def network(feeds: dict[str, Fluid], units: dict[str, Unit], gases: dict[str, float] | None) -> Net:
    """All streams with their rates, found as one linear problem, so that streams may come back (recycles).

    ``gases`` maps species to heat capacities [J/mol/K], None for liquids. Raises BadInput where a stream has no source
    or two, is used twice, or runs in a circle that nothing leaves.
    """
    sources = [*feeds, *(name for unit in units.values() for name in outputs(unit))]
    used = [name for unit in units.values() for name in inputs(unit)]
    for names, said in (
        (sources, "comes from two places"),
        (used, "goes to two places; a splitter parts it"),
    ):
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise BadInput(f"stream '{twice[0]}' {said}")
    lost = [name for name in used if name not in sources]
    if lost:
        raise BadInput(f"stream '{lost[0]}' comes from nowhere: it is no feed and no unit makes it")
    count = len(sources)
    matrix, right = np.eye(count), np.array([_amounts(feeds.get(name), gases) for name in sources])
    for unit in units.values():
        match unit:
            case Splitter():
                total = sum(unit.outputs.values())
                for name, share in unit.outputs.items():
                    matrix[sources.index(name), sources.index(unit.input)] -= share / total
            case Exchanger():
                for side in (unit.hot, unit.cold):
                    matrix[sources.index(side.output), sources.index(side.input)] -= 1.0
            case _:
                for name in inputs(unit):
                    matrix[sources.index(unit.output), sources.index(name)] -= 1.0
    if np.linalg.matrix_rank(matrix) < count:
        raise BadInput("streams run in a circle that nothing leaves: their rates have no value")
    rates = np.linalg.solve(matrix, right)
    heats = [1.0] if gases is None else list(gases.values())
    capacity = rates[:, 0] if gases is None else rates[:, 1:] @ np.array(heats)
    products = tuple(name for name in sources if name not in used)
    return Net(tuple(sources), rates, capacity, products)


def _amounts(feed: Fluid | None, gases: dict[str, float] | None) -> list[float]:
    """What a feed brings per second: J/K of a liquid; moles of a gas, in all and by species."""
    if gases is None:
        return [0.0 if feed is None else feed.flow * float(feed.capacity or 0.0)]
    if feed is None or feed.composition is None:
        return [0.0] * (1 + len(gases))
    total = sum(feed.composition.values())
    return [feed.flow, *(feed.flow * feed.composition.get(name, 0.0) / total for name in gases)]


def stage_conductance(unit: Exchanger, hot: float, cold: float) -> float:
    """Conductance [W/K] between the two stages of a cell that makes their temperatures exact at its ends.

    Over a cell of conductance U = UA/n the continuous exchanger passes q = U phi D, D the difference at the hot end,
    phi = (1 - exp(-a))/a, a = U/C_hot - U/C_cold; between the contents of the stages (both those that leave) the
    difference is D - q/C_hot, so g = U phi/(1 - U phi/C_hot). Parallel: g = (exp(a) - 1)/(1/C_hot + 1/C_cold) with
    a = U/C_hot + U/C_cold. Raises BadInput where a cell is too large for any g: more cells then.
    """
    share = unit.conductance / unit.cells
    if unit.parallel:
        total = 1.0 / hot + 1.0 / cold
        return float(np.expm1(share * total) / total)
    steepness = share * (1.0 / hot - 1.0 / cold)
    passed = share * (1.0 if abs(steepness) < 1e-12 else -float(np.expm1(-steepness)) / steepness)
    if passed >= 0.999 * hot:
        needed = int(np.ceil(unit.conductance * max(1.0 / hot, 1.0 / cold))) + 1
        raise BadInput(f"{unit.cells} cells are too few for so large a wall; {2 * needed} are enough")
    return passed / (1.0 - passed / hot)
