"""Emails about messages say how things stand when they leave, not when they were written: the server may have been away for hours."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import delivery
from peerhub.base.mail.models import DROPPED, FAILED, SENDING, SENT, WAITING, OutgoingMail
from peerhub.dashboards.queries.digest import CONTENT
from peerhub.notices.actions import choices, emails, outbox
from peerhub.notices.models import Notice
from peerhub.notices.rules import AT_ONCE, QUIET, REPLIES
from peerhub.people.models import Person
from peerhub.rooms.actions import emails as room_emails
from peerhub.rooms.actions import members, messages
from peerhub.rooms.actions.messages import Draft
from peerhub.rooms.models.rooms import FACILITATOR
from tests.cast import NOW, Cast
from tests.rooms.acts import (
    OTHER,
    actor,
    choose_never,
    close_account,
    close_own,
    close_room,
    edit,
    hide,
    leave,
    moderate,
    mute_room,
    mute_thread,
    nothing,
    read,
    remove,
)  # fmt: skip
from tests.rooms.arrange import Place, build
from tests.support.smtp import KeptMails, smtp_server

FIGURES = "The figures are 40,000."
WRITTEN, HOURS = NOW + timedelta(minutes=3), NOW + timedelta(hours=3)
AGAIN = timedelta(hours=4)
Act = Callable[[Db, Cast, Place, int], object]


@pytest.fixture
def here(app: Flask, cast: Cast, database: Database) -> Place:
    """The rooms; emails show the private one, and replies come at once."""
    with app.app_context(), database.transaction() as db:
        place = build(db, cast)
        members.add(db, place.private_room, cast.provider.id, FACILITATOR)
        room_emails.allow(db, db.get_one(Person, cast.provider.id), place.private_room, is_allowed=True)
        choices.choose(db, db.get_one(Person, cast.seeker.id), {REPLIES: AT_ONCE}, QUIET)
    return place


@pytest.fixture
def server(app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[KeptMails]:
    """A mail server that the site sends to."""
    with smtp_server() as (kept, port), app.app_context():
        settings = replace(database.settings, smtp_host="127.0.0.1", smtp_port=port, smtp_tls=False)
        monkeypatch.setattr(database, "settings", settings)
        yield kept


def gather(database: Database, at: Any = WRITTEN) -> None:
    """Write the emails that are due."""
    with database.transaction() as db:
        while emails.send_next(db, at, CONTENT):
            pass


def written(database: Database, cast: Cast, thread: int, *texts: str) -> list[int]:
    """The provider says something, and the email that tells the seeker is written and waits; gives the messages."""
    with database.transaction() as db:
        told = [messages.post(db, actor(db, cast.provider), thread, Draft(text)).id for text in texts]
    gather(database)
    with database.session() as db:
        (mail,) = db.scalars(select(OutgoingMail).where(OutgoingMail.state == WAITING))
        assert mail.recipient == cast.seeker.email
        assert FIGURES in str(mail.data["lines"])
    return told


def told(server: KeptMails) -> list[str]:
    """What arrived: the text of each email."""
    return [mail.get_body(("plain",)).get_content() for mail in server.mails]  # type: ignore[union-attr]  # each has one


def states(database: Database) -> list[str]:
    """Of all emails, oldest first."""
    with database.session() as db:
        return list(db.scalars(select(OutgoingMail.state).order_by(OutgoingMail.id)))


ENDING: tuple[Act, ...] = (
    remove, moderate, close_room, close_account, close_own, mute_thread, mute_room, choose_never, read
)  # fmt: skip


@pytest.mark.parametrize("says", ["@{} " + FIGURES, FIGURES], ids=["mention", "reply"])
@pytest.mark.parametrize("act", [nothing, *ENDING, edit], ids=lambda act: act.__name__)
def test_what_no_longer_holds_does_not_leave(
    database: Database, cast: Cast, here: Place, server: KeptMails, act: Act, says: str
) -> None:
    (message,) = written(database, cast, here.thread, says.format(cast.seeker.name))
    with clock.fixed_at(HOURS), database.transaction() as db:
        act(db, cast, here, message)
    delivery.deliver(database, HOURS)
    gather(database, HOURS)
    delivery.deliver(database, HOURS)
    said = "".join(told(server))
    assert (FIGURES in said) is (act is nothing)
    assert (OTHER in said) is (act is edit)
    assert states(database) == [SENT if act in {nothing, edit} else DROPPED]
    with database.session() as db:
        assert FIGURES not in str(db.scalars(select(OutgoingMail.data)).all())


@pytest.mark.parametrize("act", [nothing, leave, hide])
def test_nor_does_what_is_private_now(database: Database, cast: Cast, here: Place, server: KeptMails, act: Act) -> None:
    (message,) = written(database, cast, here.private_thread, f"@{cast.seeker.name} {FIGURES}")
    with database.transaction() as db:
        act(db, cast, here, message)
    delivery.deliver(database, HOURS)
    said = told(server)
    assert len(said) == (0 if act is leave else 1)
    assert (FIGURES in "".join(said)) is (act is nothing)


def test_the_other_lines_still_leave_once(database: Database, cast: Cast, here: Place, server: KeptMails) -> None:
    removed, _kept = written(
        database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}", f"@{cast.seeker.name} {OTHER}"
    )
    with database.transaction() as db:
        messages.remove(db, actor(db, cast.provider), removed)
    delivery.deliver(database, HOURS)
    gather(database, HOURS)
    delivery.deliver(database, HOURS)
    (said,) = told(server)
    assert OTHER in said
    assert FIGURES not in said


def test_what_was_brought_back_is_told_after_all(
    database: Database, cast: Cast, here: Place, server: KeptMails
) -> None:
    (message,) = written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")
    with database.transaction() as db:
        messages.remove(db, actor(db, cast.provider), message)
    delivery.deliver(database, WRITTEN)
    assert server.mails == []
    with database.transaction() as db:
        messages.restore(db, actor(db, cast.provider), message)
    for _again in range(2):
        gather(database, HOURS)
        delivery.deliver(database, HOURS)
    (said,) = told(server)
    assert FIGURES in said


def test_a_line_in_the_place_of_one_that_was_told_is_told_once(
    database: Database, cast: Cast, here: Place, server: KeptMails
) -> None:
    written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")
    with database.transaction() as db:
        old = db.scalars(select(Notice).where(Notice.person_id == cast.seeker.id)).one()
        again = {name: getattr(old, name) for name in ("person_id", "kind", "path", "data", "created_at")}
        db.delete(old)
        db.flush()
        db.add(Notice(**again, id=old.id + 50, email_at=HOURS + AGAIN))  # as notify_again does
    for at in (HOURS, HOURS + 2 * AGAIN):
        gather(database, at)
        delivery.deliver(database, at)
        assert len(told(server)) == 1


@pytest.mark.parametrize("act", [nothing, moderate, close_account])
def test_one_that_failed_says_how_things_stand_when_it_is_tried_again(
    database: Database, cast: Cast, here: Place, server: KeptMails, act: Act
) -> None:
    (message,) = written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")
    server.answer = "554 5.7.1 Not today"
    delivery.deliver(database, WRITTEN)
    assert states(database) == [FAILED]
    server.answer = ""
    with database.transaction() as db:
        act(db, cast, here, message)
        outbox.try_again(db, actor(db, cast.secretariat), db.scalars(select(OutgoingMail.id)).one())
    delivery.deliver(database, HOURS)
    assert (FIGURES in "".join(told(server))) is (act is nothing)
    assert states(database) == [SENT if act is nothing else DROPPED]


def test_one_that_somebody_has_begun_to_send_is_not_dropped_by_others(
    database: Database, cast: Cast, here: Place, server: KeptMails
) -> None:
    """Its sender died, and it waits again: then it is looked at like any other."""
    (message,) = written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")
    with database.transaction() as db:
        mail = db.scalars(select(OutgoingMail)).one()
        mail.state, mail.lease_until = SENDING, WRITTEN + delivery.LEASE
        messages.remove(db, actor(db, cast.provider), message)
    assert delivery.deliver(database, WRITTEN) == 0
    assert states(database) == [SENDING]
    assert delivery.deliver(database, HOURS) == 0
    assert states(database) == [DROPPED]
    assert server.mails == []


def test_dropped_ones_hold_up_nobody(database: Database, cast: Cast, here: Place, server: KeptMails) -> None:
    """However many have nothing to say any more, the round goes on to those that have."""
    (message,) = written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")
    with database.transaction() as db:
        messages.post(db, actor(db, cast.seeker), here.thread, Draft(f"@{cast.provider.name} {OTHER}"))
    gather(database)
    with database.transaction() as db:
        messages.remove(db, actor(db, cast.provider), message)
    assert delivery.deliver(database, HOURS, at_once=1) == 1
    assert OTHER in told(server)[0]


@pytest.mark.parametrize("act", [remove, mute_thread, choose_never, close_own], ids=lambda act: act.__name__)
def test_an_act_asks_no_more_where_more_emails_wait(
    database: Database, cast: Cast, here: Place, server: KeptMails, count_queries: Any, act: Act
) -> None:
    """Statements of the act, with one email that waits for its reader and with twenty."""
    (message,) = written(database, cast, here.thread, f"@{cast.seeker.name} {FIGURES}")

    def counted() -> int:
        with count_queries() as seen, database.session() as db:
            act(db, cast, here, message)
            db.rollback()
        return len(seen)

    one = counted()
    with database.transaction() as db:
        (mail,) = db.execute(select(OutgoingMail.__table__)).mappings()
        for number in range(19):
            own = {"id": mail["id"] + 100 + number, "dedupe_key": f"k{number}", "message_id": f"<{number}@x>"}
            db.execute(OutgoingMail.__table__.insert().values(dict(mail) | own))  # type: ignore[attr-defined]  # a table
    assert counted() <= one + (act is close_own)  # which erases what each quoted, in one statement more
