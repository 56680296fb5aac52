"""Each field of a plan changes the version of a draft: whoever sends has looked at what they send."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from peerhub.base.database.engine import Db
from peerhub.sessions.actions import changes
from peerhub.sessions.actions.plans import AgendaLine, Plan
from peerhub.sessions.queries import choices
from tests.cast import Cast
from tests.sessions.arrange import WALL, draft, plan

OTHERS: dict[str, Any] = {
    "title": "Another",
    "purpose": "Another",
    "outcome_code": "enhanced_skills",
    "wall_start": WALL + timedelta(days=1),
    "zone": "America/Jamaica",
    "minutes": 60,
    "kind": "informal",
    "instrument_code": "workshop",
    "theme_code": "data_collection",
    "join_link": "https://meet.example/other",
    "agenda": (AgendaLine(90, "One thing"),),
    "countries": {"JM": "provides", "CL": "provides"},
}
OF_PEOPLE = {"facilitators": ("facilitator", "secretariat"), "people": ("seeker",)}


def test_no_field_is_forgotten() -> None:
    assert {each.name for each in fields(Plan)} == {*OTHERS, *OF_PEOPLE, "which"}  # which: of a time that comes twice


@pytest.mark.parametrize("name", [*OTHERS, *OF_PEOPLE])
def test_another_value_is_another_version(db: Db, cast: Cast, name: str) -> None:
    prepared = draft(db, cast)
    before = choices.version_of(db, prepared)
    changes.change(db, cast.secretariat, prepared.id, plan(cast))
    assert choices.version_of(db, prepared) == before
    value = OTHERS.get(name) or frozenset(getattr(cast, role).id for role in OF_PEOPLE[name])
    changes.change(db, cast.secretariat, prepared.id, plan(cast, **{name: value}))
    assert choices.version_of(db, prepared) != before
