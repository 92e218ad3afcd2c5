"""A Markov network: states, jumps between them with their reservoirs, and the currents that are counted."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.expression import ExpressionError, parse
from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Several, room, unknown_name
from fluxforce.model.schema.fields import Duration, Name, Probability
from fluxforce.model.schema.tank import complete
from fluxforce.model.schema.values import (
    BathTemperature,
    Energy,
    Rate,
    Value,
    evaluated,
    parameter_complaints,
    safe_values,
)

# Largest difference between rates and declared entropy that is a rounded number [k_B].
BALANCED = 1e-6
MOST_STATES = 2000


class Jump(Part):
    """A channel between two states. Two channels between the same states stay apart.

    ``backward`` is a rate, or `none` for a jump without a way back, or left out where `entropy`, or energies and
    the reservoir's temperature, give it by local detailed balance. ``entropy`` [k_B] is what the reservoir takes
    up per jump forward; ``takes`` is how many particles the jump forward takes from its reservoir.
    """

    from_: Annotated[Name, Field(alias="from")]
    to: Name
    forward: Rate
    backward: Rate | None = None
    reservoir: Name = "bath"
    process: Name | None = None
    entropy: Value | None = None
    takes: Value | None = None


class Reservoir(Part):
    """A heat bath, a lead or a chemostat. With a temperature, rates are checked for local detailed balance."""

    temperature: BathTemperature | None = None
    chemical_potential: Energy | None = None


class Sample(Part):
    """Trajectories: how many, how long (the time of the run if left out), from which seed.

    Exact jumps start in the steady state where it is known, so that the total entropy obeys the fluctuation theorem,
    or from the ``initial`` one.
    """

    trajectories: Annotated[int, Field(ge=2, le=10_000_000)] = 1000
    time: Duration | None = None
    seed: Annotated[int, Field(ge=0, le=2**63 - 1)] = 0
    start: Literal["steady", "initial"] = "steady"


class Efficiency(Part):
    """Output over input, expressions of the counted currents [1/s] and the parameters."""

    output: str
    input: str


class Network(Part):
    """States, channels and the probabilities at the start, which add up to 1."""

    states: Annotated[Several[Name], Field(min_length=2)]
    jumps: Annotated[dict[Name, Jump], Field(min_length=1)]
    initial: dict[Name, Probability] | Literal["uniform", "steady"]
    energies: dict[Name, Energy] = Field(default_factory=dict)
    # Entropy of every state itself [k_B], where states are lumps; none if left out.
    entropies: dict[Name, Value] = Field(default_factory=dict)
    reservoirs: dict[Name, Reservoir] = Field(default_factory=dict)
    # name of a current -> jump -> how much one jump forward adds
    counted: dict[Name, dict[Name, Value]] = Field(default_factory=dict)


class NetworkModel(Model):
    """A Markov network. Its entropy is that of probability: k_B per copy, or R per mole of copies."""

    kind: Literal["network"]
    parameters: dict[Name, Value] = Field(default_factory=dict)
    network: Network
    # Whether to compute the steady state with its cycles, affinities and cumulants.
    steady: bool = True
    efficiency: Efficiency | None = None
    sample: Sample | None = None
    environment: Environment = Field(default_factory=room)

    def complaints(self) -> Iterator[Complaint]:
        """Jumps among declared states; rates that are numbers; entropies that agree; probabilities complete."""
        yield from self.time.complaints()
        yield from parameter_complaints(self.parameters, reserved=tuple(self.network.counted))
        states, path = self.network.states, ("network",)
        for index, name in enumerate(states):
            if name in states[:index]:
                yield Complaint((*path, "states", index), f"state '{name}' stands twice")
        known = safe_values(self.parameters)
        yield from self._thermal(known)
        for name in self.network.jumps:
            yield from self._jump(name, known)
        yield from self._counted(known)
        if len(states) > MOST_STATES:
            said = f"{len(states)} states; a model file of this kind holds at most {MOST_STATES}"
            yield Complaint((*path, "states"), said, None, True)
        initial = self.network.initial
        if isinstance(initial, str):
            return
        yield from complete((*path, "initial"), initial, states, "state", "0")
        total = sum(initial.values())
        if set(initial) == set(states) and abs(total - 1.0) > 1e-9:
            yield Complaint((*path, "initial"), f"the probabilities add up to {total:g}, not 1", None, True)

    def _thermal(self, known: dict[str, float]) -> Iterator[Complaint]:
        """Energies, entropies and temperatures that are numbers, all in one kind of unit."""
        net = self.network
        given: list[tuple[tuple[str | int, ...], Value]] = []
        for key, values in (("energies", net.energies), ("entropies", net.entropies)):
            for name, value in values.items():
                here = ("network", key, name)
                if name not in net.states:
                    yield unknown_name(here, name, net.states, "state", at_key=True)
                given.append((here, value))
        if net.energies:
            yield from complete(
                ("network", "energies"), dict.fromkeys(net.energies, 0.0), net.states, "state", "0"
            )
        for name, one in net.reservoirs.items():
            here = ("network", "reservoirs", name)
            if name not in {jump.reservoir for jump in net.jumps.values()}:
                used = sorted({jump.reservoir for jump in net.jumps.values()})
                yield unknown_name(here, name, used, "reservoir", at_key=True)
            for key, value in (
                ("temperature", one.temperature),
                ("chemical potential", one.chemical_potential),
            ):
                if value is not None:
                    given.append(((*here, key), value))
            if one.temperature is not None:
                number, _ = evaluated(one.temperature, known, ())
                if number is not None and number <= 0.0:
                    yield Complaint((*here, "temperature"), "a temperature must be greater than 0")
        for here, value in given:
            _, complaint = evaluated(value, known, here)
            if complaint is not None:
                yield complaint
        thermal = [(here, value) for here, value in given if "entropies" not in here]
        plain = [here for here, value in thermal if not value.unit]
        if plain and len(plain) < len(thermal):
            hint = "with units everywhere, or plain numbers (k_B = 1) everywhere"
            yield Complaint(plain[0], "a plain number beside energies or temperatures with units", hint)

    def _jump(self, name: str, known: dict[str, float]) -> Iterator[Complaint]:
        net = self.network
        jump, here = net.jumps[name], ("network", "jumps", name)
        for key, state in (("from", jump.from_), ("to", jump.to)):
            if state not in net.states:
                yield unknown_name((*here, key), state, net.states, "state")
        if jump.from_ == jump.to:
            yield Complaint((*here, "to"), "a jump leads to another state")
        if net.reservoirs and jump.reservoir not in net.reservoirs and jump.reservoir != "bath":
            yield unknown_name((*here, "reservoir"), jump.reservoir, list(net.reservoirs), "reservoir")
        for key, value in (("entropy", jump.entropy), ("takes", jump.takes)):
            if value is not None:
                _, complaint = evaluated(value, known, (*here, key))
                if complaint is not None:
                    yield complaint
        if jump.forward.one_way:
            yield Complaint(
                (*here, "forward"), "a one-way jump leads forward", "write it the other way round"
            )
            return
        rates = []
        for key, rate in (("forward", jump.forward), ("backward", jump.backward)):
            if rate is None or rate.one_way:
                continue
            number, complaint = evaluated(rate, known, (*here, key), least=0.0)
            if complaint is not None:
                yield complaint
            elif number == 0.0:
                said = "a jump without a way back would produce entropy without bound"
                hint = "give the small rate it really has, or 'backward: none' for a jump that is one-way"
                yield Complaint((*here, key), said, hint)
            else:
                rates.append(number)
        if jump.from_ in net.states and jump.to in net.states:
            yield from self._balance(name, rates, known)

    def _balance(self, name: str, rates: list[float], known: dict[str, float]) -> Iterator[Complaint]:
        """The way back is known, once; and what is declared twice agrees."""
        from math import log

        jump, here = self.network.jumps[name], ("network", "jumps", name)
        declared = self.declared_entropy(name, known)
        if jump.backward is None and declared is None:
            hint = "give the rate of the way back, or 'entropy', or 'none' for a jump that is one-way"
            yield Complaint(here, "missing 'backward'", hint, True)
        if jump.backward is not None and jump.backward.one_way and jump.entropy is not None:
            yield Complaint((*here, "entropy"), "the entropy of a one-way jump is unbounded", "leave it out")
        if len(rates) == 2 and declared is not None:
            found = log(rates[0] / rates[1]) - self._internal(name, known)
            if abs(found - declared) > BALANCED * max(1.0, abs(declared)):
                said = (
                    f"not in local detailed balance: the rates say {found:.6g} k_B to reservoir "
                    f"'{jump.reservoir}', the energies or the entropy given say {declared:.6g}"
                )
                yield Complaint((*here, "backward"), said, "leave 'backward' out and it follows")

    def _internal(self, name: str, known: dict[str, float]) -> float:
        jump, own = self.network.jumps[name], self.network.entropies
        before, after = (own[s].number(known) if s in own else 0.0 for s in (jump.from_, jump.to))
        return after - before

    def declared_entropy(self, name: str, known: dict[str, float]) -> float | None:
        """What the reservoir takes up per jump forward [k_B] by what is declared; None where nothing is."""
        net = self.network
        jump = net.jumps[name]
        try:
            if jump.entropy is not None:
                return jump.entropy.number(known)
            one = net.reservoirs.get(jump.reservoir)
            if one is None or one.temperature is None:
                return None
            energies = {state: energy.number(known) for state, energy in net.energies.items()}
            gained = energies.get(jump.to, 0.0) - energies.get(jump.from_, 0.0)
            if jump.takes is not None and one.chemical_potential is not None:
                gained -= one.chemical_potential.number(known) * jump.takes.number(known)
            return -gained / one.temperature.number(known)
        except (ExpressionError, ZeroDivisionError):
            return None  # told at its own place

    def _counted(self, known: dict[str, float]) -> Iterator[Complaint]:
        net = self.network
        for name, weights in net.counted.items():
            here = ("network", "counted", name)
            if not name.isidentifier():
                yield Complaint(here, f"'{name}' is not a plain word", "choose another name", True)
            if not weights:
                yield Complaint(here, "no jump is counted", "name a jump with its weight", True)
            for jump, weight in weights.items():
                if jump not in net.jumps:
                    yield unknown_name((*here, jump), jump, list(net.jumps), "jump", at_key=True)
                _, complaint = evaluated(weight, known, (*here, jump))
                if complaint is not None:
                    yield complaint
        for key in ("output", "input") if self.efficiency is not None else ():
            try:
                parse(getattr(self.efficiency, key), names=tuple(net.counted), constants=known)
            except ExpressionError as error:
                yield Complaint(("efficiency", key), str(error), error.hint, offset=error.offset)

    def facts(self) -> dict[str, str]:
        """Every jump gives entropy to a reservoir."""
        found = {"bath": "a reservoir: it takes up R ln(forward/backward) with every jump (detailed balance)"}
        one_way = [n for n, j in self.network.jumps.items() if j.backward is not None and j.backward.one_way]
        if one_way:
            found["one-way"] = (
                f"{', '.join(one_way)}: no way back, so the entropy produced there is unbounded"
            )
        return found

    def bytes_needed(self) -> float:
        """A dense generator and the states kept."""
        count = len(self.network.states)
        return 8.0 * (10 * count**2 + (count + 3 * len(self.network.jumps)) * len(self.time.output_times))
