"""Answers of calendars, and what people write back to an invitation, by email."""

import smtplib
from email.message import EmailMessage
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.mail.models import OutgoingMail
from peerhub.incoming import rules
from peerhub.incoming.views import REASONS
from peerhub.sessions.models import CalendarRequest, Invitee, InviteeNote
from tests.cast import Cast
from tests.incoming.arrange import REPLIES, address, hand_in, handle, keep, letter, mails, outcome, receives, server
from tests.incoming.invitations import answered, calendar_of, to_of
from tests.sessions.arrange import response_of


def test_the_invitation_asks_for_an_answer_at_addresses_that_are_read(invitation: EmailMessage) -> None:
    calendar = calendar_of(invitation)
    organizer = calendar.partition("ORGANIZER")[2].partition("mailto:")[2].partition("\r\n")[0]
    assert organizer.startswith("replies+s")
    assert invitation["From"].addresses[0].addr_spec == organizer
    assert "RSVP=TRUE" in calendar
    assert str(invitation["Reply-To"]).startswith("replies+i")
    assert "does not reach us" not in str(invitation.get_body(("plain",)))


def test_a_calendars_answer_counts(app: Flask, database: Database, cast: Cast, invitation: EmailMessage) -> None:
    reply = answered(invitation, cast.seeker, "ACCEPTED")
    with server(database) as port:
        for _ in range(2):
            hand_in(port, str(reply["To"]), reply, cast.seeker.email)
    with app.app_context():
        assert handle(database) == 1
    assert outcome(database) == (rules.DONE, rules.ANSWER)
    assert response_of(database, 1, cast.seeker) == "accepted"
    with app.app_context():
        later = answered(invitation, cast.seeker, "DECLINED", Message_ID="<two@mail.example>", stamp="20270101T000000Z")
        keep(database, REPLIES, later, None)  # from the mailbox, where only its header tells the address
        handle(database)
    assert outcome(database) == (rules.DONE, rules.ANSWER)
    assert response_of(database, 1, cast.seeker) == "declined"


def test_a_calendar_that_answers_by_itself_counts_too(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage
) -> None:
    reply = answered(invitation, cast.seeker, "TENTATIVE", Auto_Submitted="auto-generated")
    keep(database, str(reply["To"]), reply, "")
    with app.app_context():
        handle(database)
    assert response_of(database, 1, cast.seeker) == "tentative"


def test_the_answer_of_somebody_else_waits(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage
) -> None:
    forwarded = answered(invitation, cast.outsider, "ACCEPTED", attendee=cast.outsider.email)
    for_another = answered(
        invitation, cast.outsider, "DECLINED", attendee=cast.seeker.email, Message_ID="<two@mail.example>"
    )
    for reply in (forwarded, for_another):
        keep(database, str(reply["To"]), reply, cast.outsider.email)
    with app.app_context():
        handle(database)
    assert response_of(database, 1, cast.seeker) == "needs_action"
    with database.session() as db:
        assert len(db.scalars(select(CalendarRequest)).all()) == 2
        assert db.get(Invitee, (1, cast.outsider.id)) is None
    assert outcome(database) == (rules.DONE, rules.QUEUED)


