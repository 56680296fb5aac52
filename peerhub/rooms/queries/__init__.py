"""Reads of rooms, by noun. Domains above use what stands here."""

from peerhub.rooms.queries.calls import meant, told_lately
from peerhub.rooms.queries.events import Caught, LoggedEvent, event_to_push, events_after, last_seqs
from peerhub.rooms.queries.export import Taken, parts, room_to_take, thread_to_take
from peerhub.rooms.queries.here import Here, here_now
from peerhub.rooms.queries.payloads import event_json
from peerhub.rooms.queries.people import (
    Mentions,
    Spoken,
    Suggestion,
    mentions_in,
    mentions_kept,
    people_to_mention,
)
from peerhub.rooms.queries.polls import PollState, poll_of, polls_of
from peerhub.rooms.queries.quotes import quotable, quotation
from peerhub.rooms.queries.rooms import Position, RoomLine, RoomPage, care_page, room_list, room_page
from peerhub.rooms.queries.search import BEST, NEWEST, Asked, Found, Hit, room_choices, search, suggestions
from peerhub.rooms.queries.threads import History, MessageLine, Reactions, ThreadPage, message_history, thread_page
from peerhub.rooms.queries.unread import (
    ThreadNews,
    has_looked_into_a_room,
    has_read_all,
    has_written,
    marks_of,
    news_for,
    unread_by_room,
    unread_by_theme,
    unread_in_thread,
)

__all__ = [
    "BEST",
    "NEWEST",
    "Asked",
    "Caught",
    "Found",
    "Here",
    "History",
    "Hit",
    "LoggedEvent",
    "Mentions",
    "MessageLine",
    "PollState",
    "Position",
    "Reactions",
    "RoomLine",
    "RoomPage",
    "Spoken",
    "Suggestion",
    "Taken",
    "ThreadNews",
    "ThreadPage",
    "care_page",
    "event_json",
    "event_to_push",
    "events_after",
    "has_looked_into_a_room",
    "has_read_all",
    "has_written",
    "here_now",
    "last_seqs",
    "marks_of",
    "meant",
    "mentions_in",
    "mentions_kept",
    "message_history",
    "news_for",
    "parts",
    "people_to_mention",
    "poll_of",
    "polls_of",
    "quotable",
    "quotation",
    "room_choices",
    "room_list",
    "room_page",
    "room_to_take",
    "search",
    "suggestions",
    "thread_page",
    "thread_to_take",
    "told_lately",
    "unread_by_room",
    "unread_by_theme",
    "unread_in_thread",
]
