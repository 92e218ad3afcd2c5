"""Coupled flows between what drives and what is driven: closed forms, and files that are refused."""

import math
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

import fluxforce as ff
from fluxforce.balance import evaluate
from fluxforce.budget.onsager.conversion import Conversion, coupled_pair, economical_coupling
from fluxforce.budget.onsager.matrix import OnsagerMatrix
from fluxforce.budget.onsager.rows import Row
from fluxforce.errors import BadInput
from fluxforce.model import read_text
from fluxforce.model.assemble import assemble
from fluxforce.model.assemble.coupled import Driven, Pool, coupled
from fluxforce.model.schema.coupled import CoupledModel
from fluxforce.model.yaml_tree import write_yaml
from fluxforce.solve.steady import steady

EXAMPLE = Path(__file__).parents[3] / "examples" / "oxidative-phosphorylation.yaml"


def shown(made) -> dict[str, float]:
    found = steady(made.solver, made.system, made.start, scale=made.scale)
    assert found.converged
    rates = evaluate(made.system, found.coordinates)
    return {one.name: float(one.of(made.system, rates)) for one in made.numbers}


def test_the_example_at_its_steady_state():
    """q + x = -(load/L22) x with load = L22 sqrt(1 - q^2); efficiency q^2/(1 + sqrt(1 - q^2))^2 [kedem1965]."""
    numbers = shown(assemble(ff.read(EXAMPLE)))
    q, z, force, conductance = 0.953, 3.0, 207e3, 2.6e-8
    loss = math.sqrt(1.0 - q**2)
    ratio = -q / (1.0 + loss)
    assert numbers["degree of coupling"] == pytest.approx(q)
    assert numbers["stoichiometry Z"] == pytest.approx(z)
    assert numbers["reduced force ratio"] == pytest.approx(ratio)
    assert numbers["potential of phosphorylation"] == pytest.approx(-ratio * force / z)
    assert numbers["potential of oxidation"] == pytest.approx(force)
    assert numbers["rate of oxidation"] == pytest.approx(conductance * force * (1.0 + q * ratio))
    assert numbers["flow ratio"] == pytest.approx(z * (q + ratio) / (1.0 + q * ratio))
    assert numbers["efficiency"] == pytest.approx((q / (1.0 + loss)) ** 2)
    assert numbers["largest efficiency"] == pytest.approx((q / (1.0 + loss)) ** 2)
    assert numbers["power in"] * numbers["efficiency"] == pytest.approx(numbers["power out"])


@pytest.mark.slow
def test_respiration_and_synthesis_share_a_pool_of_protons():
    """n1 protons out, n2 back, none leaking: at static head n2 A_H = A_P and n1 A_H = A_O, without dissipation."""
    one, two, leak, out, back = 2e-8, 5e-8, 0.0, 10.0, 4.0
    matrix = np.array([
        [one, out * one, 0.0],
        [out * one, out**2 * one + back**2 * two + leak, -back * two],
        [0.0, -back * two, two],
    ])  # fmt: skip
    processes = {"respiration": Driven(2e5), "protons": Pool(1e-7, 1e4), "synthesis": Pool(1e-6, 3e4)}
    numbers = shown(coupled(processes=processes, matrix=matrix, temperature=310.15))
    assert numbers["potential of protons"] == pytest.approx(2e5 / out, rel=1e-6)
    assert numbers["potential of synthesis"] == pytest.approx(back * 2e5 / out, rel=1e-6)
    # the protons left out: conductances in series, q = 1
    rows = tuple(Row(name) for name in processes)
    pair = OnsagerMatrix(matrix + 1e-30, rows).without("protons")
    assert abs(pair.coupling("respiration", "synthesis")) == pytest.approx(1.0)


def test_optima_of_the_degree_of_coupling():
    """tan^m(a/2) cos a with q = sin a is largest at cos a = (sqrt(m^2 + 4) - m)/2, m = 1..4 [stucki1980]."""
    ways = [{}, {"power": True}, {"economic": True}, {"power": True, "economic": True}]
    for m, way in enumerate(ways, start=1):
        cosine = (math.sqrt(m**2 + 4) - m) / 2
        assert economical_coupling(**way) == pytest.approx(math.sqrt(1.0 - cosine**2), rel=1e-9)


