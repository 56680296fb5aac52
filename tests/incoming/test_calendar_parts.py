"""Calendar parts of any kind: read in a worker, beside what somebody wrote, and never answered without end."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.workers.pool import TookTooLong
from peerhub.incoming import rules
from peerhub.incoming.engines import reading
from peerhub.incoming.views import REASONS
from peerhub.sessions.actions import calendar_answers
from peerhub.sessions.engines import calendar_lines, replies, reply_parts
from peerhub.sessions.models import CalendarRequest, InviteeNote, Session
from tests.cast import Cast
from tests.incoming.arrange import QUOTED, address, handle, keep, letter, outcome
from tests.incoming.invitations import answered, calendar_of, to_of
from tests.sessions.arrange import response_of
from tests.support.forms import submit


def test_a_calendar_is_never_taken_apart_while_others_wait_to_write(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything may stand in it: a worker reads it, before the transaction and in another process."""
    read_here: list[bytes] = []
    monkeypatch.setattr(calendar_lines, "read_calendar", read_here.append)
    monkeypatch.setattr(replies, "read_calendar", read_here.append)
    reply = answered(invitation, cast.seeker, "ACCEPTED")
    hostile = "".join(f"ATTENDEE;PARTSTAT=ACCEPTED;CN=x{each}:mailto:a@x.example\r\n" for each in range(4_000)).encode()
    for number in range(2):
        part = b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:%d\r\n" % number + hostile
        reply.add_attachment(part, "text", "calendar", filename=f"{number}.ics")
    keep(database, str(reply["To"]), reply, cast.seeker.email)
    with app.app_context():
        handle(database)
    assert read_here == []
    assert outcome(database) == (rules.DONE, rules.ANSWER)


def test_a_calendar_that_takes_too_long_waits_for_the_secretariat(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = reading._worker.run

    def slow(task: str, *given: Any) -> Any:
        if task == reply_parts.TASK:
            raise TookTooLong
        return run(task, *given)

    monkeypatch.setattr(reading._worker, "run", slow)
    reply = answered(invitation, cast.seeker, "ACCEPTED")
    keep(database, str(reply["To"]), reply, cast.seeker.email)
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.HELD, rules.UNREADABLE)
    assert response_of(database, 1, cast.seeker) == "needs_action"


def written(invitation: EmailMessage, who: Any, text: str, **headers: str) -> EmailMessage:
    """A written answer whose program attaches the invitation, as some do (METHOD:REQUEST)."""
    reply = letter(who, text + QUOTED, To=to_of(invitation), **headers)
    reply.add_attachment(calendar_of(invitation).encode(), "text", "calendar", filename="invite.ics")
    return reply


def test_what_is_written_beside_the_attached_invitation_is_a_note(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage
) -> None:
    said = "I will come ten minutes late."
    keep(database, to_of(invitation), written(invitation, cast.seeker, said), cast.seeker.email)
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.DONE, rules.NOTE)
    with database.session() as db:
        assert [note.text for note in db.scalars(select(InviteeNote))] == [said]


@pytest.mark.parametrize(
    ("who", "text", "headers", "became"),
    [
        ("", "", {}, (rules.HELD, rules.NOT_A_CALENDAR)),
        ("stranger@x.example", "Not mine.", {}, (rules.HELD, rules.UNKNOWN_SENDER)),
        ("", "I am away.", {"Auto_Submitted": "auto-replied"}, (rules.IGNORED, rules.AUTOMATIC)),
    ],
)
def test_the_attached_invitation_makes_nobody_elses_words_a_note(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, who: str, text: str,
    headers: dict[str, str], became: tuple[str, str],
) -> None:  # fmt: skip
    reply = written(invitation, who or cast.seeker, text, **headers)
    keep(database, to_of(invitation), reply, cast.seeker.email)
    with app.app_context():
        handle(database)
    assert outcome(database) == became
    with database.session() as db:
        assert list(db.scalars(select(InviteeNote))) == []


@pytest.mark.parametrize(("headers", "sender"), [({"Auto_Submitted": "auto-generated"}, "x@y.example"), ({}, "")])
def test_a_program_that_asks_for_the_invitation_gets_no_email(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, headers: dict[str, str], sender: str
) -> None:
    """Two programs could go on for ever (RFC 3834, section 2)."""
    asked = answered(invitation, cast.seeker, "NEEDS-ACTION", method="REFRESH", **headers)
    keep(database, str(asked["To"]), asked, sender)
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.IGNORED, rules.AUTOMATIC)
    with database.session() as db:
        assert db.scalar(select(func.count()).where(OutgoingMail.state == "waiting")) == 0


def test_an_answer_that_came_before_the_end_counts_when_it_is_handled_after_it(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage
) -> None:
    with database.session() as db:
        end = db.get_one(Session, 1).ends_at
    seconds = timedelta(seconds=20)
    for came, who in ((end - seconds, cast.seeker), (end + seconds, cast.provider)):
        to = address(database, rules.SESSION, 1, who.id)
        reply = answered(invitation, who, "ACCEPTED", Message_ID=f"<{who.id}@mail.example>")
        with clock.fixed_at(came):
            keep(database, to, reply, who.email)
        with app.app_context(), clock.fixed_at(end + 2 * seconds):
            handle(database)
    assert response_of(database, 1, cast.seeker) == "accepted"
    assert response_of(database, 1, cast.provider) == "needs_action"


def test_where_many_answers_wait_the_secretariat_reads_so(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, browse: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(calendar_answers, "MOST_REQUESTS", 1)
    for number in range(2):
        stranger = f"{number}@x.example"
        reply = answered(invitation, cast.seeker, "ACCEPTED", attendee=stranger, Message_ID=f"<{number}@x.example>")
        reply.replace_header("From", stranger)
        keep(database, str(reply["To"]), reply, stranger)
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.HELD, rules.TOO_MANY_ANSWERS)
    assert str(REASONS[rules.TOO_MANY_ANSWERS]) in browse(cast.secretariat).get("/incoming").text


def test_the_secretariat_says_which_session_a_calendar_answers(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, browse: Any
) -> None:
    keep(database, address(database, rules.SESSION, 99), answered(invitation, cast.seeker, "ACCEPTED"), "x@y.example")
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.HELD, rules.UNKNOWN_SESSION)
    assert submit(browse(cast.secretariat), "/incoming/1", purpose="s", place="/sessions/1").status_code == 302
    assert outcome(database) == (rules.DONE, rules.QUEUED)
    with database.session() as db:
        assert db.scalars(select(CalendarRequest)).one().sender == cast.seeker.email
