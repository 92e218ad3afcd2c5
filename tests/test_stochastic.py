"""The front door of stochastic thermodynamics: every name leads somewhere and says what it is."""

import inspect
import subprocess
import sys

import pytest

from fluxforce import stochastic


@pytest.mark.parametrize("name", stochastic.__all__)
def test_names_lead_to_documented_things(name: str):
    found = getattr(stochastic, name)
    assert inspect.getdoc(found) or not callable(found), f"{name} has no docstring"


def test_names_are_given_once():
    entries = [e for names in stochastic._MODULES.values() for e in names.split(", ")]
    assert len(entries) == len(stochastic.__all__)


def test_unknown_names_are_refused():
    with pytest.raises(AttributeError, match="no attribute 'sample'"):
        stochastic.sample  # noqa: B018


def test_the_door_opens_without_jax():
    said = "import sys; from fluxforce import stochastic; print('jax' in sys.modules, 'scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_a_column_loads_no_solver_of_networks():
    """The main job starts as fast as before: sparse solvers and graphs are loaded by the kinds that use them."""
    said = (
        "import sys, fluxforce.simulate as s; "
        "print(*(m in sys.modules for m in ('networkx', 'scipy.interpolate', 'fluxforce.solve.markov.stationary')))"
    )
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False"] * 3
