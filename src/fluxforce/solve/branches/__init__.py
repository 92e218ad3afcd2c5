"""Steady states as solutions of equations: polished to round-off, followed in a parameter, judged by eigenvalues."""
