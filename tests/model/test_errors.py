"""Every kind of bad input: one clear message each, with its place, and several at once."""

import time

import pytest

from fluxforce.errors import BadInput
from fluxforce.model import from_data, read, read_text
from fluxforce.model.yaml_tree import MOST_BYTES, MOST_NODES, parse_tree


def refuse(text):
    """The message with which a text is refused, at once."""
    start = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        read_text(text, name="model.yaml")
    assert time.perf_counter() - start < 5.0
    return str(caught.value)


def change(examples, name, *pairs):
    """An example with some of its text replaced."""
    text = (examples / f"{name}.yaml").read_text()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


COLUMN = [
    (
        "volume fraction: 0.6",
        "volume fracton: 0.6",
        "unknown key 'volume fracton'",
        "did you mean 'volume fraction'?",
    ),
    ("volume fraction: 0.6", "volume_fraction: 0.6", "unknown key 'volume_fraction'", "'volume fraction'"),
    ("volume fraction: 0.6", "x: 0.6", "minerals.Calcite: missing 'volume fraction'", "unknown key 'x'"),
    ("volume fraction: 0.6", "volume fraction: 0.9", "fill more than the rock", "must not exceed 1"),
    ("volume fraction: 0.6", "volume fraction: -0.6", "must not be negative", ""),
    ("volume fraction: 0.6", "volume fraction: 6", "must not exceed 1", ""),
    ("volume fraction: 0.6", "volume fraction: .nan", "not a finite number", ""),
    ("volume fraction: 0.6", "volume fraction: true", "expected a number, not true", ""),
    ("volume fraction: 0.6", "volume fraction: 0", "cannot start from none", "area model: constant"),
    ("length: 1 m", "length: 1", "'1' has no unit; expected a length", "'1 m'"),
    ("length: 1 m", "length: 1 s", "'1 s' is a time; expected a length", "'1 m'"),
    ("length: 1 m", "length: -1 m", "must be greater than 0 m", ""),
    ("length: 1 m", "length: inf m", "not a finite number", ""),
    ("length: 1 m", "length: .inf", "not a finite number", ""),
    ("length: 1 m", "length: 9**9**9**9 m", "not a number with a unit", ""),
    ("length: 1 m", "length: [1 m]", "expected a length, not a list", ""),
    ("length: 1 m", "length:", "expected a length, not nothing", ""),
    ("length: 1 m", "length: 1 meeter", "unknown unit 'meeter'", ""),
    ("cells: 100", "cells: 0", "must be at least 1", ""),
    ("cells: 100", "cells: -5", "must be at least 1", ""),
    ("cells: 100", "cells: 10.5", "expected a whole number", ""),
    ("cells: 100", "cells: many", "expected a whole number", ""),
    ("cells: 100", "cells: 100000000000000000", "the model would need about", "fewer cells"),
    ("cells: 100", "cells: " + "9" * 5000, "expected a whole number", ""),
    ("porosity: 0.3", "porosity: 0", "must be greater than 0", ""),
    ("porosity: 0.3", "porosity: 1", "must be less than 1", ""),
    ("porosity: 0.3", "porosity: 0.3 m", "expected a plain number", ""),
    ("model: equal", "model: eqal", "column.diffusion.model: 'eqal' is not one of", "'equal'"),
    ("coefficient: 1e-9 m2/s", "coefficient: 1e-9 m/s", "is a velocity; expected a diffusion", ""),
    ("law: transition-state", "law: transition-sate", "is not one of: transition-state", ""),
    ("area model: two-thirds", "area model: twothirds", "is not one of", "'two-thirds'"),
    ("k: 0.501187 mol/m2/s", "k: 0.501187 mol/s", "expected an amount per area and time", ""),
    ("activation energy: 14.4 kJ/mol, ", "", "", ""),
    ("Na, Cl]", "Na, Cl, Xx]", "elements.7: the database has no element 'Xx'", ""),
    ("darcy velocity: 0.3", "darcy velocity: -0.3", "must not be negative", ""),
    ("inlet: rain", "inlet: rian", "column.inlet: unknown water 'rian'", "did you mean 'rain'?"),
    ("initial: pore", "initial: snow", "column.initial: unknown water 'snow'", "waters here: rain, pore"),
    ("Na: 0.2 mmol/kgw", "Na: -0.2 mmol/kgw", "waters.rain.totals.Na", "must not be negative"),
    ("Na: 0.2 mmol/kgw", "Na: 0.2 mmol/L", "waters.rain.totals.Na", "per kilogram of water"),
    ("Na: 0.2 mmol/kgw", "Sodium: 0.2 mmol/kgw", "unknown element 'Sodium'", ""),
    ("Na: 0.2 mmol/kgw, ", "", "5 conditions for 6 unknowns", "too few"),
    ("charge: pH", "charge: pH\n    pH: 7", "pH is both given and adjusted", "7 conditions for 6 unknowns"),
    ("charge: pH", "charge: Na", "Na is both given and adjusted", ""),
    ("charge: pH", "pH: 77", "must not exceed 16", ""),
    ("elements: [H, O, ", "elements: [H, ", "water needs O", ""),
    ("elements: [H, O, ", "elements: [H, H, O, ", "'H' stands twice", ""),
    ("outputs: 20", "outputs: [1 day, 6 day]", "time.outputs.1: output time 518400 s is beyond the end", ""),
    ("outputs: 20", "outputs: [2 day, 1 day]", "output times must rise", ""),
    ("outputs: 20", "outputs: []", "no output times", ""),
    ("outputs: 20", "outputs: 0", "must be at least 1", ""),
    ("end: 5 day", "end: 1e30 s", "must not exceed 1e+18 s", ""),
    ("end: 5 day", "end: 5 m", "is a length; expected a time", ""),
    ("tolerance: 1e-3", "tolerance: 0", "must be greater than 0", ""),
    ("\ntemperature: 25 degC", "\ntemperature: 25 C", "coulomb", "25 degC"),
    ("\ntemperature: 25 degC", "\ntemperature: -300 degC", "must be greater than 0 K", ""),
    ("\ntemperature: 25 degC", "\ntemperature: 250 degC", "outside 0 to 100 degC", ""),
    ("database: phreeqc.dat", "database: {}", "one of 'name', 'file', 'inline' is needed", "phreeqc.dat"),
    (
        "database: phreeqc.dat",
        "database: {file: no-such.dat}",
        "no such file: no-such.dat",
        "folder of the model",
    ),
    ("database: phreeqc.dat", "database: 7", "expected a mapping of keys to values, not 7", ""),
    ("inert: true", "inert: true, surface area: 1 m2/m3", "an inert mineral has no surface area", ""),
    (", inert: true", "", "minerals.Quartz: missing 'surface area'", "minerals.Quartz: missing 'rate'"),
    ("fluxforce: 1", "fluxforce: 2", "unknown version '2'", "reads version 1"),
    ("kind: column", "kind: colum", "unknown kind 'colum'", "did you mean 'column'?"),
    ("kind: column", "", "missing 'kind'", "one of: column"),
    (
        "environment: {",
        "environment: {pressure: 1 bar, ",
        "unknown key 'pressure'",
        "keys here: temperature, water",
    ),
]


