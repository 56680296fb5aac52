"""The bell: one's own lines, newest first, in one's language; reading them."""

from typing import Any

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.errors import NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices as notice_actions
from peerhub.notices.actions.notices import Email
from peerhub.notices.models import Notice
from peerhub.notices.queries import notices
from tests.cast import Cast
from tests.support.forms import submit

KIND = "tests/no_such_kind"


def told(database: Database, person_id: int, count: int = 1, path: str = "/notices") -> list[int]:
    """Put `count` lines into a bell; gives their ids, oldest first."""
    with database.transaction() as db:
        for number in range(count):
            notice_actions.notify(db, [person_id], KIND, Subject("page", 1, "", path), {"number": number})
        return sorted(db.scalars(Notice.__table__.select().with_only_columns(Notice.id)))


def test_each_is_told_once(db: Db, cast: Cast) -> None:
    notice_actions.notify(
        db, [cast.seeker.id, cast.provider.id, cast.seeker.id], KIND, Subject("page", 1, "", "/"), {"who": "all"}
    )
    found = notices.page(db, cast.seeker).notices
    assert [(line.kind, line.data, line.path, line.read_at) for line in found] == [(KIND, {"who": "all"}, "/", None)]
    assert len(notices.page(db, cast.provider).notices) == 1


def test_nobody_is_told_nothing(db: Db, cast: Cast) -> None:
    notice_actions.notify(db, [], KIND, Subject("page", 1, "", "/"), {})
    assert notices.page(db, cast.seeker).notices == []


def test_the_bell_goes_on_where_it_stopped(db: Db, cast: Cast) -> None:
    for number in range(notices.PAGE + 2):
        notice_actions.notify(db, [cast.seeker.id], KIND, Subject("page", 1, "", "/"), {"number": number})
    first = notices.page(db, cast.seeker)
    second = notices.page(db, cast.seeker, first.older)
    numbers = [line.data["number"] for line in first.notices + second.notices]
    assert numbers == list(range(notices.PAGE + 1, -1, -1))
    assert (first.unread, second.older) == (notices.PAGE + 2, None)


def test_nobody_opens_the_notice_of_another(db: Db, cast: Cast) -> None:
    notice_actions.notify(db, [cast.seeker.id], KIND, Subject("page", 1, "", "/rooms/1"), {})
    notice_id = notices.page(db, cast.seeker).notices[0].id
    with pytest.raises(NotFound):
        notice_actions.open(db, cast.teammate, notice_id)
    assert notice_actions.open(db, cast.seeker, notice_id) == "/rooms/1"
    assert notices.page(db, cast.seeker).unread == 0


def test_opening_leads_on_and_marks_read(browse: Any, cast: Cast, database: Database) -> None:
    (notice_id,) = told(database, cast.seeker.id, path="/profile")
    browser = browse(cast.seeker)
    assert "Unread" in browser.get("/notices").text
    assert browser.get(f"/notices/{notice_id}").location == "/profile"
    assert "Unread" not in browser.get("/notices").text


def test_a_path_to_another_site_leads_home(browse: Any, cast: Cast, database: Database) -> None:
    (notice_id,) = told(database, cast.seeker.id, path="//elsewhere.example")
    assert browse(cast.seeker).get(f"/notices/{notice_id}").location == "/"


def test_all_that_was_on_the_page_is_marked_read(browse: Any, cast: Cast, database: Database) -> None:
    first, second, third = told(database, cast.seeker.id, 3)
    (*_others, others) = told(database, cast.provider.id)
    answer = submit(browse(cast.seeker), "/notices/read", form_path="/notices", up_to=second)
    assert (answer.status_code, answer.location) == (302, "/notices")
    with database.session() as db:
        read = {line.id: line.read_at is not None for line in db.query(Notice)}
    assert read == {first: True, second: True, third: False, others: False}


def test_an_empty_bell_says_what_will_stand_here(browse: Any, cast: Cast) -> None:
    assert "Nothing yet." in browse(cast.outsider).get("/notices").text


def test_the_bell_asks_as_much_at_one_line_as_at_three(
    browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    counts = []
    for count in (1, 2):
        told(database, cast.seeker.id, count)
        with count_queries() as seen:
            browse(cast.seeker).get("/notices")
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_notice_by_email_goes_once_to_open_accounts_and_in_order(db: Db, cast: Cast) -> None:
    about = Subject("exchange", 7, "Data", "/exchanges/7")
    people = [cast.seeker.id, cast.closed_account.id]
    for version in ("", "2", "2"):
        notice_actions.notify(db, people, "exchanges/opened", about, {"subject": "Data"}, email=Email(version))
    mails = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id)).all()
    assert [(mail.kind, mail.recipient, mail.stream) for mail in mails] == [
        ("exchanges/opened", cast.seeker.email, f"exchange:7:{cast.seeker.id}")
    ] * 2
    assert len({mail.dedupe_key for mail in mails}) == 2
    assert len(db.scalars(select(Notice).where(Notice.person_id == cast.seeker.id)).all()) == 3


def test_notice_without_email_leaves_the_outbox_alone(db: Db, cast: Cast) -> None:
    notice_actions.notify(db, [cast.seeker.id], KIND, Subject("room", 1, "Data", "/rooms/1"), {})
    assert db.scalars(select(OutgoingMail)).all() == []


def test_thousands_of_people_and_closed_accounts(db: Db, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peerhub.notices.actions.notices.PEOPLE_AT_ONCE", 2)
    people = [cast.seeker.id, cast.provider.id, cast.outsider.id, cast.closed_account.id, 999_999]
    notice_actions.notify(db, people, "exchanges/opened", Subject("exchange", 7, "Data", "/"), {}, email=Email())
    assert sorted(db.scalars(select(Notice.person_id))) == sorted(people[:3])
    assert len(db.scalars(select(OutgoingMail)).all()) == 3
