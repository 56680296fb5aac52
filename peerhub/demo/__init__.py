"""The demonstration: accounts of offices, rooms, sessions and exchanges to look at, its mail page and its movable clock.

Stands above all domains and is closed in production.
"""
