"""Minutes are rendered as messages are."""

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.text import markdown
from peerhub.sessions.actions import minutes
from peerhub.sessions.commands import sessions
from peerhub.sessions.models import Session
from tests.cast import Cast
from tests.sessions.arrange import make_facilitator, scheduled

SLOW = "[a](" * 2000


def test_minutes_that_could_not_be_rendered_in_time_are_found_again(
    app: Flask, database: Database, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(markdown, "SECONDS", 0.001)
    with app.app_context(), database.transaction() as db:
        make_facilitator(db, cast.facilitator)
        session_id = scheduled(db, cast).id
        minutes.save(db, db.merge(cast.facilitator), session_id, f"*one* {SLOW}", publish=False)
    assert _shown(database, session_id) == f'<p dir="auto">*one* {SLOW}</p>'
    runner = app.test_cli_runner()
    assert [runner.invoke(sessions, ["render"]).output for _ in range(2)] == [
        "Minutes rendered again: 1\n",
        "Minutes rendered again: 0\n",
    ]
    assert _shown(database, session_id).startswith('<p dir="auto"><em>one</em>')


def _shown(database: Database, session_id: int) -> str:
    with database.session() as db:
        return db.get_one(Session, session_id).notes_html
