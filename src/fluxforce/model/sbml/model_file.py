"""An imported network as a model file of the kind `reactions`, and the network of such a file for export."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from fluxforce.budget.reactions.box_growth import first_bounds
from fluxforce.errors import BadInput, Problem
from fluxforce.model.assemble.reactions import network_of
from fluxforce.model.documents import reactions_document
from fluxforce.model.expression import FUNCTIONS, parse
from fluxforce.model.sbml.read import Imported, Law, first_numbers
from fluxforce.model.schema.reactions import ReactionsModel
from fluxforce.model.schema.values import parameter_values
from fluxforce.networks.reactions import ReactionNetwork

MOST_STATES = 50_000  # of a master equation that is asked for unbidden
HINT = "in Python, sbml_moments and sbml_trajectories of fluxforce.stochastic take it as it is"


def model_data(imported: Imported, *, end: float, file: str | None = None) -> dict[str, Any]:
    """Plain data of a model that runs as it stands, with what was assumed as its notes.

    ``end`` [s] is the time to run. Laws of their own have no rate equations, so trajectories are asked for, and the
    master equation where it is small. Raises BadInput for events, with their lines, and whatever else such a file
    cannot hold.
    """
    if imported.events:
        problems = [one.problem("has no place in a model file") for one in imported.events]
        raise BadInput([replace(one, file=file, hint=HINT) for one in problems])
    notes = {f"import {k + 1}": said[:1000] for k, said in enumerate(remarks(imported))}
    try:
        data = reactions_document(
            imported.network, imported.initial, title=imported.name[:200], end=end, notes=notes
        )
    except BadInput as error:
        raise BadInput([_named(one, file) for one in error.problems]) from None
    if not all(one.mass_action for one in imported.network.reactions):
        data["sample"] = {"trajectories": 1000, "start": "initial"}
        bounds = first_bounds(imported.network, first_numbers(imported), None)
        if np.prod([float(one) + 1.0 for one in bounds.values()]) <= MOST_STATES:
            data["master equation"] = {"bounds": bounds}
    return data


def remarks(imported: Imported) -> list[str]:
    """What a reader of the model file should know: what was assumed, and what has no place in it."""
    found = list(imported.notes)
    if imported.observables:
        names = ", ".join(imported.observables)
        found.append(f"left out, as it follows from the copy numbers: {names}")
    odd = [one.name for one in imported.network.reactions if not one.mass_action]
    if odd:
        found.append(f"not mass action, so trajectories instead of rate equations: {', '.join(odd)}")
    return found


def written_network(document: ReactionsModel) -> ReactionNetwork:
    """The network of a model file, with the texts of laws of their own, so that they can be written elsewhere."""
    network, known = network_of(document), parameter_values(document.parameters)
    made = []
    for one in network.reactions:
        channel = document.reactions.channels[one.name]
        made.append(
            replace(
                one,
                forward_law=_law(channel.forward_law, network.species, known),
                backward_law=_law(channel.backward_law, network.species, known),
            )
        )
    return replace(network, reactions=tuple(made))


def _law(text: str | None, species: tuple[str, ...], known: Mapping[str, float]) -> Law | None:
    if text is None:
        return None
    found = parse(text, names=tuple(s for s in species if s not in FUNCTIONS), constants=known)
    return Law(text, {s: s for s in found.used}, found.compiled(), found.constants)


def _named(problem: Problem, file: str | None) -> Problem:
    return replace(problem, file=problem.file or file)
