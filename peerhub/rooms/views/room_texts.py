"""What stands around messages: titles of rooms, addresses, what edits changed."""

from datetime import datetime
from typing import NamedTuple

from peerhub.base.i18n import reader
from peerhub.base.i18n.translate import _
from peerhub.base.text.differences import Piece, differences
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries.threads import History


class Change(NamedTuple):
    """What an edit did to a text."""

    at: datetime
    pieces: list[Piece]


def changes(shown: History) -> list[Change]:
    """What each edit did, newest first."""
    after = shown.after.body if shown.after else shown.message.body
    edits = []
    for version in shown.versions:
        edits.append(Change(version.replaced_at, differences(version.body, after)))
        after = version.body
    return edits


def room_title(room: Room) -> str:
    """What a room is called: a theme's by its theme, in the reader's language, unless it was renamed."""
    return _(room.title) if room.kind == "theme" else room.title


def room_purpose(room: Room) -> str:
    """What the room is for, in the reader's language, else in English; the theme's name where nobody wrote more."""
    text = _said(room, "purpose")
    return _(text) if room.theme is not None and text == room.theme.name else text


def room_rules(room: Room) -> str:
    """How people talk in the room, in the reader's language, else in English."""
    return _said(room, "ground_rules")


def _said(room: Room, field: str) -> str:
    own: dict[str, str] = room.words.get(reader.language_tag(), {})
    return own.get(field) or str(getattr(room, field))
