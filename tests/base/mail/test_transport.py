"""Many mails over one connection, also where the server ends it."""

import pytest

from peerhub.base.database.engine import Database
from peerhub.base.mail import delivery, transport
from peerhub.base.mail.models import FAILED, SENT
from tests.base.mail.arrange import subjects
from tests.base.mail.test_delivery import put, server, states
from tests.cast import NOW
from tests.support.smtp import KeptMails

__all__ = ["server"]


def many(database: Database, number: int = 6) -> list[str]:
    """Deliver some mails; gives their subjects."""
    for each in range(number):
        put(database, each)
    delivery.deliver(database, NOW)
    return [f"Number {each}" for each in range(number)]


def test_a_round_takes_one_connection(database: Database, server: KeptMails) -> None:
    assert many(database) == subjects(server)
    assert server.connections == 1
    put(database, 9)
    delivery.deliver(database, NOW)
    assert server.connections == 2


def test_a_server_that_ends_the_connection_after_each_mail_gets_all(database: Database, server: KeptMails) -> None:
    server.closes_after = 1
    assert many(database) == subjects(server)
    assert server.connections == 6
    assert states(database) == [SENT] * 6


def test_a_connection_carries_only_so_many(
    database: Database, server: KeptMails, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "MOST", 2)
    assert many(database) == subjects(server)
    assert server.connections == 3


@pytest.mark.parametrize("where", ["MAIL", "DATA", "office@cast.example"])
def test_a_refusal_leaves_the_connection_to_the_next_mail(database: Database, server: KeptMails, where: str) -> None:
    server.answers[where] = "550 no"

    def rest() -> None:
        server.answers.clear()

    for number in range(3):
        put(database, number)
    delivery.deliver(database, NOW, rest=rest)
    assert states(database) == [FAILED, SENT, SENT]
    assert (subjects(server), server.connections) == (["Number 1", "Number 2"], 1)
