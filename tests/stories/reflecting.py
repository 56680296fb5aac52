"""The session is over: its survey goes out by mail, people answer without signing in, and results appear when it has closed."""

from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.stories.clocks import move_to, one_hour_on
from tests.stories.mails import link
from tests.stories.people import (
    ARTS,
    AUDIOVISUAL,
    COPYRIGHT,
    CULTURES,
    FACILITATOR,
    MINISTRY,
    MUSIC,
    STATISTICS,
    Account,
)
from tests.stories.scheduling import TITLE, Scheduled
from tests.stories.stage import Stage
from tests.stories.waiting import until

ASKED = "How was it?"
PLAN = "Ask two platforms for the titles shown first."
FIRST_FOUR = (COPYRIGHT, AUDIOVISUAL, MUSIC, MINISTRY)


def end(stage: Stage, session: Scheduled) -> None:
    """Time passes; the session ends by itself."""
    page = stage.window(FACILITATOR)
    one_hour_on(page)
    one_hour_on(page)
    stage.take(page, "clock")
    stage.mailbox.wait(STATISTICS, ASKED)
    move_to(stage.site, session.ends_at + timedelta(days=1))  # where it was night, they were asked in the morning
    page.goto(session.path)
    expect(page.get_by_role("group", name="Who came?")).to_be_visible()
    stage.take(page, "session-over")


def reflect(stage: Stage) -> None:
    """Nobody sees a figure while the survey is open; with six everybody asked has answered, and it is published by itself."""
    for account in FIRST_FOUR:
        stage.mailbox.wait(account, ASKED)
        answer(stage, account)
    page = results(stage)
    expect(page.get_by_text("6 people are asked")).to_be_visible()
    expect(page.get_by_role("heading", name="I can use what I heard")).to_have_count(0)
    stage.take(page, "results-at-four")
    answer(stage, CULTURES, picture="survey-provider")
    page = results(stage)
    expect(page.get_by_text("at least 5 of 6 have answered")).to_be_visible()
    expect(page.get_by_role("heading", name="I can use what I heard")).to_have_count(0)
    answer(stage, STATISTICS, picture="survey", plan=PLAN)
    page = until(lambda: published(stage), "a page of published results")
    expect(page.get_by_text("6 of 6 have answered")).to_be_visible()
    expect(page.get_by_role("heading", name="I can use what I heard")).to_be_visible()
    stage.take(page, "results-at-six")
    assert stage.mailbox.all(ARTS, ASKED) == [], "who declined is not asked"


def published(stage: Stage) -> Page | None:
    """The facilitator's page of results, once there are any."""
    page = results(stage)
    return page if page.get_by_text("This page shows the answers of 6 people.").count() else None


def results(stage: Stage) -> Page:
    """The facilitator's page of results, found from the list of surveys."""
    page = stage.window(FACILITATOR)
    page.goto("/surveys")
    page.get_by_role("link", name=TITLE).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What people took from it")
    return page


def answer(stage: Stage, account: Account, picture: str = "", plan: str = "") -> None:
    """Open the mailed link on a telephone, answer, and make a commitment of the plan where there is one."""
    page = stage.phone()
    page.goto(link(stage.mailbox.wait(account, ASKED), "/answer/"))
    page.get_by_role("group", name="I can use what I heard").get_by_role("radio", name="4").check()
    page.get_by_role("group", name="I understand the subject").get_by_role("radio", name="5").check()
    page.get_by_label("What will I do next").fill(plan)
    if picture:
        stage.take(page, picture)
    page.get_by_role("button", name="Send my answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you")
    if plan:
        commit(stage, page)
    page.context.close()


def commit(stage: Stage, page: Page) -> None:
    """The person chooses to keep the plan under their own name."""
    expect(page.get_by_label("What will you do")).to_have_value(PLAN)
    stage.take(page, "make-it-a-commitment")
    page.get_by_role("button", name="Make it my commitment").click()
    expect(page.get_by_text("Your commitment is saved.")).to_be_visible()


def see_commitment(stage: Stage) -> None:
    """It stands among the person's own; those who chose nothing have none."""
    page = stage.window(STATISTICS)
    page.goto("/commitments")
    expect(page.get_by_text(PLAN)).to_be_visible()
    stage.take(page, "commitment")
    page = stage.window(CULTURES)
    page.goto("/commitments")
    expect(page.get_by_text("You have not made a commitment yet.")).to_be_visible()
