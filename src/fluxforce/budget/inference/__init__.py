"""Entropy production from data, from anywhere."""
