"""A Markov network: states and jumps between them."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from fluxforce.model.schema.base import Complaint, Environment, Model, Part, Several, unknown_name
from fluxforce.model.schema.fields import JumpRate, Name, Probability
from fluxforce.model.schema.tank import complete


class Jump(Part):
    """A channel between two states with both of its rates. Two channels between the same states stay
    apart.
    """

    from_: Annotated[Name, Field(alias="from")]
    to: Name
    forward: JumpRate
    backward: JumpRate


class Network(Part):
    """States, channels and the probabilities at the start, which add up to 1."""

    states: Annotated[Several[Name], Field(min_length=2)]
    jumps: Annotated[dict[Name, Jump], Field(min_length=1)]
    initial: dict[Name, Probability]


class NetworkModel(Model):
    """A Markov network. Its entropy is that of probability, in units of R: J/K per mole of copies."""

    kind: Literal["network"]
    network: Network
    environment: Environment

    def complaints(self) -> Iterator[Complaint]:
        """Jumps among declared states, both ways; probabilities complete and adding up to 1."""
        yield from self.time.complaints()
        states, path = self.network.states, ("network",)
        for index, name in enumerate(states):
            if name in states[:index]:
                yield Complaint((*path, "states", index), f"state '{name}' stands twice")
        for name, jump in self.network.jumps.items():
            here = (*path, "jumps", name)
            for key, state in (("from", jump.from_), ("to", jump.to)):
                if state not in states:
                    yield unknown_name((*here, key), state, states, "state")
            if jump.from_ == jump.to:
                yield Complaint((*here, "to"), "a jump leads to another state")
            for key, rate in (("forward", jump.forward), ("backward", jump.backward)):
                if rate == 0.0:
                    said = "a jump without a way back would produce entropy without bound"
                    yield Complaint((*here, key), said, "give the small rate it really has")
        initial = self.network.initial
        yield from complete((*path, "initial"), initial, states, "state", "0")
        total = sum(initial.values())
        if set(initial) == set(states) and abs(total - 1.0) > 1e-9:
            yield Complaint((*path, "initial"), f"the probabilities add up to {total:g}, not 1", None, True)

    def facts(self) -> dict[str, str]:
        """Every jump gives entropy to a bath."""
        return {"bath": "a reservoir: it takes up R ln(forward/backward) with every jump (detailed balance)"}

    def bytes_needed(self) -> float:
        """A dense generator and the states kept."""
        count = len(self.network.states)
        return 8.0 * (10 * count**2 + (count + 3 * len(self.network.jumps)) * len(self.time.output_times))
