"""Bad input of the stochastic kinds: one clear message each, with its place and a remedy."""

import pytest

from fluxforce.errors import BadInput
from fluxforce.model import read_text


def refused(examples, name, old, new):
    """The message with which an example is refused once a piece of its text is replaced."""
    text = (examples / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text, old
    with pytest.raises(BadInput) as caught:
        read_text(text.replace(old, new, 1), name="model.yaml")
    return str(caught.value)


NETWORK = [
    ("load: 2 ", "load: twice ", "unknown name 'twice'", "declared names"),
    ("load: 2 ", "load: 1 / 0 ", "is not a finite number", ""),
    ("exp(0.25 * load)", "exp(0.25 * laod)", "unknown name 'laod'", "did you mean 'load'?"),
    ("binding: 2 /", "exp: 2 /", "'exp' is a name of the program", "another name"),
    ("0.24 * exp(0.35 * load)", "-0.24 * exp(0.35 * load)", "must not be negative", ""),
    ("0.24 * exp(0.35 * load)", "0 * load", "entropy without bound", "'backward: none'"),
    ("backward: 0.24 * exp(0.35 * load), ", "", "missing 'backward'", "'none' for a jump that is one-way"),
    ("forward: 3e5 * exp(-0.65 * load)", "forward: none", "a one-way jump leads forward", "other way round"),
    ("backward: 0.24 * exp(0.35 * load)", "backward: 3 m", "is a length; expected a rate in time", "1 1/s"),
    ("backward: 0.24 * exp(0.35 * load)", "backward: 3", "has no unit; expected a rate in time", "1 1/s"),
    ("backward: 0.24 * exp(0.35 * load)", "backward: none, entropy: 3", "is unbounded", "leave it out"),
    ("backward: 0.24 * exp(0.35 * load)", "backward: 1 1/s, entropy: 3", "local detailed balance", "leave"),
    ("steps: {step 25: 1}", "steps: {step 26: 1}", "unknown jump 'step 26'", "did you mean 'step 25'?"),
    ("    step 25: ", "    step 2/5: ", "a name has no '/'", "write '-' or 'per'"),
    ("steps: {step 25: 1}", "steps: {}", "no jump is counted", "name a jump"),
    ("output: load * steps", "output: load * stairs", "unknown name 'stairs'", ""),
    ("initial: uniform", "initial: anywhere", "not one of: uniform, steady", ""),
    ("trajectories: 2000", "trajectories: 1", "must be at least 2", ""),
]


@pytest.mark.parametrize(("old", "new", "said", "also"), NETWORK)
def test_network(examples, old, new, said, also):
    message = refused(examples, "kinesin", old, new)
    assert said in message
    assert also in message
    assert "model.yaml:" in message


OTHERS = [
    ("double-well", "height: 2, T: 1", "height: 2, T: 0", "takes up entropy without bound", "it really has"),
    ("quantum-dot-engine", "hot: {temperature: 1,", "hot: {temperature: 0,", "must be greater than 0", ""),
    ("quantum-dot-engine", "hot: {temperature: 1,", "hot: {temperature: 300 K,", "beside energies", "everywhere"),
    ("quantum-dot-engine", "reservoir: hot", "reservoir: warm", "unknown reservoir", ""),
    ("quantum-dot-engine", "energies: {empty: 0, full: 0}", "energies: {empty: 0}", "no value for full", ""),
    ("schloegl", "2 X + A <=> 3 X", "2 X + A -> 3 X", "is written one-way and has a backward rate", "<=>"),
    ("schloegl", "2 X + A <=> 3 X", "2 X + A", "is not a reaction", "2 X + Y <=> 3 X"),
    ("schloegl", "backward: 0.6", "backward: 0", "entropy without bound", "'->'"),
    ("schloegl", "forward: 3, ", "", "one of 'forward' and 'forward law'", ""),
    ("schloegl", "forward: 3,", "forward: 3 1/s,", "the volume has none", "nowhere"),
    ("schloegl", "volume: 25", "volume: 25 m2", "is not a volume", "1 fL"),
    ("schloegl", "volume: 25", "volume: -25", "must be greater than 0", ""),
    ("schloegl", "{A: 1, B: 1}", "{A: 1, C: 1}", "unknown species 'C'", ""),
    ("schloegl", "{A: 1, B: 1}", "{A: -1, B: 1}", "must not be negative", ""),
    ("schloegl", "initial: {X: 0}", "initial: {}", "no copy number for X", "0 for none"),
    ("schloegl", "bounds: {X: 260}", "bounds: {Y: 260}", "unknown species 'Y'", "species"),
    ("exclusion", "hop left: 0.4 1/s", "hop left: 0 1/s", "entropy without bound", "'none'"),
    ("exclusion", "sites: 8", "sites: 99", "must be at most 18", ""),
    ("exclusion", "hop left: 0.4 1/s", "hop left: -0.4 1/s", "must not be negative", ""),
    ("tilted-washboard", "height * cos(x)", "height * cos(y)", "unknown name 'y'", ""),
    ("tilted-washboard", "mobility: 1", "mobility: 2 + cos(x)", "noise is interpreted", "isothermal"),
    ("tilted-washboard", "mobility: 1", "mass: 1", "needs 'friction'", ""),
    ("tilted-washboard", "  mobility: 1\n", "", "one of 'mobility' (overdamped) and 'mass'", ""),
    ("tilted-washboard", "start: {x: 0}", "start: {}", "no start for x", ""),
    ("tilted-washboard", "step: 0.02 s", "step: 100 s", "longer than the time", ""),
    ("tilted-washboard", "trajectories: 4000", "trajectories: 10000000", "steps of all trajectories", "fewer"),
    ("tilted-washboard", "baths: {water: {temperature: T}}", "baths: {water: {temperature: -T}}", "negative", ""),
    ("brownian-gyrator", "acts on: [y]", "acts on: [x]", "in two baths", "acts on"),
    ("double-well", "until: 3 s", "until: 0.5 s", "must follow one another", ""),
    ("double-well", "until: 4 s", "until: 5 s", "the pieces end at 5 s", "until the end"),
    ("double-well", "  settle: 20 s\n", "", "going backward needs", ""),
    ("active-particle", "strength: speed, rate: 1", "strength: speed", "needs a 'rate'", ""),
    ("active-particle", "coordinates: [x, y]", "coordinates: [x]", "unknown coordinate 'y'", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said", "also"), OTHERS)
def test_others(examples, name, old, new, said, also):
    message = refused(examples, name, old, new)
    assert said in message
    assert also in message


NAMES = (
    "kinesin", "rotary-motor", "proton-pump", "proofreading", "quantum-dot-engine", "schloegl", "brusselator",
    "exclusion", "tilted-washboard", "brownian-gyrator", "dragged-trap", "double-well", "active-particle",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_the_resolved_file_is_the_same_model(examples, name):
    """What a run keeps as resolved.yaml reads back as the model that was run."""
    from fluxforce.model import read
    from fluxforce.model.yaml_tree import write_yaml

    model = read(examples / f"{name}.yaml")
    again = read_text(write_yaml(model.resolved()))
    assert again.model_dump(exclude={"notes"}) == model.model_dump(exclude={"notes"})
