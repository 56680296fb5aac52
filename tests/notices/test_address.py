"""An address at which emails do not arrive: its owner is told on every page, and gets no news there until they say that it works."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from peerhub.base import clock
from peerhub.base.database.engine import Database
from peerhub.base.mail import troubles
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.subject import Subject
from peerhub.notices.actions import emails, notices
from tests.cast import Cast
from tests.support.forms import submit

LINE = "Emails to this address come back"


def fail(database: Database, address: str, times: int) -> None:
    """Let so many emails to an address fail."""
    with database.transaction() as db:
        for _ in range(times):
            troubles.note(db, address, "address", "550", clock.now())


def news(database: Database, person_id: int) -> int:
    """Notify somebody and write the emails that are due; how many there are of them."""
    with database.transaction() as db:
        notices.notify(db, [person_id], "rooms/mentioned", Subject("page", 1, "", "/"), {"who": "x", "title": "y"})
    with database.transaction() as db:
        while emails.send_next(db, clock.now() + timedelta(days=1)):
            pass
        return db.scalar(select(func.count()).select_from(OutgoingMail).where(OutgoingMail.kind == emails.KIND)) or 0


def test_its_owner_is_told_and_says_that_it_works(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.seeker)
    fail(database, cast.seeker.email, 2)
    assert LINE not in browser.get("/sessions").text
    fail(database, cast.seeker.email.upper(), 1)
    for path in ("/", "/sessions", "/notices"):
        shown = browser.get(path).text
        assert LINE in shown
        assert cast.seeker.email in shown
    assert LINE not in browse(cast.provider).get("/").text
    answer = submit(browser, "/notices/address-works", form_path="/notices")
    assert (answer.status_code, answer.location) == (302, "/notices/emails")
    assert LINE not in browser.get("/").text


def test_no_news_goes_there_until_then(app: Any, cast: Cast, database: Database) -> None:
    fail(database, cast.seeker.email, 3)
    assert news(database, cast.seeker.id) == 0
    with database.transaction() as db:
        assert troubles.forgive(db, cast.seeker.email)
    assert news(database, cast.seeker.id) == 1
