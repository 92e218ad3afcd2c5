"""Linear Langevin equations that cannot be are refused by what is wrong."""

import numpy as np
import pytest

from fluxforce.budget.diffusion.linear import overdamped
from fluxforce.errors import BadInput


def test_a_stiffness_of_another_size_is_named():
    with pytest.raises(BadInput, match=r"stiffness has the shape \(2, 2\), not \(1, 1\)"):
        overdamped(["x"], np.eye(2), mobility=[1.0], temperature=[1.0])
