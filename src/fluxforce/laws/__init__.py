"""Force to flux."""
