"""Attacks 2, 8, 9, 10, 12: another's data changed, deleted or shown by its id (NodeBB CVE-2020-15149, Discourse
CVE-2026-72724, Flarum GHSA-8gcg-vwmw-rxj4, Zulip CVE-2025-30368). Somebody who belongs to none of it stands before all endpoints."""

from typing import Any

import pytest
from flask import Flask

from peerhub.base.database.engine import Database
from tests.cast import Cast
from tests.security.arrange import rows
from tests.security.world import SECRET, World, endpoints

OWN = {
    "accounts.profile", "accounts.hide_steps", "accounts.end_other_sign_ins", "accounts.choose_language", "notices.read_all",
    "rooms.read_all", "sessions.create_feed",
}  # fmt: skip
LINKS = "/<token>"  # whoever holds a link may use it
ENDS = {"accounts.sign_out", "accounts.sign_out_everywhere", "accounts.close_own", "accounts.end_other_sign_ins"}


def test_the_secret_would_be_seen(app: Flask, browse: Any, cast: Cast, world: World) -> None:
    """Without this the next test proves nothing."""
    browser = browse(cast.seeker)
    showing = {rule.endpoint for rule in endpoints(app, "GET") if SECRET in browser.get(world.path(rule)).text}
    assert showing >= {
        "commitments.export", "commitments.index", "commitments.show", "dashboards.week", "exchanges.exchange",
        "notices.show", "rooms.events", "rooms.history", "rooms.show", "rooms.thread", "sessions.download",
        "sessions.feed", "sessions.index", "sessions.show", "surveys.answer", "surveys.index", "surveys.results",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["outsider", "arabic_reader"])
def test_no_page_shows_what_is_kept_among_others(app: Flask, browse: Any, cast: Cast, world: World, role: str) -> None:
    browser = browse(getattr(cast, role))
    for rule in endpoints(app, "GET"):
        if LINKS not in rule.rule:
            for headers in ({}, {"Accept": "application/json"}):
                assert SECRET not in browser.get(world.path(rule), headers=headers).text, rule.rule


@pytest.mark.usefixtures("without_csrf")
def test_no_endpoint_lets_a_stranger_change_what_others_have(
    app: Flask, browse: Any, cast: Cast, world: World, database: Database
) -> None:
    sent = {
        "answer": "accepted", "body": "Mine now", "title": "Mine now", "kind": "useful", "number": "1", "locked": "1",
        "item": "prepare-1", "done": "1", "to": "exchange", "reason": "No", "notes": "Mine", "publish": "y",
        "state": "paused", "person_id": str(cast.outsider.id), "session_id": str(world.ids["session_id"]),
        "person": str(cast.outsider.id), "role": "focal_point", "country": "JM", "text": "Mine", "due_on": "2027-01-01",
        "subject": "Mine", "goal": "Mine", "lessons": "Mine", "came": str(cast.seeker.id), "message": "Mine",
        "wanted": "1", "name": "Mine", "code": "JM", "source": "Mine", "zones": "America/Jamaica",
    }  # fmt: skip
    browser = browse(cast.outsider)
    before = rows(database)
    for rule in endpoints(app, "POST"):
        if rule.endpoint not in OWN | ENDS and LINKS not in rule.rule:
            browser.post(world.path(rule), data=sent)
    after = rows(database)
    allowed = {"commitments", "audit", "needs", "offers", "sent_keys"}  # their own new ones
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= allowed
    for name in changed:
        assert after[name][: len(before[name])] == before[name]


def test_counters_and_lists_say_nothing_of_private_rooms(browse: Any, cast: Cast, world: World) -> None:
    browser = browse(cast.outsider)
    for path in ("/", "/rooms", "/themes/discoverability_access"):
        text = browser.get(path).text
        assert "Jamaica · Chile" not in text
        assert f"/rooms/{world.ids['room_id']}" not in text
    assert "+1" not in browser.get("/rooms").text
