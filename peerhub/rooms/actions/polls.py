"""Verbs about polls: ask, choose, close. Who chose what is shown to nobody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid, NotAllowed, NotFound
from peerhub.base.i18n.translate import _
from peerhub.base.security import audit
from peerhub.base.text.plain import one_line
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.actions import log
from peerhub.rooms.models.messages import Message, Poll, PollOption, PollVote

LONGEST_OPEN = timedelta(days=366)


@dataclass(frozen=True)
class NewPoll:
    """A question to ask under a message. `closes_at` None: its author closes it."""

    question: str
    options: tuple[str, ...]
    several: bool = False
    closes_at: datetime | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """What makes it the same when it is sent again."""
        return (self.question, *self.options, str(self.several), str(self.closes_at))


def checked_poll(new: NewPoll) -> NewPoll:
    """The poll as it is kept. Raises Invalid with what is missing or too much."""
    question = one_line(new.question)
    options = tuple(dict.fromkeys(clean for option in new.options if (clean := one_line(option))))
    problems = {"poll_question": _question(question), "poll_options": _options(options), "poll_closes": _closing(new)}
    if any(problems.values()):
        raise Invalid({name: sentence for name, sentence in problems.items() if sentence})
    return NewPoll(question, options, new.several, new.closes_at)


def _question(question: str) -> str:
    if not question:
        return _("Write the question of the poll.")
    if len(question) > rules.LONGEST_TITLE:
        return _("This is too long. Maximum number of characters: %(length)s.", length=rules.LONGEST_TITLE)
    return ""


def _options(options: tuple[str, ...]) -> str:
    if not rules.FEWEST_OPTIONS <= len(options) <= rules.MOST_OPTIONS:
        return _(
            "A poll needs %(fewest)s to %(most)s different answers. Number of answers here: %(count)s. Write one "
            "on each line.",
            fewest=rules.FEWEST_OPTIONS,
            most=rules.MOST_OPTIONS,
            count=len(options),
        )
    if max(map(len, options)) > rules.LONGEST_OPTION:
        return _("An answer is too long. Maximum number of characters: %(length)s.", length=rules.LONGEST_OPTION)
    return ""


def _closing(new: NewPoll) -> str:
    now = clock.now()
    if new.closes_at is not None and not now < new.closes_at <= now + LONGEST_OPEN:
        return _("Choose a time within the next twelve months, or leave it empty.")
    return ""


def create(db: Db, _actor: Person, message_id: int, poll: NewPoll) -> None:
    """Put a checked poll under the actor's new message; the room is locked."""
    new_poll = Poll(message_id=message_id, question=poll.question, several=poll.several, closes_at=poll.closes_at)
    db.add(new_poll)
    db.flush()
    db.add_all(PollOption(poll_id=new_poll.id, position=place, text=text) for place, text in enumerate(poll.options))
    db.flush()
    log_poll(db, db.get_one(Message, message_id))


def vote(db: Db, actor: Person, poll_id: int, option_ids: set[int]) -> Message:
    """Choose among the answers, instead of what the actor chose before; none takes it back. Harmless to repeat.

    Raises NotFound, NotAllowed (closed, or nobody writes here any more), Invalid (answers of another poll, or too many).
    """
    poll, message = _poll_for(db, actor, poll_id)
    access.must_post_in(message.thread)
    log.lock_room(db, message.thread.room_id)
    db.refresh(poll)
    if poll.closed_at is not None or (poll.closes_at is not None and poll.closes_at <= clock.now()):
        raise NotAllowed(_("This poll is closed. Its results stay here."))
    known = set(db.scalars(select(PollOption.id).where(PollOption.poll_id == poll.id)))
    if not option_ids <= known:
        raise Invalid(_("There is no such answer in this poll. Choose one of the answers below the question."))
    if len(option_ids) > 1 and not poll.several:
        raise Invalid(_("Choose one answer in this poll."))
    own_vote = PollVote.person_id == actor.id
    before = set(db.scalars(select(PollVote.option_id).where(own_vote, PollVote.option_id.in_(known))))
    if before == option_ids:
        return message
    db.execute(delete(PollVote).where(own_vote, PollVote.option_id.in_(before - option_ids)))
    db.add_all(PollVote(option_id=option_id, person_id=actor.id) for option_id in sorted(option_ids - before))
    log_poll(db, message)
    return message


def close(db: Db, actor: Person, poll_id: int) -> Message:
    """Let nobody choose any more. For its author and those who look after the room; harmless to repeat."""
    poll, message = _poll_for(db, actor, poll_id)
    if message.author_id != actor.id:
        access.must_moderate(db, actor, message.thread.room)
    log.lock_room(db, message.thread.room_id)
    db.refresh(poll)
    if poll.closed_at is None:
        poll.closed_at = clock.now()
        if message.author_id != actor.id:
            audit.record(db, actor.id, "poll.closed", f"message:{message.id}", room=message.thread.room_id)
        log_poll(db, message)
    return message


def close_due(db: Db, now: datetime) -> bool:
    """Close one poll whose time has come, so that open pages show its results; False when there is none."""
    due = select(Poll).where(Poll.closed_at.is_(None), Poll.closes_at <= now).order_by(Poll.closes_at).limit(1)
    poll = db.scalar(due.with_for_update(skip_locked=True))
    if poll is None:
        return False
    message = db.get_one(Message, poll.message_id)
    log.lock_room(db, message.thread.room_id)
    poll.closed_at = poll.closes_at
    log_poll(db, message)
    return True


def log_poll(db: Db, message: Message) -> None:
    """Write into the log that a poll is another: pages ask how it stands for their reader, and nobody learns who chose."""
    log.log(db, None, "poll", message.thread.room_id, message.thread, message)


def _poll_for(db: Db, actor: Person, poll_id: int) -> tuple[Poll, Message]:
    """The poll with its message, if the actor may read that. Raises NotFound."""
    poll = db.get(Poll, poll_id)
    if poll is None:
        raise NotFound
    message = access.message_for(db, actor, poll.message_id)
    if message.removed_at is not None:
        raise NotFound
    return poll, message
