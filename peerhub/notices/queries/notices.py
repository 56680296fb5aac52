"""Reads about notices."""

from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from peerhub.base.database.engine import Db
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
