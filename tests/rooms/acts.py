"""What may happen to a message, to its room or to its reader while an email about it waits: each takes `db`, the cast, the rooms and the
message."""

from peerhub.base.database.engine import Db
from peerhub.notices.actions import choices
from peerhub.notices.rules import MENTIONS, NEVER, QUIET, REPLIES
from peerhub.people.actions import closing
from peerhub.people.models import Person
from peerhub.rooms.actions import emails as room_emails
from peerhub.rooms.actions import following, members, messages, reading
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.rules import MUTED
from tests.cast import Cast
from tests.rooms.arrange import Place

OTHER = "Nothing else is meant."


def actor(db: Db, person: Person) -> Person:
    """Somebody, in this transaction."""
    return db.get_one(Person, person.id)


def nothing(_db: Db, _cast: Cast, _place: Place, _message: int) -> None:
    """Nothing happens while the email waits."""


def remove(db: Db, cast: Cast, _place: Place, message: int) -> None:
    """The author removes the message."""
    messages.remove(db, actor(db, cast.provider), message)


def moderate(db: Db, cast: Cast, _place: Place, message: int) -> None:
    """Who looks after the room removes it."""
    messages.remove(db, actor(db, cast.facilitator), message)


def edit(db: Db, cast: Cast, _place: Place, message: int) -> None:
    """The author changes it."""
    messages.edit(db, actor(db, cast.provider), message, OTHER)


def close_room(db: Db, _cast: Cast, place: Place, _message: int) -> None:
    """The room becomes private; its reader is no member."""
    db.get_one(Room, place.room).private = True


def close_account(db: Db, cast: Cast, _place: Place, _message: int) -> None:
    """The secretariat closes the reader's account."""
    closing.close_account(db, actor(db, cast.secretariat), cast.seeker.id)


def close_own(db: Db, cast: Cast, _place: Place, _message: int) -> None:
    """The reader closes it."""
    closing.close_own(db, actor(db, cast.seeker))


def mute_thread(db: Db, cast: Cast, place: Place, _message: int) -> None:
    """The reader mutes the thread."""
    following.follow_thread(db, actor(db, cast.seeker), place.thread, MUTED)


def mute_room(db: Db, cast: Cast, place: Place, _message: int) -> None:
    """The reader mutes the room."""
    following.follow_room(db, actor(db, cast.seeker), place.room, MUTED)


def choose_never(db: Db, cast: Cast, _place: Place, _message: int) -> None:
    """The reader wants no such emails."""
    choices.choose(db, actor(db, cast.seeker), {MENTIONS: NEVER, REPLIES: NEVER}, QUIET)


def read(db: Db, cast: Cast, place: Place, _message: int) -> None:
    """The reader reads the thread on the site."""
    reading.mark_read(db, actor(db, cast.seeker), place.thread, db.get_one(Thread, place.thread).last_number)


def leave(db: Db, cast: Cast, place: Place, _message: int) -> None:
    """The reader is taken out of the private room."""
    members.remove(db, place.private_room, cast.seeker.id)


def hide(db: Db, cast: Cast, place: Place, _message: int) -> None:
    """Its facilitator wants emails to show nothing of it."""
    room_emails.allow(db, actor(db, cast.provider), place.private_room, is_allowed=False)
