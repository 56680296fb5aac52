"""A country says what it seeks, invites the best suggestion, and both sides meet in the room of their exchange."""

from playwright.sync_api import Page, expect

from tests.stories.mails import link
from tests.stories.people import CULTURES, MINISTRY, OFFERS, STATISTICS, THEME
from tests.stories.stage import Stage

CHALLENGE = "We count what is on offer. We want to learn how others measure what is shown."
MESSAGE = "We met in the session. May we see how you worded the request for the report?"
FIRST_WORDS = "Thank you for inviting us. Here is what we sent to the services."


def state_need(stage: Stage) -> None:
    """Three minutes on a form, then suggestions with their reasons."""
    page = stage.window(STATISTICS)
    page.goto("/needs/new")
    page.get_by_label("What do you want to learn?").fill(CHALLENGE)
    page.locator(f"[name=theme_code][value={THEME}]").check()
    for code in ("2.1", "2.4"):
        page.locator(f"[name=activities][value='{code}']").check()
    page.locator("[name=outcome_code][value=enhanced_skills]").check()
    stage.take(page, "need")
    page.get_by_role("button", name="Save and see who could help").click()
    expect(page.get_by_role("heading", name="Who could help, and why")).to_be_visible()


def invite_best(stage: Stage) -> None:
    """The first suggestion says why it stands first, and is invited with a few words."""
    page = stage.window(STATISTICS)
    best = page.get_by_role("article").first
    done = best.get_by_text(str(OFFERS[CULTURES]["done"]))  # the button says it too, to those who hear
    expect(done.first).to_be_visible()
    expect(best.get_by_role("listitem").filter(has_text="Roadmap activities in common: 2.1")).to_be_visible()
    stage.take(page, "suggestions")
    best.get_by_role("link", name="Propose an exchange: Chile").click()
    page.get_by_label("Your message").fill(MESSAGE)
    stage.take(page, "invite")
    page.get_by_role("button", name="Send the proposal").click()
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    stage.take(page, "invitation-sent")


def accept(stage: Stage) -> None:
    """The provider's mail leads to the invitation; accepting opens the exchange."""
    page = stage.window(CULTURES)
    page.goto(link(stage.mailbox.wait(CULTURES, "A country asks to learn from yours: Jamaica"), "/proposals/"))
    expect(page.get_by_text(MESSAGE)).to_be_visible()
    stage.take(page, "asked")
    page.get_by_role("button", name="Accept and open the exchange").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jamaica learns from Chile")
    stage.take(page, "exchange")


def meet(stage: Stage) -> None:
    """Both sides read the private room; a third country does not find it."""
    provider, seeker, outsider = (stage.window(account) for account in (CULTURES, STATISTICS, MINISTRY))
    provider.get_by_role("link", name="Open the room").click()
    _write(provider)
    seeker.goto(link(stage.mailbox.wait(STATISTICS, "Your exchange begins"), "/exchanges/"))
    seeker.get_by_role("link", name="Open the room").click()
    seeker.get_by_role("link", name="First steps").click()
    expect(seeker.get_by_text(FIRST_WORDS)).to_be_visible()
    stage.take(seeker, "exchange-room")
    outsider.goto(seeker.url)
    expect(outsider.get_by_text("This page does not exist, or you do not have permission to see it.")).to_be_visible()


def _write(page: Page) -> None:
    """Begin the first thread."""
    page.get_by_role("link", name="Start a thread").first.click()
    page.get_by_label("Title").fill("First steps")
    page.get_by_label("First message").fill(FIRST_WORDS)
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_text(FIRST_WORDS)).to_be_visible()
