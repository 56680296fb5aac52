"""The counters of the frame: everything that every page shows of the other places, in one query."""

from dataclasses import dataclass

from sqlalchemy import func, select

from peerhub.base.database import Db
from peerhub.matching.queries.proposals import waiting_count as proposals_waiting
from peerhub.notices.queries import unread_count
from peerhub.people.models import Person
from peerhub.reference.models import Theme
from peerhub.rooms.models import Room
from peerhub.rooms.queries import unread_by_theme
from peerhub.sessions.queries import waiting_count as sessions_waiting
from peerhub.surveys.queries import waiting_count as surveys_waiting


@dataclass(frozen=True)
class ThemePlace:
    """A theme in the rail, its room, and what is unread there."""

    code: str
    label: str
    unread: int
    room_id: int | None


@dataclass(frozen=True)
class Frame:
    """What waits for the viewer, place by place."""

    sessions: int
    proposals: int
    surveys: int
    notices: int
    themes: list[ThemePlace]


def frame(db: Db, viewer: Person) -> Frame:
    """Count what waits for the viewer; one query, whose rows are the themes and whose further columns are the counters."""
    unread = unread_by_theme(viewer).subquery()
    code, messages = unread.c
    rows = db.execute(
        select(
            Theme.code,
            Theme.short,
            func.coalesce(messages, 0),
            sessions_waiting(db, viewer),
            proposals_waiting(db, viewer),
            surveys_waiting(db, viewer),
            unread_count(db, viewer),
            Room.id,
        )
        .outerjoin(unread, code == Theme.code)
        .outerjoin(Room, (Room.theme_code == Theme.code) & (Room.kind == "theme") & Room.archived_at.is_(None))
        .order_by(Theme.position)
    ).all()
    if not rows:
        return Frame(0, 0, 0, 0, [])
    _code, _label, _unread, sessions, proposals, surveys, notices, _room = rows[0]
    themes = [ThemePlace(row[0], row[1], row[2], row[7]) for row in rows]
    return Frame(sessions, proposals, surveys, notices, themes)


def is_alive(db: Db) -> bool:
    """Whether the database answers; raises what it raises when not."""
    return db.scalar(select(1)) == 1
