"""What one person did to another, or to rights: kept, never edited."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import insert, select
from sqlalchemy.orm import Mapped, mapped_column

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model
from peerhub.base.i18n.translate import gettext

SENTENCES = "peerhub.audit_sentences"  # where the app keeps what each verb says


class AuditEntry(Model):
    """One line of the log: who (None: the site itself), which verb, on what."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None]
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    data: Mapped[dict[str, Any]]


def record(db: Db, actor_id: int | None, verb: str, subject: str, **data: Any) -> None:
    """Write that `actor_id` did `verb` to `subject` ("person:7"), in the transaction of the deed."""
    db.add(AuditEntry(at=clock.now(), actor_id=actor_id, verb=verb, subject=subject, data=data))


def record_all(db: Db, actor_id: int | None, verb: str, subject: str, each: Sequence[dict[str, Any]]) -> None:
    """The same for many, one line for each `data`."""
    line = {"at": clock.now(), "actor_id": actor_id, "verb": verb, "subject": subject}
    if each:
        db.execute(insert(AuditEntry), [line | {"data": data} for data in each])


def sentence(verb: str) -> str:
    """A verb in the reader's language; one that this version does not know, as it was written."""
    sentences: Mapping[str, str] = current_app.extensions[SENTENCES]
    return gettext(sentences[verb]) if verb in sentences else verb


def latest(db: Db, limit: int = 200, *, before: int | None = None) -> list[AuditEntry]:
    """The newest lines, newest first; only those older than the one with the id `before`, where it is given. The caller
    checks that the reader is of the secretariat."""
    lines = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    return list(db.scalars(lines.where(AuditEntry.id < before) if before is not None else lines))
