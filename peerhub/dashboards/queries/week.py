"""This week: what is next, what is new, what do I owe."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from peerhub.base.database.engine import Db
from peerhub.base.database.prepared import prepared
from peerhub.commitments.queries import commitments
from peerhub.commitments.queries.commitments import DueCommitment
from peerhub.dashboards.queries import welcome
from peerhub.dashboards.queries.welcome import Welcome
from peerhub.exchanges.queries import exchanges
from peerhub.exchanges.queries.exchanges import Progress
from peerhub.matching.models import Proposal
from peerhub.matching.queries import proposals
from peerhub.people.access import viewer_params
from peerhub.people.models import Person
from peerhub.rooms.queries import unread
from peerhub.rooms.queries.unread import ThreadNews
from peerhub.sessions.access import may_schedule
from peerhub.sessions.queries import lists, to_do
from peerhub.sessions.queries.lists import Line
from peerhub.sessions.queries.to_do import ToDo
from peerhub.surveys.models import Survey
from peerhub.surveys.queries import results, waiting
from peerhub.surveys.queries.waiting import Waiting

NEXT, NEW = 3, 6


@dataclass(frozen=True)
class Week:
    """The first page after signing in."""

    sessions: Sequence[Line]
    news: Sequence[ThreadNews]
    surveys: Sequence[Waiting]
    proposals: Sequence[Proposal]
    exchanges: Sequence[Progress]
    commitments: Sequence[DueCommitment]
    owing: ToDo
    results: Sequence[Survey]
    may_schedule: bool
    read_all: bool
    welcome: Welcome | None


def week(db: Db, viewer: Person) -> Week:
    """What waits for the viewer, from every domain."""
    news, waits = unread.news_for(db, viewer, NEW), what_waits(db, viewer)
    return Week(
        sessions=lists.next_sessions(db, viewer, NEXT),
        news=news,
        surveys=waiting.waiting(db, viewer) if waits.surveys else [],
        proposals=proposals.waiting_for_me(db, viewer) if waits.proposals else [],
        exchanges=exchanges.own(db, viewer) if waits.exchanges else [],
        commitments=commitments.due_soon(db, viewer) if waits.commitments else [],
        owing=to_do.to_do(db, viewer) if waits.owing else ToDo([], []),
        results=results.new_results(db, viewer) if waits.results else [],
        may_schedule=may_schedule(db, viewer),
        read_all=not news and unread.has_read_all(db, viewer),
        welcome=welcome.welcome(db, viewer),
    )


def what_waits(db: Db, viewer: Person) -> Any:
    """Whether there is something of each kind for the viewer, named as in `Week`: most of it is there for few, and read only for these."""
    return db.execute(_whether(), viewer_params(viewer)).one()


@prepared
def _whether() -> Select[*tuple[Any, ...]]:
    kinds = {
        "surveys": waiting.open_ones(),
        "proposals": proposals.waiting_ones(),
        "exchanges": exchanges.open_ones(),
        "commitments": commitments.due_ones(),
        "owing": to_do.owed(),
        "results": results.new_ones(),
    }
    return select(*(kind.order_by(None).limit(None).exists().label(name) for name, kind in kinds.items()))
