"""Rates of minerals that others measured and compiled, audited: facts with their sources and their doubts."""

from fluxforce.model.kinetic_data.palandri_kharaka import Entry, MechanismFacts, entries, entry

__all__ = ["Entry", "MechanismFacts", "entries", "entry"]
