"""Valkey as our own fixture: a plug-in of the wheel brings another one of that name, whose address starts with redis://."""

from tests.support.valkey import valkey_url

__all__ = ["valkey_url"]
