"""Reaction networks from and to Antimony, by way of SBML."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.library import libantimony
from fluxforce.model.sbml.read import Imported, parse_sbml
from fluxforce.model.sbml.write import format_sbml
from fluxforce.networks.reactions import ReactionNetwork


def read_antimony(path: Path | str) -> Imported:
    """The network of an Antimony file. Raises BadInput as ``parse_antimony``."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput([Problem(f"cannot read the Antimony file {path}: {error}")]) from None
    return parse_antimony(text, file=str(path))


def parse_antimony(text: str, file: str | None = None) -> Imported:
    """The network of an Antimony text: that of the SBML which it stands for.

    `A + A` and `2 A` are the same complex. Kinetic laws are amounts per time, in concentrations, as Antimony has
    them. Raises BadInput for a text that is no Antimony, and for what ``parse_sbml`` refuses.
    """
    library = libantimony()
    library.clearPreviousLoads()
    if library.loadAntimonyString(text) < 0:
        said = " ".join(library.getLastError().split())
        place = re.match(r"Error in model string, line (\d+): *", said)
        line, rest = (int(place[1]), said[place.end() :]) if place else (None, said)
        raise BadInput([Problem(rest, file=file, line=line)])
    try:
        found = parse_sbml(library.getSBMLString(library.getMainModuleName()))
        return replace(found, lines={}, events=tuple(replace(one, line=None) for one in found.events))
    except BadInput as error:
        # lines are those of the SBML in between, which nobody has seen
        raise BadInput([Problem(p.message, p.path, p.hint, file) for p in error.problems]) from None
    finally:
        library.freeAll()


def format_antimony(network: ReactionNetwork, initial: Mapping[str, float], name: str = "network") -> str:
    """A network with mass action as an Antimony text. Raises BadInput for a law of its own."""
    library = libantimony()
    library.clearPreviousLoads()
    if library.loadSBMLString(format_sbml(network, initial, name)) < 0:
        raise BadInput([Problem(" ".join(library.getLastError().split()))])
    try:
        return library.getAntimonyString(library.getMainModuleName())
    finally:
        library.freeAll()
