"""Generators of Markov networks: their steady states, classes, time evolution and dominant eigenvalues."""
