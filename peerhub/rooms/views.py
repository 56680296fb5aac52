"""Messages as the templates of rooms need them."""

from dataclasses import dataclass

from peerhub.base import clock
from peerhub.base.i18n import lazy_gettext as _l
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.models import Message
from peerhub.rooms.queries import Reactions, ThreadPage

REACTION_NAMES = {
    "useful": _l("Useful"),
    "thanks": _l("Thanks"),
    "same_question": _l("Same question"),
    "agree": _l("Agree"),
}


@dataclass(frozen=True)
class ReactionView:
    """One of the four small answers to a message."""

    kind: str
    label: str
    count: int
    mine: bool


@dataclass(frozen=True)
class MessageView:
    """A message with what this viewer may do about it."""

    message: Message
    mine: bool
    new: bool
    is_answer: bool
    reactions: list[ReactionView]
    may_react: bool
    may_edit: bool
    may_remove: bool
    may_restore: bool
    may_answer: bool


def message_views(shown: ThreadPage, viewer: Person) -> list[MessageView]:
    """The messages of a page as this viewer sees them."""
    return [message_view(shown, viewer, message) for message in shown.messages]


def message_view(shown: ThreadPage, viewer: Person, message: Message) -> MessageView:
    """One message as this viewer sees it."""
    mine = message.author_id == viewer.id
    there = message.removed_at is None
    writable = shown.room.archived_at is None and shown.thread.locked_at is None
    chooses = access.may_choose_answer(viewer, shown.thread, facilitator=shown.facilitator)
    return MessageView(
        message=message,
        mine=mine,
        new=message.number > shown.mark and not mine,
        is_answer=there and shown.thread.answer_number == message.number,
        reactions=reaction_views(shown.reactions, message.id),
        may_react=there and writable,
        may_edit=mine and there and writable,
        may_remove=there and (mine or shown.facilitator),
        may_restore=_may_restore(message, viewer),
        may_answer=there and chooses and message.number > 1,
    )


def template_message(shown: ThreadPage, viewer: Person) -> MessageView:
    """An empty message of the viewer, from which the script of the page draws those that arrive."""
    blank = Message(id=0, thread_id=shown.thread.id, number=2, author_id=viewer.id, body="", html="", renderer=0)
    blank.language, blank.created_at, blank.author = "en", clock.now(), viewer
    return message_view(shown, viewer, blank)


def _may_restore(message: Message, viewer: Person) -> bool:
    if message.removed_at is None or message.removed_by_id != viewer.id:
        return False
    return rules.may_restore(message.removed_at, clock.now())


def reaction_views(reactions: Reactions, message_id: int) -> list[ReactionView]:
    """The four small answers to a message, in their order."""
    counts = reactions.counts.get(message_id, {})
    return [
        ReactionView(kind, str(REACTION_NAMES[kind]), counts.get(kind, 0), (message_id, kind) in reactions.mine)
        for kind in rules.REACTIONS
    ]


def first_new(views: list[MessageView]) -> int | None:
    """The number of the message above which the page says how many are new."""
    return next((view.message.number for view in views if view.new), None)
