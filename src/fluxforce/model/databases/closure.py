"""What must hold between the records of a database: every name that is used is defined, and nothing by itself.

These are errors in PHREEQC as well. A file that brings no water is meant to be read after another and is not
asked for what that one defines.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from fluxforce.model.databases.basis import coefficients
from fluxforce.model.databases.errors import DatabaseError, suggestion
from fluxforce.model.databases.formula import imbalance, without_state
from fluxforce.model.databases.records import Interaction, LogK, Master, Phase, Species

_DEEPEST = 100  # species that stand between a species and its components; real databases have four
_NONE = LogK()


@dataclass(frozen=True)
class Place:
    """Where a record stands."""

    source: str
    line: int

    def error(self, message: str, hint: str = "") -> DatabaseError:
        """An error at this place."""
        return DatabaseError(message, self.source, self.line, hint)


@dataclass(frozen=True)
class RawExpression:
    """A named expression as written, before others are added to it."""

    name: str
    log_k: LogK
    added: tuple[tuple[str, float], ...]
    place: Place


def named_expressions(raw: Mapping[str, RawExpression]) -> dict[str, LogK]:
    """Named expressions by name, with those put in that they add."""
    done: dict[str, LogK] = {}

    def resolved(key: str, above: tuple[str, ...]) -> LogK:
        if key in done:
            return done[key]
        one = raw[key]
        if key in above or len(above) > _DEEPEST:
            raise one.place.error(f"{one.name} is defined by itself through -add_logk")
        parts = [(one.log_k, 1.0)]
        for name, factor in known_names(one.added, raw, one.place):
            parts.append((resolved(name.lower(), (*above, key)), factor))
        done[key] = _of_expressions(parts)
        return done[key]

    for key in raw:
        resolved(key, ())
    return {raw[key].name: log_k for key, log_k in done.items()}


def known_names(
    added: Iterable[tuple[str, float]], raw: Mapping[str, RawExpression], place: Place
) -> tuple[tuple[str, float], ...]:
    """-add_logk with the names as NAMED_EXPRESSIONS has them; capitals do not matter there."""
    found = []
    for name, factor in added:
        if name.lower() not in raw:
            known = [one.name for one in raw.values()]
            hint = suggestion(name, known) or "NAMED_EXPRESSIONS defines them"
            raise place.error(f"no named expression {name!r}", hint)
        found.append((raw[name.lower()].name, factor))
    return tuple(found)


def total(parts: list[tuple[LogK, float]]) -> LogK:
    """Sum of log10 K times factors, as one analytic expression where there is more than one."""
    rest = [(log_k, factor) for log_k, factor in parts if log_k != _NONE and factor != 0]
    if not rest:
        return _NONE
    if len(rest) == 1 and rest[0][1] == 1:
        return rest[0][0]
    whole = np.sum([factor * coefficients(log_k) for log_k, factor in rest], axis=0)
    return LogK(analytic=tuple(whole.tolist()))


def _of_expressions(parts: list[tuple[LogK, float]]) -> LogK:
    """Sum of named expressions times factors. As in PHREEQC, the analytic ones hold alone where there are any."""
    plain = [(log_k, factor) for log_k, factor in parts if not log_k.analytic]
    analytic = total([(log_k, factor) for log_k, factor in parts if log_k.analytic])
    value = sum(factor * log_k.value for log_k, factor in plain)
    return LogK(value, sum(factor * log_k.enthalpy for log_k, factor in plain), analytic.analytic)


def phases_of_species(phases: Mapping[str, Phase], places: Mapping[str, Place]) -> dict[str, Phase]:
    """Phases whose equations name other phases, rewritten in species; log10 K follows."""
    folded = {name.lower(): name for name in phases}
    done: dict[str, Phase] = {name: phase for name, phase in phases.items() if not phase.through}

    def rewritten(name: str, above: tuple[str, ...]) -> Phase:
        if name in done:
            return done[name]
        phase = phases[name]
        if name in above or len(above) > _DEEPEST:
            raise places[name].error(f"phase {name} is defined by itself: {phase.equation!r}")
        reaction = {n: c for n, c in phase.reaction.items() if n not in dict(phase.through)}
        parts, added = [(phase.log_k, 1.0)], list(phase.added)
        for written, factor in phase.through:
            # `Calcite(s)` is a phase of that name, or else `Calcite`.
            known = [key for key in (written.lower(), without_state(written).lower()) if key in folded]
            if not known:
                hint = suggestion(written, phases) or "(s) and (g) mark phases"
                raise places[name].error(f"no phase {written!r} in {phase.equation!r}", hint)
            other = rewritten(folded[known[0]], (*above, name))
            parts.append((other.log_k, factor))
            added += [(n, f * factor) for n, f in other.added]
            for species, amount in other.reaction.items():
                reaction[species] = reaction.get(species, 0.0) + factor * amount
        reaction = {species: amount for species, amount in reaction.items() if abs(amount) > 1e-12}
        done[name] = replace(phase, reaction=reaction, log_k=total(parts), added=tuple(added))
        return done[name]

    return {name: rewritten(name, ()) for name in phases}


def check_species(
    species: Mapping[str, Species], masters: Iterable[Master], places: Mapping[str, Place], source: str
) -> None:
    """Every species of an equation is defined, down to master species, and not in a circle."""
    standing = {master.species for master in masters}
    for names in (("H2O",), ("H+", "H3O+"), ("e-",)):
        if not any(name in species for name in names):
            said = f"species {' or '.join(names)} is not defined"
            raise DatabaseError(said, source, hint=f"SOLUTION_SPECIES needs {names[0]} = {names[0]}")
    depth = {name: 0 for name, record in species.items() if not record.reaction}
    for name in depth:
        if name not in standing:
            said = f"{name} is written as itself, but no element has it as its master species"
            raise places[name].error(
                said, "give the reaction that forms it, or a row in a table of master species"
            )
    for name, record in species.items():
        for part in record.reaction:
            if part not in species:
                raise places[name].error(f"no species {part!r} to form {name}", suggestion(part, species))
    _order(species, depth, places)


def _order(species: Mapping[str, Species], depth: dict[str, int], places: Mapping[str, Place]) -> None:
    """Fills in how many definitions stand above each species; what is left over defines itself."""
    users: dict[str, list[str]] = {}
    missing = {name: len(record.reaction) for name, record in species.items() if record.reaction}
    for name in missing:
        for part in species[name].reaction:
            users.setdefault(part, []).append(name)
    ready = list(depth)
    while ready:
        part = ready.pop()
        for name in users.get(part, ()):
            missing[name] -= 1
            if missing[name] == 0:
                depth[name] = 1 + max(depth[p] for p in species[name].reaction)
                if depth[name] > _DEEPEST:
                    raise places[name].error(f"{name} is defined through more than {_DEEPEST} other species")
                ready.append(name)
    rest = [name for name in missing if name not in depth]
    if rest:
        circle = _circle(species, rest)
        raise places[circle[0]].error(f"species define each other in a circle: {', '.join(circle)}")


def _circle(species: Mapping[str, Species], rest: list[str]) -> list[str]:
    """One circle among species that cannot be reached, in the order of its steps."""
    walked, left = [rest[0]], set(rest)
    while True:
        step = next(part for part in species[walked[-1]].reaction if part in left)
        if step in walked:
            return walked[walked.index(step) :]
        walked.append(step)


def check_masters(
    masters: Iterable[Master], species: Mapping[str, Species], source: Mapping[str, Place]
) -> None:
    """Every master species is defined."""
    for master in masters:
        if master.species not in species:
            said = f"master species {master.species} of {master.element} is not defined"
            raise source[master.element].error(said, suggestion(master.species, species))


def check_phases(
    phases: Mapping[str, Phase], species: Mapping[str, Species], places: Mapping[str, Place]
) -> None:
    """Every species that a phase dissolves into is defined, and what was rewritten in species balances."""
    for name, phase in phases.items():
        for part in phase.reaction:
            if part not in species:
                raise places[name].error(f"no species {part!r} for phase {name}", suggestion(part, species))
        if phase.through and phase.checked:
            wrong = imbalance(
                [(1.0, phase.formula)], [(amount, part) for part, amount in phase.reaction.items()]
            )
            if wrong:
                said = ", ".join(f"{element} by {amount:+g}" for element, amount in sorted(wrong.items()))
                raise places[name].error(f"{phase.equation!r} does not balance: {said}")


def check_interactions(
    interactions: Iterable[tuple[Interaction, str]], species: Mapping[str, Species]
) -> None:
    """Every species of an interaction parameter is defined."""
    for one, source in interactions:
        for name in one.species:
            if name not in species:
                said = f"no species {name!r} for {one.kind} of {' '.join(one.species)}"
                raise DatabaseError(said, source, one.line, suggestion(name, species))
