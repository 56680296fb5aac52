"""Putting mails into the outbox."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail import delivery, outbox
from peerhub.base.mail.models import DROPPED, EXPIRED, WAITING, OutgoingMail
from peerhub.base.mail.outbox import Mail, Receiver
from tests.cast import NOW

OFFICE = Receiver("office@cast.example", "Statistics office", "en", "America/Jamaica")


def test_a_second_mail_with_the_same_key_is_not_queued(db: Db) -> None:
    assert outbox.queue(db, OFFICE, Mail("accounts/sign_in_link", "key-1", {}))
    assert not outbox.queue(db, OFFICE, Mail("accounts/sign_in_link", "key-1", {"other": 1}))
    assert outbox.queue(db, OFFICE, Mail("accounts/sign_in_link", "key-2", {}))
    assert [mail.dedupe_key for mail in outbox.newest(db)] == ["key-2", "key-1"]


def test_message_ids_are_unique_and_of_our_domain(db: Db) -> None:
    for number in range(3):
        outbox.queue(db, OFFICE, Mail("accounts/sign_in_link", f"key-{number}", {}))
    ids = db.scalars(select(OutgoingMail.message_id)).all()
    assert len(set(ids)) == 3
    assert all(each.endswith("@peerhub.example>") for each in ids)


def test_only_waiting_mails_of_the_stream_and_kind_are_dropped(db: Db) -> None:
    for kind, stream in (("a/one", "s"), ("a/two", "s"), ("a/one", "t")):
        outbox.queue(db, OFFICE, Mail(kind, f"{kind}:{stream}", {}, stream=stream))
    assert outbox.drop_waiting(db, stream="s", kind="a/one") == 1
    db.expire_all()
    states = {mail.dedupe_key: mail.state for mail in outbox.newest(db)}
    assert states == {"a/one:s": DROPPED, "a/two:s": WAITING, "a/one:t": WAITING}


@pytest.mark.parametrize("state", [DROPPED, EXPIRED])
def test_what_will_never_be_sent_keeps_no_link_and_no_quoted_text(database: Database, state: str) -> None:
    said = {"lines": [{"kind": "a", "said": [{"html": "private"}]}], "invitation": "/invitations/secret", "title": "A"}
    calendar = ("REQUEST", "BEGIN:VCALENDAR\r\nURL:/invitations/secret\r\nEND:VCALENDAR\r\n")
    with database.transaction() as db:
        for key in ("given up", "other"):
            mail = Mail("a/one", key, said, stream=key, calendar=calendar, expires_at=NOW + timedelta(days=1))
            outbox.queue(db, OFFICE, mail)
        if state == DROPPED:
            assert outbox.drop_waiting_streams(db, "given") == 1
        else:
            db.scalars(select(OutgoingMail).where(OutgoingMail.dedupe_key == "given up")).one().expires_at = NOW
    delivery.put_in_order(database, NOW)
    with database.session() as db:
        gone, other = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))
        assert (gone.state, gone.data, gone.calendar_body) == (state, {"lines": [{"kind": "a"}], "title": "A"}, None)
        assert (other.state, other.data, other.calendar_body) == (WAITING, said, calendar[1])
