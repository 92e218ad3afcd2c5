"""Arrays as a caller gave them, turned into what a network holds; what does not fit is named."""

from collections.abc import Sequence

import numpy as np

from fluxforce.errors import BadInput, Problem


def real(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    """A new array of real numbers of that shape. Raises BadInput that names the array."""
    try:
        found = np.asarray(given)
        values = None if np.iscomplexobj(found) else np.array(found, dtype=float)
    except (TypeError, ValueError):
        values = None
    if values is None:
        raise BadInput([Problem(f"'{name}' is not an array of real numbers")])
    if values.shape != shape:
        said = f"'{name}' has the shape {values.shape}, not {shape}"
        raise BadInput(
            [Problem(said, hint="one number per channel, or per state for what belongs to states")]
        )
    return values


def finite(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    """The same for numbers that must be finite."""
    values = real(name, given, shape)
    if not np.all(np.isfinite(values)):
        raise BadInput([Problem(f"'{name}' has a number that is not finite")])
    return values


def whole(name: str, given: object, shape: tuple[int, ...]) -> np.ndarray:
    """A new array of whole numbers of that shape."""
    values = finite(name, given, shape)
    if np.any(values != np.round(values)):
        raise BadInput([Problem(f"'{name}' has a number that is not whole")])
    return values.astype(np.int64)


def places(name: str, given: object, channels: int, names: int) -> np.ndarray:
    """For every channel a position among so many names."""
    values = whole(name, given, (channels,))
    wrong = (values < 0) | (values >= names)
    if np.any(wrong):
        k = int(np.argmax(wrong))
        raise BadInput([Problem(f"'{name}' of channel {k} is {values[k]}, and there are {names} names")])
    return values


def labels_of(labels: Sequence[str], states: int) -> tuple[str, ...]:
    """Names of all states, each once; or none, where states are numbered."""
    names = tuple(map(str, labels))
    if names and len(names) != states:
        raise BadInput([Problem(f"{len(names)} labels for {states} states")])
    if len(set(names)) < len(names):
        twice = next(name for k, name in enumerate(names) if name in names[:k])
        raise BadInput(
            [Problem(f"the state '{twice}' is listed twice", hint="every state has a name of its own")]
        )
    return names
