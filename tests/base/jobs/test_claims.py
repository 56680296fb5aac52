"""Claiming: however many claim, each row is done once."""

from threading import Thread

from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.jobs.claims import claim
from peerhub.base.security import audit
from peerhub.base.security.audit import AuditEntry

DUE = [AuditEntry.verb == "due"]
DONE = {"verb": "done"}


def arrange(database: Database, count: int) -> None:
    """Write rows that are due."""
    with database.transaction() as db:
        for number in range(count):
            audit.record(db, None, "due", f"row:{number}")


def test_claims_take_the_oldest_first_and_no_more_than_asked(database: Database) -> None:
    arrange(database, 3)
    with database.transaction() as db:
        assert [row.subject for row in claim(db, AuditEntry, DUE, DONE, limit=2)] == ["row:0", "row:1"]
    with database.transaction() as db:
        assert [row.subject for row in claim(db, AuditEntry, DUE, DONE, limit=2)] == ["row:2"]
        assert claim(db, AuditEntry, DUE, DONE) == []


def test_a_claim_that_is_undone_is_due_again(database: Database) -> None:
    arrange(database, 1)
    try:
        with database.transaction() as db:
            claim(db, AuditEntry, DUE, DONE)
            raise OSError
    except OSError:
        pass
    with database.transaction() as db:
        assert len(claim(db, AuditEntry, DUE, DONE)) == 1


def test_several_workers_share_the_rows_without_one_double(database: Database) -> None:
    arrange(database, 40)
    taken: list[str] = []

    def work() -> None:
        while True:
            with database.transaction() as db:
                rows = claim(db, AuditEntry, DUE, DONE)
            if not rows:
                return
            taken.append(rows[0].subject)

    workers = [Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(taken) == sorted(f"row:{number}" for number in range(40))
    with database.session() as db:
        assert db.scalars(select(AuditEntry).where(*DUE)).all() == []
