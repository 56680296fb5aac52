"""Ten requests at once with one link: one answer."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub import wiring
from peerhub.base import clock
from peerhub.base.database import Database
from peerhub.surveys import actions
from peerhub.surveys.models import Answer, Receipt
from tests.conftest import NOW
from tests.support.postgres import Postgres, site_on
from tests.surveys.support import HONEST, ask, ask_guests, guests

AT_ONCE = 10


def post_at_once(app: Flask, token: str) -> list[str]:
    """What ten browsers with the same link are told when they send at the same moment."""
    start = Barrier(AT_ONCE)

    def send(_number: int) -> str:
        browser = app.test_client()
        browser.get(f"/answer/{token}")
        start.wait()
        return str(browser.post(f"/answer/{token}", data=HONEST).text)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(send, range(AT_ONCE)))


def test_ten_posts_at_once_are_one_answer(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    _survey, [token] = ask_guests(database, 1)
    told = post_at_once(app, token)
    assert sum("Your answers are stored" in page for page in told) == 1
    assert sum("You have answered already, thank you." in page for page in told) == AT_ONCE - 1
    with database.session() as db:
        assert db.scalar(select(func.count()).select_from(Answer)) == 4
        assert db.scalar(select(func.count()).where(Receipt.answered)) == 1


@pytest.mark.postgres
def test_ten_transactions_at_once_are_one_answer_on_postgres(app: Flask, postgres_server: Postgres) -> None:
    """The same person ten times and nine others meanwhile: one answer each, and complete steps."""
    database = site_on(postgres_server, "survey_race")
    with app.app_context(), clock.held(NOW), database.transaction() as db:
        for seed in wiring.SEEDS:
            seed(db)
        people = guests(db, AT_ONCE)
        survey_id = ask(db, people).id
    start = Barrier(2 * AT_ONCE - 1)

    def send(at: int) -> str:
        start.wait()
        with app.app_context(), database.transaction() as db:
            return actions.answer(db, people[at], survey_id, {"Q1": "3"})

    with ThreadPoolExecutor(2 * AT_ONCE) as pool:
        told = list(pool.map(send, [0] * AT_ONCE + list(range(1, AT_ONCE))))
    assert told[:AT_ONCE].count("stored") == 1
    assert told[AT_ONCE:] == ["stored"] * (AT_ONCE - 1)
    with database.session() as db:
        steps = sorted(str(row.step) for row in db.scalars(select(Answer)))
    assert steps == ["0"] * 5 + ["1"] * 3 + ["None"] * 2
    database.close()
    postgres_server.drop("survey_race")
