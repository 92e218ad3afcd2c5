"""Readings of work samples: free energies and fluctuation theorems."""
