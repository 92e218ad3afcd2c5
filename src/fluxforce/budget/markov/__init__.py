"""Readings of a Markov network: entropy, cycles, counting statistics, bounds, response, information."""
