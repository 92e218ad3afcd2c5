"""Langevin trajectories with heat, work and entropy accumulated while they run."""
