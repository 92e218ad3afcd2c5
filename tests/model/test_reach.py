"""Names that the database has and the elements of the model do not reach."""

import pytest

from fluxforce.errors import BadInput
from fluxforce.model import read_text
from fluxforce.model.named import named_database
from fluxforce.model.reach import check_reach
from fluxforce.model.schema import ColumnModel

GYPSUM = (
    "  Gypsum: {volume fraction: 0, surface area: 1 m2/m3, "
    "area model: constant, rate: {expression: area * k * (1 - omega), constants: {k: 1e-9 mol/m2/s}}}\n  Quartz:"
)


@pytest.mark.parametrize(
    ("old", "new", "place", "said", "hint"),
    [
        ("orders: {H+: 1}", "orders: {SO4-2: 1}", "28:79", "'SO4-2' is not formed by the elements", "S(6)"),
        # methane needs electrons: its valence is an element of its own
        ("orders: {H+: 1}", "orders: {CH4: 1}", "28:79", "'CH4' is not formed by the elements", "C(-4)"),
        ("  Quartz:", GYPSUM, "38:3", "'Gypsum' dissolves into SO4-2, which the elements", "S(6)"),
        ("{CO2(g): -1.5}", "{Quartz: 0}", "13:19", "'Quartz' dissolves into H4SiO4", "Si"),
    ],
)
def test_missing_element_is_named(examples, old, new, place, said, hint):
    text = (examples / "limestone-column.yaml").read_text()
    assert old in text
    model = read_text(text.replace(old, new), name="model.yaml")
    with pytest.raises(BadInput) as error:
        reached(model)
    message = str(error.value)
    assert message.startswith(f"model.yaml:{place}: error:")
    assert said in message
    assert f"hint: add {hint} to 'elements'" in message


def reached(model):
    """Check a column against its own database."""
    assert isinstance(model, ColumnModel)
    database = named_database(model)
    assert database is not None
    check_reach(model, database)


def test_inert_minerals_need_no_elements(examples):
    """Quartz is inert in the example, and silicon is none of its elements."""
    model = read_text((examples / "limestone-column.yaml").read_text())
    reached(model)
