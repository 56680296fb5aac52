"""A form that makes something carries a key, so that sending it again, or three times at once, gives the first outcome."""

import hashlib
import json
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final, TypeVar

from flask import request
from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, mapped_column
from wtforms import HiddenField

from peerhub.base import clock
from peerhub.base.database.dialects import is_postgres, upsert
from peerhub.base.database.engine import Db
from peerhub.base.database.model import Model
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.forms.form import Form
from peerhub.base.forms.submit import submit
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.pruning import prune
from peerhub.base.web.submitted import UNSAID, new_key

T = TypeVar("T")
LONGEST_KEY: Final = 64
KEYS_FOR: Final = timedelta(days=30)


class SubmissionKey(Model):
    """The key under which a person made something, what they sent, and where the thing is."""

    __tablename__ = "sent_keys"

    person_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))
    path: Mapped[str]
    created_at: Mapped[datetime]


class CreateForm(Form):
    """A form that makes something."""

    key = HiddenField(default=new_key)


def submit_once(form: CreateForm, person_id: int, verb: Callable[[Db], T], path: Callable[[T], str]) -> str | None:
    """`submit` for a form that makes something: where the thing is that `verb` made, now or when this was sent first.

    None with the errors on the form. Raises Conflict when something else was sent with the key.
    """
    return submit(form, lambda db: create_once(db, person_id, str(form.key.data or ""), lambda: path(verb(db))))


def create_once(db: Db, person_id: int, key: str, make: Callable[[], str]) -> str:
    """The path that `make` gives for what it makes in this transaction, or gave under the same key before.

    A request without a key, as a program's, makes something each time.
    """
    if not key:
        return make()
    if len(key) > LONGEST_KEY:
        raise Invalid(_("This form cannot be sent. Reload the page and send it again."))
    digest = _digest(request.path, request.form.items(multi=True))
    if not _begin(db, person_id, key, digest):
        return _first(db, person_id, key, digest)
    path = make()
    submission = SubmissionKey.person_id == person_id, SubmissionKey.key == key
    db.execute(update(SubmissionKey).where(*submission).values(path=path).execution_options(synchronize_session=False))
    return path


def _begin(db: Db, person_id: int, key: str, digest: str) -> bool:
    """Take the key; False when it is taken. PostgreSQL waits here for whoever is using it at this moment."""
    row = {"person_id": person_id, "key": key, "digest": digest, "path": "", "created_at": clock.now()}
    taking = (
        upsert(SubmissionKey, postgres=is_postgres(db))
        .values(row)
        .on_conflict_do_nothing()
        .returning(SubmissionKey.key)
    )
    return db.scalar(taking) is not None


def _first(db: Db, person_id: int, key: str, digest: str) -> str:
    known = db.get_one(SubmissionKey, (person_id, key), populate_existing=True)
    if known.digest != digest:
        raise Conflict(
            _("This form was already sent with different text, and that was saved. Send it again to add another.")
        )
    return known.path


def _digest(path: str, sent: Iterable[tuple[str, str]]) -> str:
    pairs = sorted(pair for pair in sent if pair[0] not in UNSAID)
    return hashlib.sha256(json.dumps([path, pairs]).encode()).hexdigest()


def delete_old_keys(db: Db, now: datetime) -> bool:
    """Delete some keys older than 30 days: what is sent again after that makes a new thing."""
    return prune(db, SubmissionKey, [SubmissionKey.created_at < now - KEYS_FOR])
