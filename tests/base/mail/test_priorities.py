"""Which mail leaves first, and that others get their turn between two."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery
from peerhub.base.mail.models import AWAITED, PROMPT, SENDING, USUAL, OutgoingMail
from tests.base.mail.arrange import subjects
from tests.base.mail.test_delivery import put, server
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]


def test_the_most_urgent_leave_first_and_the_oldest_of_them(database: Database, server: KeptMails) -> None:
    for number, priority in enumerate((USUAL, PROMPT, AWAITED, USUAL, PROMPT, AWAITED)):
        put(database, number, priority=priority)
    assert delivery.deliver(database, NOW) == 6
    assert subjects(server) == [f"Number {number}" for number in (2, 5, 1, 4, 0, 3)]


def test_an_urgent_mail_waits_for_the_earlier_ones_of_its_stream(database: Database, server: KeptMails) -> None:
    put(database, 1, stream="s")
    put(database, 2, stream="s", priority=AWAITED)
    put(database, 3, priority=PROMPT)
    assert delivery.deliver(database, NOW) == 3
    assert subjects(server) == ["Number 3", "Number 1", "Number 2"]


def test_each_claim_takes_what_was_queued_meanwhile(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        put(database, number)
    rests: list[int] = []

    def rest() -> None:
        rests.append(len(server.mails))
        if len(rests) == 1:
            put(database, 9, priority=AWAITED)

    assert delivery.deliver(database, NOW, rest=rest) == 4
    assert subjects(server) == ["Number 0", "Number 9", "Number 1", "Number 2"]
    assert rests == [1, 2, 3, 4]


def test_only_what_is_urgent_enough_is_sent(database: Database, server: KeptMails) -> None:
    put(database, 1)
    put(database, 2, priority=AWAITED)
    put(database, 3, priority=AWAITED, expires_at=NOW)
    assert delivery.send_due(database, NOW, least=AWAITED) == 1
    assert subjects(server) == ["Number 2"]


def test_others_get_their_turn_within_a_mail_too(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[int] = []

    def give_way() -> None:
        with database.transaction():  # would be refused inside another one
            pauses.append(len(server.mails))

    monkeypatch.setattr(delivery, "give_way", give_way)
    for number in range(3):
        put(database, number)
    delivery.deliver(database, NOW, rest=lambda: None)
    assert pauses == [0, 0, 1, 1, 2, 2]


def test_a_mail_whose_sender_died_counts_as_tried(database: Database, server: KeptMails) -> None:
    """It may have arrived: whoever asks whether an invitation has left must hear of it."""
    put(database, 1, not_before=NOW + timedelta(days=1))
    with database.transaction() as db:
        db.execute(update(OutgoingMail).values(state=SENDING, lease_until=NOW))
    delivery.deliver(database, NOW)
    with database.session() as db:
        assert db.scalars(select(OutgoingMail.tries)).one() == 1
