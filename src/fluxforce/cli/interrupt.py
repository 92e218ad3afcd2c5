"""Ctrl-C that is never lost.

Python drops a KeyboardInterrupt that is raised inside a callback (of the garbage collector, say), and JAX
runs such callbacks often. So the signal is also remembered, and raised again at the next occasion.
"""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class Interrupt:
    """Remembers that the user pressed Ctrl-C."""

    def __init__(self) -> None:
        self.heard = False

    def check(self) -> None:
        """Raise the interrupt again if it came and was lost."""
        if self.heard:
            raise KeyboardInterrupt

    def take(self, number: int, frame: FrameType | None) -> None:
        """The handler of the signal."""
        self.heard = True
        raise KeyboardInterrupt


@contextmanager
def interruptible() -> Iterator[Interrupt]:
    """Listen for Ctrl-C; afterwards everything is as before. Other threads than the main one only pass."""
    interrupt = Interrupt()
    hook = sys.unraisablehook
    try:
        before = signal.signal(signal.SIGINT, interrupt.take)
    except ValueError:
        yield interrupt
        return

    def quiet(lost: "sys.UnraisableHookArgs") -> None:
        if not issubclass(lost.exc_type, KeyboardInterrupt):
            hook(lost)

    sys.unraisablehook = quiet
    try:
        yield interrupt
    finally:
        signal.signal(signal.SIGINT, before)
        sys.unraisablehook = hook
