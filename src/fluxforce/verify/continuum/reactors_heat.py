"""Stirred reactors with heat: three steady states, ignition and extinction, the three terms of a Gibbs balance."""

from dataclasses import dataclass

import numpy as np

from fluxforce.balance import evaluated
from fluxforce.constants import GAS_CONSTANT, ROOM_TEMPERATURE
from fluxforce.model.assemble.base import Assembled
from fluxforce.model.assemble.heats import HotReaction, Species
from fluxforce.model.assemble.reactor import reactor, reactor_state
from fluxforce.model.assemble.reactor_parts import Adiabatic, Feed, Isothermal, Solution
from fluxforce.readings.exergy import exergy_rates
from fluxforce.solve.branches.continuation import continuation
from fluxforce.solve.branches.family import axis
from fluxforce.solve.branches.follow import FollowOptions
from fluxforce.solve.steady import SteadyOptions, steady
from fluxforce.verify.check import Check

PLAIN = SteadyOptions(first=1e9, longest=1.0)  # Newton's method alone: it finds unstable states too
# Nothing comes back: x/((1 - x) K) of the rate, below 1e-12 at every state here.
IRREVERSIBLE = 1e16


def checks() -> list[Check]:
    """P21 of the continuum, by reactors with heat."""
    return [*_states(), *_folds(0.4), *_folds(0.5), *_balance()]


@dataclass(frozen=True)
class Adiabats:
    """A <=> B of first order in an adiabatic tank: x = Da (1 - x) exp(g b x/(1 + b x)) [uppal1974].

    g = E/(R Tf); b the adiabatic rise over Tf; Da = k(Tf) tau. Start and states by their conversion x.
    """

    rise: float
    steepness: float = 20.0
    feed: float = 300.0
    capacity: float = 4e6
    content: float = 8000.0

    def at(self, value: float) -> Assembled:
        """The reactor with Da = ``value``, cold at the start."""
        heat = -self.rise * self.feed * self.capacity / self.content
        energy = self.steepness * GAS_CONSTANT * self.feed
        stream = {"A": self.content, "B": 0.0}
        return reactor(
            volume=1.0, capacity=self.capacity, reference=self.feed, species={"A": Species(), "B": Species()},
            reactions={"burning": HotReaction({"A": 1}, {"B": 1}, 1e-3 * value, energy, IRREVERSIBLE, heat)},
            feeds={"feed": Feed(stream, self.feed, 1e-3)},
            initial=Solution(stream, self.feed),
            heat=Adiabatic(), environment=self.feed,
        )  # fmt: skip

    def state(self, made: Assembled, x: float):
        """Coordinates with the conversion ``x`` and the temperature that goes with it."""
        content = {"A": self.content * (1.0 - x), "B": self.content * x}
        return reactor_state(made, content, self.feed * (1.0 + self.rise * x))

    def conversion(self, coordinates: np.ndarray, place: int) -> float:
        """x of a state."""
        return 1.0 - float(np.exp(coordinates[0, place])) / self.content


def _states() -> list[Check]:
    """Da such that x = 5/12 is a steady state; the two others by mpmath from the closed form."""
    family = Adiabats(0.4)
    made = family.at(0.04102329947687)
    expected = {
        "extinct": (0.05, 0.062737723722344),
        "middle": (0.4, 0.416666666666667),
        "ignited": (0.9, 0.88401936792253),
    }
    rows = []
    for name, (start, x) in expected.items():
        result = steady(
            made.solver, made.system, family.state(made, start), scale=made.scale, options=PLAIN
        )  # fmt: skip
        found = family.conversion(np.asarray(result.coordinates), int(made.inside[0]))
        rows.append(
            Check(f"P21.{name}", f"adiabatic tank, Da = 0.0410233: conversion of the {name} state, from {start}",
                  "closed form in x, root in 25 digits", found if result.converged else np.nan, x, 1e-10)
        )  # fmt: skip
    return rows


def _folds(rise: float) -> list[Check]:
    """Turning points x of x/(1 - x) exp(-g b x/(1 + b x)), and Da there."""
    expected = {
        0.4: ((0.1726850208308, 0.057329640075222), (0.70966792034567, 0.029354991549935)),
        0.5: ((0.13050949656894, 0.044086148287505), (0.74753928391887, 0.012829767280395)),
    }[rise]
    family = Adiabats(rise)
    low, high = 0.8 * expected[1][1], 1.2 * expected[0][1]
    found = continuation(family, axis(low, high), options=FollowOptions(longest=0.2), search=False).specials(
        "fold"
    )
    place = int(family.at(low).inside[0])
    rows = []
    for name, (x, damkoehler), at in zip(("ignition", "extinction"), expected, reversed(found), strict=False):
        what = f"adiabatic tank, g = 20, b = {rise}"
        rows += [
            Check(f"P21.{name}{rise:g}", f"{what}: Da at {name}, a fold found by continuation",
                  "closed form, turning point in 25 digits", at.value, damkoehler, 1e-8),
            Check(f"P21.{name}x{rise:g}", f"{what}: conversion there",
                  "closed form, turning point in 25 digits", family.conversion(at.coordinates, place), x, 1e-8),
        ]  # fmt: skip
    return rows


def _balance() -> list[Check]:
    """The isothermal tank of P21 once more, by its numbers, and its exergy by port against its own equilibrium."""
    stream = {"A": 100.0, "B": 1.0}
    made = reactor(
        volume=1.0, capacity=1.0, reference=ROOM_TEMPERATURE, species={"A": Species(), "B": Species()},
        reactions={"isomerisation": HotReaction({"A": 1}, {"B": 1}, 1e-3, 0.0, 10.0)},
        feeds={"feed": Feed(stream, ROOM_TEMPERATURE, 1e-3)}, initial=Solution(stream, ROOM_TEMPERATURE),
        heat=Isothermal(ROOM_TEMPERATURE), environment=ROOM_TEMPERATURE,
    )  # fmt: skip
    result = steady(made.solver, made.system, made.start, scale=made.scale)
    rates = evaluated(made.system, result.coordinates)
    numbers = {number.name: float(number.of(made.system, rates)) for number in made.numbers}
    ports = {row["name"]: row["value"] for row in exergy_rates(made, result.coordinates)["ports"]}
    # against A = 101/11, B = 1010/11 mol/m3 at rest: R T Q (sum c ln(c/c0) - c + c0)
    rest = np.array([101.0 / 11.0, 1010.0 / 11.0])
    given = np.array([100.0, 1.0])
    feed = 1e-3 * GAS_CONSTANT * ROOM_TEMPERATURE * float(np.sum(given * np.log(given / rest) - given + rest))
    source = "closed form (linear kinetics)"
    return [
        Check("P21.numbers.reaction", "isothermal reactor: work lost by the reaction [W]", source,
              numbers["work lost by reactions"], 280.549743434136, 1e-11),
        Check("P21.numbers.mixing", "by mixing of the feed [W]", source, numbers["work lost by mixing"],
              150.444960175549, 1e-11),
        Check("P21.numbers.given", "Gibbs energy that the streams give up [W], from their contents alone", source,
              numbers["Gibbs energy given up"], 430.994703609685, 1e-11),
        Check("P21.port", "exergy of the feed against the equilibrium of its own reaction [W]",
              "closed form R T Q (c ln(c/c0) - c + c0)", ports["feed"], feed, 1e-11),
        Check("P21.ports", "exergy in less out over all ports [W]", "Gouy: T0 S_i", sum(ports.values()),
              430.994703609685, 1e-11),
    ]  # fmt: skip
