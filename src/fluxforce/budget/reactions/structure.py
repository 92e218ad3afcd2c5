"""What a reaction network's stoichiometry alone decides: complexes, deficiency, conservation laws, emergent cycles."""

import math
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from fluxforce.networks.reactions import ReactionNetwork
from fluxforce.numerics.integers import (
    independent_rows,
    integer_null_space,
    integer_rank,
    non_negative_null_space,
)
from fluxforce.numerics.summary import AbstractSummarised, Summary, named, number


@dataclass(frozen=True)
class Cycle:
    """A combination of reactions that leaves all dynamic species as they were.

    ``reactions``: how often every reaction runs forward (negative: backward). ``exchanged``: what it leaves in
    (positive) or takes from the chemostats. ``affinity`` [k_B] = sum_r c_r ln(k+_r/k-_r) with the chemostats'
    concentrations folded in, plus infinity where a one-way reaction takes part, None where a law of its own does
    (its affinity is not a number of the network alone).
    """

    reactions: dict[str, int]
    exchanged: dict[str, int]
    affinity: float | None


@dataclass(frozen=True, repr=False)
class Structure(AbstractSummarised):
    """Complexes and laws of a reaction network; complexes are those of the dynamic species, chemostats folded in.

    - ``complexes``: the sides of the reactions, each once; ``linkage``: their linkage classes, as positions;
    - ``rank`` s of the stoichiometry of the dynamic species, ``deficiency`` = complexes - linkage classes - s;
    - ``weakly_reversible``: inside its linkage class every complex leads to every other one;
    - ``incidence`` [complexes, reactions]: -1 where a complex is consumed, +1 where it is made;
    - ``conserved``: laws sum_k l_k n_k = constant among the dynamic species; ``broken``: laws of the closed system
      that chemostats break; ``emergent``: cycles that only chemostats make possible, with their affinities;
      ``internal``: cycles of the closed system, whose affinities must vanish (Wegscheider's condition).

    chemostats = broken laws + emergent cycles. Source: [horn1972], [polettini2014], [rao2016].
    """

    complexes: tuple[str, ...]
    linkage: tuple[tuple[int, ...], ...]
    rank: int
    weakly_reversible: bool
    incidence: np.ndarray
    conserved: tuple[dict[str, int], ...]
    broken: tuple[dict[str, int], ...]
    emergent: tuple[Cycle, ...]
    internal: tuple[Cycle, ...]

    @property
    def deficiency(self) -> int:
        """Complexes less linkage classes less rank."""
        return len(self.complexes) - len(self.linkage) - self.rank

    @property
    def always_complex_balanced(self) -> bool:
        """Deficiency zero and weakly reversible: complex balanced, and of product form, for any constants."""
        return self.deficiency == 0 and self.weakly_reversible

    def summary(self) -> Summary:
        """What the stoichiometry decides, and the emergent cycles with their affinities."""
        laws = [" + ".join(s if n == 1 else f"{n} {s}" for s, n in law.items()) for law in self.conserved]
        facts = (
            ("linkage classes", str(len(self.linkage))),
            ("rank", str(self.rank)),
            ("deficiency", str(self.deficiency)),
            ("weakly reversible", "yes" if self.weakly_reversible else "no"),
            ("conserved", named(laws) or "nothing"),
            ("broken by chemostats", f"{len(self.broken)} laws"),
        )
        rows = tuple(
            (
                " ".join(f"{n:+d} {name}" for name, n in one.reactions.items()),
                "its own law" if one.affinity is None else number(one.affinity),
            )
            for one in self.emergent
        )
        title = f"Structure of a reaction network: {len(self.complexes)} complexes"
        return Summary(title, facts, ("emergent cycle", "affinity [k_B]"), rows)


