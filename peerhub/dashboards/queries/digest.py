"""What emails about the bell say besides: what was written, and the gathered ones what is next and what their reader owes."""

from typing import Any

from peerhub.base.database.engine import Db
from peerhub.commitments.queries import commitments
from peerhub.dashboards.queries.week import NEXT, what_waits
from peerhub.matching.queries import proposals
from peerhub.notices.actions.emails import Content
from peerhub.people.models import Person
from peerhub.rooms.queries import excerpts
from peerhub.sessions.queries import lists
from peerhub.surveys.queries import waiting

MOST = 4  # of each
LONGEST = 60  # characters of a title: a gathered email stays below 40 KB


def of_week(db: Db, viewer: Person) -> dict[str, Any]:
    """The next sessions (`title`, `at`, `path`), and what waits for the viewer (`kind`, `text`, `day`, `path`), as JSON."""
    waits = what_waits(db, viewer)
    surveys = waiting.waiting(db, viewer) if waits.surveys else []
    proposed = proposals.waiting_for_me(db, viewer) if waits.proposals else []
    due = commitments.due_soon(db, viewer) if waits.commitments else []
    coming = [
        {
            "title": short(line.session.title),
            "at": line.session.starts_at.isoformat(),
            "path": f"/sessions/{line.session.id}",
        }
        for line in lists.next_sessions(db, viewer, NEXT)
    ]
    owed = [
        *(
            {"kind": "survey", "text": short(each.title), "day": each.closes_at.date().isoformat(), "path": each.path}
            for each in surveys[:MOST]
        ),
        *(
            {"kind": "proposal", "text": short(each.need.challenge), "day": None, "path": f"/proposals/{each.id}"}
            for each in proposed[:MOST]
        ),
        *(
            {
                "kind": "commitment",
                "text": short(each.commitment.text),
                "day": each.commitment.due_on.isoformat(),
                "path": f"/commitments/{each.commitment.id}",
            }
            for each in due[:MOST]
        ),
    ]
    return {"next": coming, "owed": owed}


def short(title: str) -> str:
    """A title, or the beginning of a long one."""
    return title if len(title) <= LONGEST else title[:LONGEST].rstrip() + "…"


CONTENT = Content(
    texts={
        "rooms/mentioned": excerpts.of_message,
        "rooms/replied": excerpts.of_thread,
        "rooms/thread": excerpts.of_thread,
    },
    week=of_week,
)
