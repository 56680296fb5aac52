"""Answering an invitation, on the page or straight from the email: both are the same answer."""

from datetime import datetime

from peerhub.base import clock
from peerhub.base.database.engine import Db, lock_row
from peerhub.base.errors import Conflict, Invalid, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.text import plain
from peerhub.people.models import Person
from peerhub.sessions.access import closed_reason, invitee_of, invitee_of_token, may_answer, session_for
from peerhub.sessions.facts import InvitationAnswered
from peerhub.sessions.models import ANSWERS, DECLINED, Invitee, Session

LONGEST_REASON = 300


def respond(
    db: Db, actor: Person, session_id: int, answer: str, seen: int | None = None, reason: str | None = None
) -> Invitee:
    """Accept, tentatively accept or decline. The same answer twice is one. Raises NotFound for those not invited.

    `seen` is the sequence that the page showed: Conflict when the time has changed since, so that nobody accepts unseen.
    `reason` goes with a refusal and is for those who run the session; None leaves what was given before.
    """
    session = session_for(db, actor, session_id)
    invitee = invitee_of(db, actor, session)
    if invitee is None:
        raise NotFound
    return _keep_on_site(db, session, invitee, answer, seen, reason)


def respond_from_mail(db: Db, token: str, answer: str, seen: int | None = None, reason: str | None = None) -> Invitee:
    """The same by the signed address of an email, without signing in."""
    invitee = invitee_of_token(db, token)
    return _keep_on_site(db, invitee.session, invitee, answer, seen, reason)


def _keep_on_site(
    db: Db, session: Session, invitee: Invitee, answer: str, seen: int | None, reason: str | None
) -> Invitee:
    lock_row(db, invitee)  # an email that answers waits, and sees when this was said
    return keep_seen(db, session, invitee, answer, seen, reason)


def keep_seen(db: Db, session: Session, invitee: Invitee, answer: str, seen: int | None, reason: str | None) -> Invitee:
    """Keep an answer that is given on the site now, to the time that was `seen`. Raises the same as `keep`, and Conflict when the time has
    changed since."""
    _must_take(session, invitee, answer, clock.now())
    if seen is not None and seen != session.sequence:
        raise Conflict(_("The time of this session has just changed. Go back, reload the page and answer again."))
    keep(db, session, invitee, answer, reason, clock.now())
    invitee.said_at = clock.now()
    return invitee


def _must_take(session: Session, invitee: Invitee, answer: str, at: datetime) -> None:
    if answer not in ANSWERS:
        raise Invalid(_("Choose one of the three answers."))
    if not may_answer(session, invitee, at):
        raise Conflict(closed_reason(session, invitee))


def keep(db: Db, session: Session, invitee: Invitee, answer: str, reason: str | None, at: datetime) -> Invitee:
    """Keep an answer, wherever it was given; `at`: when it came. Raises Conflict where the invitation took none then, Invalid for what is
    none."""
    _must_take(session, invitee, answer, at)
    is_new, was_decline = invitee.response != answer, invitee.response == DECLINED
    if is_new:
        invitee.response, invitee.responded_at = answer, clock.now()
    if answer != DECLINED:
        invitee.decline_reason = ""
    elif reason is not None:
        invitee.decline_reason = _sound(reason)
    if is_new:
        db.flush()
        is_decline = answer == DECLINED
        announce(db, InvitationAnswered(session.id, invitee.person_id, is_decline, was_decline))
    return invitee


def _sound(reason: str) -> str:
    text = plain.many_lines(reason)
    if len(text) > LONGEST_REASON:
        raise Invalid(_("This is too long. Maximum number of characters: %(length)s.", length=LONGEST_REASON))
    return text
