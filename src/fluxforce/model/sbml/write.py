"""Reaction networks as SBML Level 3 core."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fluxforce.errors import BadInput, Problem
from fluxforce.model.sbml.infix import infix
from fluxforce.model.sbml.library import libsbml
from fluxforce.model.sbml.read import Law
from fluxforce.networks.reactions import Propensity, Reaction, ReactionNetwork

LEVEL, VERSION = 3, 2
CELL = "cell"


def write_sbml(
    network: ReactionNetwork, initial: Mapping[str, float], path: Path | str, name: str = "network"
) -> None:
    """Write ``format_sbml`` to a file. Raises BadInput."""
    text = format_sbml(network, initial, name)
    try:
        Path(path).write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadInput([Problem(f"cannot write the SBML file {path}: {error}")]) from None


def format_sbml(network: ReactionNetwork, initial: Mapping[str, float], name: str = "network") -> str:
    """A network as a text of SBML Level 3 Version 2.

    Species are counted (items, substance units only) in one compartment of the network's volume; chemostats are
    constant boundary species. Laws count ordered groups, k V (A/V) ((A - 1)/V), backward parts are subtracted.
    Laws of their own are written where they have a text, as those of files have. ``initial`` gives the copies of the
    dynamic species, zero where left out. Raises BadInput for a law that is a function of Python and no formula.
    """
    laws = [(one.name, law) for one in network.reactions for law in (one.forward_law, one.backward_law)]
    odd = [name for name, law in laws if law is not None and not isinstance(law, Law)]
    if odd:
        raise BadInput([Problem(f"reaction '{odd[0]}' has a law of its own, which SBML cannot hold",
                                hint="mass action, and laws read from files, can be written")])  # fmt: skip
    strange = [s for s in initial if s not in network.species]
    if strange:
        raise BadInput([Problem(f"unknown species '{strange[0]}' among the initial copies")])
    lib = libsbml()
    document = lib.SBMLDocument(LEVEL, VERSION)
    ids = _identifiers([*network.species, *network.chemostats], {CELL})
    model = document.createModel()
    model.setId(_identifiers([name], set())[name])
    model.setSubstanceUnits("item")
    model.setExtentUnits("item")
    model.setTimeUnits("second")
    _compartment(model, network.volume)
    for s in network.species:
        _species(model, ids[s], s, float(initial.get(s, 0.0)), held=False)
    for s, value in network.chemostats.items():
        _species(model, ids[s], s, value * network.volume, held=True)
    labels = _identifiers(network.names, {CELL, *ids.values()})
    for one in network.reactions:
        _reaction(lib, model, one, labels[one.name], ids)
    return lib.writeSBMLToString(document)


def _identifiers(names: Iterable[str], taken: set[str]) -> dict[str, str]:
    """Names made of letters, digits and underscores, all different."""
    used = set(taken)
    found = {}
    for name in names:
        base = re.sub(r"[^A-Za-z0-9_]", "_", name) or "x"
        base = base if not base[0].isdigit() else f"_{base}"
        made, k = base, 1
        while made in used:
            k += 1
            made = f"{base}_{k}"
        used.add(made)
        found[name] = made
    return found


def _compartment(model: Any, volume: float) -> None:
    cell = model.createCompartment()
    cell.setId(CELL)
    cell.setSize(volume)
    cell.setSpatialDimensions(3)
    cell.setConstant(True)


def _species(model: Any, identifier: str, name: str, copies: float, *, held: bool) -> None:
    one = model.createSpecies()
    one.setId(identifier)
    if name != identifier:
        one.setName(name)
    one.setCompartment(CELL)
    one.setInitialAmount(copies)
    one.setHasOnlySubstanceUnits(True)
    one.setBoundaryCondition(held)
    one.setConstant(held)


def _reaction(lib: Any, model: Any, one: Reaction, identifier: str, ids: Mapping[str, str]) -> None:
    made = model.createReaction()
    made.setId(identifier)
    if one.name != identifier:
        made.setName(one.name)
    made.setReversible(not one.one_way)
    for side, create in ((one.reactants, made.createReactant), (one.products, made.createProduct)):
        for s, nu in side.items():
            reference = create()
            reference.setSpecies(ids[s])
            reference.setStoichiometry(float(nu))
            reference.setConstant(True)
    others = {s for way in (one.forward_law, one.backward_law) if isinstance(way, Law) for s in way.names}
    for s in sorted(others - set(one.reactants) - set(one.products)):
        made.createModifier().setSpecies(ids[s])
    law = made.createKineticLaw()
    ways = [_way(law, "kf", one, one.forward_law, one.forward, one.reactants, ids)]
    if not one.one_way:
        ways.append(_way(law, "kb", one, one.backward_law, one.backward, one.products, ids))
    law.setMath(lib.parseL3Formula(" - ".join(ways)))


def _way(
    law: Any, constant: str, one: Reaction, own: Propensity | None, value: float, side: Mapping[str, int],
    ids: Mapping[str, str],
) -> str:  # fmt: skip
    """One direction as a formula; mass action has its constant as a parameter of the law."""
    if isinstance(own, Law):
        names = {short: ids[s] for s, short in own.names.items()}
        return f"({infix(own.text, names, own.constants, f'reaction {one.name!r}')})"
    local = law.createLocalParameter()
    local.setId(_unlike(constant, ids.values()))
    local.setValue(value)
    return _rate(local.getId(), side, ids)


def _unlike(name: str, others: Iterable[str]) -> str:
    known = set(others)
    while name in known:
        name += "_"
    return name


def _rate(constant: str, side: Mapping[str, int], ids: Mapping[str, str]) -> str:
    factors = [constant, CELL]
    for s, nu in side.items():
        factors += [
            f"(({ids[s]} - {taken}) / {CELL})" if taken else f"({ids[s]} / {CELL})" for taken in range(nu)
        ]
    return " * ".join(factors)
