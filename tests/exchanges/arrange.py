"""An exchange for the tests: Jamaica learns from Chile."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.exchanges.actions import work
from peerhub.exchanges.models import (
    Exchange,
)
from peerhub.matching.actions import proposals
from peerhub.people.models import Person
from peerhub.sessions.models import SCHEDULED, Session
from tests.cast import NOW, Cast
from tests.matching.arrange import invited


def opened(db: Db, cast: Cast) -> Exchange:
    """An exchange in preparation: `seeker` and `focal_point` with `provider` and `provider_focal_point`."""
    proposal = invited(db, cast.seeker, cast.provider)
    proposals.accept(db, cast.provider, proposal.id)
    return db.scalars(select(Exchange).where(Exchange.need_id == proposal.need_id)).one()


def brought_to(db: Db, cast: Cast, phase: str) -> Exchange:
    """An exchange in that phase."""
    exchange = opened(db, cast)
    steps = ["exchange", "follow_up", "closed"]
    for to in steps[: steps.index(phase) + 1]:
        work.move(db, cast.seeker, exchange.id, to, "We learned to measure." if to == "closed" else "")
    return exchange


def planned(db: Db, person: Person, **changes: Any) -> Session:
    values = {
        "uid": f"{person.id}-{changes}", "kind": "informal", "title": "First talk", "purpose": "", "zone": "UTC",
        "outcome_code": "new_knowledge", "starts_at": NOW + timedelta(days=1), "wall_start": "2026-11-25T13:00",
        "tzdata": "2026a", "minutes": 60, "created_by_id": person.id, "created_at": NOW, "changed_at": NOW,
        "state": SCHEDULED,
    }  # fmt: skip
    session = Session(**(values | changes))
    db.add(session)
    db.flush()
    return session
