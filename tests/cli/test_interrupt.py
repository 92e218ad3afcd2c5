"""Ctrl-C is never lost, not even where Python drops exceptions."""

import os
import signal

import pytest

from fluxforce.cli.interrupt import interruptible


class Dropping:
    """Takes the signal where Python drops exceptions: in a finaliser."""

    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1000):
            pass


def test_a_lost_interrupt_comes_back(capsys):
    before = signal.getsignal(signal.SIGINT)
    with interruptible() as interrupt:
        interrupt.check()
        thing = Dropping()
        del thing
        assert interrupt.heard
        with pytest.raises(KeyboardInterrupt):
            interrupt.check()
    assert signal.getsignal(signal.SIGINT) is before
    assert capsys.readouterr().err == ""