def test_a_forged_answer_is_refused_and_noted(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    receives(monkeypatch, database, mail_verdict_by="mx.peerhub.example")
    failed = {"Authentication_Results": "mx.peerhub.example; dmarc=fail header.from=cast.example"}
    reply = answered(invitation, cast.seeker, "DECLINED", **failed)
    keep(database, str(reply["To"]), reply, cast.seeker.email)
    with app.app_context():
        handle(database)
    assert response_of(database, 1, cast.seeker) == "needs_action"
    assert outcome(database) == (rules.REFUSED, rules.FORGED)


def test_an_answer_to_an_earlier_organizer_counts_where_its_sender_is_sure(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def come(number: int, **headers: str) -> None:
        reply = answered(invitation, cast.seeker, "ACCEPTED", Message_ID=f"<{number}@mail.example>", **headers)
        del reply["To"]
        keep(database, REPLIES, reply, None)
        with app.app_context():
            handle(database)

    come(1)
    assert outcome(database) == (rules.DONE, rules.QUEUED)
    assert response_of(database, 1, cast.seeker) == "needs_action"
    receives(monkeypatch, database, mail_verdict_by="mx.peerhub.example")
    come(2, Authentication_Results="mx.peerhub.example; dmarc=pass header.from=cast.example")
    assert response_of(database, 1, cast.seeker) == "accepted"


@pytest.mark.parametrize("comment", ["", "The law is not ready."])
def test_what_is_typed_with_an_answer_that_waits_is_kept_with_it(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, comment: str
) -> None:
    reply = answered(invitation, cast.outsider, "TENTATIVE", comment=comment, text="May I come too?\n\n> old\n")
    keep(database, address(database, rules.SESSION, 1), reply, cast.outsider.email)
    with app.app_context():
        handle(database)
    assert outcome(database) == (rules.DONE, rules.QUEUED)
    with database.session() as db:
        assert db.scalars(select(CalendarRequest)).one().comment == (comment or "May I come too?")


@pytest.mark.parametrize("purpose", [rules.SESSION, rules.INVITATION])
def test_nobody_who_is_invited_answers_for_another(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage, purpose: str
) -> None:
    """Whoever is invited has an address of their own, and can write any sender."""
    own, others = (address(database, purpose, 1, person.id) for person in (cast.provider, cast.seeker))
    forged = answered(invitation, cast.seeker, "DECLINED")
    keep(database, own, forged, "thief@x.example")
    keep(database, address(database, rules.SESSION, 1), forged, "thief@x.example")
    with app.app_context():
        handle(database)
    assert response_of(database, 1, cast.seeker) == "needs_action"
    with database.session() as db:
        waiting = db.scalars(select(CalendarRequest)).one()
        assert (waiting.kind, waiting.sender, waiting.response) == ("unsure", cast.seeker.email, "declined")
    keep(database, others, forged, "thief@x.example")
    with app.app_context():
        handle(database)
    assert response_of(database, 1, cast.seeker) == "declined"


def test_one_email_to_two_invitations_is_a_note_of_both(
    app: Flask, database: Database, cast: Cast, invitation: EmailMessage
) -> None:
    for person in (cast.seeker, cast.provider):
        keep(database, address(database, rules.INVITATION, 1, person.id), letter(person, "I come."))
    with app.app_context():
        handle(database)
    with database.session() as db:
        notes = {note.person_id for note in db.scalars(select(InviteeNote))}
    assert notes == {cast.seeker.id, cast.provider.id}


def test_what_is_written_back_is_a_note(app: Flask, database: Database, cast: Cast, invitation: EmailMessage) -> None:
    text = "I come, and bring our figures.\n\nOn Mon, 30 Nov 2026 at 10:00, PeerHub <x@y.example> wrote:\n> old\n"
    for number in range(2):
        keep(database, to_of(invitation), letter(cast.seeker, text), f"{number}@mail.example")
    keep(database, to_of(invitation), letter("x@y.example", "Not mine.", Message_ID="<two@mail.example>"))
    keep(
        database,
        to_of(invitation),
        letter(cast.seeker, "I am away.", Message_ID="<three@mail.example>", Auto_Submitted="auto-replied"),
    )
    with app.app_context():
        handle(database)
    with database.session() as db:
        notes = [(note.person_id, note.text) for note in db.scalars(select(InviteeNote))]
        assert notes == [(cast.seeker.id, "I come, and bring our figures.")]
        assert [(mail.state, mail.reason) for mail in mails(db)] == [
            (rules.DONE, rules.NOTE),
            (rules.HELD, rules.UNKNOWN_SENDER),
            (rules.IGNORED, rules.AUTOMATIC),
        ]


def test_a_session_that_is_not_known_takes_nothing(database: Database, invitation: EmailMessage) -> None:
    with server(database) as port, pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        hand_in(port, address(database, rules.SESSION, 99), letter("x@y.example", "Hello"))
    assert b"no longer exists" in next(iter(refusal.value.recipients.values()))[1]


@pytest.mark.parametrize(
    ("method", "became", "number"),
    [("REFRESH", (rules.DONE, rules.SENT_AGAIN), 1), ("DECLINECOUNTER", (rules.IGNORED, rules.FOR_GUESTS), 0)],
)
def test_a_calendar_asks_for_the_invitation_again_and_what_is_not_for_the_site_is_set_aside(
    app: Flask, browse: Any, database: Database, cast: Cast, invitation: EmailMessage, method: str,
    became: tuple[str, str], number: int,
) -> None:  # fmt: skip
    asked = answered(invitation, cast.seeker, "NEEDS-ACTION", method=method)
    with server(database) as port:
        hand_in(port, str(asked["To"]), asked, cast.seeker.email)
    with app.app_context():
        handle(database)
    assert outcome(database) == became
    with database.session() as db:
        again = select(OutgoingMail).where(OutgoingMail.recipient == cast.seeker.email, OutgoingMail.state == "waiting")
        assert len(db.scalars(again).all()) == number
    assert str(REASONS[became[1]]) in browse(cast.secretariat).get("/incoming").text
