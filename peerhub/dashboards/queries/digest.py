"""What emails about the bell say besides: what was written, and the gathered ones what is next and what their reader owes."""

from typing import Any

from peerhub.base.database.engine import Db
from peerhub.commitments.access import mailed_path
from peerhub.commitments.models import Commitment
from peerhub.commitments.queries import commitments
from peerhub.dashboards.queries.week import NEXT, what_waits
from peerhub.matching.models import Proposal
from peerhub.matching.queries import proposals
from peerhub.notices.actions.emails import Content
from peerhub.people.models import Person
from peerhub.rooms.queries import excerpts
from peerhub.sessions.access import invited_path
from peerhub.sessions.models import Invitee
from peerhub.sessions.queries import lists
from peerhub.sessions.queries.lists import Line
from peerhub.surveys.queries import waiting
from peerhub.surveys.queries.waiting import Waiting

MOST = 4  # of each
LONGEST = 60  # characters of a title: a gathered email stays below 40 KB


def of_week(db: Db, viewer: Person) -> dict[str, Any]:
    """The next sessions (`title`, `at`, `path`), and what waits for the viewer (`kind`, `text`, `day` or `at`, `path`), as JSON. Where
    something can be done without signing in, its path leads there.

    Anonymous surveys have emails of their own: here, where only what waits is named, one that is missing would tell that its reader has
    answered.
    """
    waits, asked = what_waits(db, viewer), lists.unanswered(db, viewer, MOST)
    surveys = waiting.waiting(db, viewer) if waits.surveys else []
    proposed = proposals.waiting_for_me(db, viewer) if waits.proposals else []
    due = commitments.due_soon(db, viewer) if waits.commitments else []
    owed = [
        *(_session(db, invitee) | {"kind": "session", "text": short(invitee.session.title)} for invitee in asked),
        *(_survey(each) for each in [each for each in surveys if each.is_named][:MOST]),
        *(_proposal(each) for each in proposed[:MOST]),
        *(_commitment(db, each.commitment) for each in due[:MOST]),
    ]
    return {"next": [_next(db, line) for line in lists.next_sessions(db, viewer, NEXT)], "owed": owed}


def _next(db: Db, line: Line) -> dict[str, Any]:
    session = line.session
    path = invited_path(db, line.mine) if line.mine else f"/sessions/{session.id}"
    return {"title": short(session.title), "at": session.starts_at.isoformat(), "path": path}


def _session(db: Db, invitee: Invitee) -> dict[str, Any]:
    return {"day": None, "at": invitee.session.starts_at.isoformat(), "path": invited_path(db, invitee)}


def _survey(waiting: Waiting) -> dict[str, Any]:
    day = waiting.closes_at.date().isoformat()
    return {"kind": "survey", "text": short(waiting.title), "day": day, "path": waiting.path}


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": "proposal", "text": short(proposal.need.challenge), "day": None, "path": f"/proposals/{proposal.id}",
    }  # fmt: skip


def _commitment(db: Db, commitment: Commitment) -> dict[str, Any]:
    day = commitment.due_on.isoformat()
    return {"kind": "commitment", "text": short(commitment.text), "day": day, "path": mailed_path(db, commitment)}


def short(title: str) -> str:
    """A title, or the beginning of a long one."""
    return title if len(title) <= LONGEST else title[:LONGEST].rstrip() + "…"


CONTENT = Content(
    texts={
        "rooms/mentioned": excerpts.of_message,
        "rooms/replied": excerpts.of_thread,
        "rooms/thread": excerpts.of_thread,
        "rooms/facilitator": excerpts.of_room,
    },
    week=of_week,
)
