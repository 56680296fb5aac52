"""What people are told on the way from an invitation to a closed exchange, in each reader's language."""

from datetime import timedelta

import pytest
from flask import Flask, render_template
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.i18n import reader
from peerhub.base.mail.models import DROPPED, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.exchanges.actions import teams
from peerhub.exchanges.models import CLOSED
from peerhub.matching import jobs
from peerhub.matching.actions import proposals, statements
from peerhub.notices.models import Notice
from tests.cast import NOW, Cast
from tests.exchanges.arrange import brought_to
from tests.matching.arrange import invited

MAILS = {"matching/proposed", "matching/reminder", "matching/declined", "exchanges/opened"}
NOTICES = (
    MAILS
    | {"matching/no_answer_yet", "matching/withdrawn", "matching/need_over", "matching/offer_over"}
    | {"exchanges/phase", "exchanges/added"}
)


@pytest.fixture
def told(app: Flask, database: Database, cast: Cast) -> tuple[list[OutgoingMail], list[Notice]]:
    """Every kind of mail and notice, arranged by what leads to it."""
    with app.app_context():
        with database.transaction() as db:
            exchange = brought_to(db, cast, "follow_up")
            teams.add_person(db, cast.seeker, exchange.id, cast.teammate.id)
            brought_to(db, cast, CLOSED)
            proposals.decline(db, cast.provider, invited(db, cast.seeker, cast.provider).id, "After June.", "KR")
            proposals.withdraw(db, cast.seeker, invited(db, cast.seeker, cast.provider).id)
            statements.set_need_state(db, cast.seeker, invited(db, cast.seeker, cast.provider).need_id, "paused")
            statements.set_offer_state(db, cast.provider, invited(db, cast.seeker, cast.provider).offer_id, "paused")
            invited(db, cast.teammate, cast.provider)
        assert jobs.remind(NOW + timedelta(days=8)) == 1
        with database.session() as db:
            kept = select(OutgoingMail).where(OutgoingMail.state != DROPPED)
            return list(db.scalars(kept)), list(db.scalars(select(Notice)))


def test_every_mail_can_be_written_and_leads_to_its_page(
    app: Flask, database: Database, told: tuple[list[OutgoingMail], list[Notice]]
) -> None:
    mails = [mail for mail in told[0] if mail.kind.startswith(("matching/", "exchanges/"))]
    assert {mail.kind for mail in mails} == MAILS
    with app.test_request_context():
        for mail in mails:
            written = render(database.settings, mail)
            plain, rich = written.get_body(("plain",)), written.get_body(("html",))
            assert plain
            assert rich
            path = mail.data["need_path"] if mail.kind == "matching/declined" else mail.data["path"]
            assert f"http://localhost{path}" in plain.get_content()
            assert f'href="http://localhost{path}"' in rich.get_content()
            assert written["Subject"].strip()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_notice_is_one_line(app: Flask, told: tuple[list[OutgoingMail], list[Notice]], language: str) -> None:
    notices = [notice for notice in told[1] if notice.kind.startswith(("matching/", "exchanges/"))]
    assert {notice.kind for notice in notices} == NOTICES
    with app.test_request_context(), reader.in_language(language):
        for notice in notices:
            said = render_template(f"notices/{notice.kind}.txt", data=notice.data)
            assert said.strip()
            assert "\n" not in said
            assert notice.path.startswith(("/proposals/", "/exchanges/"))
