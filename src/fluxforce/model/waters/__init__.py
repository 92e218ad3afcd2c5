"""Documents of waters -> what the equilibrium engine solves, and its states -> plain records."""
