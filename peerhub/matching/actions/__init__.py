"""Verbs of matching, by noun."""
