"""From an SBML text to means and deviations in time: one process written in the ways that files write it."""

import numpy as np
import pytest

from fluxforce.budget.reactions.projection import evolved_copy_numbers
from fluxforce.model.sbml.read import parse_sbml, whole_numbers
from fluxforce.networks.pairing import paired
from tests.model.sbml_texts import ci, cn, divide, minus, model, reaction, species, times

LAMBDA, MU, FIRST, TIME = 0.2, 0.25, 30, 6.0
LOCAL = '<localParameter id="{0}" value="{1}"/>'
BIRTH, DEATH = times(ci("b"), ci("X")), times(ci("d"), ci("X"))
WHOLE = {"b": LAMBDA, "d": MU}

# Birth and death of X: with global and local constants, a sink that is held, a volume, and concentrations.
WRITTEN = {
    "plain": model(
        reaction("birth", {"X": 1}, {"X": 2}, BIRTH), reaction("death", {"X": 1}, {}, DEATH),
        parts=species("X", FIRST), parameters=WHOLE,
    ),
    "local constants": model(
        reaction("birth", {"X": 1}, {"X": 2}, BIRTH, local=LOCAL.format("b", LAMBDA)),
        reaction("death", {"X": 1}, {}, DEATH, local=LOCAL.format("d", MU)),
        parts=species("X", FIRST), parameters={"b": 7.0, "d": 9.0},
    ),
    "a sink that is held": model(
        reaction("birth", {"X": 1}, {"X": 2}, BIRTH), reaction("death", {"X": 1}, {"Sink": 1}, DEATH),
        parts=species("X", FIRST) + species("Sink", 0, held=True), parameters=WHOLE, volume=3.0,
    ),
    "concentrations": model(
        reaction("birth", {"X": 1}, {"X": 2}, times(ci("cell"), BIRTH)),
        reaction("death", {"X": 1}, {}, times(ci("cell"), DEATH)),
        parts=species("X", FIRST / 4.0, concentration=True), parameters=WHOLE, volume=4.0,
    ),
    "quotients": model(
        reaction("birth", {"X": 1}, {"X": 2}, divide(ci("X"), cn(1.0 / LAMBDA))),
        reaction("death", {"X": 1}, {}, divide(times(cn(MU), ci("X"), ci("X")), ci("X"))),
        parts=species("X", FIRST),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in WRITTEN if name != "quotients"])
def test_birth_and_death_in_time(name: str):
    found = parse_sbml(WRITTEN[name])
    state = evolved_copy_numbers(found.network, whole_numbers(found), [TIME]).states[0]
    grown = np.exp((LAMBDA - MU) * TIME)
    variance = FIRST * (LAMBDA + MU) / (LAMBDA - MU) * grown * (grown - 1.0)
    np.testing.assert_allclose(state.mean(), [FIRST * grown], rtol=1e-9)
    np.testing.assert_allclose(state.deviation(), [np.sqrt(variance)], rtol=1e-9)


def test_a_law_that_is_no_number_anywhere_is_named():
    """X X/X is 0/0 where there is no X: kept as it is, and stopped where it is needed."""
    from fluxforce.errors import BadInput

    found = parse_sbml(WRITTEN["quotients"])
    with pytest.raises(BadInput, match="'death': the forward rate at X = 0 is nan"):
        evolved_copy_numbers(found.network, whole_numbers(found), [TIME])


def test_immigration_in_batches_from_a_held_source():
    """Source -> 5 X at k Source, with Source held at 2 copies; every member dies alone."""
    text = model(
        reaction("in", {"Source": 1}, {"X": 5}, times(ci("k"), ci("Source"))),
        reaction("death", {"X": 1}, {}, times(ci("d"), ci("X"))),
        parts=species("Source", 2, held=True) + species("X", 0),
        parameters={"k": 0.3, "d": 0.5},
    )
    found = parse_sbml(text)
    state = evolved_copy_numbers(found.network, {}, [3.0]).states[0]
    once, twice = -np.expm1(-1.5) / 0.5, -np.expm1(-3.0)
    np.testing.assert_allclose(state.mean(), [0.6 * 5.0 * once], rtol=1e-9)
    np.testing.assert_allclose(state.deviation() ** 2, [0.6 * (5.0 * once + 20.0 * twice)], rtol=1e-9)


def test_two_one_way_reactions_and_one_reversible_are_the_same_chain():
    """P + P -> P2 and back, as two reactions or as one: equal in time, but only the second has a finite production."""
    pair = divide(times(ci("k1"), ci("P"), minus(ci("P"), cn(1.0))), cn(2.0))
    back = times(ci("k2"), ci("P2"))
    parts, parameters = species("P", 20) + species("P2", 0), {"k1": 0.02, "k2": 0.5}
    two = parse_sbml(model(reaction("on", {"P": 2}, {"P2": 1}, pair), reaction("off", {"P2": 1}, {"P": 2}, back),
                           parts=parts, parameters=parameters))  # fmt: skip
    one = parse_sbml(model(reaction("on", {"P": 2}, {"P2": 1}, minus(pair, back), reversible=True), parts=parts,
                           parameters=parameters))  # fmt: skip
    assert paired(two.network).reactions == one.network.reactions
    states = [evolved_copy_numbers(each.network, whole_numbers(each), [1.5]).states[0] for each in (two, one)]
    np.testing.assert_allclose(states[0].probability, states[1].probability, rtol=1e-12, atol=1e-18)
    assert states[0].rates().total_production == np.inf
    assert np.isfinite(states[1].rates().total_production)
