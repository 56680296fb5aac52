"""A PostgreSQL for the tests of what happens at once, and a Valkey for what it is told."""

from tests.support.postgres import postgres_server
from tests.support.valkey import valkey_url

__all__ = ["postgres_server", "valkey_url"]
