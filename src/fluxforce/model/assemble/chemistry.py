"""The chemistry of a column's document: one aqueous model and the reactions of its phases."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from fluxforce.errors import BadInput, Problem
from fluxforce.model.databases import (
    Database,
    DatabaseError,
    aqueous_model,
    inline_model,
    inline_phase,
    phase_reaction,
)
from fluxforce.model.databases.formula import composition
from fluxforce.model.databases.inline import InlineSpecies
from fluxforce.model.equation import Reaction
from fluxforce.model.named import named_database
from fluxforce.model.names import check_names, inline_names
from fluxforce.model.schema.batch import BatchModel
from fluxforce.model.schema.column import ColumnModel
from fluxforce.model.schema.database import Inline
from fluxforce.model.yaml_tree import Path, dotted
from fluxforce.thermo.aqueous.model import AqueousModel, PhaseReaction


@dataclass(frozen=True)
class Chemistry:
    """The aqueous model, and phases looked up as they are asked for."""

    document: ColumnModel | BatchModel
    model: AqueousModel
    database: Database | None
    phases: dict[str, PhaseReaction] = field(default_factory=dict)

    def phase(self, name: str) -> PhaseReaction:
        """Dissolution of a mineral or gas with the overrides of the document."""
        if name not in self.phases:
            inline = self.document.database.inline
            found = _inline_phase(inline, name, self.model) if inline else self._database_phase(name)
            self.phases[name] = found
        return self.phases[name]

    def _database_phase(self, name: str) -> PhaseReaction:
        assert self.database is not None  # a document has a database or an inline one
        try:
            return phase_reaction(self.database, self.model, name, self.document.temperature)
        except DatabaseError as error:
            path = ("minerals", name) if name in self.document.minerals else ("waters",)
            raise BadInput([problem(self.document, path, error.message, error.hint or None)]) from None

    def component(self, name: str) -> str:
        """The component that stands for an element of the document, or itself in an inline database."""
        return self.model.components[self.model.component(name)]

    def species(self, document: ColumnModel | BatchModel, name: str, mineral: str | None) -> int:
        """Position of a species; one that the elements do not form is an error, never a factor of one."""
        if name in self.model.species:
            return self.model.species.index(name)
        path: Path = ("minerals", mineral, "rate") if mineral else ("column", "diffusion")
        said = f"'{name}' is no species of this water; there are {', '.join(self.model.species)}"
        raise BadInput([problem(document, path, said)])

    def charges(self, minerals: int) -> np.ndarray:
        """Charge number of every balanced quantity."""
        own = np.asarray(self.model.charge)[: len(self.model.components)]
        return np.concatenate([own, np.zeros(minerals)])

    def conserved(self, minerals: Sequence[str]) -> dict[str, np.ndarray]:
        """Amount of every element in every balanced quantity; H and O without the water that is a reservoir.

        Water is held, so what is conserved of hydrogen and oxygen is their excess over water: H less 2 O.
        """
        components = [composition(name).elements for name in self.model.components]
        formulas = list(components)
        for name in minerals:
            total: dict[str, float] = {}
            # water in the mineral carries no excess, so the components tell all
            for amount, formula in zip(np.asarray(self.phase(name).nu), components, strict=True):
                for element, count in formula.items():
                    total[element] = total.get(element, 0.0) + float(amount) * count
            formulas.append(total)
        names = sorted({element for formula in formulas for element in formula} - {"H", "O"})
        rows = {name: np.array([formula.get(name, 0.0) for formula in formulas]) for name in names}
        rows["H - 2 O"] = np.array([f.get("H", 0.0) - 2.0 * f.get("O", 0.0) for f in formulas])
        return rows


def chemistry(document: ColumnModel | BatchModel) -> Chemistry:
    """Read the database of a document and build its aqueous model. Raises BadInput."""
    inline = document.database.inline
    if inline is not None:
        check_names(document, inline_names(inline))
        return Chemistry(document, _inline_model(inline, document.temperature), None)
    database = named_database(document)
    assert database is not None  # only inline databases have none
    check_names(document, database)
    try:
        model = aqueous_model(database, document.elements, document.temperature)
    except DatabaseError as error:
        said = f"{error.source}:{error.line}: {error.message}" if error.line else error.message
        raise BadInput([problem(document, ("database",), said, error.hint or None)]) from None
    return Chemistry(document, model, database)


def problem(document: ColumnModel | BatchModel, path: Path, said: str, hint: str | None = None) -> Problem:
    """A problem with its place in the file, where there is one."""
    if document.tree is None:
        return Problem(said, dotted(path), hint)
    return document.tree.problem(said, path, hint=hint)


def _inline_model(inline: Inline, temperature: float) -> AqueousModel:
    hueckel = inline.debye_huckel
    reactions = inline.reactions()
    components = [name for name in inline.components if name != "H2O"]
    species = {
        name: InlineSpecies(
            inline.components[name].charge, inline.components[name].ion_size * 1e10,
            hueckel.bdot if inline.components[name].charge else 0.0,
            diffusion=_or_nan(inline.components[name].diffusion),
        )
        for name in components
    }  # fmt: skip
    for name, entry in inline.species.items():
        made, log_k = solved_for(name, reactions[name], entry.log_k)
        species[name] = InlineSpecies(
            entry.charge, entry.ion_size * 1e10, hueckel.bdot if entry.charge else 0.0, made, log_k,
            _or_nan(entry.diffusion),
        )  # fmt: skip
    return inline_model(
        species, a=hueckel.A, b=hueckel.B * 1e-10, water_slope=inline.water_slope, temperature=temperature
    )


def _inline_phase(inline: Inline, name: str, model: AqueousModel) -> PhaseReaction:
    entry = {**inline.minerals, **inline.gases}[name]
    made, log_k = solved_for(name, inline.reactions()[name], entry.log_k)
    volume = inline.minerals[name].molar_volume if name in inline.minerals else math.nan
    # what a phase is made of is what it dissolves into; its constant of formation is one over that of dissolution
    return inline_phase(
        name, made, -log_k, model.components, formula=entry.formula or name, molar_volume=volume,
        is_gas=name in inline.gases,
    )  # fmt: skip


def solved_for(name: str, reaction: Reaction, log_k: float) -> tuple[dict[str, float], float]:
    """What one ``name`` is made of, and log10 K of that formation, from a reaction that contains it.

    ``reaction`` holds products positive; 0 = nu_name name + sum nu_j j with log K gives
    name = sum (-nu_j/nu_name) j with log K / nu_name.
    """
    own = reaction[name]
    made = {part: -amount / own for part, amount in reaction.items() if part != name}
    return made, log_k / own


def _or_nan(value: float | None) -> float:
    return math.nan if value is None else value
