"""A session's page says what a day is in each invited country: its own weekend, its own public holidays."""

from datetime import datetime
from typing import Any

import pytest

from peerhub.base.database.engine import Db
from peerhub.sessions.queries import session_page
from peerhub.sessions.views import local_time_rows
from tests.cast import Cast
from tests.sessions.arrange import draft

FRIDAY, SUNDAY, CHRISTMAS, NEW_YEAR = "2026-12-04", "2026-12-06", "2026-12-25", "2027-01-01"


@pytest.mark.parametrize(
    ("country", "zone", "day", "feels", "holiday"),
    [
        ("JO", "Asia/Amman", FRIDAY, "weekend", ""),
        ("JO", "Asia/Amman", SUNDAY, "working", ""),
        ("PS", "Asia/Hebron", FRIDAY, "weekend", ""),
        ("PS", "Asia/Hebron", SUNDAY, "working", ""),
        ("JM", "America/Jamaica", FRIDAY, "working", ""),
        ("JM", "America/Jamaica", SUNDAY, "weekend", ""),
        ("JM", "America/Jamaica", CHRISTMAS, "holiday", "Christmas Day"),
        ("CL", "America/Santiago", NEW_YEAR, "holiday", "New Year's Day"),
        ("MN", "Asia/Ulaanbaatar", CHRISTMAS, "working", ""),
    ],
)
def test_weekends(db: Db, cast: Cast, country: str, zone: str, day: str, feels: str, holiday: str) -> None:
    wall = datetime.fromisoformat(f"{day}T11:00")
    session = draft(db, cast, wall_start=wall, zone=zone, minutes=60, agenda=(), countries={country: "seeks"})
    (row,) = local_time_rows(session_page.page(db, cast.facilitator, session.id).parts)
    assert (row.comfort, row.holiday) == (feels, holiday)


def test_many_countries_ask_once_for_their_days(db: Db, cast: Cast, count_queries: Any) -> None:
    counts = []
    for codes in (("JM",), ("JM", "CL", "MN", "JO", "UG")):
        session = draft(db, cast, title=" ".join(codes), countries=dict.fromkeys(codes, "seeks"))
        with count_queries() as seen:
            session_page.page(db, cast.facilitator, session.id)
        counts.append(sum("country_days" in each for each in seen))
    assert counts == [1, 1]
