"""Sessions for tests."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select, update

from peerhub.base.database.engine import Database, Db
from peerhub.base.mail.models import SENT, WAITING, OutgoingMail
from peerhub.people.models import Person
from peerhub.rooms.actions import members, rooms
from peerhub.sessions.actions import drafts, invitations
from peerhub.sessions.actions.plans import AgendaLine, Plan
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
from tests.cast import NOW, Cast

# 14:00 in Paris is 13:00 UTC: fourteen days after the tests' NOW.
WALL = datetime(2026, 12, 8, 14, 0)  # noqa: DTZ001  (a wall time)
STARTS = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)

Browse = Callable[[Person], FlaskClient]

# What somebody types into the form of a session.
FIELDS: dict[str, Any] = {
    "title": "Catalogue identifiers",
    "purpose": "Why",
    "kind": "thematic",
    "theme_code": "discoverability_access",
    "instrument_code": "workshop",
    "outcome_code": "new_knowledge",
    "date": "2026-12-08",
    "time": "14:00",
    "zone": "Europe/Paris",
    "minutes": "90",
    "join_link": "https://meet.example/1",
    "agenda-0-minutes": "90",
    "agenda-0-title": "Talk",
    "agenda-0-owner": "Ministry",
    "countries-0-code": "JM",
    "countries-0-part": "seeks",
    "countries-1-code": "CL",
    "countries-1-part": "provides",
}


def make_facilitator(db: Db, person: Person) -> None:
    """Let a person facilitate some room."""
    room = rooms.create(db, kind="theme", title="Discoverability")
    members.add(db, room.id, person.id, FACILITATOR)


def plan(cast: Cast, **changes: Any) -> Plan:
    """A session of Jamaica, which seeks, and Chile, which provides."""
    values: dict[str, Any] = {
        "title": "Metadata that makes local music findable",
        "purpose": "Catalogues that platforms can read.",
        "outcome_code": "new_knowledge",
        "theme_code": "discoverability_access",
        "wall_start": WALL,
        "zone": "Europe/Paris",
        "minutes": 90,
        "join_link": "https://meet.example/room",
        "agenda": (AgendaLine(30, "What Chile did", "Ministry"), AgendaLine(60, "Questions")),
        "facilitators": frozenset({cast.facilitator.id}),
        "countries": {"JM": "seeks", "CL": "provides"},
        "people": frozenset({cast.seeker.id, cast.provider.id}),
    }
    return Plan(**values | changes)


def draft(db: Db, cast: Cast, **changes: Any) -> Session:
    """A draft of the facilitator."""
    make_facilitator(db, cast.facilitator)
    return drafts.create(db, cast.facilitator, plan(cast, **changes))


def scheduled(db: Db, cast: Cast, **changes: Any) -> Session:
    """A session whose invitations are out."""
    return invitations.send(db, cast.facilitator, draft(db, cast, **changes).id)


def mails(db: Db, kind: str = "", state: str = "") -> list[OutgoingMail]:
    """The mails whose kind and state contain these words, oldest first."""
    found = db.scalars(select(OutgoingMail).order_by(OutgoingMail.id).execution_options(populate_existing=True))
    return [mail for mail in found if kind in mail.kind and state in mail.state]


def deliver(db: Db) -> None:
    """Let all waiting mails leave."""
    db.execute(update(OutgoingMail).where(OutgoingMail.state == WAITING).values(state=SENT, tries=1))


def invitee(db: Db, session: Session, person: Person) -> Invitee:
    """Somebody's invitation."""
    return db.get_one(Invitee, (session.id, person.id))


def response_of(database: Database, session_id: int, person: Person) -> str:
    """What somebody answered to an invitation."""
    with database.session() as db:
        return db.get_one(Invitee, (session_id, person.id)).response


def attended(database: Database, session_id: int) -> list[int]:
    """The ids of those who came."""
    with database.session() as db:
        came = select(Invitee.person_id).where(Invitee.session_id == session_id, Invitee.attended.is_(True))
        return list(db.scalars(came))


def ended(database: Database, cast: Cast) -> int:
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
