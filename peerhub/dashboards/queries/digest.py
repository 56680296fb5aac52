"""What emails about the bell say besides: what was written, and the gathered ones what is next and what their reader owes."""

from typing import Any

from peerhub.base.database.engine import Db
from peerhub.dashboards.queries.week import week
from peerhub.notices.actions.emails import Content
from peerhub.people.models import Person
from peerhub.rooms.queries import excerpts

MOST = 4  # of each
LONGEST = 60  # characters of a title: a gathered email stays below 40 KB


def of_week(db: Db, viewer: Person) -> dict[str, Any]:
    """The next sessions (`title`, `at`, `path`), and what waits for the viewer (`kind`, `text`, `day`, `path`), as JSON."""
    shown = week(db, viewer)
    coming = [
        {
            "title": short(line.session.title),
            "at": line.session.starts_at.isoformat(),
            "path": f"/sessions/{line.session.id}",
        }
        for line in shown.sessions[:MOST]
    ]
    owed = [
        *(
            {"kind": "survey", "text": short(each.title), "day": each.closes_at.date().isoformat(), "path": each.path}
            for each in shown.surveys[:MOST]
        ),
        *(
            {"kind": "proposal", "text": short(each.need.challenge), "day": None, "path": f"/proposals/{each.id}"}
            for each in shown.proposals[:MOST]
        ),
        *(
            {
                "kind": "commitment",
                "text": short(each.commitment.text),
                "day": each.commitment.due_on.isoformat(),
                "path": f"/commitments/{each.commitment.id}",
            }
            for each in shown.commitments[:MOST]
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
