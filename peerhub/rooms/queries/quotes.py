"""What a message says, to be carried into a reply."""

from peerhub.base.database.engine import Db
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.engines import prose
from peerhub.rooms.models.messages import Message


def quotation(db: Db, viewer: Person, thread_id: int, message_id: int) -> str:
    """The message as a quotation that leads back to it, to begin a reply in the thread with. Raises NotFound."""
    thread = access.thread_for(db, viewer, thread_id)
    return _quoted(access.message_to_quote(db, viewer, message_id, thread.room_id))


def quotable(db: Db, viewer: Person, message_id: int) -> tuple[Message, str]:
    """The message, and the same quotation for its own thread. Raises NotFound."""
    message = access.message_for(db, viewer, message_id)
    return message, _quoted(access.message_to_quote(db, viewer, message_id, message.thread.room_id))


def _quoted(message: Message) -> str:
    return prose.quoted(message.body, message.author.name, f"/messages/{message.id}", rules.LONGEST_QUOTE) + "\n\n"
