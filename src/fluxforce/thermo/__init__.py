"""Content to conjugates: what a place holds and what that is worth."""
