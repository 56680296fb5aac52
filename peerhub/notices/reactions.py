"""What people are notified of accounts, pushing the count of the bell, and waking who delivers; the domains above notify of their own."""

from collections.abc import Callable

from peerhub.accounts.facts import PersonJoined
from peerhub.base.database.engine import Db
from peerhub.base.live import channels
from peerhub.base.mail import couriers
from peerhub.base.mail.facts import MailLeaves, MailQueued
from peerhub.base.subject import Subject
from peerhub.notices.actions import emails, notices
from peerhub.notices.actions.emails import Content
from peerhub.notices.facts import NoticesChanged
from peerhub.people.facts import PersonClosed, SeatHandedOver
from peerhub.people.models import Person, Seat


def push_counts(_db: Db, fact: NoticesChanged) -> None:
    """Let the open pages of these people count again; what they count is asked by each page, in its own time."""
    for person_id in fact.person_ids:
        channels.push_counts(person_id)


def wake_couriers(_db: Db, fact: MailQueued) -> None:
    """Let mails leave now, by this process or by another one."""
    couriers.wake(fact.awaited)
    channels.ask_others("deliver", awaited=fact.awaited)


def look_again_with(content: Content) -> Callable[[Db, MailLeaves], None]:
    """The reaction that lets emails about the bell say how things stand when they leave."""

    def look_again(db: Db, fact: MailLeaves) -> None:
        if fact.kind == emails.KIND:
            emails.look_again(db, fact.mail_id, content)

    return look_again


def drop_emails(db: Db, fact: PersonClosed) -> None:
    """Send nothing that waits for an account which was closed."""
    emails.drop_all(db, db.get_one(Person, fact.person_id))


def notify_inviter(db: Db, fact: PersonJoined) -> None:
    """Notify the person who invited somebody that they have joined."""
    joined = db.get(Person, fact.person_id)
    if joined and fact.invited_by_id:
        about = Subject("person", joined.id, joined.name, f"/people/{joined.id}")
        notices.notify(db, [fact.invited_by_id], "people/joined", about, {"name": joined.name})


def notify_successor(db: Db, fact: SeatHandedOver) -> None:
    """Notify a successor of what came with the seat."""
    seat = db.get_one(Seat, fact.seat_id)
    about = Subject("seat", seat.id, seat.office, "/")
    notices.notify(db, [fact.to_id], "people/seated", about, {"office": seat.office})
