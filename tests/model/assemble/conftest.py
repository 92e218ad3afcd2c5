"""A limestone column small enough to be solved many times over."""

from dataclasses import replace

import pytest

from benchmarks.ours import document
from benchmarks.problem import LimestoneColumn
from fluxforce.model.assemble import assemble

CELLS = 12
END = 0.5 * 86400.0


def column(cells: int = CELLS, *, full_blocks: bool = False):
    """The benchmark's column on few cells, half a day long."""
    problem = replace(LimestoneColumn(), end=END, outputs=2)
    return assemble(document(problem, cells, 1e-3, full_blocks=full_blocks))


@pytest.fixture(scope="session")
def equal():
    """Equal diffusivities."""
    return column()


@pytest.fixture(scope="session")
def planck():
    """Nernst-Planck diffusion with the database's coefficients."""
    return column(full_blocks=True)
