"""The counters of the frame: everything that every page shows of the other places, in one query."""

from dataclasses import dataclass, replace

from sqlalchemy import Select, case, exists, func, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.mail import troubles
from peerhub.incoming.queries import mails
from peerhub.matching.queries import proposals
from peerhub.notices.queries import notices
from peerhub.people.access import VIEWER, holds_role, viewer_params
from peerhub.people.models import ADMINISTRATOR, FOCAL_POINT, SECRETARIAT, Person
from peerhub.reference.models import Theme
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries import unread as unread_queries
from peerhub.sessions.queries import lists
from peerhub.surveys.queries import waiting as surveys


@dataclass(frozen=True)
class ThemePlace:
    """A theme in the rail, its room, and what is unread there."""

    code: str
    label: str
    unread: int
    room_id: int | None


@dataclass(frozen=True)
class Counters:
    """What waits for the viewer, place by place, the places that not everybody has, and whether
    emails to their address come back."""

    sessions: int
    proposals: int
    surveys: int
    notices: int
    incoming: int
    runs_programme: bool
    looks_after_team: bool
    address_fails: bool
    themes: list[ThemePlace]


@prepared
def _counted() -> Select[str, str, int, int | None, int, int, int, int, int, bool, bool, bool]:
    """The question, written once for all viewers: its rows are the themes, its further columns the counters."""
    unread = unread_queries.unread_by_theme(VIEWER).subquery()
    code, messages = unread.c
    runs_programme = holds_role(VIEWER, SECRETARIAT, ADMINISTRATOR)
    counted = select(
        Theme.code,
        Theme.short,
        func.coalesce(messages, 0),
        Room.id,
        lists.waiting_count(VIEWER),
        proposals.waiting_count(VIEWER),
        surveys.asked_count(VIEWER),
        notices.unread_count(VIEWER),
        case((runs_programme, mails.held_count()), else_=0),
        runs_programme,
        holds_role(VIEWER, FOCAL_POINT),
        exists().where(Person.id == VIEWER.id, troubles.is_marked(Person.email)),
    )
    counted = counted.outerjoin(unread, code == Theme.code)
    of_theme = (Room.theme_code == Theme.code) & (Room.kind == "theme")
    return counted.outerjoin(Room, of_theme).order_by(Theme.position)


def counters(db: Db, viewer: Person) -> Counters:
    """Count what waits for the viewer: one query, and another one for those whom an open survey asks."""
    rows = db.execute(_counted(), viewer_params(viewer)).all()
    if not rows:
        return Counters(0, 0, 0, 0, 0, runs_programme=False, looks_after_team=False, address_fails=False, themes=[])
    themes = [ThemePlace(*row[:4]) for row in rows]
    counted = Counters(*rows[0][4:], themes)
    return replace(counted, surveys=surveys.waiting_count(db, viewer)) if counted.surveys else counted


def unread_rooms(db: Db, viewer: Person) -> dict[int, int]:
    """The unread messages of each room that the viewer sees; rooms without any are left out."""
    return {room_id: unread for room_id, unread in db.execute(unread_queries.unread_by_room(viewer)) if unread}


def is_alive(db: Db) -> bool:
    """Whether the database answers; raises what it raises when not."""
    return db.scalar(select(1)) == 1
