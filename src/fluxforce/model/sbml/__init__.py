"""Reaction networks in SBML Level 3 and Antimony, read and written."""
