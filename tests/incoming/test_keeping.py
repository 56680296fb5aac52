"""Emails that arrive at the same moment are kept together, and what is wrong with one is not said of another."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import event, select

from peerhub.base.database.engine import Database
from peerhub.incoming.actions.keeping import Keeper
from peerhub.incoming.actions.store import LARGEST, NotTaken
from peerhub.incoming.models import IncomingMail
from tests.incoming.arrange import REPLIES, receives
from tests.stories.waiting import until

SMALL = b"Subject: Re: Figures\r\n\r\nYes."


def together(keeper: Keeper, contents: list[bytes]) -> list[Future[None]]:
    """Let several threads bring emails while nobody can write; what became of each."""
    with ThreadPoolExecutor(len(contents)) as pool, keeper._turn:
        brought = [
            pool.submit(keeper.keep, REPLIES, "x@y.example", content, f"<{number}@mail.example>")
            for number, content in enumerate(contents)
        ]
        until(lambda: len(keeper._waiting) == len(contents) or None, "all waiting")
    return brought


def counting(database: Database) -> Callable[[], int]:
    """How many transactions were written since."""
    written = list[int]()
    event.listen(database.engine, "commit", lambda _connection: written.append(threading.get_ident()))
    return lambda: len(written)


def kept(database: Database) -> int:
    with database.session() as db:
        return len(db.scalars(select(IncomingMail.id)).all())


def test_those_that_wait_share_a_transaction(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    receives(monkeypatch, database)
    written = counting(database)
    assert [each.exception() for each in together(Keeper(database), [SMALL] * 5)] == [None] * 5
    assert written() == 1
    assert kept(database) == 5


def test_one_that_is_too_large_keeps_no_other_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    receives(monkeypatch, database)
    brought = together(Keeper(database), [SMALL, b"x" * (LARGEST + 1), SMALL])
    assert [type(each.exception()) for each in brought] == [type(None), NotTaken, type(None)]
    assert kept(database) == 2
