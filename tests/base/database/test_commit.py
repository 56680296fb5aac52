"""A commit beside the loop: what the disk refuses is said, though SQLite has undone it by then."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from peerhub.base.database.engine import Database
from peerhub.base.security import audit
from peerhub.base.security.audit import AuditEntry


@contextmanager
def no_file_grows(beyond: int) -> Iterator[None]:
    """A disk that takes no more, as far as this process is concerned."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    refused = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (beyond, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, refused)


def write_to_a_full_disk(database: Database) -> None:
    """A transaction whose commit does not fit in."""
    log = Path(f"{database.engine.url.database}-wal")
    with database.transaction() as db:
        audit.record(db, None, "rang", "bell:1", words="long " * 10_000)
        db.flush()
        with no_file_grows(beyond=log.stat().st_size + 100):
            db.commit()


@pytest.mark.parametrize("is_beside_the_loop", [True, False])
def test_a_commit_that_the_disk_refuses_is_no_success(
    database: Database, monkeypatch: pytest.MonkeyPatch, *, is_beside_the_loop: bool
) -> None:
    if not database.is_sqlite:
        return
    monkeypatch.setattr("gevent.monkey.is_module_patched", lambda _module: is_beside_the_loop)
    with pytest.raises(OperationalError):
        write_to_a_full_disk(database)
    assert database.failure
    with database.session() as db:
        assert db.scalars(select(AuditEntry).where(AuditEntry.verb == "rang")).all() == []
