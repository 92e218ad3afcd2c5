"""Model files of the kinds thermodiffusion and gas-film: what is refused and why, and what is written back."""

import numpy as np
import pytest

from fluxforce.errors import BadInput
from fluxforce.model import read, read_text
from fluxforce.model.schema.thermodiffusion import ThermodiffusionModel
from fluxforce.model.yaml_tree import write_yaml

ONE = "diffusion: 6.21e-10 m2/s"
REFUSED = [
    ("soret-cell", ONE, "diffusion: 6.21e-10 m", "is a length", "1e-9 m2/s"),
    ("soret-cell", ONE, "diffusion matrix: {tetralin: {tetralin: -1e-9 m2/s}}", "would grow", ""),
    ("soret-cell", ONE, "diffusion matrix: {tetralin: {dodecane: 1e-9 m2/s}}", "no full row", ""),
    ("soret-cell", "  diffusion: 6.21e-10 m2/s\n", "", "one of 'diffusion' and 'diffusion matrix'", "only one"),
    ("soret-cell", "model: S_T", "model: S_Q", "is not one of", "did you mean 'S_T'?"),
    ("soret-cell", "tetralin: 9.5e-3 1/K", "dodecane: 9.5e-3 1/K", "no coefficient of tetralin", "only dodecane"),
    ("soret-cell", "9.5e-3 1/K}", "9.5e-3 1/K, dodecane: 0 1/K}", "what the others are compared with", "leave it out"),
    ("soret-cell", "model: S_T, coefficients: {tetralin: 9.5e-3", "model: S'_T, coefficients: {tetralin: 0.095",
     "would change by 0.95", "smaller difference"),
    ("soret-cell", ", mass fraction: 0.5", "", "no 'mass fraction' of tetralin", "only the last component"),
    ("soret-cell", "170.33 g/mol", "170.33 g/mol, mass fraction: 0.6", "add up to 1.1", "takes the rest, 0.5"),
    ("soret-cell", "right: {", "right: {composition: {tetralin: 0.5, benzene: 0.1}, ", "unknown component", ""),
    ("ternary-soret", "dodecane: -0.50e-12", "dodecane: 0.50e-12", "not to zero", "leave out dodecane"),
    ("ternary-soret", "model: D'_T", "model: D_T", "D_T is for binary mixtures", "D'_T"),
    ("stefan-tube", "    methanol: {air: 19.91 mm2/s}\n", "", "no coefficient for methanol and air", "{air:"),
    ("stefan-tube", "air: 19.91 mm2/s", "air: 19.91 mm2/s, acetone: 1e-5 m2/s", "is given twice", ""),
    ("stefan-tube", "gas: air", "gas: argon", "unknown gas name 'argon'", ""),
    ("stefan-tube", "acetone: 0.319, methanol: 0.528", "acetone: 0.319", "no value for methanol, air", "the rest"),
    ("stefan-tube", "acetone: 0.319", "acetone: 0.519", "nothing is left for", ""),
    ("stefan-tube", "acetone: 0.01,", "acetone: 0,", "has no value where there is none", "1e-9"),
    ("stefan-tube", "methanol: 0.01}}", "methanol: 0.01}, volume: 80 cm3}", "closed bulb", "opposite"),
    ("stefan-tube", "condition: stagnant, gas: air", "condition: weighted, weights: {}", "no weights", ""),
    ("stefan-tube", "8.48 mm2/s", "0 mm2/s", "must be greater than 0", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "said", "also"), REFUSED)
def test_refused(examples, name, old, new, said, also):
    text = (examples / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadInput) as caught:
        read_text(text.replace(old, new, 1), name="model.yaml")
    assert said in str(caught.value)
    assert also in str(caught.value)


@pytest.mark.parametrize("name", ["soret-cell", "ternary-soret", "stefan-tube", "two-bulb"])
def test_the_resolved_file_is_the_same_model(examples, name):
    model = read(examples / f"{name}.yaml")
    again = read_text(write_yaml(model.resolved()))
    assert again.model_dump(exclude={"notes"}) == model.model_dump(exclude={"notes"})


def test_conventions_of_soret_coefficients_agree(examples):
    """S'_T = w (1 - w) S_T, D'_T = D S'_T and D_T = D S_T in a binary mixture of equal masses."""
    text = (examples / "soret-cell.yaml").read_text(encoding="utf-8")
    given = "{model: S_T, coefficients: {tetralin: 9.5e-3 1/K}}"
    assert given in text
    diffusion = 6.21e-10
    for model, value, unit in (
        ("S_T", 9.5e-3, "1/K"), ("S'_T", 0.25 * 9.5e-3, "1/K"), ("D_T", diffusion * 9.5e-3, "m2/s/K"),
        ("D'_T", 0.25 * diffusion * 9.5e-3, "m2/s/K"),
    ):  # fmt: skip
        soret = f"{{model: {model}, coefficients: {{tetralin: {value!r} {unit}}}}}"
        model = read_text(text.replace(given, soret))
        assert isinstance(model, ThermodiffusionModel)
        found = model.cell.primed()
        np.testing.assert_allclose(found, [0.25 * 9.5e-3], rtol=1e-12)


def test_conductivity_at_zero_gradient_is_brought_to_zero_flux(examples):
    """Less by rho D w (1 - w) S_T^2 T^2 R M/(M_1 M_2) at the mean temperature."""
    text = (examples / "soret-cell.yaml").read_text(encoding="utf-8")
    model = read_text(text.replace("  components:", "  conductivity at: zero-gradient\n  components:"))
    assert isinstance(model, ThermodiffusionModel)
    cell = model.cell
    one, other = 0.13220, 0.17033
    mean = 1.0 / (0.5 / one + 0.5 / other)
    more = 850.0 * 6.21e-10 * 0.25 * (9.5e-3 * 298.15) ** 2 * 8.31446261815324 * mean / (one * other)
    assert cell.at_zero_flux() == pytest.approx(0.13 - more, rel=1e-12)