@pytest.mark.parametrize(("old", "new", "said", "also"), COLUMN)
def test_column(examples, old, new, said, also):
    if not said:
        # Without an activation energy the model is right at the temperature of k, and wrong elsewhere.
        text = change(
            examples, "limestone-column", (old, new), ("\ntemperature: 25 degC", "\ntemperature: 40 degC")
        )
        said, also = "k is given at 298.15 K and the model is at 313.15 K", "activation energy"
    else:
        text = change(examples, "limestone-column", (old, new))
    message = refuse(text)
    assert said in message
    assert also in message
    assert message.startswith("model.yaml:")
    assert "^" in message


OTHERS = [
    ("stirred-tank", "equation: A <=> B", "equation: A <=> C", "unknown species 'C'", "species here: A, B"),
    ("stirred-tank", "equation: A <=> B", "equation: A -> B", "is not an equation", "<=>"),
    ("stirred-tank", "equation: A <=> B", "equation: 'A <=> '", "nothing on one side", ""),
    ("stirred-tank", "equation: A <=> B", "equation: A <=> A", "changes nothing", ""),
    ("stirred-tank", "equation: A <=> B", "equation: 2 A <=> B", "k is a rate in time", "m^3"),
    ("stirred-tank", "k: 1e-3 1/s", "k: 1e-3", "k is a plain number; expected a constant in s^-1", ""),
    ("stirred-tank", "k: 1e-3 1/s", "k: -1 1/s", "k must be greater than 0", ""),
    ("stirred-tank", "K: 10", "K: 10 mol/m3", "K is a concentration; expected a plain number", ""),
    ("stirred-tank", "species: [A, B]", "species: [A, B, C]", "no value for C", "write 0 mol/m3 for none"),
    ("stirred-tank", "residence time: 1000 s", "residence time: 1000 s\n  flow: 1 L/s", "only one", ""),
    ("markov-ring", "backward: 0.25 1/s", "backward: 0 1/s", "entropy without bound", "small rate"),
    ("markov-ring", "forward: 2 1/s", "forward: -2 1/s", "must not be negative", ""),
    ("markov-ring", 'to: "2"', 'to: "4"', "unknown state '4'", "states here: 0, 1, 2"),
    ("markov-ring", 'to: "2"', 'to: "1"', "a jump leads to another state", ""),
    ("markov-ring", '"0": 0.6', '"0": 0.7', "add up to 1.1, not 1", ""),
    ("markov-ring", '"0": 0.6, ', "", "no value for 0", ""),
    ("salt-bridge", "Na+: 100 mol/m3", "Na+: 90 mol/m3", "not neutral: it carries -10 mol", ""),
    ("salt-bridge", "Na+: 100 mol/m3", "Na+: 0 mol/m3", "has no value where there is none", ""),
    ("salt-bridge", "charge: 1", "charge: 1.5", "expected a whole number", ""),
    ("salt-bridge", "initial: right", "initial: rigth", "is not one of", "'right'"),
    ("heat-slab", "conductivity: 2 W/m/K", "conductivity: 2 W/m", "expected a thermal conductivity", ""),
    ("heat-slab", "cells: 40", "cells: 1000000000", "the model would need about", "GB"),
    ("heat-slab", "law: fourier", "law: furier", "is not one of", "'fourier'"),
    (
        "calcite-benchmark",
        "Ca+2 + HCO3-, log k: 1.8487",
        "Ca+2 + 2 HCO3-, log k: 1.8487",
        "not balanced",
        "charge -1",
    ),
    ("calcite-benchmark", "CO3-2 + H+ = HCO3-", "CO3-2 = HCO3-", "not balanced", "H +1, charge +1"),
    ("calcite-benchmark", "CO3-2 + H+ = HCO3-", "CO3-2 + H+ = HCO3", "unknown species 'HCO3'", "'HCO3-'"),
    ("calcite-benchmark", "OH- + H+ = H2O", "OH- + H+ + = H2O", "is not a species with its number", ""),
    (
        "calcite-benchmark",
        "Ca+2: {charge: 2",
        "Ca+2: {charge: 1",
        "charge 1 is not that of 'Ca+2'",
        "write 2",
    ),
    (
        "calcite-benchmark",
        "Calcite: 0}}",
        "Calcit: 0}}",
        "the database has no mineral or gas 'Calcit'",
        "'Calcite'",
    ),
    ("calcite-benchmark", "pH: 8.0184, ", "", "2 conditions for 3 unknowns", "pH"),
]


