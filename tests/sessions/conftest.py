"""Fixtures of the sessions' tests."""

from typing import Any

import pytest

from peerhub.base.database.engine import Database
from tests.cast import Cast
from tests.sessions.arrange import make_facilitator, scheduled


@pytest.fixture
def facilitates(database: Database, cast: Cast) -> None:
    """Let the cast's facilitator facilitate some room."""
    with database.transaction() as db:
        make_facilitator(db, cast.facilitator)


@pytest.fixture
def session_id(app: Any, database: Database, cast: Cast) -> int:
    """The id of a session whose invitations are out."""
    with app.app_context(), database.transaction() as db:
        return scheduled(db, cast).id
