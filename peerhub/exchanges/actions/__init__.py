"""Verbs of exchanges, by noun."""
