"""A PostgreSQL for the tests of what happens at once."""

from tests.support.postgres import postgres_server

__all__ = ["postgres_server"]
