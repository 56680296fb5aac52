"""Sessions for the search of the site."""

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.fulltext.hits import CANDIDATES, Hit
from peerhub.base.fulltext.matching import matching
from peerhub.base.fulltext.query import Query
from peerhub.people.models import Person
from peerhub.sessions.access import visible_to
from peerhub.sessions.models import Session


def hits(db: Db, viewer: Person, query: Query) -> list[Hit]:
    """The sessions that the viewer sees, by title and purpose, the latest first."""
    columns = select(Session.id, Session.title, Session.purpose, Session.starts_at).where(visible_to(db, viewer))
    rows = db.execute(columns.order_by(Session.starts_at.desc(), Session.id.desc()).limit(CANDIDATES))
    return matching(
        query,
        (
            (Hit(title, f"/sessions/{number}", at=starts_at), (title, purpose))
            for number, title, purpose, starts_at in rows
        ),
    )
