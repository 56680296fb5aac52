"""Whoever never wants emails about surveys gets none, and finds them on the site; others get them when they want them."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import DROPPED, WAITING, OutgoingMail
from peerhub.notices.actions import choices
from peerhub.notices.models import Notice
from peerhub.notices.rules import DAILY, NEVER, QUIET, SURVEYS
from peerhub.people.models import Person
from peerhub.surveys import access
from peerhub.surveys.actions import mailing
from tests.cast import NOW, Cast
from tests.surveys.arrange import ask, ask_by_name, fill_in


def mailed(db: Db, survey_id: int) -> dict[str, OutgoingMail]:
    """The emails of a survey, by address."""
    while mailing.send_next(db, survey_id, NOW):
        pass
    return {mail.recipient: mail for mail in db.scalars(select(OutgoingMail).order_by(OutgoingMail.id))}


def asked(db: Db, *people: Person) -> int:
    """A survey that asks them, and others."""
    return ask(db, [db.merge(person) for person in people]).id


@pytest.mark.parametrize("kind", ["opened", "reminder"])
def test_never_is_never_and_the_bell_has_it(db: Db, cast: Cast, kind: str) -> None:
    choices.choose(db, db.merge(cast.seeker), {SURVEYS: NEVER}, QUIET)
    survey_id = asked(db, cast.seeker, cast.provider)
    mails = mailed(db, survey_id)
    if kind == "reminder":
        assert mailing.remind_next(db, NOW + timedelta(days=3))
        mails = mailed(db, survey_id)
    assert {mail.kind for mail in mails.values()} >= {f"surveys/{kind}"}
    assert cast.provider.email in mails
    assert cast.seeker.email not in mails
    rung = set(db.scalars(select(Notice.person_id).where(Notice.kind == "surveys/opened")))
    assert {cast.seeker.id, cast.provider.id} <= rung


def test_an_email_with_a_link_of_its_own_waits_until_it_is_wanted(db: Db, cast: Cast) -> None:
    here = NOW.astimezone(ZoneInfo(cast.provider.zone)).hour
    choices.choose(db, db.merge(cast.seeker), {SURVEYS: DAILY}, QUIET)
    choices.choose(db, db.merge(cast.provider), {}, (here, (here + 2) % 24))
    mails = mailed(db, asked(db, cast.seeker, cast.provider))
    zones = {cast.seeker.email: cast.seeker.zone, cast.provider.email: cast.provider.zone}
    hours = {who: mails[who].not_before.astimezone(ZoneInfo(zone)).hour for who, zone in zones.items()}
    assert hours == {cast.seeker.email: 8, cast.provider.email: (here + 2) % 24}


@pytest.mark.parametrize("by_name", [True, False])
def test_who_has_answered_by_name_gets_no_email_that_still_waits(
    app: Flask, database: Database, cast: Cast, by_name: bool
) -> None:
    with database.transaction() as db:
        choices.choose(db, db.merge(cast.seeker), {SURVEYS: DAILY}, QUIET)
        people = [db.merge(cast.seeker), db.merge(cast.provider)]
        survey = ask_by_name(db, people, db.merge(cast.facilitator)) if by_name else ask(db, people)
        own = mailed(db, survey.id)[cast.seeker.email]
        assert (own.kind, own.state, own.private) == ("surveys/opened", WAITING, not by_name)
        before = Counter(db.scalars(select(OutgoingMail.state)))
        token = access.token_for(db, survey.id, cast.seeker.id)
    fill_in(app.test_client(), token)
    with database.session() as db:
        after = Counter(db.scalars(select(OutgoingMail.state)))
        assert after == (before - Counter([WAITING]) + Counter([DROPPED]) if by_name else before)
        if by_name:
            assert db.get_one(OutgoingMail, own.id).state == DROPPED
