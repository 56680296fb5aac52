"""What follows from what happens in rooms, to seats and to accounts: people are notified, members and open pages change."""

from sqlalchemy import select

from peerhub.accounts.facts import PersonJoined, SignInsEnded
from peerhub.base import clock
from peerhub.base.database.engine import Db, settings_of
from peerhub.base.live import channels
from peerhub.base.subject import Subject
from peerhub.notices.actions import notices
from peerhub.notices.models import Notice
from peerhub.notices.queries import notices as notice_queries
from peerhub.people.access import secretariat
from peerhub.people.facts import AccountOpened, PersonClosed, PersonReturned, SeatHandedOver
from peerhub.people.models import Person
from peerhub.rooms import access
from peerhub.rooms.actions import mailed, members, reading, totals
from peerhub.rooms.facts import (
    FacilitatorAdded,
    MembersRemoved,
    MessagePosted,
    MessageRemoved,
    MessageRestored,
    PeopleMentioned,
    PlaceMuted,
    ReplySettled,
    ReplyWaits,
    ThreadRead,
)
from peerhub.rooms.models.mailed import MailedReply
from peerhub.rooms.models.messages import Mention
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries import followers
from peerhub.rooms.rules import channel_in, channel_of

STARTED, REPLIED, MENTIONED = "rooms/thread", "rooms/replied", "rooms/mentioned"
FACILITATES, REPLY_WAITS = "rooms/facilitator", "rooms/reply_waits"


def close_for(db: Db, fact: MembersRemoved) -> None:
    """Take those who may no longer see the room out of its channels, on every process."""
    room = db.get(Room, fact.room_id)
    if room is None or not room.private:
        return
    languages = [channel_in(room.id, code) for code in settings_of(db).languages]
    for person_id in fact.person_ids:
        for channel in (channel_of(room.id), *languages):
            channels.remove_from_channel(person_id, channel)


def close_sockets(_db: Db, fact: PersonClosed | SignInsEnded) -> None:
    """Close all sockets of a person who was signed out somewhere; devices that are still signed in open theirs again."""
    channels.disconnect(fact.person_id)


def end_memberships(db: Db, fact: PersonClosed) -> None:
    """Remove somebody who has left from all rooms, unless their seat waits for a successor; what they wrote and did not post, goes."""
    mailed.delete_of(db, fact.person_id)
    if not fact.seat_waits:
        members.leave_all(db, fact.person_id)


def end_old_memberships(db: Db, fact: PersonReturned) -> None:
    """Somebody comes back to another seat: remove them from the rooms of the old one."""
    if fact.elsewhere:
        members.leave_all(db, fact.person_id)


def hand_over_seat(db: Db, fact: SeatHandedOver) -> None:
    """Pass the leaver's private rooms and facilitation to the successor."""
    members.hand_over(db, fact.from_id, fact.to_id)


def count_for(db: Db, fact: AccountOpened) -> None:
    """Count what ended before a new account's time."""
    totals.count(db, db.get_one(Person, fact.person_id))


def begin_reading(db: Db, fact: PersonJoined) -> None:
    """Mark what was written more than two weeks ago as read for somebody who joins."""
    reading.begin_reading(db, db.get_one(Person, fact.person_id))


def notify_followers(db: Db, fact: MessagePosted) -> None:
    """Notify those who follow the room of a new thread; those who follow a thread of a reply, once, until they have looked."""
    thread = db.get_one(Thread, fact.thread_id)
    room = db.get_one(Room, fact.room_id)
    about = Subject("thread", thread.id, thread.title, f"/threads/{thread.id}")
    data = {"thread": thread.title, "room": room.title}
    if fact.number == 1:
        notices.notify(db, followers.of_room(db, room, fact.author_id), STARTED, about, data)
        return
    told = {"kind": REPLIED, "path": about.path, "mention": MENTIONED, "called": f"/messages/{fact.message_id}"}
    people = followers.of_thread(db, room, {"thread": thread.id, "author": fact.author_id, **told})
    notices.notify(db, people, REPLIED, about, data)


def notify_of_reply(db: Db, fact: ReplyWaits) -> None:
    """Ask the person to whose address a reply came whether it is theirs."""
    reply = db.get_one(MailedReply, fact.reply_id)
    about = Subject("reply", reply.id, reply.thread.title, access.mailed_reply_path(db, reply))
    notices.notify(db, [reply.person_id], REPLY_WAITS, about, {"thread": reply.thread.title})


