"""Messages as the templates of rooms need them: for one reader, or for nobody in particular, as they are pushed."""

from datetime import datetime
from typing import Any, NamedTuple

from peerhub.base import clock
from peerhub.base.i18n import reader
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.models.messages import Message
from peerhub.rooms.models.threads import Thread
from peerhub.rooms.queries.events import LoggedEvent, ThreadState
from peerhub.rooms.queries.threads import MessageLine, Reactions, ThreadPage
from peerhub.rooms.views.polls import PollView, poll_view


class ReactionView(NamedTuple):
    """One of the four small answers to a message."""

    kind: str
    given: int
    mine: bool | None  # None where it is rendered for nobody in particular


class CountryView(NamedTuple):
    """A country's tile."""

    code: str
    name: str


class MessageView(NamedTuple):
    """A message as it is rendered: plain values, so that equal views are rendered once. What the reader may do about it is asked
    when they open its menu. `removed_by`: author, facilitator or ""; until `undo_until` whoever removed it can bring it back.

    `mine`, the `mine` of reactions, `foreign` and `may_restore` are the reader's; static/js/room/personal.js puts them on
    what is pushed, which is rendered for nobody.
    """

    id: int
    number: int
    author_id: int
    author: str
    country: CountryView | None
    created_at: datetime
    language: str
    html: str
    is_edited: bool
    is_answer: bool
    removed_by: str
    undo_until: datetime | None
    reactions: tuple[ReactionView, ...]
    may_react: bool
    mine: bool = False
    foreign: bool = False
    may_restore: bool = False
    poll: PollView | None = None


class MenuView(NamedTuple):
    """What one reader may do about a message."""

    id: int
    number: int
    thread_id: int
    is_answer: bool
    may_quote: bool
    may_name: bool
    may_edit: bool
    may_answer: bool
    may_remove: bool


def message_views(shown: ThreadPage, viewer: Person) -> list[MessageView]:
    """The messages of a page as this viewer sees them."""
    writable = access.may_post_in(shown.thread)
    own = own_languages(viewer)
    foreign = {code: not any(rules.same_language(code, mine) for mine in own) for code in shown.languages}

    def view(message: MessageLine) -> MessageView:
        is_own = message.author_id == viewer.id
        polls = shown.polls.get(message.id)
        return _view(
            message,
            shown.thread,
            shown.reactions,
            may_react=writable,
            mine=is_own,
            foreign=foreign[message.language],
            may_restore=_undo_until(message) is not None and (is_own if _by_author(message) else shown.facilitator),
            poll=poll_view(polls, may_vote=writable, may_close=is_own or shown.facilitator)
            if polls and message.removed_at is None
            else None,
        )

    return [view(message) for message in shown.messages]


def neutral_view(logged: LoggedEvent) -> MessageView | None:
    """The message of a line of the log as it is rendered for everybody who listens."""
    if logged.message is None or logged.thread is None:
        return None
    message = logged.message
    view = _view(message, logged.thread, logged.reactions, may_react=access.may_post_in(logged.thread))
    view = view._replace(reactions=tuple(reaction._replace(mine=None) for reaction in view.reactions))
    if logged.poll is None or message.removed_at is not None:
        return view
    return view._replace(poll=poll_view(logged.poll, may_vote=view.may_react, may_close=False))


def _view(
    message: MessageLine, thread: Thread | ThreadState, reactions: Reactions, *, may_react: bool, **of_reader: Any
) -> MessageView:
    """What is the same for everybody, what the viewer has reacted, where the reactions tell, and what else is the reader's."""
    is_present = message.removed_at is None
    return MessageView(
        message.id,
        message.number,
        message.author_id,
        message.author,
        country=_country(message),
        created_at=message.created_at,
        language=message.language,
        html=message.html if is_present else "",
        is_edited=is_present and message.edited_at is not None,
        is_answer=is_present and thread.answer_number == message.number,
        removed_by="" if is_present else "author" if _by_author(message) else "facilitator",
        undo_until=_undo_until(message),
        reactions=reaction_views(reactions, message.id),
        may_react=may_react,
        **of_reader,
    )


def menu_view(message: Message, viewer: Person, *, facilitator: bool) -> MenuView:
    """What the viewer may do about a message that is there."""
    thread, is_own = message.thread, message.author_id == viewer.id
    chooses = access.may_choose_answer(viewer, thread, facilitator=facilitator)
    return MenuView(
        message.id,
        message.number,
        thread.id,
        is_answer=thread.answer_number == message.number,
        may_quote=access.may_post_in(thread),
        may_name=is_own or facilitator,
        may_edit=access.may_edit(viewer, message),
        may_answer=chooses and message.number > 1,
        may_remove=is_own or facilitator,
    )


def own_languages(viewer: Person) -> tuple[str, ...]:
    """The languages that the viewer reads without a label."""
    return tuple(dict.fromkeys((reader.language_tag(), viewer.language, *viewer.working_languages)))


def _country(message: MessageLine) -> CountryView | None:
    code, name = message.country_code, message.country_name
    return CountryView(code, name) if code and name else None


def _by_author(message: MessageLine) -> bool:
    return message.removed_by_id == message.author_id


def _undo_until(message: MessageLine) -> datetime | None:
    """Until when a removal can be undone; None once that is over."""
    if message.removed_at is None or not rules.may_restore(message.removed_at, clock.now()):
        return None
    return message.removed_at + rules.UNDO


_NONE_GIVEN = tuple(ReactionView(kind, 0, mine=False) for kind in rules.REACTIONS)


def reaction_views(reactions: Reactions, message_id: int) -> tuple[ReactionView, ...]:
    """The four small answers to a message, in their order."""
    counts = reactions.counts.get(message_id)
    if not counts:
        return _NONE_GIVEN
    own_kinds = reactions.mine
    return tuple(ReactionView(kind, counts.get(kind, 0), (message_id, kind) in own_kinds) for kind in rules.REACTIONS)


def first_new(shown: ThreadPage, viewer: Person) -> int | None:
    """The number of the message above which the page says how many are new."""
    new = (
        message.number for message in shown.messages if message.number > shown.mark and message.author_id != viewer.id
    )
    return next(new, None)
