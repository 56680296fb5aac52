"""Messages as the templates of rooms need them."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from flask import current_app, has_request_context, url_for
from flask_login import current_user
from jinja2 import Environment
from markupsafe import Markup

from peerhub.base import clock, i18n
from peerhub.base.differences import Piece, differences
from peerhub.base.i18n import _
from peerhub.people.models import Person
from peerhub.rooms import access, rules
from peerhub.rooms.models import Room
from peerhub.rooms.queries import History, MessageLine, PollState, Reactions, ThreadPage

KEPT = 4096


class ReactionView(NamedTuple):
    """One of the four small answers to a message."""

    kind: str
    given: int
    mine: bool


class CountryView(NamedTuple):
    """A country's tile."""

    code: str
    name: str


class OptionView(NamedTuple):
    """An answer of a poll; `votes` is None while the reader is not to see any."""

    id: int
    text: str
    votes: int | None
    mine: bool


class PollView(NamedTuple):
    """A poll as one reader sees it: results after they chose, or once it is closed."""

    id: int
    question: str
    several: bool
    closes_at: datetime | None
    closed_at: datetime | None
    voters: int
    voted: bool
    options: tuple[OptionView, ...]
    may_vote: bool
    may_close: bool


class Change(NamedTuple):
    """What an edit did to a text."""

    at: datetime
    pieces: list[Piece]


class MessageView(NamedTuple):
    """A message as one reader sees it, with what they may do about it: plain values, so that equal views are drawn once."""

    id: int
    number: int
    thread_id: int
    author: str
    country: CountryView | None
    created_at: datetime
    language: str
    html: str
    is_edited: bool
    removed_by: str
    mine: bool
    is_answer: bool
    reactions: tuple[ReactionView, ...]
    may_react: bool
    may_edit: bool
    may_remove: bool
    may_restore: bool
    may_answer: bool
    foreign: bool = False
    may_quote: bool = False
    may_name: bool = False
    poll: PollView | None = None


def message_views(shown: ThreadPage, viewer: Person) -> list[MessageView]:
    """The messages of a page as this viewer sees them."""
    view = _viewing(shown, viewer)
    return [view(message) for message in shown.messages]


def template_message(shown: ThreadPage, viewer: Person) -> MessageView:
    """An empty message of the viewer, from which the script of the page draws those that arrive."""
    code, name = (viewer.country.code, viewer.country.name) if viewer.country else (None, None)
    at = shown.thread.created_at
    blank = MessageLine(0, 2, shown.thread.id, viewer.id, viewer.name, code, name, "", "en", at, None, None, None)
    return _viewing(shown, viewer)(blank)


def _viewing(shown: ThreadPage, viewer: Person) -> Callable[[MessageLine], MessageView]:
    """What makes a message of this page a view: what holds for the whole page is asked once."""
    me, facilitator, answer = viewer.id, shown.facilitator, shown.thread.answer_number
    writable = shown.room.archived_at is None and shown.thread.locked_at is None
    own = (i18n.language_tag(), viewer.language, *viewer.working_languages)
    chooses = access.may_choose_answer(viewer, shown.thread, facilitator=facilitator)

    def view(message: MessageLine) -> MessageView:
        mine = message.author_id == me
        there = message.removed_at is None
        return MessageView(
            message.id,
            message.number,
            message.thread_id,
            message.author,
            country=_country(message),
            created_at=message.created_at,
            language=message.language,
            html=message.html if there else "",
            is_edited=message.edited_at is not None,
            removed_by="" if there else _removed_by(message),
            mine=mine,
            is_answer=there and answer == message.number,
            reactions=reaction_views(shown.reactions, message.id),
            may_react=there and writable,
            may_edit=mine and there and writable,
            may_remove=there and (mine or facilitator),
            may_restore=not there and _may_restore(message, viewer),
            may_answer=there and chooses and message.number > 1,
            foreign=not any(rules.same_language(message.language, each) for each in own),
            may_quote=there and writable,
            may_name=there and (mine or facilitator) and shown.room.archived_at is None,
            poll=poll_view(poll, may_vote=writable, may_close=mine or facilitator)
            if there and (poll := shown.polls.get(message.id))
            else None,
        )

    return view


