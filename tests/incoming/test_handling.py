"""Each email is handled once, whatever happens to who handles it, and kept no longer than needed."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import Conflict
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.base.workers.pool import Busy
from peerhub.dashboards.queries import digest
from peerhub.incoming import rules
from peerhub.incoming.actions import handling
from peerhub.incoming.engines import reading
from peerhub.incoming.models import IncomingMail
from peerhub.incoming.rules import THREAD, Letter
from peerhub.notices.actions import emails
from peerhub.rooms.actions import messages
from tests.cast import NOW, Cast
from tests.incoming.arrange import TEXT, address, handle, keep, letter, mails, outcome, receives, said
from tests.rooms.arrange import Place


def test_what_was_handled_is_deleted_in_time(database: Database, cast: Cast, place: Place) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    keep(database, to, letter(cast.provider, TEXT))
    keep(database, "replies@peerhub.example", letter("x@y.example", TEXT, Message_ID="<two@mail.example>"))
    handle(database)

    def kept() -> list[bool]:
        with database.session() as db:
            return [mail.content is not None for mail in mails(db)]

    def delete(days: int) -> None:
        with database.transaction() as db:
            while handling.delete_old(db, NOW + timedelta(days=days)):
                pass

    delete(13)
    assert kept() == [True, True]
    delete(15)
    assert kept() == [False, True]
    delete(89)
    assert kept() == [False, True]
    delete(364)
    assert kept() == [False, False]
    delete(366)
    assert kept() == []


def test_one_whose_process_has_died_is_handled_by_another(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT))
    with monkeypatch.context() as dying:
        dying.setattr(handling, "_handle_some", lambda _database, opened: len(opened))
        assert handle(database) == 1
    assert handle(database) == 0
    with clock.fixed_at(NOW + handling.LEASE):
        assert handle(database) == 1
    assert len(said(database, place.thread)) == 1


def test_one_that_ends_its_processes_waits_for_the_secretariat(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT))
    with monkeypatch.context() as dying:
        dying.setattr(handling, "_is_ours", lambda _db, _mail: 1 / 0)
        for turn in range(handling.MOST_TRIES + 1):
            with clock.fixed_at(NOW + turn * handling.LEASE):
                assert handle(database) == 1
    assert outcome(database) == (rules.HELD, rules.UNREADABLE)


def test_the_email_about_a_private_room_can_be_answered_without_quoting_it(
    database: Database, cast: Cast, place: Place
) -> None:
    with database.transaction() as db:
        messages.post(db, cast.provider, place.private_thread, messages.Draft("Our secret."))
    with clock.fixed_at(NOW + timedelta(days=4)):
        with database.transaction() as db:
            assert emails.send_next(db, clock.now(), digest.CONTENT)
            mail = db.scalars(select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email)).one()
        message = render(database.settings, mail)
        assert "secret" not in str(message)
        part = message.get_body(("plain",))
        assert part
        assert "You can also answer by replying to this email." in " ".join(part.get_content().split())
        keep(database, str(message["Reply-To"]), letter(cast.seeker, "Thank you."))
        handle(database)
    assert said(database, place.private_thread)[-1] == (cast.seeker.id, "Thank you.")


def test_what_there_is_no_time_for_is_given_back(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number in range(4):
        keep(database, to, letter(cast.provider, f"Law {number}", Message_ID=f"<{number}@mail.example>"))
    at = iter([0.0, 1.0, 2.0, 3.0, *[25.0] * 5])
    monkeypatch.setattr(handling, "time", SimpleNamespace(monotonic=lambda: next(at)))
    assert handle(database) == 2
    monkeypatch.undo()
    with database.session() as db:
        assert [(mail.state, mail.tries) for mail in mails(db)][2:] == [(rules.WAITING, 0)] * 2
    receives(monkeypatch, database)
    assert handle(database) == 2
    assert [body for _author, body in said(database, place.thread)] == [f"Law {number}" for number in range(4)]


def test_one_that_fails_keeps_no_other_waiting(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number in range(3):
        keep(database, to, letter(cast.provider, f"Law {number}", Message_ID=f"<{number}@mail.example>"))
    content = handling._content

    def fails(site: Database, mail: IncomingMail) -> bytes:
        if mail.id == first:
            raise OperationalError("the disk", {}, Exception())
        return content(site, mail)

    with database.session() as db:
        first = mails(db)[0].id
    monkeypatch.setattr(handling, "_content", fails)
    assert handle(database) == 3
    assert [body for _author, body in said(database, place.thread)] == ["Law 1", "Law 2"]
    monkeypatch.setattr(handling, "_content", content)
    with clock.fixed_at(NOW + timedelta(minutes=6)):
        assert handle(database) == 1
    assert len(said(database, place.thread)) == 3


def test_those_of_a_transaction_in_which_one_fails_are_handled_each_alone(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number in range(4):
        keep(database, to, letter(cast.provider, f"Law {number}", Message_ID=f"<{number}@mail.example>"))
    handled = handling._handled

    def fails(db: Db, where: Any, what: Letter) -> rules.Outcome:
        outcome = handled(db, where, what)
        if what.text == "Law 1":
            raise Conflict("Somebody was faster.")
        if what.text == "Law 2":
            raise OperationalError("a deadlock", {}, Exception())
        return outcome

    monkeypatch.setattr(handling, "_handled", fails)
    assert handle(database) == 4
    assert [body for _author, body in said(database, place.thread)] == ["Law 0", "Law 3"]
    with database.session() as db:
        states = [(mail.state, mail.reason) for mail in mails(db)]
    held, tried_again = (rules.HELD, "Somebody was faster."), (rules.HANDLING, "")
    assert states == [(rules.DONE, rules.MESSAGE), held, tried_again, (rules.DONE, rules.MESSAGE)]


def test_to_wait_for_a_worker_is_no_try(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long others keep it busy, nothing is held for it."""
    to = address(database, THREAD, cast.provider.id, place.thread)
    for number in range(3):
        keep(database, to, letter(cast.provider, f"Law {number}", Message_ID=f"<{number}@mail.example>"))
    asked: list[str] = []
    run = reading._worker.run

    def busy(task: str, *given: Any) -> Any:
        asked.append(task)
        if len(asked) == 2:
            return run(task, *given)
        raise Busy

    with monkeypatch.context() as others:
        others.setattr(reading._worker, "run", busy)
        assert [handle(database) for _turn in range(handling.MOST_TRIES + 2)] == [0, 1, *[0] * handling.MOST_TRIES]
    assert len(asked) == handling.MOST_TRIES + 3  # whoever hears that nobody is free does not ask for the others
    with database.session() as db:
        states = [(mail.state, mail.tries, mail.lease_until) for mail in mails(db)]
    assert states == [(rules.DONE, 1, None), *[(rules.WAITING, 0, None)] * 2]
    assert handle(database) == 2
    assert [body for _author, body in said(database, place.thread)] == [f"Law {number}" for number in range(3)]
