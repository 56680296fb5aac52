"""The servers of this folder as fixtures, for its own tests."""

from tests.support.postgres import postgres_server
from tests.support.valkey import valkey_url

__all__ = ["postgres_server", "valkey_url"]