def settle_reply(db: Db, fact: ReplySettled) -> None:
    """Ask no more about a reply that was posted or discarded."""
    path = access.mailed_reply_path(db, db.get_one(MailedReply, fact.reply_id))
    notices.withdraw(db, path, clock.now(), kind=REPLY_WAITS)


def notify_facilitator(db: Db, fact: FacilitatorAdded) -> None:
    """Notify somebody whom another person made a facilitator."""
    if fact.person_id != fact.actor_id:
        room = db.get_one(Room, fact.room_id)
        about = Subject("room", room.id, room.title, f"/rooms/{room.id}")
        notices.notify(db, [fact.person_id], FACILITATES, about, {"room": room.title})


def push_counts(_db: Db, fact: ThreadRead) -> None:
    """Let the other open pages of the person who has read count again."""
    channels.push_counts(fact.person_id)


def read_notices(db: Db, fact: ThreadRead) -> None:
    """What somebody has read in a thread, their bell and emails need not tell them."""
    waiting = notice_queries.unread_paths(db, fact.person_id, (STARTED, REPLIED, MENTIONED))
    threads = [number for _id, path in waiting if (number := _number_in(path, "/threads/"))]
    messages = [number for _id, path in waiting if (number := _number_in(path, "/messages/"))]
    read = {f"/threads/{number}" for number in followers.read_to_the_end(db, fact.person_id, threads)}
    read |= {f"/messages/{number}" for number in followers.read_messages(db, fact.person_id, messages)}
    if read:
        notices.read(db, fact.person_id, [notice_id for notice_id, path in waiting if path in read])


def send_no_emails(db: Db, fact: PlaceMuted) -> None:
    """What waits in a bell about a place that was muted stays there, and no email tells of it."""
    waiting = notice_queries.unread_paths(db, fact.person_id, (STARTED, REPLIED, MENTIONED))
    threads = {path: number for _id, path in waiting if (number := _number_in(path, "/threads/"))}
    messages = {path: number for _id, path in waiting if (number := _number_in(path, "/messages/"))}
    threads |= followers.threads_of(db, messages)
    muted = followers.in_room(db, fact.room_id, set(threads.values()))
    if fact.thread_id is not None:
        muted &= {fact.thread_id}
    notices.send_no_email(db, [notice_id for notice_id, path in waiting if threads.get(path) in muted])


def _number_in(path: str, before: str) -> int:
    """The number at the end of a path that begins so; 0 for another path."""
    number = path.removeprefix(before)
    return int(number) if path.startswith(before) and number.isdecimal() else 0


def withdraw_notices(db: Db, fact: MessageRemoved) -> None:
    """Withdraw the notices of a message that was removed."""
    notices.withdraw(db, f"/messages/{fact.message_id}", fact.at)


def restore_notices(db: Db, fact: MessageRestored) -> None:
    """Bring back the notices of a message that was restored, for those who had not looked."""
    notices.restore(db, f"/messages/{fact.message_id}", fact.at)


def notify_mentioned(db: Db, fact: PeopleMentioned) -> None:
    """Notify those whom a message mentions, once for each message."""
    room, thread = db.get_one(Room, fact.room_id), db.get_one(Thread, fact.thread_id)
    mentions = list(db.scalars(select(Mention).where(Mention.id.in_(fact.mention_ids))))
    people = {mention.person_id for mention in mentions if mention.person_id}
    teams = {mention.country_code for mention in mentions if mention.country_code}
    if any(mention.person_id is None and mention.country_code is None for mention in mentions):
        people |= {person.id for person in access.facilitators(db, room) or secretariat(db)}
    path = f"/messages/{fact.message_id}"
    notified = select(Notice.person_id).where(Notice.kind == MENTIONED, Notice.path == path)
    people_query = followers.mentioned(room, thread.id, people, teams)
    people_query = people_query.where(Person.id != fact.author_id, Person.id.not_in(notified))
    by = db.get_one(Person, fact.author_id).name
    about = Subject("message", fact.message_id, thread.title, path)
    data = {"author": by, "thread": thread.title, "room": room.title}
    notices.notify(db, db.scalars(people_query), MENTIONED, about, data)
