"""Branches of steady states against closed forms: folds, Hopf and branch points, an isola, conserved totals."""

import numpy as np
import pytest

from fluxforce.model.assemble.mass_action import Reaction
from fluxforce.model.assemble.tank import tank
from fluxforce.model.family import Family
from fluxforce.solve.branches.continuation import continuation
from fluxforce.solve.branches.equations import equations
from fluxforce.solve.branches.family import axis
from fluxforce.solve.branches.follow import FollowOptions
from fluxforce.solve.branches.settle import settled
from fluxforce.solve.branches.spectrum import spectrum
from tests.problems import SMALL

COARSE = FollowOptions(first=0.05, longest=0.2, straight=0.8)
ONE_WAY = 1e14  # equilibrium constants beyond which a way back is round-off


def autocatalator(time: float):
    """A + 2 B -> 3 B and B -> C in a stirred tank that is fed with A alone [gray1983]."""
    reactions = {
        "growth": Reaction({"A": 1, "B": 2}, {"B": 3}, 1.0, ONE_WAY),
        "decay": Reaction({"B": 1}, {"C": 1}, 0.05, ONE_WAY),
    }
    return tank(
        volume=1.0, flow=1.0 / time, feed={"A": 1.0, "B": 0.0, "C": 0.0},
        initial={"A": 1.0, "B": 0.0, "C": 0.0}, reactions=reactions, temperature=300.0,
    )  # fmt: skip


@pytest.mark.slow
def test_an_isola_is_found_with_its_folds_and_its_hopf_point():
    """(1 + k t)^2 = t a (1 - a) has solutions between the roots of k^2 t^2 + (2 k - 1/4) t + 1 = 0; on the loop the
    trace of the equations of A and B is k - b^2, so an oscillation begins at b = sqrt k.
    """
    k = 0.05
    first, last = sorted(np.roots([k**2, 2.0 * k - 0.25, 1.0]).real)
    found = continuation(Family(autocatalator, "time"), axis(0.5 * first, 2.0 * last), options=COARSE)
    assert len(found.branches) == 2
    loop = next(one for one in found.branches if one.ended == ("closed", "closed"))
    folds = sorted(one.value for one in loop.specials if one.kind == "fold")
    np.testing.assert_allclose(folds, [first, last], rtol=1e-9)
    (onset,) = (one for one in loop.specials if one.kind == "Hopf")
    assert np.exp(onset.coordinates[1, 1]) == pytest.approx(np.sqrt(k), rel=1e-9)
    a, b, t = *np.exp(onset.coordinates[:2, 1]), onset.value
    # determinant of [[-1/t - b^2, -2 a b], [b^2, 2 a b - 1/t - k]] is the square of the frequency
    square = (-1.0 / t - b**2) * (2.0 * a * b - 1.0 / t - k) + 2.0 * a * b**3
    assert onset.frequency == pytest.approx(np.sqrt(square), rel=1e-8)


def handed(feed: float):
    """Frank's model: two mirror forms that make more of themselves and destroy each other [frank1953]."""
    reactions = {
        "left": Reaction({"A": 1, "L": 1}, {"L": 2}, 1.0, ONE_WAY),
        "right": Reaction({"A": 1, "D": 1}, {"D": 2}, 1.0, ONE_WAY),
        "plain left": Reaction({"A": 1}, {"L": 1}, 0.01, ONE_WAY),
        "plain right": Reaction({"A": 1}, {"D": 1}, 0.01, ONE_WAY),
        "pairing": Reaction({"L": 1, "D": 1}, {"P": 1}, 1.0, ONE_WAY),
    }
    none = {"L": 0.0, "D": 0.0, "P": 0.0}
    return tank(
        volume=1.0, flow=1.0, feed={"A": feed} | none, initial={"A": feed} | none, reactions=reactions,
        temperature=300.0,
    )  # fmt: skip


@pytest.mark.slow
def test_a_pitchfork_is_noticed_and_its_arms_are_found():
    """The mirror-symmetric state has u a = l^2 where its odd deviation neither grows nor decays, at a = 1/t = 1; the
    balance of A then gives the feed 1 + 2 u + 2 l with l = sqrt u.
    """
    found = continuation(Family(handed, "feed"), axis(1.1, 1.5), options=COARSE)
    points = found.specials("branch point")
    assert points[0].value == pytest.approx(1.0 + 0.02 + 2.0 * 0.1, rel=1e-7)
    states = found.states(1.45)
    assert len(states) == 3
    odd = sorted(float(z[1, 1] - z[2, 1]) for z in states)
    assert odd[1] == pytest.approx(0.0, abs=1e-9)
    assert odd[0] == pytest.approx(-odd[2], rel=1e-9)
    assert odd[2] > 0.1


def test_conserved_totals_are_found_and_kept():
    """One probability; in a bridge of ions without a current the charge of each of its cells."""
    for name, weights in (("ring", [1.0, 1.0, 1.0]), ("bridge", None)):
        made = SMALL[name][0]()
        shape = equations(made)
        assert len(shape.totals) == (1 if weights is not None else shape.shape[1] - 2)
        if weights is not None:
            np.testing.assert_allclose(shape.totals[0, :3, 0], weights, atol=1e-14)
        else:
            charge = np.asarray(made.charge)
            for total in shape.totals:
                (cell,) = np.flatnonzero(np.any(total != 0.0, axis=0))
                np.testing.assert_allclose(total[:, cell] / total[0, cell], charge / charge[0], rtol=1e-9)
        state = settled(made, shape).coordinates
        np.testing.assert_allclose(shape.values(made, state)[shape.given_up], 0.0, atol=1e-13)


def test_eigenvalues_of_a_slab():
    """Cells with half a cell at either end: -(4 k/C h^2) sin^2(j pi/2n)."""
    made = SMALL["slab"][0]()
    shape = equations(made)
    state = settled(made, shape).coordinates
    seen = spectrum(shape, made, shape.linear(made, state))
    count = shape.shape[1] - 2
    wanted = -(np.sin(0.5 * np.pi * np.arange(1, count + 1) / count) ** 2)
    np.testing.assert_allclose(
        np.real(seen.values) / np.real(seen.values)[-1], wanted / wanted[-1], rtol=1e-10
    )
    assert seen.stable
    assert not np.any(np.imag(seen.values))
