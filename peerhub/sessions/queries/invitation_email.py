"""The email by which somebody will be invited, for those who run the session: looked at before it is sent, and written nowhere."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.errors import NotFound
from peerhub.base.mail.models import OutgoingMail
from peerhub.base.mail.preview import Preview, preview
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.models import DRAFT, FACILITATOR, SCHEDULED, Invitee, Session
from peerhub.sessions.queries import calendar_entries
from peerhub.sessions.queries.mail_data import mail_data

KIND = "sessions/invitation"


@dataclass(frozen=True)
class InvitationEmail:
    """An invitation in a language; None as its `preview` where it cannot be written. `people`: all who get one."""

    session: Session
    people: list[Invitee]
    invitee: Invitee
    language: str
    preview: Preview | None


def invitation_email(
    db: Db, viewer: Person, session_id: int, person_id: int | None, language: str = ""
) -> InvitationEmail:
    """The invitation to one person, in their own language where no other is chosen; without a person, to the first who does not
    facilitate. Raises NotFound for whoever is not invited, and where nobody can be invited any more; NotAllowed."""
    session = session_to_run(db, viewer, session_id)
    people = _people(db, session) if session.state in {DRAFT, SCHEDULED} else []
    first = sorted(people, key=lambda each: each.role == FACILITATOR)
    chosen = [each for each in first if person_id in {None, each.person_id}]
    if not chosen:
        raise NotFound
    invitee = chosen[0]
    language = language if language in settings_of(db).languages else invitee.person.language
    return InvitationEmail(session, people, invitee, language, _preview(db, session, invitee, language))


def _people(db: Db, session: Session) -> list[Invitee]:
    invited = select(Invitee).join(Invitee.person).options(contains_eager(Invitee.person))
    invited = invited.where(
        Invitee.session_id == session.id, Invitee.withdrawn_at.is_(None), Person.closed_at.is_(None)
    )
    people = list(db.scalars(invited))
    return sorted(people, key=lambda each: (each.person.country_code or "", each.person.office, each.person_id))


def _preview(db: Db, session: Session, invitee: Invitee, language: str) -> Preview | None:
    """Without the addresses that an invitation carries, for links and replies: whoever has one acts as the person invited."""
    person, settings = invitee.person, settings_of(db)
    data = mail_data(db, session) | {"role": invitee.role, "reads_replies": _will_read_replies(db, session)}
    mail = OutgoingMail(
        kind=KIND,
        data=data,
        recipient=person.email,
        recipient_name=person.name,
        language=language,
        zone=person.zone,
        message_id=f"<preview@{settings.mail_domain}>",
        created_at=clock.now(),
    )
    return preview(settings, mail)


def _will_read_replies(db: Db, session: Session) -> bool:
    """Whether answers of calendars will arrive: which is settled when the invitations are sent."""
    if session.organizer:
        return calendar_entries.reads_replies(db, session)
    return bool(calendar_entries.reply_address(db, session))
