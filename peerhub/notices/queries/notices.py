"""Reads about notices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, ScalarSelect, Select, String, bindparam, func, select

from peerhub.base.database.engine import Db
from peerhub.base.database.model import table_of
from peerhub.base.database.prepared import prepared
from peerhub.base.web.paging import paginate
from peerhub.notices.models import Notice
from peerhub.people.access import AnyViewer
from peerhub.people.models import Person

PAGE = 30


@dataclass(frozen=True)
class NoticePage:
    """Some notices, newest first; `older` is the position to ask for next, None at the end."""

    notices: list[Notice]
    older: int | None
    unread: int


def page(db: Db, viewer: Person, before: int | None = None) -> NoticePage:
    """The viewer's newest notices, or those older than the one with the id `before`."""
    own = select(Notice).where(Notice.person_id == viewer.id).order_by(Notice.id.desc()).limit(PAGE + 1)
    rows = list(db.scalars(own if before is None else own.where(Notice.id < before)))
    unread = db.scalar(select(unread_count(viewer))) or 0
    return NoticePage(*paginate(rows, PAGE), unread)


def unread_count(viewer: AnyViewer) -> ScalarSelect[int]:
    """How many notices the viewer has not read, as a part of a larger query: the frame counts everything in one."""
    unread = select(func.count()).where(Notice.person_id == viewer.id, Notice.read_at.is_(None))
    return unread.correlate(None).scalar_subquery()


def unread_paths(db: Db, person_id: int, kinds: Sequence[str]) -> list[tuple[int, str]]:
    """The unread lines of these kinds in a person's bell: id and path."""
    return [(row.id, row.path) for row in db.execute(_unread(), {"person": person_id, "kinds": list(kinds)})]


@prepared
def _unread() -> Select[*tuple[Any, ...]]:
    lines = table_of(Notice)
    waiting = select(lines.c.id, lines.c.path).where(
        lines.c.person_id == bindparam("person", type_=Integer()),
        lines.c.read_at.is_(None),
        lines.c.kind.in_(bindparam("kinds", expanding=True, type_=String())),
    )
    return waiting.order_by(lines.c.id)
