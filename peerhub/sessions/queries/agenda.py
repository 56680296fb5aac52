"""The agenda of a session, and when each of its lines begins."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.base.i18n.translate import _
from peerhub.sessions.access import SESSION
from peerhub.sessions.models import AgendaItem
from peerhub.sessions.rules.agenda import USUAL_AGENDA

_USUAL = {title for _minutes, title in USUAL_AGENDA}


def agenda_words(title: str) -> str:
    """What a line of the agenda says: the usual ones in the reader's language, others as they were written."""
    return _(title) if title in _USUAL else title


def agenda_items(db: Db, session_id: int) -> list[AgendaItem]:
    """The lines in their order, of a session that the caller has fetched through `access`."""
    return list(db.scalars(_items(), {"session": session_id}))


@prepared
def _items() -> Select[AgendaItem]:
    return select(AgendaItem).where(AgendaItem.session_id == SESSION).order_by(AgendaItem.position)


def agenda_starts(starts_at: datetime, items: Sequence[AgendaItem]) -> list[datetime]:
    """When each line begins."""
    return [starts_at + timedelta(minutes=sum(item.minutes for item in items[:at])) for at in range(len(items))]
