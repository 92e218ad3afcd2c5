"""Plants of streams: mixing, heat exchange, gases; exergy by port against entropy produced."""

from fluxforce._types import Array
from fluxforce.balance import evaluated
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.plant import plant
from fluxforce.model.assemble.plant_parts import Exchanger, Fluid, Mixer, Side
from fluxforce.readings.exergy import exergy_rates
from fluxforce.solve.steady import steady
from fluxforce.verify.check import Check


def checks() -> list[Check]:
    """P7 of the continuum."""
    return [*_mixer(), *_exchangers(), _gases()]


def _state(made: Assembled) -> Array:
    """Coordinates of the steady state."""
    return steady(made.solver, made.system, made.start, scale=made.scale).coordinates


def _numbers(made: Assembled) -> dict[str, float]:
    """All its numbers."""
    rates = evaluated(made.system, _state(made))
    return {number.name: float(number.of(made.system, rates)) for number in made.numbers}


def _mixer() -> list[Check]:
    feeds = {"hot": Fluid(1.0, 353.15, 4180.0), "cold": Fluid(1.0, 293.15, 4180.0)}
    made = plant(feeds=feeds, units={"tee": Mixer(("hot", "cold"), "warm")}, environment=293.15)
    numbers, exergy = _numbers(made), exergy_rates(made, _state(made))
    net = sum(port["value"] for port in exergy["ports"])
    return [
        Check("P7.tee", "1 + 1 kg/s of water at 80 and 20 degC in a mixer: entropy of the streams, out less in [W/K]",
              "closed form", numbers["entropy made in tee"], 36.1816793580919, 1e-11),
        Check("P7.mixing", "exergy destroyed by mixing there, T0 = 20 degC: row `mixing at inlet` [W]",
              "Gouy: T0 S_i", exergy["destroyed"]["mixing at inlet"], 10606.6593038246, 1e-11),
        Check("P7.ports", "exergy of its ports, in less out [W]", "Gouy: T0 S_i", net, 10606.6593038246, 1e-11),
    ]  # fmt: skip


def _exchangers() -> list[Check]:
    """Balanced, 400/300 K: wall and grid together are exact for any number of cells."""
    rows = []
    for units, expected in ((1.0, 0.0206192872027357), (5.0, 0.0115076068514798)):
        numbers = _numbers(_exchanger(units, 8))
        rows.append(
            Check(f"P7.counterflow{units:g}", f"balanced counterflow exchanger 400/300 K, NTU = {units:g}: S_gen/C",
                  "closed form of the end temperatures", numbers["entropy made in exchanger"], expected, 1e-11)
        )  # fmt: skip
    return rows


def _exchanger(units: float, cells: int) -> Assembled:
    sides = Side("hot", "cooled"), Side("cold", "warmed")
    return plant(
        feeds={"hot": Fluid(1.0, 400.0, 1.0), "cold": Fluid(1.0, 300.0, 1.0)},
        units={"exchanger": Exchanger(*sides, units, cells=cells)}, environment=300.0,
    )  # fmt: skip


def _gases() -> Check:
    feeds = {name: Fluid(1.0, 300.0, composition={name: 1.0}) for name in ("first", "second")}
    numbers = _numbers(
        plant(
            feeds=feeds, units={"tee": Mixer(("first", "second"), "both")},
            gases={"first": 29.1, "second": 37.1}, environment=300.0,
        )
    )  # fmt: skip
    return Check("P7.gas streams", "1 + 1 mol/s of two ideal gases in a mixer [W/K]", "closed form 2 R ln 2",
                 numbers["entropy made in tee"], 11.526292643288, 1e-9)  # fmt: skip
