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


def calendar_entry(db: Db, session: Session, person_id: int | None, agenda: Sequence[AgendaItem]) -> CalendarSession:
    """The session in the current language. With `person_id` its link joins as that person, without signing in."""
    settings = settings_of(db)
    join = f"{invitation_path(db, session.id, person_id)}/join" if session.join_link and person_id else None
    return CalendarSession(
        uid=session.uid,
        sequence=session.sequence,
        title=session.title,
        description=_description(session, agenda),
        starts_at=session.starts_at,
        minutes=session.minutes,
        organizer_email=session.organizer or settings.mail_from,
        organizer_name="PeerHub",
        url=f"{settings.public_url}/sessions/{session.id}",
        changed_at=session.changed_at,
        join_link=f"{settings.public_url}{join}" if join else None,
        cancelled=session.state == CANCELLED,
        reads_replies=reads_replies(db, session),
    )


def reply_address(db: Db, session: Session) -> str:
    """The address at which answers of calendars to one session are received, always the same; empty on a site that receives no email."""
    return token_address(settings_of(db), session.created_at, SESSION, session.id)


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
    return calendar.download(calendar_entry(db, session, None, agenda_queries.agenda_items(db, session.id)))
