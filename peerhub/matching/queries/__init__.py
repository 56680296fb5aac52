"""Reads of matching, by page."""
