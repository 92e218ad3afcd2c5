"""Chemical equilibria of waters with their minerals, gases, exchangers and surfaces, for many cells at once."""
