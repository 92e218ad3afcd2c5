"""Rare events of counted currents: populations of clones, driven networks, and tilts learned by feedback."""
