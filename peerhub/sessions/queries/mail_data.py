"""What emails say about a session, as JSON: their words are chosen when they are rendered, in the receiver's language."""

from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.reference.models import Country, Outcome
from peerhub.sessions.models import FACILITATOR, Invitee, Session, SessionCountry
from peerhub.sessions.queries import agenda, calendar_entries


def mail_data(db: Db, session: Session) -> dict[str, Any]:
    """Title, time, agenda, countries and facilitators; the same for everybody who gets the email."""
    outcome = db.get(Outcome, session.outcome_code)
    return {
        "session": session.id,
        "path": f"/sessions/{session.id}",
        "title": session.title,
        "kind": session.kind,
        "purpose": session.purpose,
        "theme": session.theme.name if session.theme else "",
        "outcome": outcome.name if outcome else "",
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "minutes": session.minutes,
        "agenda": _agenda(db, session),
        "countries": _countries(db, session),
        "facilitators": _facilitators(db, session),
        "joins": bool(session.join_link),
        "reason": session.cancel_reason,
        "reads_replies": calendar_entries.reads_replies(db, session),
    }


def _agenda(db: Db, session: Session) -> list[dict[str, str]]:
    items = agenda.agenda_items(db, session.id)
    return [
        {"at": at.isoformat(), "title": item.title, "owner": item.owner}
        for at, item in zip(agenda.agenda_starts(session.starts_at, items), items, strict=True)
    ]


def _countries(db: Db, session: Session) -> list[dict[str, str]]:
    invited = select(Country.code, Country.name).join(SessionCountry, SessionCountry.country_code == Country.code)
    rows = db.execute(invited.where(SessionCountry.session_id == session.id).order_by(Country.name))
    return [{"code": row.code, "name": row.name} for row in rows]


def _facilitators(db: Db, session: Session) -> list[str]:
    leading = select(Person.name).join(Invitee, Invitee.person_id == Person.id)
    query = leading.where(Invitee.session_id == session.id, Invitee.role == FACILITATOR, Invitee.withdrawn_at.is_(None))
    return list(db.scalars(query.order_by(Person.name)))
