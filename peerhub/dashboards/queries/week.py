"""This week: what is next, what is new, what do I owe."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerhub.base.database.engine import Db
from peerhub.commitments.queries import Owed, owed
from peerhub.dashboards.queries.welcome import Welcome, welcome
from peerhub.exchanges.queries import Progress, my_exchanges
from peerhub.matching.models import Proposal
from peerhub.matching.queries.proposals import waiting_for_me
from peerhub.people.models import Person
from peerhub.rooms.queries.unread import ThreadNews, has_read_all, news_for
from peerhub.sessions.access import may_schedule
from peerhub.sessions.queries.lists import Line, next_sessions
from peerhub.sessions.queries.owing import Owing, owing
from peerhub.surveys.models import Survey
from peerhub.surveys.queries.results import new_results
from peerhub.surveys.queries.waiting import Waiting, waiting

NEXT, NEW = 3, 6


@dataclass(frozen=True)
class Week:
    """The first page after signing in."""

    sessions: Sequence[Line]
    news: Sequence[ThreadNews]
    surveys: Sequence[Waiting]
    proposals: Sequence[Proposal]
    exchanges: Sequence[Progress]
    commitments: Sequence[Owed]
    owing: Owing
    results: Sequence[Survey]
    may_schedule: bool
    read_all: bool
    welcome: Welcome | None


def week(db: Db, viewer: Person) -> Week:
    """What waits for the viewer, from every domain."""
    news = news_for(db, viewer, NEW)
    return Week(
        sessions=next_sessions(db, viewer, NEXT),
        news=news,
        surveys=waiting(db, viewer),
        proposals=waiting_for_me(db, viewer),
        exchanges=my_exchanges(db, viewer),
        commitments=owed(db, viewer),
        owing=owing(db, viewer),
        results=new_results(db, viewer),
        may_schedule=may_schedule(db, viewer),
        read_all=not news and has_read_all(db, viewer),
        welcome=welcome(db, viewer),
    )
