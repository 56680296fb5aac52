"""Verbs of people who are not signed in yet: links by email."""

from datetime import timedelta

from sqlalchemy import func, select

from peerhub.accounts.models import SignInLink
from peerhub.accounts.queries import sign_in_links
from peerhub.accounts.queries.sign_in_links import LINK
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.jobs.claims import claim
from peerhub.base.mail import outbox
from peerhub.base.mail.models import AWAITED
from peerhub.base.mail.outbox import Mail
from peerhub.base.security import tokens
from peerhub.people.models import Person
from peerhub.people.queries import people

GOOD_FOR = timedelta(minutes=20)
STILL_GOOD = timedelta(minutes=5)  # a link that works for so long need not be sent again
MOST_IN_AN_HOUR = 3
LONGEST_PATH = 1000  # signs; a search for a sentence in Arabic has 600, six for each letter


def send(db: Db, email: str, path: str = "/") -> None:
    """Send a link that signs in once, within 20 minutes, and leads to `path`; one that is too long for an email is left to
    the browser that was stopped there.

    Does nothing, and says nothing, for an address without an open account: nobody learns who takes part. After three links in
    an hour another is sent only when none of them works any longer: nobody floods a mailbox, which then gets six in an hour at
    most, and nobody keeps the owner out by asking, since the newest email always works.
    """
    person = people.by_email(db, email)
    if person is None or person.closed_at is not None:
        return
    if _sent_lately(db, person) >= MOST_IN_AN_HOUR and _has_link(db, person):
        return
    now = clock.now()
    link = SignInLink(person_id=person.id, created_at=now, expires_at=now + GOOD_FOR)
    db.add(link)
    db.flush()
    payload = [link.id, now.isoformat(), path if len(path) <= LONGEST_PATH else ""]
    token = tokens.sign(settings_of(db), LINK, payload)
    outbox.queue(
        db,
        person.receiver,
        Mail(
            kind="accounts/sign_in_link",
            dedupe_key=f"sign-in-link:{link.id}:{now.isoformat()}",
            data={"path": f"/sign-in/link/{token}"},
            expires_at=link.expires_at,
            priority=AWAITED,
        ),
    )


def _sent_lately(db: Db, person: Person) -> int:
    since = clock.now() - timedelta(hours=1)
    sent = select(func.count()).where(SignInLink.person_id == person.id, SignInLink.created_at > since)
    return db.scalar(sent) or 0


def _has_link(db: Db, person: Person) -> bool:
    works = [SignInLink.used_at.is_(None), SignInLink.expires_at > clock.now() + STILL_GOOD]
    return db.scalar(select(SignInLink.id).where(SignInLink.person_id == person.id, *works).limit(1)) is not None


def use(db: Db, token: str) -> Person | None:
    """The person whom the link signs in, or None when it is not ours, was used, or is too old. Two clicks use it once."""
    link = sign_in_links.usable(db, token)
    if link is None:
        return None
    now = clock.now()
    unused = [SignInLink.id == link.id, SignInLink.used_at.is_(None), SignInLink.expires_at > now]
    claimed = claim(db, SignInLink, unused, {"used_at": now})
    return link.person if claimed else None
