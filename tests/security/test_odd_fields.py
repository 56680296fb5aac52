"""Odd input, one field at a time: the rest of the form is what the page itself holds, so that the oddity gets deep."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask

from tests.cast import Cast
from tests.security.arrange import ODD
from tests.security.world import World

FOR_THE_DATABASE = ("a null byte", "a number that fits nowhere")
FOR_THE_SITE = ("before all calendars", "the end of all calendars", "half an address")
FURTHER_ROW = re.compile(r"-[1-9][0-9]*(-|$)")
FORMS = (
    ("facilitator", "/sessions/new", "/sessions/new"),
    ("facilitator", "/sessions/{session_id}/edit", "/sessions/{session_id}/edit"),
    ("facilitator", "/sessions/{session_id}", "/sessions/{session_id}/cancel"),
    ("seeker", "/needs/new", "/needs/new"),
    ("seeker", "/needs/{need_id}/edit", "/needs/{need_id}/edit"),
    ("provider", "/offers/{offer_id}/edit", "/offers/{offer_id}/edit"),
    ("seeker", "/commitments/{commitment_id}/edit", "/commitments/{commitment_id}/edit"),
    ("seeker", "/threads/{thread_id}", "/threads/{thread_id}/messages"),
    ("seeker", "/rooms/{room_id}/threads/new", "/rooms/{room_id}/threads/new"),
    ("seeker", "/exchanges/{exchange_id}/goal", "/exchanges/{exchange_id}/goal"),
    ("seeker", "/profile", "/profile"),
    ("focal_point", "/invitations-to-join/new", "/invitations-to-join/new"),
    ("secretariat", "/countries/JM/edit", "/countries/JM/edit"),
    ("secretariat", "/people/{person_id}", "/people/{person_id}/roles"),
)


class _Fields(HTMLParser):
    """The fields of the form with that action, as a browser would send them."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action, self.inside, self.fields, self.select, self.area = action, False, dict[str, list[str]](), "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("action", self.action) == self.action
        elif self.inside:
            self._field(tag, given)

    def _field(self, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "option" and (self.select not in self.fields or "selected" in given):
            self.fields[self.select] = [value]
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = name
            self.fields[name] = [""]
        elif tag == "input" and name and (given.get("type") not in {"checkbox", "radio"} or "checked" in given):
            self.fields.setdefault(name, []).append(value)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.fields[self.area][0] += data

    def handle_endtag(self, tag: str) -> None:
        self.area = "" if tag == "textarea" else self.area
        self.inside = self.inside and tag != "form"


@pytest.mark.usefixtures("without_csrf")
@pytest.mark.parametrize("odd", [FOR_THE_DATABASE, pytest.param(FOR_THE_SITE, marks=pytest.mark.one_database)])
@pytest.mark.parametrize(("role", "page", "action"), FORMS, ids=[action for *_rest, action in FORMS])
def test_no_form_falls_over_one_odd_field(
    app: Flask, browse: Any, cast: Cast, world: World, role: str, page: str, action: str, odd: tuple[str, ...]
) -> None:
    browser = browse(getattr(cast, role))
    shown, sent_to = page.format(**world.ids), action.format(**world.ids)
    read = _Fields(sent_to)
    read.feed(browser.get(shown).text)
    names = [name for name in read.fields if name != "csrf_token" and not FURTHER_ROW.search(name)]
    assert names, shown
    for name in names:
        for said in odd:
            answer = browser.post(sent_to, data=read.fields | {name: [ODD[said]]}, follow_redirects=True)
            assert answer.status_code < 500, (name, said)
