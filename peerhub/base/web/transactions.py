"""The database of a request: a session for reading, and the one transaction of an endpoint."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g

from peerhub.base.database.current import database
from peerhub.base.database.engine import Db


def read_session() -> Db:
    """The session in which this request reads; closed by itself."""
    if "reading" not in g:
        g.reading = database().session()
    db: Db = g.reading
    return db


@contextmanager
def transaction() -> Iterator[Db]:
    """The one transaction of an endpoint. The read session ends first, so that the page afterwards shows what was written."""
    end_read_session()
    with database().transaction() as db:
        yield db


def end_read_session(_error: BaseException | None = None) -> None:
    """End the reading session, before work that takes long; `read_session()` opens another one when it is needed."""
    db: Db | None = g.pop("reading", None)
    if db is not None:
        db.close()