def test_a_converter_by_numbers():
    pair = Conversion(coupled_pair(2e-8, 3.0, 0.9, 310.15))
    x = np.linspace(-0.899, -0.001, 200_001)
    by_hand = -x * (0.9 + x) / (1.0 + 0.9 * x)
    assert pair.best_ratio == pytest.approx(x[np.argmax(by_hand)], abs=1e-5)
    assert pair.best_efficiency == pytest.approx(by_hand.max(), rel=1e-9)
    assert pair.efficiency(-0.5) == pytest.approx(0.5 * 0.4 / 0.55)
    assert pair.static_head == pytest.approx(-0.3)
    assert pair.efficiency(-0.9) == pytest.approx(0.0)
    assert pair.stoichiometry == pytest.approx(3.0)
    assert pair.matched_load == pytest.approx(18e-8 * math.sqrt(0.19))
    with pytest.raises(BadInput, match="two flows"):
        Conversion(OnsagerMatrix(np.eye(3), (Row("a"), Row("b"), Row("c"))))


@pytest.mark.parametrize(
    ("matrix", "said"),
    [
        ([[1.0, 0.5], [0.4, 1.0]], "not symmetric: a by b"),
        ([[1.0, 2.0], [2.0, 1.0]], "indefinite"),
        ([[0.0, 0.0], [0.0, 1.0]], "a: its own coefficient"),
        ([[1.0]], "2 x 2"),
    ],
)
def test_matrices_that_break_a_law_are_refused(matrix, said):
    with pytest.raises(BadInput, match=said):
        coupled(processes={"a": Driven(1e3), "b": Pool(1e-6)}, matrix=matrix, temperature=300.0)


def refused(old: str, new: str) -> str:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadInput) as error:
        read_text(text.replace(old, new))
    return str(error.value)


PAIR = EXAMPLE.read_text(encoding="utf-8").split("  pair:\n")[1].split("time:")[0]


def matrix(first: str, second: str) -> str:
    row = "    {}: {{oxidation: {} mol2/J/s, phosphorylation: {} mol2/J/s}}\n"
    return (
        "  matrix:\n"
        + row.format("oxidation", *first.split())
        + row.format("phosphorylation", *second.split())
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (f"  pair:\n{PAIR}", matrix("1e-8 2e-8", "1e-8 9e-8"), "phosphorylation by oxidation is 1e-08"),
        (
            f"  pair:\n{PAIR}",
            matrix("1e-8 4e-8", "4e-8 9e-8"),
            "the matrix is indefinite: affinities in the ratio",
        ),
        (f"  pair:\n{PAIR}", matrix("-1e-8 0", "0 9e-8"), "oxidation by oxidation must be greater than 0"),
        (f"  pair:\n{PAIR}", "", "one of 'matrix' and 'pair' is needed"),
        ("input: oxidation", "input: oxydation", "did you mean 'oxidation'"),
        ("degree: 0.953", "degree: 1.2", "1.2"),
        ("load: matched", "load: -1e-8 mol2/J/s", "negative"),
        ("load: matched", "load: 5 W", "power"),
        ("potential: 30 kJ/mol", "potential: 1e300 kJ/mol", "beyond any affinity"),
        ("force: 207 kJ/mol", "force: 207", "no unit"),
        ("{force: 207 kJ/mol}", "{}", "one of 'force' and 'pool' is needed"),
        ("capacity: 1e-6 mol2/J", "capacity: 0 mol2/J", "greater than 0"),
    ],
)
def test_files_that_are_wrong_say_where(old, new, said):
    message = refused(old, new)
    assert said in message
    assert "error: coupled" in message


def test_the_resolved_document_is_a_model_file_again():
    document = ff.read(EXAMPLE)
    again = read_text(write_yaml(document.resolved()))
    assert isinstance(document, CoupledModel)
    assert isinstance(again, CoupledModel)
    assert again.coupled == document.coupled
    number = read_text(EXAMPLE.read_text(encoding="utf-8").replace("load: matched", "load: 8e-8 mol2/J/s"))
    assert "'8e-08 mol2/J/s'" in str(number.resolved()["coupled"])


def test_the_kernel_books_the_same_dissipation():
    """T sigma = power in - power out of the pair + load A^2, at a state off the steady one."""
    made = coupled(
        processes={"in": Driven(2e5), "out": Pool(1e-6, 4e4, 3e-8)},
        matrix=coupled_pair(2e-8, 3.0, 0.9, 310.15).values, temperature=310.15,
    )  # fmt: skip
    rates = evaluate(made.system, made.start)
    a, b = 2e5, -4e4
    pair = 2e-8 * (a**2 + 2 * 0.9 * 3.0 * a * b + 9.0 * b**2)
    assert float(jnp.sum(rates.production[0])) == pytest.approx(pair / 310.15, rel=1e-12)
    assert float(jnp.sum(rates.production[1])) == pytest.approx(3e-8 * b**2 / 310.15, rel=1e-12)
