"""How a solve ended: values, not exceptions, until a person has to read them."""

import enum
from dataclasses import dataclass


class Status(enum.IntEnum):
    """Outcome of a time integration or of a steady solve."""

    RUNNING = 0
    DONE = 1
    STEP_TOO_SMALL = 2
    TOO_MANY_STEPS = 3
    NOT_FINITE = 4
    NOT_CONVERGED = 5


@dataclass(frozen=True)
class Failure:
    """Where and why a solver gave up: the sentence a person reads, and its parts.

    ``grows``: a content rose without bound, so that the solution itself ends there.
    """

    time: float
    place: int
    quantity: str
    process: str
    message: str
    grows: bool = False

    def sentence(self) -> str:
        return (
            f"{self.message} at t = {self.time:.6g} s, place {self.place}, quantity {self.quantity}, "
            f"where the process '{self.process}' acts most strongly"
        )


class NotFinite(ValueError):
    """A first rate is not a finite number; the message names the process, the place and the quantity."""


class GaveUp(RuntimeError):
    """The solver stopped before the end; ``failure`` says where, ``trajectory`` keeps what was computed."""

    def __init__(self, failure: Failure, trajectory):
        self.failure = failure
        self.trajectory = trajectory
        RuntimeError.__init__(self, failure.sentence())
