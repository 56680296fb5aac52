"""Replies by email: posted where it is sure who wrote them, else kept until the person says so."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, or_, select

from peerhub.base import clock
from peerhub.base.database.engine import Db, erase_from_log, lock_row
from peerhub.base.errors import Conflict, Invalid, NotAllowed, NotFound
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.jobs.pruning import prune
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.actions import messages
from peerhub.rooms.actions.messages import Draft, PostResult
from peerhub.rooms.facts import ReplySettled, ReplyWaits
from peerhub.rooms.models.mailed import DISCARDED, POSTED, WAITS, MailedReply
from peerhub.rooms.rules import CANNOT_POST

MOST_WAITING = 20  # of one person


@dataclass(frozen=True)
class Reply:
    """A reply that came by email. `key` is that of the email. `doubt`: why it is not sure that the person wrote it, a reason of `rules`, ""
    where it is."""

    body: str
    key: str
    sender: str
    doubt: str = ""


def receive(db: Db, person: Person, thread_id: int, reply: Reply) -> PostResult | MailedReply | None:
    """Post a reply, once for each key, or keep it for the person: where it is not sure that they wrote it, and where it cannot be
    posted as it is. None where too many wait for them already.

    Raises NotFound for those who may no longer see the thread.
    """
    if reply.doubt:
        access.thread_for(db, person, thread_id)
        return _keep(db, person, thread_id, reply, reply.doubt)
    try:
        with db.begin_nested():
            return messages.post(db, person, thread_id, Draft(reply.body, key=_post_key(reply.key, thread_id)))
    except (Invalid, NotAllowed, Conflict):
        return _keep(db, person, thread_id, reply, CANNOT_POST)


def _keep(db: Db, person: Person, thread_id: int, reply: Reply, reason: str) -> MailedReply | None:
    lock_row(db, db.get_one(Person, person.id))
    same = MailedReply.person_id == person.id, MailedReply.thread_id == thread_id, MailedReply.key == reply.key
    known = db.scalar(select(MailedReply).where(*same))
    if known is not None:
        return known
    waiting = select(func.count()).where(MailedReply.person_id == person.id, MailedReply.state == WAITS)
    if db.scalars(waiting).one() >= MOST_WAITING:
        return None
    kept = MailedReply(person_id=person.id, thread_id=thread_id, key=reply.key, sender=reply.sender, reason=reason)
    kept.body, kept.state, kept.received_at = rules.clean_body(reply.body), WAITS, clock.now()
    db.add(kept)
    db.flush()
    announce(db, ReplyWaits(kept.id))
    return kept


def post(db: Db, token: str, body: str) -> int:
    """Post a reply that waits, with the words that the person leaves it with; returns the message's id. Doing it again gives the first
    outcome.

    Raises NotFound, Conflict when it was posted with other words, and what `messages.post` raises.
    """
    reply = access.mailed_reply_of_token(db, token)
    lock_row(db, reply)
    clean = rules.clean_body(body)
    if reply.message_id is not None:
        if clean != reply.body:
            raise Conflict(_("This reply was already posted."))
        return reply.message_id
    posted = messages.post(db, reply.person, reply.thread_id, Draft(body, key=_post_key(reply.key, reply.thread_id)))
    reply.state, reply.message_id, reply.body = POSTED, posted.id, clean
    announce(db, ReplySettled(reply.id))
    return posted.id


def discard(db: Db, token: str) -> None:
    """Throw a reply away that waits; it can still be posted for some days. Raises NotFound, and Conflict when it was posted."""
    reply = access.mailed_reply_of_token(db, token)
    lock_row(db, reply)
    if reply.state == POSTED:
        raise Conflict(_("This reply was already posted."))
    reply.state = DISCARDED
    announce(db, ReplySettled(reply.id))


def to_post(db: Db, token: str) -> MailedReply:
    """The reply behind a mailed link, with its thread as far as the person may see it. Raises NotFound."""
    reply = access.mailed_reply_of_token(db, token)
    try:
        access.thread_for(db, reply.person, reply.thread_id)
    except NotFound:
        raise NotFound from None
    return reply


def _post_key(key: str, thread_id: int) -> str:
    """One email may go to several threads."""
    return f"mail-{thread_id}-{key[:40]}"


def delete_old(db: Db, now: datetime) -> bool:
    """Delete some replies: what was posted or discarded after a week, what nobody confirmed after 60 days."""
    ended = (MailedReply.state != WAITS) & (MailedReply.received_at < now - rules.ENDED_REPLIES_KEPT)
    erase_from_log(db)
    return prune(db, MailedReply, [or_(ended, MailedReply.received_at < now - rules.MAILED_REPLIES_KEPT)])


def delete_of(db: Db, person_id: int) -> None:
    """Delete the replies of somebody who has left."""
    db.execute(delete(MailedReply).where(MailedReply.person_id == person_id))
    erase_from_log(db)
