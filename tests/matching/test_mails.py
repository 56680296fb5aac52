"""What is told about an invitation, in its receiver's language."""

import pytest
from sqlalchemy import select

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.i18n.reader import in_language
from peerhub.base.mail.models import DROPPED, WAITING, OutgoingMail
from peerhub.base.mail.render import render
from peerhub.matching.actions import proposals
from peerhub.notices.models import Notice
from peerhub.notices.views import line
from tests.cast import Cast
from tests.matching.arrange import invited


@pytest.mark.parametrize(("language", "seeker"), [("en", "Jamaica"), ("fr", "Jamaïque"), ("ar", "جامايكا")])
def test_notices_and_mails_name_countries_for_their_receiver(db: Db, cast: Cast, language: str, seeker: str) -> None:
    invited(db, cast.seeker, cast.provider)
    mail = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "matching/proposed")).first()
    told = db.scalars(select(Notice).where(Notice.kind == "matching/proposed")).first()
    assert mail
    assert told
    mail.language = language
    message = render(settings_of(db), mail)
    assert seeker in str(message["Subject"])
    assert all(seeker in part.get_content() for part in message.walk() if part.get_content_maintype() == "text")
    with in_language(language):
        assert seeker in line(told).text


def test_what_was_queued_with_a_name_alone_can_still_be_sent(db: Db, cast: Cast) -> None:
    invited(db, cast.seeker, cast.provider)
    mail = db.scalars(select(OutgoingMail).where(OutgoingMail.kind == "matching/proposed")).first()
    assert mail
    mail.data = mail.data | {"seeker": "Jamaica", "provider": "Chile", "named": ""}
    assert "Jamaica" in str(render(settings_of(db), mail)["Subject"])


@pytest.mark.parametrize("decision", ["accept", "decline", "withdraw"])
def test_nobody_is_asked_about_a_proposal_that_was_decided(db: Db, cast: Cast, decision: str) -> None:
    proposal = invited(db, cast.seeker, cast.provider)
    asked = select(OutgoingMail.state).where(OutgoingMail.kind == "matching/proposed")
    unread = select(Notice.id).where(Notice.kind == "matching/proposed", Notice.read_at.is_(None))
    assert set(db.scalars(asked)) == {WAITING}
    assert db.scalars(unread).all()
    if decision == "withdraw":
        proposals.withdraw(db, cast.seeker, proposal.id)
    elif decision == "accept":
        proposals.accept(db, cast.provider, proposal.id)
    else:
        proposals.decline(db, cast.provider, proposal.id, "Not this year.")
    assert set(db.scalars(asked)) == {DROPPED}
    assert db.scalars(unread).all() == []
    waiting = set(db.scalars(select(OutgoingMail.kind).where(OutgoingMail.state == WAITING)))
    assert waiting == {"accept": {"exchanges/opened"}, "decline": {"matching/declined"}, "withdraw": set()}[decision]
