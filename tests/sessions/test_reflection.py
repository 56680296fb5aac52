"""A session that ends opens the survey about it, for those who came."""

from flask import Flask
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.base.facts import announce
from peerhub.sessions.facts import SessionEnded
from peerhub.sessions.models import (
    ACCEPTED,
    DECLINED,
    FACILITATOR,
    PROVIDES,
    TAKES_PART,
    Invitee,
    Session,
    SessionCountry,
)
from peerhub.surveys.models import Respondent, Survey, SurveyManager
from tests.cast import Cast
from tests.conftest import NOW


def arrange(database: Database, cast: Cast) -> int:
    """A session of Jamaica and Chile that has ended; returns its id."""
    people = [
        (cast.facilitator, FACILITATOR, ACCEPTED, None),
        (cast.seeker, "participant", ACCEPTED, True),
        (cast.teammate, "participant", ACCEPTED, False),
        (cast.provider, "participant", ACCEPTED, None),
        (cast.outsider, "participant", DECLINED, None),
    ]
    with database.transaction() as db:
        session = Session(
            uid="u@peerhub.example", kind="thematic", title="Metadata", purpose="", outcome_code="new_knowledge",
            starts_at=NOW, wall_start="2026-11-24T08:00", zone="America/Jamaica", tzdata="2026.6", minutes=60,
            created_by_id=cast.facilitator.id, created_at=NOW, changed_at=NOW, state="ended",
        )  # fmt: skip
        db.add(session)
        db.flush()
        db.add(SessionCountry(session_id=session.id, country_code="JM", part=TAKES_PART))
        db.add(SessionCountry(session_id=session.id, country_code="CL", part=PROVIDES))
        for person, role, response, attended in people:
            db.add(
                Invitee(
                    session_id=session.id,
                    person_id=person.id,
                    role=role,
                    response=response,
                    invited_at=NOW,
                    attended=attended,
                )
            )
        return session.id


def test_those_who_came_are_asked_by_their_side(app: Flask, database: Database, cast: Cast) -> None:
    session_id = arrange(database, cast)
    for _twice in range(2):
        with app.app_context(), database.transaction() as db:
            announce(db, SessionEnded(session_id))
    with database.session() as db:
        survey = db.scalars(select(Survey)).one()
        asked = {each.person_id for each in db.scalars(select(Respondent))}
        managers = list(db.scalars(select(SurveyManager.person_id)))
    assert (survey.subject_kind, survey.subject_id, survey.outcome_code) == ("session", session_id, "new_knowledge")
    assert asked == {cast.seeker.id, cast.provider.id}
    assert managers == [cast.facilitator.id]
