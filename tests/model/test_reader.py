"""Model files that are right: what the documents hold, and that they read back the same."""

import pytest

from fluxforce.errors import BadInput
from fluxforce.model import check_names, from_data, read, read_text
from fluxforce.model.schema import KINDS, ColumnModel, NetworkModel, TankModel
from fluxforce.model.yaml_tree import parse_tree, write_yaml

EXAMPLES = (
    "limestone-column",
    "calcite-benchmark",
    "heat-slab",
    "stirred-tank",
    "markov-ring",
    "salt-bridge",
)


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_read_and_resolve_to_themselves(examples, name):
    model = read(examples / f"{name}.yaml")
    again = read_text(write_yaml(model.resolved()))
    assert again.resolved() == model.resolved()
    assert from_data(model.resolved()).resolved() == model.resolved()


@pytest.mark.parametrize("kind", KINDS)
def test_templates_are_model_files(root, kind):
    model = read(root / "src" / "fluxforce" / "model" / "templates" / f"{kind}.yaml")
    assert isinstance(model, KINDS[kind])


def test_column_in_si_units(examples):
    model = read(examples / "limestone-column.yaml")
    assert isinstance(model, ColumnModel)
    assert model.temperature == 298.15
    assert model.column.darcy_velocity == pytest.approx(0.3 / 86400.0, rel=1e-15)
    assert model.column.dispersivity == 0.01
    assert model.waters["rain"].totals["Ca"] == 1e-5
    assert model.time.end == 5 * 86400.0
    assert len(model.time.output_times) == 20
    assert model.time.output_times[-1] == model.time.end
    assert model.balanced == ("C(4)", "Ca", "Mg", "Na", "Cl")


def test_documents_are_frozen(examples):
    model = read(examples / "heat-slab.yaml")
    with pytest.raises(ValueError, match="frozen"):
        model.title = "another"


def test_inline_database_gives_stoichiometry(examples):
    model = read(examples / "calcite-benchmark.yaml")
    assert isinstance(model, ColumnModel)
    inline = model.database.inline
    assert inline is not None
    reactions = inline.reactions()
    assert reactions["Calcite"] == {"Calcite": -1, "H+": -1, "Ca+2": 1, "HCO3-": 1}
    assert reactions["CO2(aq)"] == {"CO2(aq)": -1, "H2O": -1, "H+": 1, "HCO3-": 1}
    assert inline.components["H+"].ion_size == 9e-10
    assert pytest.approx(3.288e9) == inline.debye_huckel.B


def test_output_times_as_a_list_end_with_the_end(examples):
    text = (examples / "heat-slab.yaml").read_text().replace("outputs: 24", "outputs: [1 hour, 2 hour]")
    assert read_text(text).time.output_times == (3600.0, 7200.0, 12 * 3600.0)


def test_flow_and_residence_time_are_one(examples):
    model = read(examples / "stirred-tank.yaml")
    assert isinstance(model, TankModel)
    assert model.tank.volume_flow == pytest.approx(1e-3)


def test_yaml_12_scalars():
    text = "a: no\nb: 2e-9\nc: 0o17\nd: true\ne: ~\nf: '1'\ng: 1_000\nh: 12:30:45\ni: .5\nj: on\n"
    tree = parse_tree(text)
    assert tree.value == {
        "a": "no",
        "b": 2e-9,
        "c": "0o17",
        "d": True,
        "e": None,
        "f": "1",
        "g": "1_000",
        "h": "12:30:45",
        "i": 0.5,
        "j": "on",
    }


def test_byte_order_mark_and_windows_lines(examples, tmp_path):
    text = (examples / "heat-slab.yaml").read_text()
    path = tmp_path / "slab.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert read(path).resolved() == read(examples / "heat-slab.yaml").resolved()


def test_network_states_may_look_like_numbers(examples):
    model = read(examples / "markov-ring.yaml")
    assert isinstance(model, NetworkModel)
    assert model.network.states == ("0", "1", "2")
    assert model.network.jumps["third"].from_ == "2"


def test_rate_expression(examples):
    text = (examples / "limestone-column.yaml").read_text()
    start = text.index("      law: transition-state")
    end = text.index("  Dolomite:")
    rate = (
        "      expression: k * area * (1 - omega) * acid ** 0.5\n"
        "      constants: {k: 1e-6 mol/m2/s}\n"
        "      activities: {acid: H+}\n"
    )
    model = read_text(text[:start] + rate + text[end:])
    assert isinstance(model, ColumnModel)
    found = model.minerals["Calcite"].rate
    assert found is not None
    assert found.law == "expression"
    assert found.constants["k"].value == 1e-6
    assert read_text(write_yaml(model.resolved())).resolved() == model.resolved()


class Names:
    """A database of names only."""

    masters = ("H", "O", "C", "C(4)", "Ca", "Mg", "Na", "Cl")
    species = ("H+", "H2O", "Ca+2", "CO3-2")
    phases = ("Calcite", "Dolomite", "Quartz", "CO2(g)")


def test_names_that_the_database_has(examples):
    check_names(read(examples / "limestone-column.yaml"), Names())
    check_names(read(examples / "heat-slab.yaml"), Names())


@pytest.mark.parametrize(
    ("old", "new", "said", "hint"),
    [
        ("  Calcite:\n", "  Calcit:\n", "minerals.Calcit: the database has no mineral 'Calcit'", "'Calcite'"),
        ("Na, Cl]", "Na, Cl, U]", "elements.7: the database has no element 'U'", ""),
        ("orders: {H+: 1}", "orders: {H: 1}", "orders.H: the database has no species 'H'", "'H+'"),
        (
            "{CO2(g): -1.5}",
            "{CO2(gas): -1.5}",
            "equilibrate.CO2(gas): the database has no mineral or gas",
            "'CO2(g)'",
        ),
    ],
)
def test_names_that_it_lacks(examples, old, new, said, hint):
    text = (examples / "limestone-column.yaml").read_text()
    assert old in text
    text = text.replace(old, new, 1)
    if "U]" in new:
        text = text.replace("totals: {Na", "totals: {U: 0 mmol/kgw, Na")
    with pytest.raises(BadInput) as caught:
        check_names(read_text(text), Names())
    assert said in str(caught.value)
    assert hint in str(caught.value)
    assert caught.value.problems[0].line is not None


def test_resolved_file_states_what_is_held(examples):
    """Water is a reservoir, with 300 kg of it in 1 m3 of rock (30 % pores, 1000 kg/m3); the file stays a model."""
    first = read(examples / "limestone-column.yaml").resolved()
    assert first["notes"]["water"].startswith("a reservoir")
    assert first["notes"]["water per volume of rock"].startswith("300 kg/m3")
    assert list(first)[:3] == ["fluxforce", "kind", "title"]
    again = read_text(write_yaml({**first, "notes": {**first["notes"], "author": "N. N."}})).resolved()
    assert again["notes"].pop("author") == "N. N."
    assert again == first
