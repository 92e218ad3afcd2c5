"""The front door of coupled processes and devices: every name leads somewhere and says what it is."""

import inspect
import subprocess
import sys

import pytest

from fluxforce import irreversible


@pytest.mark.parametrize("name", irreversible.__all__)
def test_names_lead_to_documented_things(name: str):
    assert inspect.getdoc(getattr(irreversible, name)), f"{name} has no docstring"


def test_names_are_given_once():
    entries = [e for names in irreversible._MODULES.values() for e in names.split(", ")]
    assert len(entries) == len(irreversible.__all__)


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'entropy'"):
        irreversible.entropy  # noqa: B018


def test_the_door_opens_without_jax():
    said = "import sys; from fluxforce import irreversible; print('jax' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"]
