"""The allow-list of rate expressions: what it computes, and all that it refuses."""

import math
import time

import jax
import jax.numpy as jnp
import pytest

from fluxforce.model.expression import DEEPEST, LONGEST, ExpressionError, parse

NAMES = ("area", "omega", "temperature")


def value(text, constants=None, **values):
    expression = parse(text, names=tuple(values), constants=constants)
    return expression.compiled()({name: jnp.asarray(number) for name, number in values.items()})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3 - 4 / 8", 6.5),
        ("-x ** 2", -9.0),
        ("x ** -1", 1.0 / 3.0),
        ("x ** 0.5", 3.0**0.5),
        ("exp(log(x))", 3.0),
        ("sqrt(x * x)", 3.0),
        ("min(x, 2, 5) + max(x, 2)", 5.0),
        ("abs(-x) + tanh(0)", 3.0),
        ("where(x > 2, 1, 0) + where(x <= 2, 10, 20)", 21.0),
    ],
)
def test_values(text, expected):
    assert float(value(text, x=3.0)) == pytest.approx(expected, rel=1e-14)


def test_constants_and_arrays():
    rate = value("k * area * (1 - omega)", {"k": 1e-6}, area=100.0, omega=jnp.array([0.0, 0.5, 2.0]))
    assert rate == pytest.approx([1e-4, 5e-5, -1e-4])


def test_powers_take_declared_constants():
    assert float(value("x ** n", {"n": 2.0}, x=3.0)) == 9.0


def test_derivative():
    rate = parse("k * (1 - omega) ** 3", names=("omega",), constants={"k": 2.0}).compiled()
    slope = jax.grad(lambda omega: rate({"omega": omega}))(2.0)
    assert float(slope) == pytest.approx(-6.0)


def test_used_names():
    assert parse("k * omega + area", names=NAMES, constants={"k": 1.0}).used == ("area", "omega")


REFUSED = [
    "9**9**9",
    "9**9**9**9",
    "2 ** omega",
    "omega ** 1000",
    "omega ** n",
    '__import__("os")',
    "__import__('os').system('true')",
    "().__class__",
    "omega.real",
    "omega[0]",
    "[1, 2]",
    "{1: 2}",
    "'text'",
    "True",
    "None",
    "1j",
    "1e999",
    "lambda: 1",
    "omega if area else 1",
    "omega and area",
    "not omega",
    "~1",
    "7 % 2",
    "7 // 2",
    "1 << 100",
    "omega < 1",
    "where(omega, 1, 2)",
    "where(0 < omega < 1, 1, 2)",
    "where(omega == 1, 1, 2)",
    "exp()",
    "exp(1, 2)",
    "exp(x=1)",
    "min(1)",
    "max(*omega)",
    "exp",
    "open('x')",
    "(yield)",
    "(x := 1)",
    "f'{omega}'",
    "omega; area",
    "omega\narea",
    "",
    "   ",
    "1 +",
    "(" * 240 + "1" + ")" * 240,
    "-" * 300 + "1",
    "1" + "+1" * 200,
    "1" * 400,
    "1" * (LONGEST + 1),
    "exp(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
]


@pytest.mark.parametrize("text", REFUSED)
def test_refused_at_once(text):
    start = time.perf_counter()
    with pytest.raises(ExpressionError):
        parse(text, names=NAMES, constants={"n": 50.0})
    assert time.perf_counter() - start < 0.5


@pytest.mark.parametrize(
    ("text", "offset", "said", "hint"),
    [
        ("area * omga", 7, "unknown name 'omga'", "did you mean 'omega'?"),
        ("area * lgo(omega)", 7, "unknown function 'lgo'", "'log'"),
        ("9**9**9", 3, "exponent '9**9'", "exp("),
        ('area + __import__("os")', 7, "unknown function '__import__'", "functions"),
        ("  area + omega.real", 9, "'omega.real' is not allowed", "allowed"),
    ],
)
def test_points_at_the_place(text, offset, said, hint):
    with pytest.raises(ExpressionError) as caught:
        parse(text, names=NAMES)
    assert said in str(caught.value)
    assert caught.value.offset == offset
    assert hint in (caught.value.hint or "")


def test_circular_functions_and_pi():
    """Closed form: sin(pi/2) + cos(pi) = 0; a declared name may shadow the constant."""
    assert parse("sin(pi / 2) + cos(pi)", names=()).number({}) == 0.0
    assert parse("2 * pi", names=("pi",)).number({"pi": 3.0}) == 6.0


def test_a_plain_number_that_is_none_is_not_a_number():
    """A root of a negative number and a power of zero do not raise; they are told by whoever asked."""
    assert math.isnan(parse("x ** 0.5", names=("x",)).number({"x": -1.0}))
    assert not math.isfinite(parse("1 / x", names=("x",)).number({"x": 0.0}))
