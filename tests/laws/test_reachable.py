"""Whoever may open a page reaches it: from the first page, by links and forms that ask (GET), for each role."""

import re
from collections import deque
from html import unescape
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect, Rule

from peerhub.accounts.actions import invitations
from peerhub.accounts.actions.invitations import NewInvitation
from peerhub.base.database.engine import Database
from peerhub.commitments.actions import commitments
from peerhub.commitments.actions.commitments import NewCommitment
from peerhub.rooms.actions import messages, polls, threads
from peerhub.sessions.actions import minutes
from tests.cast import NOW, Cast
from tests.security.world import World, build, endpoints

MAILED = "Its address comes in a mail."
ELSEWHERE = {
    "commitments.by_email": MAILED,
    "dashboards.counts": "For the scripts that keep the counters true.",
    "dashboards.health": "For machines that watch the site.",
    "exchanges.close": "Asked after the button that closes an exchange.",
    "accounts.ask_for_link": "For those who are not signed in.",
    "accounts.join": MAILED,
    "accounts.new_address": MAILED,
    "accounts.keep_old_address": MAILED,
    "accounts.link": MAILED,
    "accounts.sign_in": "For those who are not signed in.",
    "notices.stop_emails": MAILED,
    "rooms.mailed_reply": MAILED,
    "rooms.events": "For the scripts of a room's page.",
    "rooms.poll": "For the scripts that render a poll anew.",
    "surveys.answer": "Its address is for one person: in their mail, and on their list of surveys.",
    "rooms.people": "For the scripts that complete names.",
    "sessions.feed": "For calendars, which are given the address.",
    "sessions.email": "Offered on a draft, until its invitations are sent.",
    "sessions.email_html": "Offered with it.",
    "sessions.invitation": MAILED,
    "sessions.meeting": MAILED,
    "sessions.sending": "Offered while emails to many are being written.",
    "surveys.export": "Offered as soon as five answers can be shown.",
}
ELSEWHERE_FOR = {("seeker", "surveys.results"): "Once they have answered: what others said would lead them."}
ONE = pytest.mark.one_database
ROLES = ("outsider", "seeker", "focal_point", "facilitator", "secretariat", "administrator")
OF_ONE_KIND = 8  # pages looked at for each endpoint, and those of the countries that take part here
TEAMS = ("JM", "CL")
LINK = re.compile(r'<a\b[^>]*\bhref="([^"]+)"')
FORM = re.compile(r'<form\b[^>]*\bmethod="get"[^>]*\baction="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
TEMPLATE = re.compile(r"<template.*?</template>", re.DOTALL)
FIELD = re.compile(r'<(?:input|select)\b[^>]*\bname="([^"]+)"')


@pytest.fixture
def world(app: Flask, database: Database) -> World:
    """Something of every kind, an open thread, and an invitation that is still out."""
    with app.app_context(), database.transaction() as db:
        cast = Cast.find(db)
        made = build(db, cast)
        for person in (cast.facilitator, cast.outsider):
            draft = messages.Draft("Which office counts?", poll=polls.NewPoll("Which?", ("Ours", "Theirs")))
            posted = threads.start(db, person, 1, threads.NewThread("Who counts?", "question", draft))
            messages.edit(db, person, posted.id, "Which office counts, and how?")
        for notes in ("First notes", "Better notes"):
            minutes.save(db, cast.facilitator, made.ids["session_id"], notes, publish=True)
        for role in ROLES:
            commitments.make(db, getattr(cast, role), NewCommitment("Count the catalogue", "", NOW.date()))
        invitations.invite(db, cast.secretariat, NewInvitation("further@cast.example", "Library", "MN", "Library"))
        return made


def crawl(app: Flask, browser: FlaskClient) -> dict[str, str]:
    """The endpoints that are reached from the first page, each with one of its addresses."""
    adapter = app.url_map.bind("localhost")
    reached: dict[str, str] = {}
    looked: dict[str, int] = {}
    waiting, known = deque(["/"]), {"/"}
    while waiting:
        address = waiting.popleft()
        try:
            endpoint, values = adapter.match(urlsplit(address).path, "GET")
        except (HTTPException, RequestRedirect):
            continue
        looked[endpoint] = looked.get(endpoint, 0) + 1
        if looked[endpoint] > OF_ONE_KIND and values.get("code") not in TEAMS:
            continue
        answer = browser.get(address)
        assert answer.status_code < 400, f"A link leads to {address}, which answers {answer.status_code}."
        reached.setdefault(endpoint, address)
        for link in [answer.location] if answer.location else links(answer.text):
            further = urljoin(address, link).partition("#")[0].removeprefix("http://localhost")
            if further.startswith("/") and further not in known:
                known.add(further)
                waiting.append(further)
    return reached


def links(page: str) -> list[str]:
    """Where the links and the asking forms of a page lead."""
    page = TEMPLATE.sub("", page)
    asked = [f"{action}?{urlencode(dict.fromkeys(FIELD.findall(inside), ''))}" for action, inside in FORM.findall(page)]
    return [unescape(each) for each in [*LINK.findall(page), *asked]]


def may_open(browser: FlaskClient, world: World, rule: Rule, further: Any) -> bool:
    """Whether some row lets the role in."""
    ids = [world.ids, *(dict.fromkeys(world.ids, number) for number in further)]
    for values in ids:
        path = World({**world.ids, **values}, world.tokens).path(rule)
        if browser.get(path).status_code in {200, 302}:
            return True
    return False


@pytest.mark.parametrize("role", [pytest.param(role, marks=() if role == "secretariat" else ONE) for role in ROLES])
def test_pages_without_a_way(app: Flask, browse: Any, cast: Cast, world: World, role: str) -> None:
    browser = browse(getattr(cast, role))
    reached = crawl(app, browser)
    missing = {
        rule.endpoint
        for rule in endpoints(app, "GET")
        if rule.endpoint not in reached
        and rule.endpoint not in ELSEWHERE
        and (role, rule.endpoint) not in ELSEWHERE_FOR
        and rule.endpoint != "static"
        and may_open(browser, world, rule, range(1, 4))
    }
    assert missing == set()


@pytest.mark.parametrize(
    ("role", "places"),
    [
        ("secretariat", ["/people", "/outbox", "/audit", "/invitations-to-join"]),
        ("administrator", ["/people", "/outbox", "/audit", "/invitations-to-join"]),
        ("focal_point", ["/invitations-to-join"]),
        ("seeker", []),
        ("facilitator", []),
    ],
)
def test_the_rail_holds_the_places_of_a_role(browse: Any, cast: Cast, role: str, places: list[str]) -> None:
    page = browse(getattr(cast, role)).get("/").text
    rail = page[page.index('id="more"') : page.index("</nav>")]
    for place in ("/people", "/outbox", "/audit", "/invitations-to-join"):
        assert (f'href="{place}"' in rail) == (place in places), place
