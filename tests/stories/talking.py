"""The session takes place: people join from their mails, and talk in its room; one of them loses the line."""

from datetime import timedelta

from playwright.sync_api import Locator, Page, expect

from tests.stories.clocks import move_to
from tests.stories.mails import link
from tests.stories.people import CULTURES, STATISTICS
from tests.stories.scheduling import LINK, TITLE, Scheduled
from tests.stories.stage import Stage

QUESTION = "Which platforms answered your request for data first?"
OPENING = "We count what is on offer. How did you find out what is shown?"
BEFORE = "We asked for a quarterly report on the first twenty titles."
MISSED = (
    "Two services answered within a month.",
    "One asked for a written definition of local.",
    "We wrote it together.",
)
KEPT = "May we see that definition?"


def come(stage: Stage, session: Scheduled) -> None:
    """Shortly before the start the reminder brings a link that leads into the meeting."""
    move_to(stage.site, session.starts_at - timedelta(minutes=10))
    page = stage.phone()
    mailed = link(stage.mailbox.wait(STATISTICS, f"Reminder: {TITLE}"), "/join")
    page.goto(mailed)
    with page.expect_request(LINK):  # the meeting's own site is none of ours to open
        page.get_by_role("button", name="Join the session").click(no_wait_after=True)
    page.context.close()


def talk(stage: Stage, session: Scheduled) -> None:
    """Two officials write to each other; one is cut off for a while. In the end both have the same, in order."""
    one, other = stage.window(STATISTICS), stage.window(CULTURES)
    start_thread(stage, one, session)
    other.goto(one.url)
    expect(other.get_by_text(OPENING)).to_be_visible()
    for page in (one, other):
        expect(page.get_by_role("heading", name="Here now")).to_be_visible()
    say(other, BEFORE)
    expect(one.get_by_text(BEFORE)).to_be_visible()
    stage.take(one, "live")
    lose_the_line(stage, one, other)
    for page in (one, other):
        expect(messages(page)).to_have_text([OPENING, BEFORE, *MISSED, KEPT])
        arrived = clock_times(page)
        page.reload()
        expect(messages(page)).to_have_text([OPENING, BEFORE, *MISSED, KEPT])
        assert clock_times(page) == arrived, "what arrived live tells the same time as the page rendered again"
    stage.take(one, "caught-up")
    stage.take(other, "other-side")


def start_thread(stage: Stage, page: Page, session: Scheduled) -> None:
    """From the session's page into its room, and a question there."""
    page.goto(session.path)
    stage.take(page, "session-day")
    page.get_by_role("link", name="Room", exact=True).click()
    stage.take(page, "empty-room")
    page.get_by_role("link", name="Start a thread").first.click()
    page.get_by_label("Title").fill(QUESTION)
    page.get_by_label("Kind").select_option("question")
    page.get_by_label("First message").fill(OPENING)
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)


def lose_the_line(stage: Stage, cut_off: Page, other: Page) -> None:
    """While one is offline the other goes on; what the one writes meanwhile waits on the device."""
    cut_off.context.set_offline(True)
    expect(cut_off.locator("#connection")).to_be_visible()
    for text in MISSED:
        say(other, text)
    cut_off.get_by_label("Reply to everyone").fill(KEPT)
    cut_off.get_by_role("button", name="Send", exact=True).click()
    expect(cut_off.get_by_text("Saved on this device, not sent yet")).to_be_visible()
    expect(messages(cut_off)).to_have_text([OPENING, BEFORE])  # nothing came through while the line was down
    stage.take(cut_off, "line-lost")
    cut_off.context.set_offline(False)
    expect(cut_off.locator("#connection")).to_be_hidden()


def say(page: Page, text: str) -> None:
    """Write a message and see it in the thread."""
    page.get_by_label("Reply to everyone").fill(text)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.locator("#messages").get_by_text(text)).to_be_visible()


def messages(page: Page) -> Locator:
    """The texts of the thread, as they stand on the page."""
    return page.locator("#messages [data-body]")


def clock_times(page: Page) -> list[str]:
    """The hour and minute of each message as they stand on the page."""
    return [text[-5:] for text in page.locator("#messages time").all_inner_texts()]
