"""Readings of diffusions: Gaussian processes in closed form, first passages, transport, optimal protocols."""
