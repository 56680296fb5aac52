"""Attack 21: one endpoint without protection from forged requests (Flarum CVE-2019-13183, NodeBB GHSA-5gwx-wf9g-r5mx)."""

from typing import Any

from flask import Flask

from peerhub.base.database.engine import Database
from peerhub.base.web.extensions import csrf
from tests.cast import Cast
from tests.security.arrange import rows
from tests.security.world import World, endpoints
from tests.support.forms import token_of

# They work without cookies, as the browsers of mail programs may do.
BY_LINK = {
    "accounts.keep_old_address",
    "commitments.by_email",
    "notices.stop_or_resume_emails",
    "rooms.mailed_reply",
    "rooms.discard_mailed_reply",
    "sessions.answer_invitation",
    "sessions.join_from_mail",
    "surveys.answer",
    "surveys.add_commitment",
}


def test_no_endpoint_changes_anything_without_the_token_of_its_page(
    app: Flask, browse: Any, cast: Cast, world: World, database: Database
) -> None:
    browsers = [browse(person) for person in (cast.seeker, cast.administrator)]
    before = rows(database)
    for browser in browsers:
        for rule in endpoints(app, "POST"):
            if rule.endpoint in BY_LINK:
                continue
            for token in ({}, {"csrf_token": "forged"}):
                assert browser.post(world.path(rule), data=token).status_code == 400, rule.rule
    assert rows(database) == before


def test_endpoints_without_it_are_those_whose_address_nobody_can_guess(
    app: Flask, client: Any, database: Database
) -> None:
    open_endpoints = [rule for rule in endpoints(app, "POST") if is_exempt(app, rule.endpoint)]
    assert {rule.endpoint for rule in open_endpoints} == BY_LINK
    before = rows(database)
    for rule in open_endpoints:
        assert rule.arguments == {"token"}
        _host, path = rule.build({"token": "guessed"}) or ("", "")
        assert client.post(path, data={"answer": "accepted", "Q1": "3"}).status_code == 404
    assert rows(database) == before


def is_exempt(app: Flask, endpoint: str) -> bool:
    """Whether Flask-WTF lets requests pass without a token there."""
    view = app.view_functions[endpoint]
    return f"{view.__module__}.{view.__name__}" in csrf._exempt_views


def test_the_token_of_another_is_worth_nothing(browse: Any, cast: Cast) -> None:
    theirs = token_of(browse(cast.outsider), "/profile")
    answer = browse(cast.seeker).post("/profile/sign-out-everywhere", data={"csrf_token": theirs})
    assert answer.status_code == 400


def test_a_form_of_another_site_puts_no_cookie_in_the_place_of_ours(app: Flask) -> None:
    """Browsers send it without the cookie (SameSite), and would keep the new one: a foreign page could sign people out."""
    foreign = [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://other.example"}]
    own = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}, {}]
    for headers, kept in [*((each, False) for each in foreign), *((each, True) for each in own)]:
        answer = app.test_client().post("/sign-out", headers=headers)
        assert ("peerhub=" in answer.headers.get("Set-Cookie", "")) == kept
