"""Weekends and public holidays of countries."""

from datetime import date
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from peerhub.base.database.engine import Db
from peerhub.base.errors import Conflict, Invalid
from peerhub.base.i18n import reader
from peerhub.base.security.audit import AuditEntry
from peerhub.reference import seed
from peerhub.reference.actions import countries
from peerhub.reference.actions.countries import Holiday
from peerhub.reference.engines.holidays import public_holidays, weekend_of
from peerhub.reference.models import Country, CountryDay
from peerhub.reference.queries import countries as country_queries

FRIDAY_SATURDAY, SATURDAY_SUNDAY = [4, 5], [5, 6]
CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("code", "days"),
    [
        *[(code, FRIDAY_SATURDAY) for code in ("JO", "PS", "EG", "DZ", "OM", "BD", "DJ", "AF", "KW", "QA", "SD", "SY")],
        *[
            (code, SATURDAY_SUNDAY)
            for code in ("JM", "FR", "IN", "UG", "CD", "NE", "PY", "TN", "MA", "SN", "AE", "EU", "XX")
        ],
    ],
)
def test_weekends(code: str, days: list[int]) -> None:
    assert weekend_of(code) == days


def test_weekends_put_right_name_their_source() -> None:
    rows = yaml.safe_load((seed.DATA / "weekends.yaml").read_text(encoding="utf-8"))["weekends"]
    assert all(row["source"] and set(row["days"]) <= set(range(7)) for row in rows)
    assert len({row["code"] for row in rows}) == len(rows)


def test_weekends_are_loaded_with_the_countries_and_kept_when_edited(db: Db) -> None:
    assert db.get_one(Country, "PS").weekend == FRIDAY_SATURDAY
    assert all(country.weekend for country in db.scalars(select(Country)))
    jamaica, jordan = db.get_one(Country, "JM"), db.get_one(Country, "JO")
    jamaica.weekend, jamaica.edited_by_hand = [6], True
    jordan.weekend, jordan.edited_by_hand = [], True  # edited before there were weekends
    seed.load_reference(db)
    assert (jamaica.weekend, jordan.weekend) == ([6], FRIDAY_SATURDAY)


def test_public_holidays_are_named_in_the_readers_language(app: Any) -> None:
    assert public_holidays("FR", 2026, "fr")[CHRISTMAS] == "Noël"
    assert public_holidays("JO", 2026, "en")[CHRISTMAS] == "Christmas Day"
    assert CHRISTMAS not in public_holidays("DZ", 2026, "en")
    assert public_holidays("EU", 2026, "en") == public_holidays("FR", 999_999, "en") == {}


def test_the_secretariat_is_right_about_holidays(db: Db, cast: Any) -> None:
    jamaica, algeria = db.get_one(Country, "JM"), db.get_one(Country, "DZ")
    extra = date(2026, 12, 28)

    def off() -> list[set[date]]:
        found = country_queries.days_off(db, [jamaica, algeria], date(2026, 12, 20), date(2026, 12, 31))
        return [set(found["JM"]), set(found["DZ"])]

    before = off()
    assert CHRISTMAS in before[0]
    assert before[1] == set()
    countries.add_holiday(db, cast.secretariat.id, algeria, Holiday(extra, "Day of mourning", "Gazette 12"))
    countries.remove_holiday(db, cast.secretariat.id, jamaica, Holiday(CHRISTMAS, "Christmas Day", ""))
    assert off() == [before[0] - {CHRISTMAS}, {extra}]
    for country, day in ((algeria, extra), (jamaica, CHRISTMAS), (jamaica, CHRISTMAS)):
        countries.restore_holiday(db, cast.secretariat.id, country, day)
    assert off() == before


def test_two_who_put_a_day_right_do_not_undo_each_other(db: Db, cast: Any) -> None:
    algeria, by = db.get_one(Country, "DZ"), cast.secretariat.id
    day = date(2026, 12, 28)
    for _twice in range(2):
        countries.add_holiday(db, by, algeria, Holiday(day, "Day of mourning", "Gazette 12"))
    for other in (Holiday(day, "Day of mourning", "Gazette 13"), Holiday(day, "Feast", "Gazette 12")):
        with pytest.raises(Invalid) as refused:
            countries.add_holiday(db, by, algeria, other)
        assert list(refused.value.problems) == ["day"]
    with pytest.raises(Conflict):
        countries.remove_holiday(db, by, algeria, Holiday(day, "Day of mourning", ""))
    kept = db.get_one(CountryDay, ("DZ", day))
    assert (kept.is_off, kept.name, kept.source) == (True, "Day of mourning", "Gazette 12")
    verbs = select(AuditEntry.verb).where(AuditEntry.subject == "country:DZ")
    assert list(db.scalars(verbs)) == ["country.holiday_added"]


def test_asking_for_many_countries_asks_once(db: Db, count_queries: Any) -> None:
    countries = list(db.scalars(select(Country)))
    with count_queries() as seen, reader.in_language("en"):
        country_queries.days_off(db, countries, CHRISTMAS, CHRISTMAS)
    assert len(seen) == 1
