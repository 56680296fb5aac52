"""Each email is handled once, whatever happens to who handles it, and kept no longer than needed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.render import render
from peerhub.dashboards.queries import digest
from peerhub.incoming import rules
from peerhub.incoming.actions import handling
from peerhub.incoming.rules import THREAD
from peerhub.notices.actions import emails
from peerhub.rooms.actions import messages
from tests.cast import NOW, Cast
from tests.incoming.arrange import TEXT, address, handle, keep, letter, mails, outcome, said
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
    delete(364)
    assert kept() == [False, True]
    delete(366)
    assert kept() == []


def test_one_whose_process_has_died_is_handled_by_another(
    database: Database, cast: Cast, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(database, address(database, THREAD, cast.provider.id, place.thread), letter(cast.provider, TEXT))
    with monkeypatch.context() as dying:
        dying.setattr(handling, "handle", lambda *_arguments: None)
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
