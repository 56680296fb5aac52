"""Fixtures of emails that come in."""

from collections.abc import Iterator

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from tests.cast import Cast
from tests.incoming.arrange import receives
from tests.rooms.arrange import Place, build


@pytest.fixture
def place(app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """A site that receives emails, with a thread."""
    receives(monkeypatch, database)
    with database.transaction() as db:
        built = build(db, cast)
    with app.app_context():
        yield built
