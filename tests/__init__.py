"""Tests, laid out like src/fluxforce."""
