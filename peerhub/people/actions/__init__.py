"""Verbs about accounts, by noun. Those that open an installation stand here too: the command line and the demonstration use them."""

from peerhub.people.actions.accounts import NewPerson, create_person, give_role, seat_for

__all__ = ["NewPerson", "create_person", "give_role", "seat_for"]
