"""A server of PostgreSQL, for the stories that need one whatever database the others run on."""

from tests.support.postgres import postgres_server

__all__ = ["postgres_server"]