def structure(network: ReactionNetwork) -> Structure:
    """Everything of ``Structure``, in exact whole numbers."""
    species = network.species
    everyone = (*species, *network.chemostats)
    inner = network.change()
    before, after = network.stoichiometry(everyone)
    outer = after - before
    names, incidence, linkage, reversible = _complexes(network)
    conserved = non_negative_null_space(inner)
    closed = non_negative_null_space(outer)
    padded = np.pad(conserved, ((0, 0), (0, len(network.chemostats))))
    broken = closed[independent_rows(closed, padded)]
    internal = integer_null_space(outer.T)
    running = integer_null_space(inner.T)
    emergent = running[independent_rows(running, internal)]
    return Structure(
        names,
        linkage,
        integer_rank(inner),
        reversible,
        incidence,
        tuple(_law(species, law) for law in conserved),
        tuple(_law(everyone, law) for law in broken),
        tuple(_cycle(network, outer, c) for c in emergent),
        tuple(_cycle(network, outer, c) for c in internal),
    )


def complex_imbalance(structure: Structure, flux: np.ndarray) -> float:
    """Largest net formation of a complex over the largest flux, zero where complex balance holds.

    ``flux`` [reactions] are the net rates in a state, as a macroscopic state has them. Source: [horn1972].
    """
    scale = float(np.abs(flux).max(initial=0.0))
    return float(np.abs(structure.incidence @ flux).max(initial=0.0)) / scale if scale > 0.0 else 0.0


def _complexes(
    network: ReactionNetwork,
) -> tuple[tuple[str, ...], np.ndarray, tuple[tuple[int, ...], ...], bool]:
    before, after = network.stoichiometry()
    rows = np.concatenate([before, after])
    unique = list(dict.fromkeys(tuple(int(n) for n in row) for row in rows))
    place = {row: k for k, row in enumerate(unique)}
    made = len(network.reactions)
    tail = np.array([place[tuple(int(n) for n in row)] for row in before], dtype=np.int64)
    head = np.array([place[tuple(int(n) for n in row)] for row in after], dtype=np.int64)
    incidence = np.zeros((len(unique), made), dtype=np.int64)
    np.add.at(incidence, (tail, np.arange(made)), -1)
    np.add.at(incidence, (head, np.arange(made)), 1)
    back = np.array([not one.one_way for one in network.reactions], dtype=bool)
    starts, ends = np.concatenate([tail, head[back]]), np.concatenate([head, tail[back]])
    graph = sp.csr_matrix((np.ones(starts.size), (starts, ends)), shape=(len(unique), len(unique)))
    weak_count, weak = connected_components(graph, directed=True, connection="weak")
    strong_count, _ = connected_components(graph, directed=True, connection="strong")
    linkage = tuple(tuple(int(k) for k in np.flatnonzero(weak == c)) for c in range(weak_count))
    names = tuple(_complex(network.species, row) for row in unique)
    return names, incidence, linkage, bool(strong_count == weak_count)


def _complex(species: tuple[str, ...], row: tuple[int, ...]) -> str:
    parts = [s if n == 1 else f"{n} {s}" for s, n in zip(species, row, strict=True) if n]
    return " + ".join(parts) or "0"


def _law(species: tuple[str, ...], law: np.ndarray) -> dict[str, int]:
    return {s: int(n) for s, n in zip(species, law, strict=True) if n}


def _cycle(network: ReactionNetwork, outer: np.ndarray, cycle: np.ndarray) -> Cycle:
    exchanged = cycle @ outer
    names = (*network.species, *network.chemostats)
    return Cycle(_law(network.names, cycle), _law(names, exchanged), _affinity(network, cycle))


def _affinity(network: ReactionNetwork, cycle: np.ndarray) -> float | None:
    used = [one for one, c in zip(network.reactions, cycle, strict=True) if c]
    if not all(one.mass_action for one in used):
        return None
    if any(one.one_way for one in used):
        return math.inf
    forward, backward = network.constants()
    taken = cycle != 0
    if np.any(forward[taken] == 0.0) or np.any(backward[taken] == 0.0):
        return math.inf
    return float(np.sum(cycle[taken] * (np.log(forward[taken]) - np.log(backward[taken]))))
