"""A paired exchange: teams, phases, the toolkit's checklists, its sessions and its room.

Seeker and provider are sides of one exchange, never of an account.
"""
