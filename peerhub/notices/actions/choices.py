"""Choosing how often emails come, and in which hours none."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.mail import troubles
from peerhub.notices import access
from peerhub.notices.actions import emails
from peerhub.notices.models import EmailChoice, Notice, QuietHours
from peerhub.notices.queries.choices import choices_of
from peerhub.notices.queries.email_times import email_times
from peerhub.notices.rules import DEFAULTS, FREQUENCIES, NEVER, QUIET, topic_of
from peerhub.people.models import Person

HOURS = range(24)


def choose(db: Db, actor: Person, frequencies: Mapping[str, str], quiet: tuple[int, int]) -> Person:
    """Keep what the actor chose; what waits in their bell is sent, or not, as they want it now. Harmless to repeat.

    Raises Invalid for what is no frequency, topic or hour.
    """
    if not set(frequencies) <= set(DEFAULTS) or not set(frequencies.values()) <= set(FREQUENCIES):
        raise Invalid(_("Choose how often from the list."))
    if not set(quiet) <= set(HOURS):
        raise Invalid({"quiet_begins": _("Choose an hour from the list.")})
    _keep(db, actor, frequencies)
    db.execute(delete(QuietHours).where(QuietHours.person_id == actor.id))
    if quiet != QUIET:
        db.add(QuietHours(person_id=actor.id, begins=quiet[0], ends=quiet[1]))
    db.flush()
    _plan_anew(db, actor)
    return actor


def address_works(db: Db, actor: Person) -> None:
    """Take the actor's word that emails reach them again. Harmless to repeat."""
    troubles.forgive(db, actor.email)


def stop_from_email(db: Db, token: str) -> None:
    """Send no more emails about the topics of a mailed link to the person it is for. Harmless to repeat. Raises NotFound."""
    person, topics = access.emails_of_token(db, token)
    _set(db, person, dict.fromkeys(topics, NEVER))


def resume_from_email(db: Db, token: str) -> None:
    """Undo that: they come as usual again, where they are stopped."""
    person, topics = access.emails_of_token(db, token)
    chosen = choices_of(db, person).frequencies
    _set(db, person, {topic: DEFAULTS[topic] for topic in topics if chosen[topic] == NEVER})


def _set(db: Db, person: Person, frequencies: Mapping[str, str]) -> None:
    _keep(db, person, frequencies)
    db.flush()
    _plan_anew(db, person)


def _keep(db: Db, person: Person, frequencies: Mapping[str, str]) -> None:
    """Keep what differs from the usual, so that a better default reaches those who never chose."""
    topics = EmailChoice.person_id == person.id, EmailChoice.topic.in_(sorted(frequencies))
    db.execute(delete(EmailChoice).where(*topics))
    db.add_all(
        EmailChoice(person_id=person.id, topic=topic, frequency=frequency)
        for topic, frequency in sorted(frequencies.items())
        if frequency != DEFAULTS[topic]
    )


def _plan_anew(db: Db, person: Person) -> None:
    waiting = select(Notice.id, Notice.kind).where(
        Notice.person_id == person.id, Notice.email_at.is_not(None), Notice.read_at.is_(None)
    )
    by_topic: dict[str, list[int]] = {}
    for row in db.execute(waiting.order_by(Notice.id)):
        by_topic.setdefault(topic_of(row.kind), []).append(row.id)
    for topic, ids in sorted(by_topic.items()):
        time = email_times(db, [person.id], topic, clock.now()).get(person.id)
        db.execute(update(Notice).where(Notice.id.in_(ids)).values(email_at=time.at if time else None))
    emails.drop_unwanted(db, person)
