"""A phone in Chromium: a draft is held, an error loses nothing, what went through leaves nothing behind; and no scripts."""

from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from peerhub.base.database.engine import Database
from peerhub.surveys import access
from peerhub.surveys.actions import answering
from peerhub.surveys.models import NamedAnswer
from tests.base.live.sites import cookie_of
from tests.cast import Cast
from tests.surveys.arrange import ask_by_name, ask_guests

pytestmark = pytest.mark.browser
PHONE: Any = {"width": 320, "height": 640}


def test_a_phone_keeps_the_draft_until_the_answers_are_stored(
    address: str, chrome: Browser, database: Database
) -> None:
    _survey, [token] = ask_guests(database, 1)
    page = chrome.new_page(viewport=PHONE)
    page.goto(f"{address}/answer/{token}")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.fill("#R3", "Ask services for figures by May.")
    page.get_by_text("Draft saved").first.wait_for()
    assert page.evaluate("localStorage.length") == 1
    page.reload()
    assert page.input_value("#R3") == "Ask services for figures by May."
    page.get_by_role("button", name="Send my answers").click()
    assert "Answer this question." in page.locator("#errors").inner_text()
    assert page.input_value("#R3") == "Ask services for figures by May."
    page.locator("#Q1-3").check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_role("heading", name="Make it a commitment?").wait_for()
    page.wait_for_load_state("load")
    assert page.evaluate("localStorage.length") == 0
    page.get_by_role("button", name="Make it my commitment").click()
    page.get_by_text("Your commitment is saved.").wait_for()
    page.close()


def test_without_scripts_it_works_by_keyboard(address: str, chrome: Browser, database: Database) -> None:
    _survey, [token] = ask_guests(database, 1)
    context = chrome.new_context(java_script_enabled=False, viewport=PHONE)
    page = context.new_page()
    page.goto(f"{address}/answer/{token}")
    page.locator("#Q1-0").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.get_by_text("You have answered, thank you.").wait_for()
    page.reload()
    page.get_by_text("You have answered, thank you.").wait_for()
    context.close()


def test_by_name_a_draft_outlives_a_reload_and_overwrites_nothing_newer(
    address: str, app: Flask, chrome: Browser, database: Database, cast: Cast
) -> None:
    with database.transaction() as db:
        survey = ask_by_name(db, [cast.seeker, cast.provider], cast.facilitator)
        token = access.token_for(db, survey.id, cast.seeker.id)
    context = chrome.new_context(viewport=PHONE)
    context.add_cookies([{"name": "peerhub", "value": cookie_of(app, cast.seeker), "url": address}])
    page = context.new_page()
    page.goto(f"{address}/answer/{token}")
    page.locator("#Q1-3").check()
    page.get_by_role("button", name="Send my answers").click()
    page.get_by_text("Your answers are saved.").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    page.fill("#R1", "Begun after saving")
    page.get_by_text("Draft saved").first.wait_for()
    page.reload()
    assert page.input_value("#R1") == "Begun after saving", "no reload deletes it"
    with database.transaction() as db:
        answering.answer_by_name(db, cast.seeker, survey.id, {"Q1": "5", "R1": "Newer"})
    page.reload()
    page.wait_for_load_state("load")
    assert page.input_value("#R1") == "Begun after saving"
    page.get_by_role("button", name="Save my changes").click()
    page.get_by_text("Your changes are not saved yet").wait_for()
    with database.session() as db:
        assert db.scalars(select(NamedAnswer)).one().values == {"Q1": 5, "R1": "Newer"}
    context.close()
