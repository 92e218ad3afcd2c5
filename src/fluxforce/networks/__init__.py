"""Markov networks and reaction networks: what they are, and how they become systems of the kernel."""
