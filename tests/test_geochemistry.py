"""The door `fluxforce.geochemistry` opens on names that exist and are described, and costs nothing to import."""

import inspect
import subprocess
import sys

import pytest

from fluxforce import geochemistry


@pytest.mark.parametrize("name", geochemistry.__all__)
def test_names_are_described(name):
    assert inspect.getdoc(getattr(geochemistry, name)), f"{name} has no docstring"


def test_no_name_stands_for_two_things():
    entries = [e for names in geochemistry._MODULES.values() for e in names.split(", ")]
    assert len(entries) == len(geochemistry.__all__)


def test_importing_it_loads_no_arrays():
    said = "import sys; from fluxforce import geochemistry; print('jax' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"
