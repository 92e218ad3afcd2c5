"""Trajectories of jumps: exact, leaping, and in the diffusion limit, with everything counted while they run."""