@pytest.mark.parametrize(("name", "old", "new", "said", "also"), OTHERS)
def test_other_kinds(examples, name, old, new, said, also):
    message = refuse(change(examples, name, (old, new)))
    assert said in message
    assert also in message


def test_unbalanced_reaction_between_formulas(examples):
    text = change(
        examples,
        "stirred-tank",
        ("species: [A, B]", "species: [A, B]\n  formulas: {A: C2H6O, B: C2H4O}"),
    )
    assert "not balanced: H -2" in refuse(text)


def test_rate_expressions(examples):
    text = (examples / "limestone-column.yaml").read_text()
    start, end = text.index("      law: transition-state"), text.index("  Dolomite:")
    cases = [
        ("9**9**9", 22, "exponent '9**9' is not a plain number"),
        ("'k * __import__(\"os\")'", 24, "unknown function '__import__'"),
        ("k * omga", 23, "did you mean 'omega'?"),
    ]
    for expression, column, said in cases:
        rate = f"      expression: {expression}\n      constants: {{k: 1 mol/m2/s}}\n"
        message = refuse(text[:start] + rate + text[end:])
        line = text[:start].count("\n") + 1
        assert message.startswith(f"model.yaml:{line}:{column}: error: minerals.Calcite.rate.expression: "), (
            message
        )
        assert said in message


def test_the_message_is_laid_out_as_promised():
    text = (
        "fluxforce: 1\nkind: network\nnetwork:\n  states: [a, b]\n  jumps: {}\n  initial: {a: 1, b: 0}\n"
        "time: {end: 1 s, ouputs: 3}\nenvironment: {temperature: 300 K}\n"
    )
    assert refuse(text) == (
        "model.yaml:5:10: error: network.jumps: at least 1 needed, 0 given\n"
        "     5 |   jumps: {}\n"
        "       |          ^\n"
        "model.yaml:7:18: error: time.ouputs: unknown key 'ouputs'\n"
        "     7 | time: {end: 1 s, ouputs: 3}\n"
        "       |                  ^\n"
        "  hint: did you mean 'outputs'?"
    )


