"""Who may see, schedule, run, answer and join which session; and, the other way round, who took part."""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Integer, Select, String, bindparam, exists, or_, select, true
from sqlalchemy.orm import joinedload

from peerhub.base.database.engine import Db, settings_of
from peerhub.base.database.prepared import prepared
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import tokens
from peerhub.people.access import VIEWER, AnyViewer, is_secretariat, secretariat, viewer_params
from peerhub.people.models import Person
from peerhub.rooms.access import open_room_facilitators
from peerhub.rooms.models.rooms import Membership
from peerhub.sessions.models import (
    ACCEPTED,
    CANCELLED,
    DRAFT,
    FACILITATOR,
    SCHEDULED,
    FeedToken,
    Invitee,
    Session,
    SessionCountry,
)
from peerhub.sessions.rules.rsvp import may_respond

JOIN_OPENS = timedelta(minutes=15)
SESSION = bindparam("session", type_=Integer())  # in prepared statements
INVITATION, FEED = "sessions.invitation", "sessions.feed"


def may_schedule(db: Db, viewer: Person | None) -> bool:
    """Whether the person brings countries together: the secretariat, and whoever facilitates an open room."""
    return viewer is not None and (is_secretariat(db, viewer) or _is_host(db, viewer))


def _is_host(db: Db, person: Person) -> bool:
    return db.scalar(_hosts(), viewer_params(person)) is not None


@prepared
def _hosts() -> Select[int]:
    return open_room_facilitators().where(Membership.person_id == VIEWER.id).limit(1)


def must_schedule(db: Db, actor: Person) -> None:
    """Raise NotAllowed for those who do not bring countries together."""
    if not may_schedule(db, actor):
        raise NotAllowed(
            _("Only the secretariat and facilitators can schedule sessions. Ask the facilitator of your room.")
        )


def possible_leaders(db: Db, session: Session | None = None) -> list[Person]:
    """Everybody whom a session can name as its facilitator, by name: those who schedule, its creator, who leads it already."""
    queries = [open_room_facilitators()]
    if session is not None:
        leading = select(Invitee.person_id).where(Invitee.session_id == session.id, Invitee.role == FACILITATOR)
        queries += [
            leading.where(Invitee.withdrawn_at.is_(None)),
            select(Session.created_by_id).where(Session.id == session.id),
        ]
    possible = or_(*(Person.id.in_(query) for query in queries))
    known = db.scalars(select(Person).where(possible, Person.closed_at.is_(None)))
    people = {person.id: person for person in (*known, *secretariat(db))}
    return sorted(people.values(), key=lambda person: (person.name, person.id))


def visible_to(db: Db, viewer: Person) -> ColumnElement[bool]:
    """The condition for sessions that the person may see: invited, of an invited country's team, its creator, secretariat.

    Drafts are seen by those who prepare them.
    """
    return true() if is_secretariat(db, viewer) else _seen_by(viewer, viewer.country_code)


def _seen_by(viewer: AnyViewer, country: str | ColumnElement[str] | None) -> ColumnElement[bool]:
    """The same for everybody but the secretariat."""
    invited = Invitee.session_id == Session.id, Invitee.person_id == viewer.id, Invitee.withdrawn_at.is_(None)
    is_invited = exists().where(*invited)
    facilitated = exists().where(*invited, Invitee.role == FACILITATOR)
    team = exists().where(SessionCountry.session_id == Session.id, SessionCountry.country_code == country)
    seen = is_invited if country is None else or_(is_invited, team)
    return or_(Session.created_by_id == viewer.id, facilitated, (Session.state != DRAFT) & seen)


def session_for(db: Db, viewer: Person, session_id: int) -> Session:
    """The session, for those who may see it. Raises NotFound."""
    params = {"session": session_id, "country": viewer.country_code, **viewer_params(viewer)}
    session = db.scalar(_session(every=is_secretariat(db, viewer)), params)
    if session is None:
        raise NotFound
    return session


@prepared
def _session(*, every: bool) -> Select[Session]:
    query = select(Session).where(Session.id == SESSION)
    return query if every else query.where(_seen_by(VIEWER, bindparam("country", type_=String())))


def session_to_run(db: Db, actor: Person, session_id: int) -> Session:
    """The session, for those who run it. Raises NotFound, or NotAllowed for those who only see it."""
    session = session_for(db, actor, session_id)
    must_run(db, actor, session)
    return session


def must_run(db: Db, actor: Person, session: Session) -> None:
    """Raise NotAllowed for those who do not run the session."""
    if not leads(db, actor, session):
        raise NotAllowed(_("Only the facilitators of this session can do this."))


