"""What the pages of rooms show, by noun."""

from peerhub.rooms.views.drawing import draw_poll, drawing, forget_drawn
from peerhub.rooms.views.events import events_json, push_json
from peerhub.rooms.views.messages import first_new, menu_view, message_views, own_languages
from peerhub.rooms.views.places import addresses, changes, room_purpose, room_rules, room_title
from peerhub.rooms.views.polls import poll_view

__all__ = [
    "addresses",
    "changes",
    "draw_poll",
    "drawing",
    "events_json",
    "first_new",
    "forget_drawn",
    "menu_view",
    "message_views",
    "own_languages",
    "poll_view",
    "push_json",
    "room_purpose",
    "room_rules",
    "room_title",
]
