"""The minutes of a session; every text that was saved stays as a version."""

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.facts import announce
from peerhub.base.i18n.translate import _
from peerhub.base.text import markdown
from peerhub.people.models import Person
from peerhub.sessions.access import session_to_run
from peerhub.sessions.facts import MinutesPublished
from peerhub.sessions.models import CANCELLED, DRAFT, MinutesVersion, Session


def save(db: Db, actor: Person, session_id: int, notes: str, *, publish: bool) -> Session:
    """Save the minutes (Markdown), and publish them with `publish`; once published, changes show at once. Each text stays as a version."""
    session = session_to_run(db, actor, session_id)
    if session.state in {DRAFT, CANCELLED}:
        raise Conflict(_("A session that did not take place has no minutes."))
    if len(notes) > markdown.LONGEST:
        raise Invalid(
            {"notes": _("This is too long. Maximum number of characters: %(length)s.", length=markdown.LONGEST)}
        )
    if publish and not notes:
        raise Invalid({"notes": _("Write the minutes before you publish them.")})
    if notes != session.notes:
        db.add(MinutesVersion(session_id=session.id, notes=notes, written_by_id=actor.id, written_at=clock.now()))
        session.notes, session.notes_html = notes, markdown.to_html(notes)
    if publish and session.notes_published_at is None:
        session.notes_published_at = clock.now()
        announce(db, MinutesPublished(session.id))
    return session