def test_several_at_once_in_the_order_of_the_file(examples):
    text = change(
        examples,
        "limestone-column",
        ("\ntemperature: 25 degC", "\ntemperature: 25 m"),
        ("volume fraction: 0.6", "volume fracton: 0.6"),
        ("end: 5 day", "end: -5 day"),
    )
    with pytest.raises(BadInput) as caught:
        read_text(text)
    lines = [problem.line or 0 for problem in caught.value.problems]
    assert len(lines) == 4
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a mapping of keys to values"),
        ("# nothing\n", "a mapping of keys to values"),
        ("- 1\n- 2\n", "a mapping of keys to values"),
        ("text", "a mapping of keys to values"),
        ("a: 1\na: 2\n", "2:1: error: a: duplicate key 'a'"),
        ("a: {b: 1, c: 2, b: 3}\n", "1:17: error: a.b: duplicate key 'b'"),
        ("a: &x 1\nb: *x\n", "aliases are not allowed: '*x'"),
        ("a: &x 1\n", "anchors are not allowed: '&x'"),
        ("a: !!python/object:os.system 1\n", "tags are not allowed"),
        ("a: !!str 1\n", "tags are not allowed"),
        ("<<: *x\n", "aliases are not allowed"),
        ("a: 1\n---\nb: 2\n", "one document"),
        ("%YAML 1.1\n---\na: 1\n", "YAML 1.2"),
        ("a: [1, 2\n", "not YAML"),
        ("a: b: c\n", "1:5: error: not YAML"),
        ("\ta: 1\n", "not YAML"),
        ("a: 'x\n", "not YAML"),
        ("? [a, b]\n: 1\n", "a key is a single word"),
        ("a: \x07\n", "character '\\x07' does not belong"),
        ("[" * 10_000, "nested more than"),
        ("{a: " * 10_000, "nested more than"),
        ("a: [" + "1," * (MOST_NODES + 5) + "1]", "more than"),
        ("a: [" + ",".join(["{a: 1}"] * MOST_NODES) + "]", "more than"),
    ],
)
def test_yaml_that_is_refused(text, said):
    start = time.perf_counter()
    with pytest.raises(BadInput) as caught:
        parse_tree(text)
    assert time.perf_counter() - start < 10.0
    assert said in str(caught.value)


def test_duplicate_keys_name_the_first_line():
    with pytest.raises(BadInput) as caught:
        parse_tree("a: 1\nb: 2\na: 3\nb: 4\n")
    message = str(caught.value)
    assert "'a' is already on line 1" in message
    assert "'b' is already on line 2" in message


def test_large_file_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.yaml"
    path.write_bytes(b"a: 1\n" * 2_000_000)
    start = time.perf_counter()
    with pytest.raises(BadInput, match=r"10\.0 MB is too large"):
        read(path)
    assert time.perf_counter() - start < 0.2
    path.write_bytes(b"#" * (MOST_BYTES + 1))
    with pytest.raises(BadInput, match="too large"):
        read(path)


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(BadInput, match="no such file"):
        read(tmp_path / "none.yaml")
    with pytest.raises(BadInput, match="not a file"):
        read(tmp_path)
    with pytest.raises(BadInput, match=r"no such file|not the name"):
        read("\0")
    path = tmp_path / "latin.yaml"
    path.write_bytes(b"fluxforce: 1\ntitle: Z\xfcrich\n")
    with pytest.raises(BadInput, match=r"latin\.yaml:2:9: error: not UTF-8") as caught:
        read(path)
    assert caught.value.problems[0].line == 2
    path.write_bytes("fluxforce: 1\n".encode("utf-16"))
    with pytest.raises(BadInput, match="not UTF-8"):
        read(path)


def test_control_characters_do_not_reach_the_terminal():
    text = 'fluxforce: 1\nkind: slab\n"\\e[31mred": 1\n'
    assert "\x1b" not in refuse(text)


def test_carets_stand_under_their_character():
    text = "fluxforce: 1\nkind: slab\ntitle: 'ü'\n" + "environment: {" + " " * 300 + "temprature: 1 K}\n"
    message = refuse(text)
    picture = [line for line in message.splitlines() if " | " in line]
    shown = next(line for line in picture if "temprature" in line)
    caret = picture[picture.index(shown) + 1]
    assert shown[caret.index("^") :].startswith("temprature")
    assert len(shown) < 120


def test_data_made_in_python_is_checked_too():
    with pytest.raises(BadInput, match="missing 'network'"):
        from_data(
            {
                "fluxforce": 1,
                "kind": "network",
                "time": {"end": "1 s"},
                "environment": {"temperature": "300 K"},
            }
        )
    with pytest.raises(BadInput, match="missing 'kind'"):
        from_data({})
