"""Reads of rooms, by noun. Domains above use what stands here."""

from peerhub.rooms.queries.events import Caught, LoggedEvent, event_to_push, events_after, last_seqs
from peerhub.rooms.queries.export import Taken, parts, room_to_take, thread_to_take
from peerhub.rooms.queries.here import Here, here_now
from peerhub.rooms.queries.payloads import event_json, events_json, push_json
from peerhub.rooms.queries.rooms import Position, RoomLine, RoomPage, room_list, room_page
from peerhub.rooms.queries.search import BEST, NEWEST, Asked, Found, Hit, room_choices, search, suggestions
from peerhub.rooms.queries.threads import MessageLine, Reactions, ThreadPage, message_history, thread_page
from peerhub.rooms.queries.unread import (
    ThreadNews,
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
    "Hit",
    "LoggedEvent",
    "MessageLine",
    "Position",
    "Reactions",
    "RoomLine",
    "RoomPage",
    "Taken",
    "ThreadNews",
    "ThreadPage",
    "event_json",
    "event_to_push",
    "events_after",
    "events_json",
    "here_now",
    "last_seqs",
    "marks_of",
    "message_history",
    "news_for",
    "parts",
    "push_json",
    "room_choices",
    "room_list",
    "room_page",
    "room_to_take",
    "search",
    "suggestions",
    "thread_page",
    "thread_to_take",
    "unread_by_room",
    "unread_by_theme",
    "unread_in_thread",
]
