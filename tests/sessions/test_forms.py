"""What the form of a session says about what was filled in, also before it is finished."""

from typing import Any

import pytest

from peerhub.base.database.engine import Database
from peerhub.base.errors import Invalid
from peerhub.sessions.actions import changes
from tests.cast import Cast
from tests.sessions.arrange import FIELDS, Browse, draft, plan
from tests.support.forms import submit


@pytest.mark.usefixtures("facilitates")
@pytest.mark.parametrize("more", ["agenda", "countries", "offices"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"date": "0027-12-08"}, "Write the year with four digits, from 1970 to 2200.", id="year-27"),
        pytest.param({"date": "12027-12-08"}, "Write a day as year, month and day", id="year-27-of-five-digits"),
        ({"date": "2026-02-30"}, "Write a day as year, month and day"),
        ({"time": "25:00"}, "Write a time as hours and minutes"),
        ({"minutes": "9" * 80}, "A session takes from 5 to 480 minutes."),
        ({"agenda-0-minutes": "-3"}, "Write a number from 1 to 480."),
        ({"zone": "right/Europe/Paris"}, "There is no such time zone."),
    ],
)
def test_a_form_that_comes_back_is_checked_where_it_was_filled_in(
    browse: Browse, cast: Cast, more: str, wrong: dict[str, str], said: str
) -> None:
    answer = submit(browse(cast.facilitator), "/sessions/new", **(FIELDS | wrong), more=more)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.usefixtures("facilitates")
def test_what_is_still_empty_is_not_asked_for_before_the_end(browse: Browse, cast: Cast) -> None:
    started = {name: value for name, value in FIELDS.items() if name in {"zone", "agenda-0-title"}}
    answer = submit(browse(cast.facilitator), "/sessions/new", **started, more="agenda")
    assert answer.status_code == 200
    assert 'class="errors"' not in answer.text
    assert "Write a title that says" in submit(browse(cast.facilitator), "/sessions/new", **started).text


@pytest.mark.parametrize(
    "zone", ["localtime", "Factory", "posix/Europe/Paris", "right/Europe/Paris", "posixrules", "EST5EDT", "Etc/GMT+5"]
)
@pytest.mark.usefixtures("facilitates")
def test_odd_zones(browse: Browse, cast: Cast, zone: str) -> None:
    form = FIELDS | {"zone": zone, "facilitators": [cast.facilitator.id]}
    answer = submit(browse(cast.facilitator), "/sessions/new", **form)
    assert (answer.status_code, "There is no such time zone." in answer.text) == (422, True)
    assert f'<option value="{zone}">' not in answer.text


def test_odd_zones_are_refused_by_the_verb_too(app: Any, database: Database, cast: Cast) -> None:
    with app.app_context(), database.transaction() as db:
        made = draft(db, cast)
        with pytest.raises(Invalid) as refusal:
            changes.change(db, cast.facilitator, made.id, plan(cast, zone="right/Europe/Paris"))
        assert list(refusal.value.problems) == ["zone"]
