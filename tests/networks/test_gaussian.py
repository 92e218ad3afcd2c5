"""A normal distribution takes lists and numbers, and nothing that is none."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.networks.gaussian import Gaussian


def test_lists_and_numbers_are_taken():
    one, two = Gaussian(2, 0.5), Gaussian([1, 2], [[1.0, 0.5], [0.5, 2.0]])
    assert (one.mean.shape, one.covariance.shape) == ((1,), (1, 1))
    np.testing.assert_allclose(two.second_moment, [[2.0, 2.5], [2.5, 6.0]], rtol=1e-15)


@pytest.mark.parametrize(
    ("mean", "covariance", "said"),
    [
        ("here", 1.0, "are not numbers"),
        ([0.0, 1.0], 1.0, r"shape \(2,\) has no covariance of the shape \(1, 1\)"),
        ([[0.0]], 1.0, "has no covariance"),
        (np.nan, 1.0, "not finite"),
        ([0.0, 0.0], [[1.0, 0.5], [0.0, 1.0]], "not symmetric"),
    ],
)
def test_what_is_no_gaussian_is_refused(mean, covariance, said):
    with pytest.raises(BadInput, match=said):
        Gaussian(mean, covariance)
