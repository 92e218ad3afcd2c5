"""A function of one small point, evaluated for many points with every number of the point a vector of its own.

`jax.vmap` gives arrays [lanes, numbers], whose short axis costs the compiler its vector loops: slices, padding and
stacking of three numbers become gathers and copies. Here the function is traced once for one point, and its operations
are carried out number by number on arrays [lanes]; slicing, padding, stacking and transposing then cost nothing at all,
and what remains is one straight line of arithmetic. Operations without a rule of their own go through `jax.vmap`.
"""

from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.extend.core import ClosedJaxpr, Literal
from jaxtyping import Shaped

from fluxforce._types import Array

POINT = 64  # numbers of a point; above it the program would be long, and the short axis is no longer short
ARITHMETIC = (
    "add",
    "sub",
    "mul",
    "div",
    "neg",
    "pow",
    "integer_pow",
    "square",
    "sqrt",
    "rsqrt",
    "cbrt",
    "abs",
    "sign",
)
FUNCTIONS = (
    "exp",
    "exp2",
    "log",
    "log1p",
    "expm1",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "atan2",
    "sinh",
)
MORE = (
    "cosh",
    "tanh",
    "logistic",
    "erf",
    "erfc",
    "erf_inv",
    "floor",
    "ceil",
    "round",
    "rem",
    "max",
    "min",
    "clamp",
)
CHOICES = ("select_n", "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "not", "xor", "is_finite", "copy")
ELEMENTWISE = frozenset((*ARITHMETIC, *FUNCTIONS, *MORE, *CHOICES, "convert_element_type", "stop_gradient"))
CALLS = {"jit": "jaxpr", "pjit": "jaxpr", "custom_jvp_call": "call_jaxpr", "custom_vjp_call": "call_jaxpr"}


def spread(array: Shaped[Array, "*point lanes"]) -> np.ndarray:
    """The numbers of a point as an array of objects, each a JAX array [lanes]."""
    shape = array.shape[:-1]
    return numbers([array[place] for place in np.ndindex(*shape)], shape)


def numbers(values: Sequence[Any], shape: tuple[int, ...]) -> np.ndarray:
    """An array of objects from its members in order; NumPy itself would look into the members."""
    found = np.empty(len(values), dtype=object)
    for k, one in enumerate(values):
        found[k] = one
    return found.reshape(shape)


def gathered(point: np.ndarray, lanes: int) -> Array:
    """One array [*point, lanes] of the numbers of a point; what all lanes share is repeated."""
    if point.size == 0:
        return jnp.zeros((*point.shape, lanes))
    rows = [_wide(one, lanes) for one in point.ravel()]
    return jnp.stack(rows).reshape(*point.shape, lanes)


def over_lanes(function: Callable, *arguments: Any) -> Any:
    """``function`` of one point at many points. Leaves of the arguments are arrays of objects (``spread``), or JAX
    arrays that all lanes share; leaves of the result are arrays of objects.
    """
    leaves, tree = jax.tree.flatten(arguments)
    own = [isinstance(leaf, np.ndarray) and leaf.dtype == object for leaf in leaves]
    avals = [_aval(leaf) for leaf in leaves]
    out_tree = None

    def flat(*given: Array) -> list[Array]:
        nonlocal out_tree
        result, out_tree = jax.tree.flatten(function(*jax.tree.unflatten(tree, given)))
        return result

    if sum(int(np.prod(a.shape)) for a, mine in zip(avals, own, strict=True) if mine) > POINT:
        results = _mapped(
            flat, [leaf if mine else jnp.asarray(leaf) for leaf, mine in zip(leaves, own, strict=True)]
        )
    else:
        closed = jax.make_jaxpr(flat)(*avals)
        results = _run(closed.jaxpr, closed.consts, [_objects(leaf) for leaf in leaves])
    return jax.tree.unflatten(out_tree, results)


def _aval(leaf: Any) -> jax.ShapeDtypeStruct:
    if isinstance(leaf, np.ndarray) and leaf.dtype == object:
        kind = leaf.ravel()[0].dtype if leaf.size else jnp.dtype(float)
        return jax.ShapeDtypeStruct(leaf.shape, kind)
    leaf = jnp.asarray(leaf)
    return jax.ShapeDtypeStruct(leaf.shape, leaf.dtype)


def _objects(leaf: Any) -> np.ndarray:
    """Numbers as objects; known zeros stay plain numbers, so that what they multiply is never computed."""
    if isinstance(leaf, np.ndarray) and leaf.dtype == object:
        return leaf
    shape = np.shape(leaf)
    return numbers([leaf[place] for place in np.ndindex(*shape)] if shape else [leaf], shape)


def _run(jaxpr: Any, constants: list, arguments: list[np.ndarray]) -> list[np.ndarray]:
    """The operations of a traced function, one after the other."""
    known: dict[Any, np.ndarray] = {}
    known.update(zip(jaxpr.constvars, map(_objects, constants), strict=True))
    known.update(zip(jaxpr.invars, arguments, strict=True))
    for equation in jaxpr.eqns:
        given = [_objects(v.val) if isinstance(v, Literal) else known[v] for v in equation.invars]
        known.update(zip(equation.outvars, _apply(equation, given), strict=True))
    return [_objects(v.val) if isinstance(v, Literal) else known[v] for v in jaxpr.outvars]


def _apply(equation: Any, given: list[np.ndarray]) -> list[np.ndarray]:
    name, parameters = equation.primitive.name, equation.params
    if name in CALLS:
        inner = parameters[CALLS[name]]
        if isinstance(inner, ClosedJaxpr):
            return _run(inner.jaxpr, inner.consts, given)
        return _run(inner, [], given)
    if name in ELEMENTWISE:
        return [_each(equation.primitive, parameters, given)]
    rule = RULES.get(name)
    if rule is not None and (found := rule(parameters, *given)) is not None:
        return [found]
    bound = equation.primitive.bind
    return _mapped(lambda *a: _listed(equation.primitive, bound(*a, **parameters)), given)


def _listed(primitive: Any, result: Any) -> list:
    return list(result) if primitive.multiple_results else [result]


def _each(primitive: Any, parameters: dict, given: list[np.ndarray]) -> np.ndarray:
    """An operation on numbers, for every number of a point."""
    wide = np.broadcast_arrays(*given) if len(given) > 1 else given
    members = zip(*(one.ravel() for one in wide), strict=True)
    return numbers([_number(primitive, parameters, list(one)) for one in members], wide[0].shape)


def _number(primitive: Any, parameters: dict, given: list) -> Any:
    name = primitive.name
    if name in ("add", "sub") and _zero(given[1]):
        return given[0]
    if name == "add" and _zero(given[0]):
        return given[1]
    if name == "mul" and (_zero(given[0]) or _zero(given[1])):
        return given[0] if _zero(given[0]) else given[1]
    shapes = [jnp.shape(one) for one in given]
    lanes = max(shapes, key=len)
    return primitive.bind(
        *(
            one if shape == lanes else lax.broadcast(one, lanes)
            for one, shape in zip(given, shapes, strict=True)
        ),
        **parameters,
    )


def _zero(one: Any) -> bool:
    """Whether a number is known to be zero while the program is being built."""
    return not isinstance(one, jax.Array) and np.ndim(one) == 0 and float(one) == 0.0


def _wide(one: Any, lanes: int) -> Array:
    one = jnp.asarray(one)
    return one if one.ndim else lax.broadcast(one, (lanes,))


def _mapped(function: Callable, given: list) -> list[np.ndarray]:
    """A function of points through `jax.vmap`, for operations without a rule and for points of many numbers."""
    counts = [jnp.shape(n) for one in given if _own(one) for n in one.ravel() if np.ndim(n)]
    if not counts:
        fixed = [
            jnp.stack([jnp.asarray(n) for n in one.ravel()]).reshape(one.shape) if _own(one) else one
            for one in given
        ]
        return [_objects(one) for one in function(*fixed)]
    lanes = counts[0][0]
    arrays = [gathered(one, lanes) if _own(one) else one for one in given]
    axes = tuple(-1 if _own(one) else None for one in given)
    return [spread(one) for one in jax.vmap(function, in_axes=axes, out_axes=-1)(*arrays)]


def _own(one: Any) -> bool:
    return isinstance(one, np.ndarray) and one.dtype == object


def _broadcast(parameters: dict, operand: np.ndarray, *_: Any) -> np.ndarray:
    shape, axes = parameters["shape"], parameters["broadcast_dimensions"]
    lined = [1] * len(shape)
    for axis, length in zip(axes, operand.shape, strict=True):
        lined[axis] = length
    return np.broadcast_to(operand.reshape(lined), shape)


def _sliced(parameters: dict, operand: np.ndarray) -> np.ndarray:
    strides = parameters["strides"] or (1,) * operand.ndim
    bounds = zip(parameters["start_indices"], parameters["limit_indices"], strides, strict=True)
    return operand[tuple(slice(*one) for one in bounds)]


def _padded(parameters: dict, operand: np.ndarray, value: np.ndarray) -> np.ndarray | None:
    config = parameters["padding_config"]
    if any(low < 0 or high < 0 for low, high, _ in config):
        return None
    shape = [
        low + high + n + inner * max(n - 1, 0)
        for n, (low, high, inner) in zip(operand.shape, config, strict=True)
    ]
    found = numbers([value[()]] * int(np.prod(shape)), tuple(map(int, shape)))
    kept = [
        slice(low, low + n + inner * max(n - 1, 0), inner + 1)
        for n, (low, _, inner) in zip(operand.shape, config, strict=True)
    ]
    found[tuple(kept)] = operand
    return found


def _summed(parameters: dict, operand: np.ndarray) -> np.ndarray:
    axes = parameters["axes"]
    rest = [k for k in range(operand.ndim) if k not in axes]
    shape = tuple(operand.shape[k] for k in rest)
    lined = operand.transpose([*rest, *axes]).reshape(int(np.prod(shape)), -1)
    return numbers([_total(list(line)) for line in lined], shape)


def _total(parts: list) -> Any:
    total: Any = np.float64(0.0)
    for one in parts:
        total = one if _zero(total) else total if _zero(one) else _number(lax.add_p, {}, [total, one])
    return total


def _dotted(parameters: dict, left: np.ndarray, right: np.ndarray) -> np.ndarray | None:
    (across, down), (batch, _) = parameters["dimension_numbers"]
    if batch:
        return None
    keep_left = [k for k in range(left.ndim) if k not in across]
    keep_right = [k for k in range(right.ndim) if k not in down]
    shape_left, shape_right = (
        tuple(one.shape[k] for k in keep) for one, keep in ((left, keep_left), (right, keep_right))
    )
    a = left.transpose([*keep_left, *across]).reshape(int(np.prod(shape_left)), -1)
    b = right.transpose([*keep_right, *down]).reshape(int(np.prod(shape_right)), -1)
    found = [
        _total([_number(lax.mul_p, {}, [p, q]) for p, q in zip(i, j, strict=True)]) for i in a for j in b
    ]
    return numbers(found, shape_left + shape_right)


RULES: dict[str, Callable[..., np.ndarray | None]] = {
    "broadcast_in_dim": _broadcast,
    "reshape": lambda parameters, operand: operand.reshape(parameters["new_sizes"]),
    "squeeze": lambda parameters, operand: operand.reshape(
        np.delete(operand.shape, parameters["dimensions"])
    ),
    "transpose": lambda parameters, operand: operand.transpose(parameters["permutation"]),
    "rev": lambda parameters, operand: np.flip(operand, parameters["dimensions"]),
    "concatenate": lambda parameters, *operands: np.concatenate(operands, axis=parameters["dimension"]),
    "slice": _sliced,
    "pad": _padded,
    "reduce_sum": _summed,
    "dot_general": _dotted,
}