def poll_view(poll: PollState, *, may_vote: bool, may_close: bool) -> PollView:
    """A poll as its reader sees it."""
    is_open = poll.is_open(clock.now())
    told = poll.voted or not is_open
    options = (OptionView(each.id, each.text, each.votes if told else None, each.mine) for each in poll.options)
    closed_at = None if is_open else poll.closed_at or poll.closes_at
    return PollView(
        poll.id,
        poll.question,
        poll.several,
        poll.closes_at,
        closed_at,
        poll.voters,
        poll.voted,
        tuple(options),
        may_vote=may_vote and is_open,
        may_close=may_close and is_open,
    )


def draw_poll(view: PollView) -> str:
    """One poll alone, as it stands in its message."""
    return _macro(current_app.jinja_env, i18n.language_tag(), "rooms/_poll.html", "poll")(view)


def changes(shown: History) -> list[Change]:
    """What each edit did, newest first."""
    after = shown.after.body if shown.after else shown.message.body
    found = []
    for version in shown.versions:
        found.append(Change(version.replaced_at, differences(version.body, after)))
        after = version.body
    return found


def drawing() -> Callable[[MessageView], Markup]:
    """What draws messages as HTML for this reader: each once for all to whom it looks the same today, in their language and zone."""
    today = i18n.local(clock.now()).date()
    language, zone = i18n.language_tag(), i18n.current_zone().key
    return lambda view: _drawn(view, language, zone, today)


@lru_cache(maxsize=KEPT)
def _drawn(view: MessageView, language: str, zone: str, today: date) -> Markup:
    """The arguments are all that the template looks at: the reader's language, zone and day choose the words of times."""
    return Markup(_macro(current_app.jinja_env, language, "rooms/_message.html", "message")(view))  # noqa: S704  (drawn by an escaping template)


@lru_cache(maxsize=64)
def _macro(environment: Environment, language: str, template: str, name: str) -> Callable[[Any], str]:
    module = environment.get_template(template).make_module({"lang": language})
    macro: Callable[[Any], str] = vars(module)[name]
    return macro


def forget_drawn() -> None:
    """Draw everything anew: the words of a catalogue have changed."""
    _drawn.cache_clear()


def addresses() -> dict[str, str]:
    """Where the frame's search leads."""
    signed_in = has_request_context() and current_user.is_authenticated
    return {"search_url": url_for("rooms.search")} if signed_in else {}


def room_title(room: Room) -> str:
    """What a room is called: a theme's by its theme, in the reader's language, unless it was renamed."""
    return _(room.title) if room.kind == "theme" else room.title


def room_purpose(room: Room) -> str:
    """What the room is for, in the reader's language, else in English; the theme's name where nobody wrote more."""
    said = _said(room, "purpose")
    return _(said) if room.theme is not None and said == room.theme.name else said


def room_rules(room: Room) -> str:
    """How people talk in the room, in the reader's language, else in English."""
    return _said(room, "ground_rules")


def _said(room: Room, what: str) -> str:
    own: dict[str, str] = room.words.get(i18n.language_tag(), {})
    return own.get(what) or str(getattr(room, what))


def _country(message: MessageLine) -> CountryView | None:
    code, name = message.country_code, message.country_name
    return CountryView(code, name) if code and name else None


def _removed_by(message: MessageLine) -> str:
    return "author" if message.removed_by_id == message.author_id else "facilitator"


def _may_restore(message: MessageLine, viewer: Person) -> bool:
    if message.removed_at is None or message.removed_by_id != viewer.id:
        return False
    return rules.may_restore(message.removed_at, clock.now())


_NONE_GIVEN = tuple(ReactionView(kind, 0, mine=False) for kind in rules.REACTIONS)


def reaction_views(reactions: Reactions, message_id: int) -> tuple[ReactionView, ...]:
    """The four small answers to a message, in their order."""
    counts = reactions.counts.get(message_id)
    if not counts:
        return _NONE_GIVEN
    mine = reactions.mine
    return tuple(ReactionView(kind, counts.get(kind, 0), (message_id, kind) in mine) for kind in rules.REACTIONS)


def first_new(shown: ThreadPage, viewer: Person) -> int | None:
    """The number of the message above which the page says how many are new."""
    new = (each.number for each in shown.messages if each.number > shown.mark and each.author_id != viewer.id)
    return next(new, None)
