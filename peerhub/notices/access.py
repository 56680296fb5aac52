"""A notice is its receiver's alone."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import NotFound
from peerhub.notices.models import Notice
from peerhub.people.models import Person


def notice_for(db: Db, viewer: Person, notice_id: int) -> Notice:
    """The notice, if it is the viewer's own. Raises NotFound."""
    notice = db.scalar(select(Notice).where(Notice.id == notice_id, Notice.person_id == viewer.id))
    if notice is None:
        raise NotFound
    return notice
