"""The same problems, solved by other people's programs."""
