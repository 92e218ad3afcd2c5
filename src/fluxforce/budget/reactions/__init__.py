"""Readings of a reaction network: structure, linear noise, affinities."""
