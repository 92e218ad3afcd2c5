"""SBML: what kinetic laws become, what is refused, and that what is written can be read."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.model.sbml.read import parse_sbml, read_sbml, whole_numbers
from fluxforce.model.sbml.write import format_sbml, write_sbml
from fluxforce.networks import kinetics
from fluxforce.networks.propensity import propensities
from fluxforce.networks.reactions import Reaction, reaction_network
from tests.model.sbml_texts import MATH, ci, cn, divide, minus, model, reaction, species, times

PAIR = divide(times(ci("k"), ci("A"), minus(ci("A"), cn(1.0))), cn(2.0))
BIRTH_DEATH = model(
    reaction("birth", {"X": 1}, {"X": 2}, times(ci("b"), ci("X"))),
    reaction("death", {"X": 1}, {}, times(ci("d"), ci("X"))),
    parts=species("X", 100.0),
    parameters={"b": 0.1, "d": 0.11},
)


def rates(text: str, counts: list[float]) -> tuple[list[float], list[float]]:
    forward, backward = propensities(parse_sbml(text).network, np.array(counts))
    return forward.tolist(), backward.tolist()


def test_birth_and_death():
    found = parse_sbml(BIRTH_DEATH)
    assert [str(one) for one in found.network.reactions] == ["X -> 2 X", "X -> 0"]
    assert (found.initial, found.notes, found.name) == ({"X": 100.0}, (), "small")
    assert rates(BIRTH_DEATH, [7.0])[0] == pytest.approx([0.7, 0.77])
    assert whole_numbers(found) == {"X": 100}


def test_pairs_divided_by_two_have_half_the_constant():
    """k A (A - 1)/2: order two with k/2, in amounts; V = 4 does not enter amounts."""
    text = model(reaction("r", {"A": 2}, {"B": 1}, PAIR), parts=species("A", 9) + species("B", 0),
                 parameters={"k": 0.3}, volume=4.0)  # fmt: skip
    (one,) = parse_sbml(text).network.reactions
    assert one.mass_action
    assert one.forward == pytest.approx(0.3 / 2.0 * 4.0)
    assert rates(text, [9.0, 0.0])[0] == pytest.approx([0.15 * 72.0])


def test_powers_of_a_concentration_are_macroscopic_mass_action_and_said():
    """cell k A A with concentrations: w = k n (n - 1)/V."""
    law = times(ci("cell"), ci("k"), ci("A"), ci("A"))
    text = model(reaction("r", {"A": 2}, {}, law), parts=species("A", 3.0, concentration=True),
                 parameters={"k": 0.3}, volume=4.0)  # fmt: skip
    found = parse_sbml(text)
    assert found.network.reactions[0].forward == pytest.approx(0.3)
    assert found.initial == {"A": 12.0}
    assert "powers were read as macroscopic mass action" in found.notes[0]
    assert rates(text, [12.0])[0] == pytest.approx([0.3 * 12.0 * 11.0 / 4.0])


@pytest.mark.parametrize("factored", [True, False])
def test_differences_are_both_directions(factored: bool):
    """kf A - kr B, and E (kf A - kr B) with a catalyst that is no reactant."""
    inner = minus(times(ci("kf"), ci("A")), times(ci("kr"), ci("B")))
    law = times(ci("E"), inner) if factored else inner
    text = model(
        reaction("r", {"A": 1}, {"B": 1}, law, reversible=True, modifiers=("E",) if factored else ()),
        reaction("feed", {}, {"E": 1}, ci("kf")),
        parts=species("A", 5) + species("B", 1) + species("E", 2),
        parameters={"kf": 2.0, "kr": 0.5},
    )
    first = parse_sbml(text).network.reactions[0]
    assert str(first) == ("A + E <=> B + E" if factored else "A <=> B")
    assert (first.forward, first.backward) == pytest.approx((2.0, 0.5))


def test_boundary_species_are_chemostats():
    """S held at 6 copies in V = 3 stands for the concentration 2."""
    law = times(ci("k"), ci("S"), ci("E"))
    text = model(reaction("r", {"S": 1, "E": 1}, {"C": 1}, law), volume=3.0, parameters={"k": 0.1},
                 parts=species("S", 6, held=True) + species("E", 4) + species("C", 0))  # fmt: skip
    network = parse_sbml(text).network
    assert network.chemostats == {"S": 2.0}
    assert network.species == ("E", "C")
    assert rates(text, [4.0, 0.0])[0] == pytest.approx([0.1 * 6.0 * 4.0])


def test_other_laws_are_kept_as_they_are():
    """V S/(K + S) and a reversible difference of two such laws; local parameters come first."""
    forth = divide(times(ci("v"), ci("A")), f"<apply><plus/>{ci('K')}{ci('A')}</apply>")
    back = divide(ci("B"), f"<apply><plus/>{cn(1.0)}{ci('B')}</apply>")
    text = model(
        reaction("one", {"A": 1}, {"B": 1}, forth, local='<localParameter id="v" value="5"/>'),
        reaction("both", {"A": 1}, {"B": 1}, minus(forth, back), reversible=True),
        parts=species("A", 6) + species("B", 3),
        parameters={"v": 2.0, "K": 4.0},
    )
    network = parse_sbml(text).network
    assert [one.mass_action for one in network.reactions] == [False, False]
    forward, backward = rates(text, [6.0, 3.0])
    assert forward == pytest.approx([5.0 * 6.0 / 10.0, 2.0 * 6.0 / 10.0])
    assert backward == pytest.approx([0.0, 0.75])


def test_piecewise_and_powers_go_through_the_expression_language():
    """A Hill function by ^2.5 below ten copies, and nothing from there on."""
    hill = f"<apply><power/>{ci('A')}{cn(2.5)}</apply>"
    piece = f"<piece>{hill}<apply><lt/>{ci('A')}{cn(10.0)}</apply></piece>"
    law = f"<piecewise>{piece}<otherwise>{cn(0.0)}</otherwise></piecewise>"
    text = model(reaction("r", {"A": 1}, {}, law), parts=species("A", 4))
    assert rates(text, [4.0])[0] == pytest.approx([32.0])
    assert rates(text, [12.0])[0] == [0.0]


def test_functions_are_put_in_where_they_are_used():
    function = (
        f'<listOfFunctionDefinitions><functionDefinition id="f">{MATH}<lambda><bvar>{ci("a")}</bvar>'
        f"<bvar>{ci('b')}</bvar>{times(ci('a'), ci('b'))}</lambda></math>"
        "</functionDefinition></listOfFunctionDefinitions>"
    )
    text = model(reaction("r", {"A": 1}, {}, f"<apply>{ci('f')}{ci('k')}{ci('A')}</apply>"), before=function,
                 parts=species("A", 4), parameters={"k": 3.0})  # fmt: skip
    assert parse_sbml(text).network.reactions[0].forward == pytest.approx(3.0)


def test_functions_that_grow_without_bound_are_stopped():
    """Forty functions, each twice the one before: 2^40 parts if written out."""
    texts = []
    for k in range(40):
        once = f"<apply>{ci(f'f{k - 1}')}{ci('a')}</apply>"
        inner = f"<apply><plus/>{once}{once}</apply>" if k else ci("a")
        body = f"{MATH}<lambda><bvar>{ci('a')}</bvar>{inner}</lambda></math>"
        texts.append(f'<functionDefinition id="f{k}">{body}</functionDefinition>')
    before = f"<listOfFunctionDefinitions>{''.join(texts)}</listOfFunctionDefinitions>"
    text = model(
        reaction("r", {"A": 1}, {}, f"<apply>{ci('f39')}{ci('A')}</apply>"),
        before=before,
        parts=species("A", 4),
    )
    with pytest.raises(BadInput, match="more than 2000 parts"):
        parse_sbml(text)


def test_moles_and_minutes_become_copies_and_seconds():
    """k A with A in 1e-24 mol (0.602214 copies each) and minutes: first order, so only the time matters."""
    units = (
        '<listOfUnitDefinitions><unitDefinition id="some"><listOfUnits><unit kind="mole" exponent="1" scale="-24" '
        'multiplier="1"/></listOfUnits></unitDefinition><unitDefinition id="minute"><listOfUnits><unit kind="second" '
        'exponent="1" scale="0" multiplier="60"/></listOfUnits></unitDefinition></listOfUnitDefinitions>'
    )
    first = reaction("first", {"A": 1}, {}, times(ci("k"), ci("A")))
    second = reaction("second", {"A": 1, "B": 1}, {}, times(ci("k"), ci("A"), ci("B")))
    text = model(first, second, parts=species("A", 1000.0) + species("B", 10.0), parameters={"k": 3.0}, before=units,
                 units=' substanceUnits="some" timeUnits="minute" extentUnits="some"')  # fmt: skip
    found = parse_sbml(text)
    assert found.initial["A"] == pytest.approx(602.214076, rel=1e-12)
    constants = [one.forward for one in found.network.reactions]
    assert constants == pytest.approx([3.0 / 60.0, 3.0 / 60.0 / 0.602214076], rel=1e-12)
    assert len(found.notes) == 2


LEVEL_2 = (
    """<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4"><model id="old">
