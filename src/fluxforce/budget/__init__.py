"""Readings of a solution that add up: entropy and what the numerics made of it."""
