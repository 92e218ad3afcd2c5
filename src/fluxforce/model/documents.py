"""Model documents made from networks: the way back from `fluxforce.networks` to a file that a person can edit."""

import re
from collections.abc import Mapping
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.networks.reactions import Propensity, Reaction, ReactionNetwork


def reactions_document(
    network: ReactionNetwork,
    initial: Mapping[str, float],
    *,
    title: str = "",
    end: float = 10.0,
    outputs: int = 50,
    notes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Plain data of a model file of kind `reactions`; `fluxforce.model.from_data` reads it, `write_yaml` writes it.

    ``initial`` are copy numbers, zero where not given; ``end`` [s]. Laws of their own must carry their ``text`` in
    the expression language and the ``names`` it uses; raises BadInput for others.
    """
    channels = {one.name: _channel(one) for one in network.reactions}
    return {
        "fluxforce": 1,
        "kind": "reactions",
        "title": title,
        **({"notes": dict(notes)} if notes else {}),
        "reactions": {
            "volume": network.volume,
            "channels": channels,
            **({"chemostats": dict(network.chemostats)} if network.chemostats else {}),
            "initial": {name: float(initial.get(name, 0.0)) for name in network.species},
        },
        "time": {"end": f"{end!r} s", "outputs": outputs},
    }


def _channel(one: Reaction) -> dict[str, Any]:
    found: dict[str, Any] = {"reaction": str(one)}
    for way, law, constant in (
        ("forward", one.forward_law, one.forward), ("backward", one.backward_law, one.backward),
    ):  # fmt: skip
        if law is not None:
            found[f"{way} law"] = _text(one.name, law)
        elif constant > 0.0:
            found[way] = constant
    if one.reservoir != "bath":
        found["reservoir"] = one.reservoir
    return found


def _text(reaction: str, law: Propensity) -> str:
    """The law in words, its variables renamed to the species that they stand for."""
    text, names = getattr(law, "text", None), getattr(law, "names", None)
    if not isinstance(text, str) or not isinstance(names, Mapping):
        said = f"the law of reaction '{reaction}' is a function of Python and has no text"
        raise BadInput([Problem(said, hint="mass action, or a law read from a file, can be written out")])
    back = {short: name for name, short in names.items()}
    odd = [name for name in names if not name.isidentifier()]
    if odd:
        said = f"species '{odd[0]}' in the law of reaction '{reaction}' is not a plain word"
        raise BadInput([Problem(said, hint="rename the species")])
    return re.sub(r"[A-Za-z_]\w*", lambda hit: back.get(hit[0], hit[0]), text)
