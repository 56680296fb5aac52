"""One search for the site: sessions, countries, people, needs, offers, exchanges and rooms, each under its own access."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.fulltext import hits
from peerhub.matching.models import Need
from peerhub.people.models import Person
from peerhub.rooms.actions import rooms
from tests.cast import Cast
from tests.exchanges.arrange import opened
from tests.matching.arrange import offer as make_offer
from tests.matching.arrange import state as make_need
from tests.sessions.arrange import scheduled


def found(browser: Any, words: str, **more: str) -> str:
    """The main part of a page of results."""
    page: str = browser.get("/search", query_string={"q": words, **more}).text
    return page[page.index("<main") : page.index("</main>")]


@pytest.fixture
def zebras(app: Flask, database: Database) -> dict[str, int]:
    """A session, an exchange with its need and offer, and a private room that the seeker is not in."""
    with app.app_context(), database.transaction() as db:
        cast = Cast.find(db)
        session = scheduled(db, cast)
        session.title = "Zebra statistics"
        exchange = opened(db, cast)
        exchange.subject = "Zebra exchange"
        db.get_one(Need, exchange.need_id).challenge = "Zebra need"
        private = rooms.create(db, "exchange", "Zebra secret", private=True)
        rooms.create(db, "community", "Zebra open")
        return {"session": session.id, "exchange": exchange.id, "need": exchange.need_id or 0, "room": private.id}


def test_each_kind_is_found_in_its_group(browse: Any, cast: Cast, zebras: dict[str, int]) -> None:
    page = found(browse(cast.seeker), "zebra")
    for path in (f"/sessions/{zebras['session']}", f"/exchanges/{zebras['exchange']}", f"/needs/{zebras['need']}"):
        assert f'href="{path}"' in page
    assert "Zebra open" in page
    for heading in ("Sessions", "Exchanges", "Needs", "Rooms"):
        assert f">{heading} <" in page
    assert "No messages contain these words." in page


def test_each_kind_keeps_its_access(browse: Any, cast: Cast, zebras: dict[str, int]) -> None:
    assert f"/sessions/{zebras['session']}" in found(browse(cast.seeker), "zebra statistics")
    outside = found(browse(cast.outsider), "zebra")
    assert f"/sessions/{zebras['session']}" not in outside
    assert "Zebra secret" not in outside
    assert f"/sessions/{zebras['session']}" not in found(browse(cast.outsider), "zebra", **{"in": "sessions"})


def test_a_country_an_office_and_letters(browse: Any, cast: Cast) -> None:
    browser = browse(cast.outsider)
    assert 'href="/countries/JM"' in found(browser, "Jamaica")
    assert 'href="/countries/JM"' in found(browser, "JM")
    assert f'href="/people/{cast.seeker.id}"' in found(browser, "statistics office jamaica")
    assert cast.seeker.email not in found(browser, cast.seeker.email.partition("@")[0])


def test_a_country_by_its_name_in_the_readers_language(browse: Any, cast: Cast) -> None:
    assert 'href="/countries/JO"' in found(browse(cast.arabic_reader), "الأردن")


def test_closed_accounts_are_not_found(browse: Any, cast: Cast, database: Database) -> None:
    with database.session() as db:
        name = db.get_one(Person, cast.closed_account.id).name
    assert f'href="/people/{cast.closed_account.id}"' not in found(browse(cast.seeker), f'"{name}"')


def test_others_needs_and_offers_only_while_they_stand(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        here = Cast.find(db)
        need, offer = make_need(db, here.seeker), make_offer(db, here.provider)
        need.challenge, offer.done = "Quokka need", "Quokka offer"
        need.state, offer.state = "withdrawn", "paused"
    seeker, provider = found(browse(cast.seeker), "quokka"), found(browse(cast.provider), "quokka")
    assert ("Quokka need" in seeker, "Quokka offer" in seeker) == (True, False)
    assert ("Quokka need" in provider, "Quokka offer" in provider) == (False, True)


def test_filters_are_about_messages(browse: Any, cast: Cast, zebras: dict[str, int]) -> None:
    assert "/sessions/" not in found(browse(cast.seeker), "zebra", kind="question")
    assert "/sessions/" not in found(browse(cast.seeker), "zebra kind:question")


def test_a_long_group_has_a_page_of_its_own(browse: Any, cast: Cast, database: Database) -> None:
    with database.transaction() as db:
        for number in range(7):
            rooms.create(db, "community", f"Okapi {number}")
    browser = browse(cast.seeker)
    page = found(browser, "okapi")
    assert page.count('dir="auto">Okapi') == 5 + 7  # the rooms stand among the filters, too
    assert 'href="/search?q=okapi&amp;in=rooms"' in page
    alone = found(browser, "okapi", **{"in": "rooms"})
    assert alone.count('dir="auto">Okapi') == 7
    assert 'href="/search?q=okapi"' in alone
    assert "No results." in found(browser, "nothing-like-it", **{"in": "rooms"})
    assert found(browser, "okapi", **{"in": "no such group"}).count('class="headline"') == 5


def test_the_page_asks_as_often_for_many_as_for_few(
    browse: Any, cast: Cast, database: Database, count_queries: Any
) -> None:
    browser = browse(cast.seeker)
    counts = []
    for number in (1, 5):
        with database.transaction() as db:
            for each in range(number):
                rooms.create(db, "community", f"Tapir {number} {each}")
        browser.get("/search?q=tapir")
        with count_queries() as queries:
            browser.get("/search?q=tapir")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_newest_are_looked_through(
    browse: Any, cast: Cast, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("peerhub.rooms.queries.search.hits.CANDIDATES", 6)  # the rooms of four themes, and two
    assert hits.CANDIDATES == 6
    with database.transaction() as db:
        for number in range(3):
            rooms.create(db, "community", f"Lemur {number}")
    page = found(browse(cast.seeker), "lemur", **{"in": "rooms"})
    assert ("Lemur 0" in page, "Lemur 2" in page) == (False, True)
