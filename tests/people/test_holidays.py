"""The page of a country's public holidays, and how the secretariat puts them right."""

from typing import Any

from peerhub.base.database.engine import Database
from peerhub.base.security import audit
from tests.cast import Cast
from tests.support.forms import submit

PAGE = "/countries/JM/holidays"


def test_all_members_read_them_and_only_the_secretariat_changes_them(browse: Any, cast: Cast) -> None:
    shown = browse(cast.outsider).get(PAGE).text
    assert "Christmas Day" in shown
    assert "Not a public holiday here" not in shown
    assert "Not a public holiday here" in browse(cast.secretariat).get(PAGE).text
    new = {"day": "2026-12-28", "name": "A day", "source": "Gazette"}
    assert submit(browse(cast.focal_point), PAGE, form_path="/profile", **new).status_code == 403
    for verb in ("remove", "restore"):
        refused = submit(browse(cast.focal_point), f"{PAGE}/{verb}", form_path="/profile", day="2026-12-25")
        assert refused.status_code == 403


def test_a_day_is_added_struck_and_put_back(browse: Any, cast: Cast, database: Database) -> None:
    browser = browse(cast.secretariat)
    submit(browser, PAGE, day="2026-12-28", name="Day of remembrance", source="Gazette 12")
    submit(browser, f"{PAGE}/remove", form_path=PAGE, day="2026-12-25")
    shown = browser.get(PAGE).text
    assert "Day of remembrance" in shown
    assert "Gazette 12" in shown
    assert "no public holiday here" in shown
    assert "25 December" not in browser.get("/countries/JM").text
    submit(browser, f"{PAGE}/restore", form_path=PAGE, day="2026-12-25")
    submit(browser, f"{PAGE}/restore", form_path=PAGE, day="2026-12-28")
    again = browser.get(PAGE).text
    assert "Day of remembrance" not in again
    assert "no public holiday here" not in again
    with database.session() as db:
        verbs = [entry.verb for entry in audit.latest(db, 4)]
    assert verbs == ["country.holiday_restored"] * 2 + ["country.holiday_removed", "country.holiday_added"]


def test_what_is_no_day_is_not_there(browse: Any, cast: Cast) -> None:
    browser = browse(cast.secretariat)
    for day in ("", "yesterday", "2026-02-30", "2026-07-04"):
        assert submit(browser, f"{PAGE}/remove", form_path=PAGE, day=day).status_code == 404
    assert submit(browser, PAGE, day="", name="", source="").status_code == 422


def test_a_weekend_is_put_right(browse: Any, cast: Cast) -> None:
    browser = browse(cast.secretariat)
    assert "Saturday and Sunday" in browser.get("/countries/JM").text
    for days, told in ((["4", "5"], "Friday and Saturday"), (["6"], "Sunday"), ([], "Saturday and Sunday")):
        facts: dict[str, Any] = {"name": "Jamaica", "zones": "America/Jamaica", "source": "Gazette", "weekend": days}
        assert submit(browser, "/countries/JM/edit", **facts).status_code == 302
        assert f">{told}</dd>" in browser.get("/countries/JM").text
    assert submit(browser, "/countries/JM/edit", weekend=["7"]).status_code == 422