def leads(db: Db, viewer: Person, session: Session) -> bool:
    """Whether the person prepares and leads the session: its creator, its facilitators, the secretariat."""
    return leads_as(db, viewer, session, None) or leads_as(db, viewer, session, invitee_of(db, viewer, session))


def leads_as(db: Db, viewer: Person, session: Session, mine: Invitee | None) -> bool:
    """The same for those whose invitation was read already."""
    is_facilitator = mine is not None and mine.role == FACILITATOR
    return is_facilitator or session.created_by_id == viewer.id or is_secretariat(db, viewer)


def invitee_of(db: Db, viewer: Person, session: Session) -> Invitee | None:
    """The person's invitation, None without one or when it was withdrawn."""
    invitee = db.get(Invitee, (session.id, viewer.id))
    return invitee if invitee and invitee.withdrawn_at is None else None


def may_answer(session: Session, invitee: Invitee | None, now: datetime) -> bool:
    """Whether an invitation can be answered: until the session is over."""
    return (
        invitee is not None
        and invitee.withdrawn_at is None
        and session.state == SCHEDULED
        and may_respond("scheduled", session.starts_at, session.minutes, now)
    )


def closed_reason(session: Session, invitee: Invitee) -> str:
    """Why an invitation takes no answer any more."""
    if invitee.withdrawn_at is not None:
        return _("This invitation was withdrawn. You do not need to do anything.")
    if session.state == CANCELLED:
        return _("This session was cancelled. You do not need to do anything.")
    if session.state == SCHEDULED:
        return _("This session has already taken place.")
    return _("This session is over.")


def may_join(session: Session, invitee: Invitee | None, now: datetime) -> bool:
    """Whether the way to the meeting is open for an invited person: from 15 minutes before the start to the end."""
    return _may_ever_join(session, invitee) and session.starts_at - JOIN_OPENS <= now < session.ends_at


def may_join_later(session: Session, invitee: Invitee | None, now: datetime) -> bool:
    """Whether the way to the meeting will open for an invited person."""
    return _may_ever_join(session, invitee) and now < session.starts_at - JOIN_OPENS


def _may_ever_join(session: Session, invitee: Invitee | None) -> bool:
    return invitee is not None and invitee.withdrawn_at is None and session.state == SCHEDULED


def attended() -> ColumnElement[bool]:
    """The condition for those who came; where nobody noted it, those who had accepted."""
    return or_(Invitee.attended.is_(True), Invitee.attended.is_(None) & (Invitee.response == ACCEPTED))


def invitation_path(db: Db, session_id: int, person_id: int) -> str:
    """The address from which one person answers one invitation without signing in."""
    return f"/invitations/{tokens.sign(settings_of(db), INVITATION, [session_id, person_id])}"


def invited_path(db: Db, invitee: Invitee) -> str:
    """Where an email leads somebody who is invited: to that address, or to the session while no invitation was sent."""
    if invitee.sent_sequence is None:
        return f"/sessions/{invitee.session_id}"
    return invitation_path(db, invitee.session_id, invitee.person_id)


def invitee_of_token(db: Db, token: str) -> Invitee:
    """The invitation behind such an address, withdrawn ones too. Raises NotFound for what is not ours, or was never sent."""
    signed = tokens.read(settings_of(db), INVITATION, token)
    if not isinstance(signed, list) or len(signed) != 2:
        raise NotFound
    invitee = db.get(Invitee, (signed[0], signed[1]), options=[joinedload(Invitee.person), joinedload(Invitee.session)])
    if invitee is None or invitee.sent_sequence is None or invitee.person.closed_at is not None:
        raise NotFound
    return invitee


def feed_path(db: Db, feed: FeedToken) -> str:
    """The address of a calendar feed."""
    return f"/feeds/{tokens.sign(settings_of(db), FEED, [feed.id, feed.nonce])}.ics"


def feed_of_token(db: Db, token: str) -> FeedToken:
    """The feed behind its address. Raises NotFound when it was revoked, or its owner has left."""
    signed = tokens.read(settings_of(db), FEED, token)
    if not isinstance(signed, list) or len(signed) != 2:
        raise NotFound
    feed = db.get(FeedToken, signed[0], options=[joinedload(FeedToken.person)])
    if feed is None or feed.revoked_at or feed.person.closed_at or not hmac.compare_digest(feed.nonce, str(signed[1])):
        raise NotFound
    return feed
