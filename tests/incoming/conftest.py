"""Fixtures of emails that come in."""

from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from tests.cast import Cast
from tests.incoming.arrange import receives
from tests.rooms.arrange import Place, build
from tests.sessions.arrange import deliver, scheduled


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A site that receives emails, with a thread."""
    receives(monkeypatch, database)
    with database.transaction() as db:
        built = build(db, cast)
    with app.app_context():
        yield built


@pytest.fixture
def invitation(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> EmailMessage:
    """The email that invites the seeker, whose calendar may answer."""
    receives(monkeypatch, database)
    with app.app_context(), database.transaction() as db:
        scheduled(db, cast)
        mail = db.scalars(select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email)).one()
        message = render(database.settings, mail)
        deliver(db)
    return message
