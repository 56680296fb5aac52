"""A session as calendars know it: the same in emails, downloads and feeds."""

from collections.abc import Sequence

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.i18n.translate import _
from peerhub.base.mail.addresses import token_address
from peerhub.incoming.rules import SESSION
from peerhub.people.models import Person
from peerhub.sessions.access import invitation_path, session_for
from peerhub.sessions.engines import calendar
from peerhub.sessions.engines.calendar import CalendarSession
from peerhub.sessions.models import ACCEPTED, CANCELLED, DECLINED, TENTATIVE, AgendaItem, Session
from peerhub.sessions.queries import agenda as agenda_queries
from peerhub.sessions.rules.rsvp import Partstat

PARTSTATS: dict[str, Partstat] = {ACCEPTED: "ACCEPTED", TENTATIVE: "TENTATIVE", DECLINED: "DECLINED"}


def partstat_of(response: str) -> Partstat:
    """An answer in a calendar's word."""
    return PARTSTATS.get(response, "NEEDS-ACTION")


def calendar_entry(
    db: Db, session: Session, person_id: int, agenda: Sequence[AgendaItem], *, joins: bool = True
) -> CalendarSession:
    """The session in the current language, for the calendar of a person. Its link `joins` as that person, without signing in."""
    settings = settings_of(db)
    join = f"{invitation_path(db, session.id, person_id)}/join" if session.join_link and joins else None
    return CalendarSession(
        uid=session.uid,
        sequence=session.sequence,
        title=session.title,
        description=_description(session, agenda),
        starts_at=session.starts_at,
        minutes=session.minutes,
        organizer_email=organizer_of(db, session, person_id),
        organizer_name="PeerHub",
        url=f"{settings.public_url}/sessions/{session.id}",
        changed_at=session.changed_at,
        join_link=f"{settings.public_url}{join}" if join else None,
        cancelled=session.state == CANCELLED,
        reads_replies=reads_replies(db, session),
    )


def reply_address(db: Db, session: Session, person_id: int = 0) -> str:
    """The address at which answers of a person's calendar to one session are received, always the same; empty on a site that receives
    no email. Without a person it is the session's, which says that there are such addresses."""
    return token_address(settings_of(db), session.created_at, SESSION, session.id, person_id)


def organizer_of(db: Db, session: Session, person_id: int) -> str:
    """The address by which a person's calendar knows the session. Where answers are read it is theirs alone: nobody else who is invited
    can write to it in their name."""
    if reads_replies(db, session):
        return reply_address(db, session, person_id)
    return session.organizer or settings_of(db).mail_from


def reads_replies(db: Db, session: Session) -> bool:
    """Whether answers of calendars arrive: the session is known by an address at which email is received."""
    return bool(session.organizer) and session.organizer == reply_address(db, session)


def _description(session: Session, agenda: Sequence[AgendaItem]) -> str:
    lines = [
        _("%(minutes)s min: %(title)s", minutes=item.minutes, title=agenda_queries.agenda_words(item.title))
        for item in agenda
    ]
    return "\n\n".join(filter(None, (session.purpose, "\n".join(lines))))


def one_entry(db: Db, viewer: Person, session_id: int) -> bytes:
    """One session as a calendar file, for those who may see it."""
    session = session_for(db, viewer, session_id)
    agenda = agenda_queries.agenda_items(db, session.id)
    return calendar.download(calendar_entry(db, session, viewer.id, agenda, joins=False))