<listOfUnitDefinitions><unitDefinition id="substance"><listOfUnits><unit kind="UNIT"/></listOfUnits></unitDefinition>
</listOfUnitDefinitions><listOfCompartments><compartment id="cell"/></listOfCompartments>
<listOfSpecies><species id="X" compartment="cell" initialAmount="3" hasOnlySubstanceUnits="true"/></listOfSpecies>
<listOfReactions><reaction id="pairs" reversible="false"><listOfReactants>
<speciesReference species="X" stoichiometry="2"/></listOfReactants><kineticLaw>"""
    + f"{MATH}{times(ci('k'), ci('X'), minus(ci('X'), cn(1.0)))}</math>"
    + """<listOfParameters><parameter id="k" value="0.5"/></listOfParameters></kineticLaw></reaction></listOfReactions>
</model></sbml>"""
)


def test_level_2_and_its_defaults():
    found = parse_sbml(LEVEL_2.replace("UNIT", "item"))
    assert (found.network.reactions[0].forward, found.initial) == (0.5, {"X": 3.0})
    assert found.notes == ("compartment 'cell' has no size; 1 was assumed",)
    with pytest.raises(BadInput, match="the unit of substance is a kind of gram"):
        parse_sbml(LEVEL_2.replace("UNIT", "gram"))


def test_initial_assignments_in_any_order():
    more = (
        f'<listOfInitialAssignments><initialAssignment symbol="A">{MATH}{times(cn(2.0), ci("k"))}</math>'
        f'</initialAssignment><initialAssignment symbol="k">{MATH}{times(cn(3.0), ci("j"))}</math></initialAssignment>'
        "</listOfInitialAssignments>"
    )
    text = model(reaction("r", {"A": 1}, {}, times(ci("k"), ci("A"))), parts=species("A", 0), more=more,
                 parameters={"k": 1.0, "j": 5.0})  # fmt: skip
    found = parse_sbml(text)
    assert (found.initial, found.network.reactions[0].forward) == ({"A": 30.0}, 15.0)


LINEAR = reaction("r", {"A": 1}, {}, times(ci("k"), ci("A")))
TWO = f"{MATH}{cn(2.0)}</math>"
EVENT = (
    '<listOfEvents><event id="pulse" useValuesFromTriggerTime="true">DELAY<trigger initialValue="true" '
    f'persistent="true">{MATH}<apply><gt/>{ci("A")}{cn(1.0)}</apply></math></trigger></event></listOfEvents>'
).replace("DELAY", f"<delay>{TWO}</delay>")
TIME = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">t</csymbol>'
DELAY = '<apply><csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/delay">d</csymbol><ci>A</ci><cn>1</cn></apply>'
REFUSED = {
    "an assignment rule for a size": (
        f'<listOfRules><assignmentRule variable="cell">{TWO}</assignmentRule></listOfRules>', LINEAR,
        "the assignment rule for 'cell' cannot be represented"),
    "a rate rule": (f'<listOfRules><rateRule variable="q">{TWO}</rateRule></listOfRules>', LINEAR,
                    "the rate rule for 'q' cannot be represented"),
    "an algebraic rule": (f"<listOfRules><algebraicRule>{MATH}{ci('q')}</math></algebraicRule></listOfRules>", LINEAR,
                          "the algebraic rule cannot be represented"),
    "an event": ("", LINEAR + "</listOfReactions>" + EVENT + "<listOfReactions>", "event 'pulse' has a delay"),
    "time": ("", reaction("r", {"A": 1}, {}, times(TIME, ci("A"))), "in the kinetic law of reaction 'r'"),
    "a delay": ("", reaction("r", {"A": 1}, {}, DELAY), "in the kinetic law of reaction 'r'"),
    "half a molecule": ("", reaction("r", {"A": 0.5}, {}, times(ci("k"), ci("A"))),
                        "'A' in reaction 'r' is 0.5, not a whole number"),
    "no law": ("", '<reaction id="r" reversible="false"/>', "reaction 'r' has no kinetic law"),
    "a sine": ("", reaction("r", {"A": 1}, {}, f"<apply><sin/>{ci('A')}</apply>"), "'sin\\(A\\)' in the kinetic law"),
    "a constant without value": ("", reaction("r", {"A": 1}, {}, times(ci("v"), ci("A"))), "'v' has no value"),
    "nothing that changes": ("", "", "no reaction of the model changes any species"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_represented_is_refused_by_name(what: str):
    more, one, said = REFUSED[what]
    parameters = (
        '<listOfParameters><parameter id="k" value="1" constant="true"/><parameter id="v" constant="true"/>'
    )
    parameters += '<parameter id="q" value="1" constant="false"/></listOfParameters>'
    if what != "a constant without value":
        parameters = parameters.replace('<parameter id="v" constant="true"/>', "")
    text = model(*([one] if one else []), parts=species("A", 1), more=parameters + more)
    if what == "an event":
        text = text.replace("<listOfReactions></listOfReactions>", "")
    with pytest.raises(BadInput, match=said):
        parse_sbml(text)


def test_lines_are_told():
    constraint = f"<listOfConstraints><constraint>{MATH}<true/></math></constraint></listOfConstraints>"
    text = model(LINEAR, parts=species("A", 1), parameters={"k": 1.0}, more=constraint)
    line = next(k for k, one in enumerate(text.splitlines(), start=1) if "<constraint>" in one)
    with pytest.raises(BadInput) as found:
        parse_sbml(text, file="small.xml")
    assert str(found.value).startswith(f"small.xml:{line}: error: constraint 'without a name' cannot")
    with pytest.raises(BadInput):
        parse_sbml("<sbml>nothing</sbml>")
    with pytest.raises(BadInput, match="cannot read the SBML file"):
        read_sbml("not-there.xml")


MEMBERS = {
    "brusselator": kinetics.brusselator(3.0),
    "vilar": kinetics.vilar_oscillator(),
    "schloegl": kinetics.schloegl(20.0, a=2.0),
    "michaelis_menten": kinetics.michaelis_menten(volume=0.5),
    "horn_jackson": kinetics.horn_jackson(),
    "batch": kinetics.immigration_death(batch=5),
}


@pytest.mark.parametrize("name", MEMBERS)
def test_what_is_written_is_read_back(name: str):
    network = MEMBERS[name]
    initial = {s: float(3 + k) for k, s in enumerate(network.species)}
    found = parse_sbml(format_sbml(network, initial, name))
    assert (found.name, dict(found.initial), found.notes) == (name, initial, ())
    assert (found.network.species, found.network.volume) == (network.species, network.volume)
    assert found.network.chemostats == pytest.approx(dict(network.chemostats))
    for one, other in zip(network.reactions, found.network.reactions, strict=True):
        assert (one.name, str(one)) == (other.name, str(other))
        assert (other.forward, other.backward) == pytest.approx((one.forward, one.backward), rel=1e-12)


def test_files_and_what_cannot_be_written(tmp_path):
    write_sbml(kinetics.birth_death(), {"X": 100.0}, tmp_path / "x.xml")
    assert read_sbml(tmp_path / "x.xml").initial == {"X": 100.0}
    law = Reaction("odd", {"A": 1}, {}, 0.0, forward_law=lambda n: n["A"])
    with pytest.raises(BadInput, match="reaction 'odd' has a law of its own"):
        format_sbml(reaction_network({"odd": law}), {})


def test_a_missing_library_is_said(monkeypatch):
    from fluxforce.model.sbml import library

    def missing(name: str):
        raise ImportError(name)

    monkeypatch.setattr(library, "import_module", missing)
    with pytest.raises(BadInput, match="SBML needs the package python-libsbml, which is not installed"):
        parse_sbml(BIRTH_DEATH)
