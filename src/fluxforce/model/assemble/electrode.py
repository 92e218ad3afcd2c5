"""A metal or a conducting mineral in a solution, with several redox couples on its surface."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np

from fluxforce._types import Array, Float
from fluxforce.balance import Rates, System, evaluate
from fluxforce.constants import FARADAY, GAS_CONSTANT
from fluxforce.errors import BadInput
from fluxforce.laws.hop import Irreversible
from fluxforce.laws.source import CurrentSource
from fluxforce.laws.transport import IdealDiffusion
from fluxforce.model.assemble.base import Assembled, Number, Profile
from fluxforce.model.assemble.couples import (
    ButlerVolmer,
    ButlerVolmerConstant,
    Couple,
    MarcusKinetics,
    Setting,
    exchange,
    standard_conjugates,
)
from fluxforce.model.equation import EquationError, parse_formula
from fluxforce.model.schema.electrode import Couple as Written
from fluxforce.model.schema.electrode import ElectrodeModel, MarcusLaw
from fluxforce.places import Everywhere, Pairs
from fluxforce.process import Exchange
from fluxforce.solve.active import dense_active
from fluxforce.solve.bracket import bracketed
from fluxforce.thermo.charged import Charged
from fluxforce.thermo.entropy import FromEntropy
from fluxforce.thermo.ideal import IdealSolution
from fluxforce.thermo.joint import Joint
from fluxforce.thermo.linear import Linear

UNIT_ACTIVITY = 1000.0  # mol/m3: activities of solutes count in mol per litre
METAL, SURFACE, BULK = 0, 1, 2
WIDENINGS = 9  # of the bracket, each twice as wide: 25 V
YEAR = 365.25 * 86400.0


@dataclass(frozen=True)
class Dissolved:
    """``concentration`` [mol/m3], activity coefficient, and diffusion coefficient [m2/s] where there is a film."""

    concentration: float
    gamma: float = 1.0
    diffusion: float = 0.0


@dataclass(frozen=True)
class Phase:
    """A solid, a gas or the solvent, whose ``activity`` is held; ``molar_volume`` [m3/mol] where it may corrode."""

    activity: float = 1.0
    molar_volume: float | None = None


def electrode(
    *,
    couples: dict[str, Couple],
    solution: dict[str, Dissolved],
    phases: dict[str, Phase],
    temperature: float,
    area: float = 1.0,
    capacitance: float = 0.2,
    film: float | None = None,
    volume: float | None = None,
    potential: float | None = None,
    current: float | None = None,
    initial_potential: float | None = None,
    formulas: dict[str, str] | None = None,
    environment: float | None = None,
) -> Assembled:
    """Places: the metal, the solution at its surface and, with a ``film`` [m], the bulk behind it.

    The potential of the solution is zero: a salt that takes no part carries the current, so that what reacts
    diffuses only. The bulk is held, or has a ``volume`` [m3] of its own. Free corrosion unless a ``potential`` [V]
    is held or a ``current`` [A/m2, positive where the metal is the anode] is imposed; ``capacitance`` [F/m2].
    """
    dissolved, solid = tuple(solution), tuple(phases)
    # `circuit` is the charge that a source takes from outside; it has no entropy
    quantities = (*dissolved, "charge", *solid, "circuit", "work")
    y0 = standard_conjugates((*dissolved, *solid), couples, temperature)
    aqueous, fixed = y0[: len(dissolved)], y0[len(dissolved) :]
    gamma = jnp.array([one.gamma for one in solution.values()])
    held = fixed - GAS_CONSTANT * jnp.log(jnp.array([one.activity for one in phases.values()]))
    # a content of one mol/m3 is the reference of IdealSolution
    reference = aqueous - GAS_CONSTANT * jnp.log(gamma / UNIT_ACTIVITY)
    amounts = np.array([one.concentration for one in solution.values()])
    potential_of = Joint(
        FromEntropy(IdealSolution(standard=reference, names=dissolved)),
        Charged(capacitance=jnp.array(float(capacitance)), temperature=jnp.array(float(temperature))),
        Linear((*solid, "circuit", "work"), jnp.append(held, jnp.array([0.0, -1.0 / temperature]))),
    )
    rest, work = jnp.zeros(1), jnp.array([0.0, -1.0 / temperature])
    setting = Setting(
        quantities,
        jnp.concatenate([aqueous, rest, fixed, work]),
        jnp.concatenate([reference - GAS_CONSTANT * jnp.log(jnp.asarray(amounts)), rest, held, work]),
        temperature,
    )
    places = 2 if film is None else 3
    between = Pairs(jnp.array([SURFACE]), jnp.array([METAL]))
    exchanges = [exchange(name, one, setting, between, area) for name, one in couples.items()]
    sizes = [area, volume or 1.0]
    if film is not None:
        exchanges.append(_diffusion(solution, len(quantities), area / film))
        sizes = [area, 0.5 * area * film, volume or 1.0]
    if current is not None:
        exchanges.append(_source(quantities, places, current * area))
    active = np.zeros((len(quantities), places))
    active[len(dissolved), METAL] = 0.0 if potential is not None else 1.0
    active[: len(dissolved), SURFACE] = 0.0 if film is None and volume is None else 1.0
    if film is not None and volume is not None:
        active[: len(dissolved), BULK] = 1.0
    system = System(potential_of, tuple(exchanges), (), jnp.array(sizes), jnp.asarray(active))
    start = np.zeros((len(quantities), places))
    start[: len(dissolved), SURFACE:] = np.log(amounts)[:, None]
    first = potential if potential is not None else initial_potential
    begin = jnp.asarray(start)
    start[len(dissolved), METAL] = mixed_potential(system, begin) if first is None else first
    conserved = _conserved(quantities, (*dissolved, *solid), formulas or {})
    inside = [SURFACE] if film is None or volume is None else [SURFACE, BULK]
    return Assembled(
        kind="electrode", system=system, start=jnp.asarray(start), solver=dense_active(active),
        scale=jnp.ones(len(quantities)).at[len(dissolved)].set(GAS_CONSTANT * temperature / FARADAY),
        inside=np.array(inside), x=None, bulk=1.0, conserved=conserved, charge=None,
        temperature=temperature, environment=temperature if environment is None else environment,
        first_step=1e-6, numbers=_numbers(system, couples, phases, area, temperature),
        profiles=_profiles(
            dissolved, tuple(couples), len(dissolved), temperature, area, film is None and volume is None
        ), units=("mol/m3", "J/K/mol", "mol/s", "W/K"),
        quantity_units=(*("mol/m3" for _ in dissolved), "C/m2", *("mol" for _ in solid), "C", "J"),
        place_names=("at the surface", "bulk")[: len(inside)], title="electrode",
        notes={"couples": couples, "area": area},
    )  # fmt: skip


def _diffusion(solution: dict[str, Dissolved], quantities: int, measure: float) -> Exchange:
    """From the bulk through the film to the surface, each dissolved species on its own."""
    every = jnp.eye(len(solution), quantities)
    conductance = jnp.array([[one.diffusion] for one in solution.values()])
    ends = Pairs(jnp.array([BULK]), jnp.array([SURFACE]))
    law = IdealDiffusion(conductance)
    return Exchange("diffusion in the film", ends, every, every, law, jnp.array([measure]), tuple(solution))


def _source(quantities: tuple[str, ...], places: int, current: float) -> Exchange:
    """A galvanostat that brings a current [A] to the metal and pays for it in work."""
    taken, brought = np.zeros((2, len(quantities))), np.zeros((2, len(quantities)))
    taken[0, quantities.index("circuit")] = brought[0, quantities.index("charge")] = 1.0
    taken[1, quantities.index("work")] = 1.0
    law = CurrentSource(jnp.full(places, float(current)))
    at = jnp.zeros(places).at[METAL].set(1.0)
    return Exchange(
        "current source", Everywhere(), jnp.asarray(taken), jnp.asarray(brought), law, at, ("charge", "work")
    )


def surplus(system: System, coordinates: Float[Array, "coordinates places"]) -> Callable[[Array], Array]:
    """Current that leaves the metal beyond what is brought to it [A], as a function of its potential [V].

    It rises with the potential where every couple obeys the law of Butler and Volmer.
    """
    row = system.potential.quantities.index("charge")

    def of(potential: Array) -> Array:
        rates = evaluate(system, coordinates.at[row, METAL].set(potential))
        return -jnp.sum(jnp.stack([supply[row, METAL] for supply in rates.exchanged]))

    return of


def mixed_potential(system: System, coordinates: Float[Array, "coordinates places"]) -> float:
    """The potential [V] at which no charge gathers on the metal, at the composition that is given.

    Between the lowest and the highest potential of equilibrium there is one for certain; with a current from outside,
    or with lines that have no equilibrium, the bracket is widened until the current changes its sign.
    """
    root, low, high, found = _balanced(system, coordinates)
    if not bool(found):
        raise BadInput(
            f"no potential between {float(low):.3g} and {float(high):.3g} V makes the currents of the electrode "
            "add up to what is asked for"
        )
    return float(root)


@eqx.filter_jit
def _balanced(system: System, coordinates: Array) -> tuple[Array, Array, Array, Array]:
    """The root, the bracket that was tried last, and whether the current changes its sign in it."""
    row = system.potential.quantities.index("charge")
    current = surplus(system, coordinates)
    rates = evaluate(system, coordinates.at[row, METAL].set(0.0))
    rest = [
        -force[0, 0] / (one.products[0, row] * rates.reading.conjugates[-1, METAL])
        for one, force in zip(system.exchanges, rates.forces, strict=True)
        if one.name.startswith("electrode: ") and one.given is None
    ] or [jnp.array(0.0)]
    low, high = jnp.min(jnp.stack(rest)), jnp.max(jnp.stack(rest))

    def outside(low: Array, high: Array) -> tuple[Array, Array]:
        return current(low) > 0.0, current(high) < 0.0

    def unfinished(state):
        _, _, _, (below, above), count = state
        return (below | above) & (count < WIDENINGS)

    def widen(state):
        low, high, width, (below, above), count = state
        low, high = jnp.where(below, low - width, low), jnp.where(above, high + width, high)
        return low, high, 2.0 * width, outside(low, high), count + 1

    first = (low, high, jnp.array(0.05), outside(low, high), jnp.array(0))
    low, high, _, (below, above), _ = jax.lax.while_loop(unfinished, widen, first)
    return bracketed(current, low, high).root, low, high, ~(below | above)


def _conserved(
    quantities: tuple[str, ...], species: tuple[str, ...], formulas: dict[str, str]
) -> dict[str, np.ndarray]:
    """Elements and charge [C] of every quantity; none where a species has no formula that can be read."""
    found = {"charge": np.array([1.0 if name in ("charge", "circuit") else 0.0 for name in quantities])}
    for name in species:
        try:
            elements, charge = parse_formula(formulas.get(name, name))
        except EquationError:
            return {}
        found["charge"][quantities.index(name)] = FARADAY * charge
        for element, count in elements.items():
            found.setdefault(element, np.zeros(len(quantities)))[quantities.index(name)] = float(count)
    return found


def _numbers(
    system: System, couples: dict[str, Couple], phases: dict[str, Phase], area: float, temperature: float
) -> tuple[Number, ...]:
    """Potential, net and single currents, corrosion, production: all from forces and fluxes."""
    row = system.potential.quantities.index("charge")
    single = [_current(k, row, area) for k in range(len(couples))]

    def net(system: System, rates: Rates) -> Array:
        return sum((of(system, rates) for of in single), start=jnp.zeros(()))

    def anodic(system: System, rates: Rates) -> Array:
        return sum((jnp.maximum(of(system, rates), 0.0) for of in single), start=jnp.zeros(()))

    def produced(system: System, rates: Rates) -> Array:
        return sum((jnp.sum(p) for p in rates.production), start=jnp.zeros(()))

    found = [
        Number("potential", "V", "of the metal against the solution", _potential(row, temperature)),
        Number("net current", "A/m2", "that leaves the metal, zero in free corrosion", net),
        Number("corrosion current", "A/m2", "sum of the currents of all couples that are oxidised", anodic),
    ]
    for k, (name, couple) in enumerate(couples.items()):
        found.append(Number(f"current of {name}", "A/m2", "positive where it is oxidised", single[k]))
        if not isinstance(system.exchanges[k].law, Irreversible):
            said = "potential at which it would be at rest, at the surface as it is"
            found.append(Number(f"equilibrium of {name}", "V", said, _equilibrium(k, row, temperature)))
        for phase, number in couple.change.items():
            if phase in phases and phases[phase].molar_volume is not None and number > 0.0:
                found += _corrosion(k, phase, number, phases[phase].molar_volume or 0.0, area)
    found.append(Number("entropy production", "W/K", "of all couples and of the film", produced))
    return tuple(found)


def _potential(row: int, temperature: float) -> Callable[[System, Rates], Array]:
    return lambda system, rates: -temperature * rates.reading.conjugates[row, METAL]


def _current(k: int, row: int, area: float) -> Callable[[System, Rates], Array]:
    """Charge that a couple takes from the metal [A/m2]."""
    return lambda system, rates: -rates.exchanged[k][row, METAL] / area


def _equilibrium(k: int, row: int, temperature: float) -> Callable[[System, Rates], Array]:
    """phi + T X/(nF)."""

    def of(system: System, rates: Rates) -> Array:
        charge = system.exchanges[k].products[0, row]
        return temperature * (rates.forces[k][0, 0] / charge - rates.reading.conjugates[row, METAL])

    return of


def _corrosion(k: int, phase: str, number: float, molar_volume: float, area: float) -> list[Number]:
    """Loss of a phase, as an amount and as a depth."""

    def amount(system: System, rates: Rates) -> Array:
        return -number * rates.fluxes[k][0, 0] / area

    def depth(system: System, rates: Rates) -> Array:
        return 1e3 * YEAR * molar_volume * amount(system, rates)

    said = f"of {phase} by its own couple"
    return [
        Number(f"corrosion of {phase}", "mol/m2/s", said, amount),
        Number(f"depth lost of {phase}", "mm/year", said, depth),
    ]


def _profiles(
    dissolved: tuple[str, ...],
    couples: tuple[str, ...],
    row: int,
    temperature: float,
    area: float,
    still: bool,
) -> tuple[Profile, ...]:
    """The potential of the metal, the currents, and the concentrations unless all of them are held."""
    potential = _potential(row, temperature)
    found = [
        Profile(
            "potential", "Potential of the metal", "V", lambda s, rates: potential(s, rates) + 0.0 * s.size
        )
    ]
    for k, name in enumerate(couples):
        one = _current(k, row, area)
        title = f"Current of {name}"
        found.append(
            Profile(f"current:{name}", title, "A/m2", lambda s, rates, one=one: one(s, rates) + 0.0 * s.size)
        )
    for k, name in enumerate(() if still else dissolved):
        found.append(
            Profile(f"concentration:{name}", name, "mol/m3", lambda _, rates, k=k: rates.reading.content[k])
        )
    return tuple(found)


def assemble_electrode(document: ElectrodeModel) -> Assembled:
    """The electrode of a model document."""
    given, temperature = document.electrode, document.temperature
    return electrode(
        couples={name: _couple(one, temperature) for name, one in given.couples.items()},
        solution={
            name: Dissolved(one.concentration, one.activity_coefficient, one.diffusion or 0.0)
            for name, one in given.solution.items()
        },
        phases={name: Phase(one.activity, one.molar_volume) for name, one in given.phases.items()},
        temperature=temperature, area=given.area, capacitance=given.capacitance, film=given.film,
        volume=given.volume, potential=given.potential, current=given.current_density,
        initial_potential=given.initial_potential, formulas=given.formulas,
        environment=document.environment.temperature,
    )  # fmt: skip


def _couple(written: Written, temperature: float) -> Couple:
    """A couple of the file; log K of the reduction gives E0 = RT ln K/(nF)."""
    electrons, change = written.reduction()
    standard = written.E0
    if standard is None:
        size = GAS_CONSTANT * temperature * math.log(10.0) / (electrons * FARADAY)
        standard = size * (written.log_K or 0.0)
    law = written.kinetics
    if isinstance(law, MarcusLaw):
        kinetics = MarcusKinetics(law.rate_constant, law.reorganisation_energy, law.asymmetry, law.orders)
    elif law.exchange_current is not None:
        kinetics = ButlerVolmer(
            law.exchange_current, law.cathodic, law.stoichiometric_number, law.orders or {}
        )
    else:
        kinetics = ButlerVolmerConstant(
            law.rate_constant or 0.0, law.cathodic, law.stoichiometric_number, law.orders
        )
    return Couple(change, electrons, standard, kinetics)
