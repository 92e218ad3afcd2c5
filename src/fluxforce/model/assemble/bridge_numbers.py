"""What a bridge, a film or a cell of an electrolyte shows: potentials, fluxes, limiting current, production."""

from collections.abc import Mapping

import jax.numpy as jnp

from fluxforce._types import Array
from fluxforce.balance import Rates, System, sides
from fluxforce.constants import FARADAY
from fluxforce.laws.electrodiffusion import Electrodiffusion
from fluxforce.laws.nernst_planck import NernstPlanck
from fluxforce.model.assemble.base import Number, Profile
from fluxforce.model.assemble.bridge_parts import Ion, Warmth


def potentials(system: System, rates: Rates, temperature: float | None) -> Array:
    """phi of every place against the first one [V]: the sum of the steps of all faces."""
    process = system.exchanges[0]
    law = process.law
    assert isinstance(law, NernstPlanck | Electrodiffusion)
    tail, head = sides(process, rates.reading)
    if isinstance(law, NernstPlanck):
        assert temperature is not None
        steps = law.potential_step(rates.forces[0], tail, head, temperature)
    else:
        steps = law.potential_step(rates.forces[0], tail, head, temperature)
    return jnp.concatenate([jnp.zeros(1), jnp.cumsum(steps)])


def work(rates: Rates) -> Array:
    """Power that the circuit delivers [W]: its store of work loses as much."""
    return -sum((jnp.sum(one[-1]) for one in rates.exchanged), start=jnp.zeros(()))


def limiting_current_density(
    ions: Mapping[str, "Ion"], selective: str, length: float, ends: tuple[str, str], mean: float
) -> float | None:
    """i_lim [A/m2] of one salt between ends that let one of its ions pass: its concentration vanishes at one end.

    J = D (1 + |z|/|z_other|) dc/dx, with c from twice the mean to zero between two walls, from that of the solution
    to zero at one wall. ``mean`` of the concentrations of the passing ion. None where there are more ions.
    """
    if len(ions) != 2:
        return None
    own = ions[selective]
    (other,) = [ion for name, ion in ions.items() if name != selective]
    if own.charge * other.charge >= 0.0:
        return None
    fall = 2.0 * mean if ends == ("wall", "wall") else mean
    return FARADAY * abs(own.charge) * own.diffusion * (1.0 + abs(own.charge / other.charge)) * fall / length


def numbers_of(
    ions: Mapping[str, "Ion"],
    *,
    area: float,
    temperature: float,
    current_density: float,
    limit: float | None,
    selective: bool,
    warmth: "Warmth | None",
) -> tuple[Number, ...]:
    """All numbers of an electrolyte between two ends."""
    isothermal = temperature if warmth is None else None

    def across(system: System, rates: Rates) -> Array:
        return potentials(system, rates, isothermal)[-1]

    def produced(system: System, rates: Rates) -> Array:
        return sum((jnp.sum(one) for one in rates.production), start=jnp.zeros(())) / area

    found = [
        Number("junction potential" if warmth is None and current_density == 0.0 else "potential difference", "V",
               "electric potential of the solution at the right end against that at the left end", across),
    ]  # fmt: skip
    if current_density != 0.0:
        found += _driven(area, current_density, limit, selective)
    for k, name in enumerate(ions):
        found.append(
            Number(f"flux of {name}", "mol/m2/s", "from left to right, at the middle",
                   lambda system, rates, k=k: rates.fluxes[0][k, rates.fluxes[0].shape[1] // 2] / area)
        )  # fmt: skip
    if warmth is not None:
        count = len(ions)
        step = warmth.right - warmth.left
        found.append(
            Number("heat flux", "W/m2", "energy that enters at the left end",
                   lambda system, rates: rates.fluxes[0][count, 0] / area)
        )  # fmt: skip
        if step != 0.0:
            found.append(
                Number("potential per kelvin", "V/K", "potential difference over the difference of temperatures",
                       lambda system, rates: across(system, rates) / step)
            )  # fmt: skip
    found.append(
        Number("entropy production", "W/m2/K", "of the whole film, per area of its section", produced)
    )
    return tuple(found)


def _driven(area: float, current_density: float, limit: float | None, selective: bool) -> list[Number]:
    found = [
        Number("power", "W/m2", "electrical work that the circuit delivers, per area",
               lambda system, rates: work(rates) / area),
        Number("cell voltage", "V",
               "power over current: between electrodes of the ion that passes" if selective
               else "power over current: the ohmic and the junction potential between both solutions",
               lambda system, rates: work(rates) / (area * current_density)),
    ]  # fmt: skip
    if limit is not None:
        found.append(
            Number("limiting current density", "A/m2", "closed form: the salt is used up at one end",
                   lambda system, rates: jnp.asarray(limit))
        )  # fmt: skip
    return found


def profiles_of(names: tuple[str, ...], temperature: float, warmth: "Warmth | None") -> tuple[Profile, ...]:
    """Concentrations, electric potential, and temperature where it differs."""
    found = [
        Profile(f"concentration of {name}", f"Concentration of {name}", "mol/m3",
                lambda system, rates, k=k: rates.reading.content[k])
        for k, name in enumerate(names)
    ]  # fmt: skip
    isothermal = temperature if warmth is None else None
    found.append(
        Profile("potential", "Electric potential", "V",
                lambda system, rates: potentials(system, rates, isothermal))
    )  # fmt: skip
    if warmth is not None:
        count = len(names)
        found.append(
            Profile("temperature", "Temperature", "K",
                    lambda system, rates: 1.0 / rates.reading.conjugates[count])
        )  # fmt: skip
    return tuple(found)
