"""Sessions for tests."""

from datetime import UTC, datetime
from typing import Any

from peerhub.base.database import Db
from peerhub.people.models import Person
from peerhub.rooms.actions import add_member, create_room
from peerhub.rooms.models import FACILITATOR
from peerhub.sessions import actions
from peerhub.sessions.actions import AgendaLine, Plan
from peerhub.sessions.models import Session
from tests.cast import Cast

# 14:00 in Paris is 13:00 UTC: fourteen days after the tests' NOW.
WALL = datetime(2026, 12, 8, 14, 0)  # noqa: DTZ001  (a wall time)
STARTS = datetime(2026, 12, 8, 13, 0, tzinfo=UTC)


def make_facilitator(db: Db, person: Person) -> None:
    """Let a person facilitate some room."""
    room = create_room(db, kind="theme", title="Discoverability")
    add_member(db, room.id, person.id, FACILITATOR)


def plan(cast: Cast, **changes: Any) -> Plan:
    """A session of Jamaica, which seeks, and Chile, which provides."""
    values: dict[str, Any] = {
        "title": "Metadata that makes local music findable",
        "purpose": "Catalogues that platforms can read.",
        "outcome_code": "new_knowledge",
        "theme_code": "discoverability_access",
        "wall_start": WALL,
        "zone": "Europe/Paris",
        "minutes": 90,
        "join_link": "https://meet.example/room",
        "agenda": (AgendaLine(30, "What Chile did", "Ministry"), AgendaLine(60, "Questions")),
        "facilitators": frozenset({cast.facilitator.id}),
        "countries": {"JM": "seeks", "CL": "provides"},
        "people": frozenset({cast.seeker.id, cast.provider.id}),
    }
    return Plan(**values | changes)


def draft(db: Db, cast: Cast, **changes: Any) -> Session:
    """A draft of the facilitator."""
    make_facilitator(db, cast.facilitator)
    return actions.create_draft(db, cast.facilitator, plan(cast, **changes))


def scheduled(db: Db, cast: Cast, **changes: Any) -> Session:
    """A session whose invitations are out."""
    return actions.send_invitations(db, cast.facilitator, draft(db, cast, **changes).id)
