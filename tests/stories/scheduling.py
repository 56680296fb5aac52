"""A session is scheduled, countries are invited, and answer from their mails."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from tests.stories.mails import entries, link
from tests.stories.people import ARTS, COUNTRIES, CULTURES, FACILITATOR, OFFICIALS, STATISTICS, THEME, Account
from tests.stories.stage import Stage

TITLE = "Making local music findable"
LINK = "https://meet.example/findable"
NAMES = {"JM": "Jamaica", "CL": "Chile", "MN": "Mongolia"}


@dataclass(frozen=True)
class Scheduled:
    """The session that the story is about."""

    path: str
    starts_at: datetime
    ends_at: datetime


def schedule(stage: Stage) -> Scheduled:
    """The facilitator fills in the form, looks at it and sends the invitations."""
    page = stage.window(FACILITATOR)
    page.goto("/sessions/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Theme").select_option(THEME)
    page.get_by_label("Purpose").fill(
        "Catalogues that platforms can read, so that listeners find what is made near them."
    )
    page.get_by_label("Intended outcome").select_option("new_knowledge")
    page.get_by_label("Link to the meeting").fill(LINK)
    invite_countries(page)
    stage.take(page, "schedule")
    starts_at = _wall(page)
    ends_at = starts_at + timedelta(minutes=int(page.locator("[name=minutes]").input_value()))
    page.get_by_role("button", name="Save the draft and check it").click()
    expect(page.get_by_role("heading", name="This is a draft")).to_be_visible()
    stage.take(page, "preview")
    page.get_by_role("button", name="Send invitations").click()
    expect(page.get_by_text("The invitations are on their way.")).to_be_visible()
    stage.take(page, "invited")
    return Scheduled(page.url.removeprefix(stage.site.address), starts_at, ends_at)


def invite_countries(page: Page) -> None:
    """Choose the three countries with their parts; their whole teams are ticked."""
    for number, (code, part) in enumerate(COUNTRIES.items(), start=1):
        row = page.get_by_role("group", name=f"Country {number}", exact=True)
        row.get_by_label("Country").select_option(code)
        row.get_by_label("Its part").select_option(label=part)
    page.get_by_role("button", name="Show their offices").click()
    for account in OFFICIALS:
        expect(page.get_by_label(account.office)).to_be_checked()


def _wall(page: Page) -> datetime:
    """The moment that the form's day, time and zone mean."""
    day, time = (page.locator(f"[name={name}]").input_value() for name in ("date", "time"))
    zone = ZoneInfo(page.get_by_label("Time zone").input_value())
    return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=zone).astimezone(UTC)


def read_invitations(stage: Stage, session: Scheduled) -> None:
    """Each official's calendar understands the mail: this session, this moment, this receiver."""
    uids = set()
    for account in OFFICIALS:
        for entry in entries(stage.mailbox.wait(account, "Invitation")):
            assert (entry.method, entry.sequence, entry.summary) == ("REQUEST", 0, TITLE)
            assert (entry.starts_at, entry.ends_at) == (session.starts_at, session.ends_at)
            assert entry.attendees == [f"mailto:{account.email}"]
            uids.add(entry.uid)
    assert len(uids) == 1, "one session, one entry"


def answer_from_mails(stage: Stage, session: Scheduled) -> None:
    """Two accept and one declines with pictures; the others accept as well. Looking at the page changes nothing."""
    answer(stage, STATISTICS, "accepted", "first-accepts")
    answer(stage, CULTURES, "accepted", "second-accepts")
    answer(stage, ARTS, "declined", "third-declines")
    page = stage.window(FACILITATOR)
    page.goto(session.path)
    for account, given in ((STATISTICS, "accepted"), (CULTURES, "accepted"), (ARTS, "declined")):
        line = page.get_by_role("listitem").filter(has_text=account.office)
        expect(line.get_by_text(given, exact=True)).to_be_visible()
    stage.take(page, "answers")
    for account in OFFICIALS:
        if account not in {STATISTICS, CULTURES, ARTS}:
            answer(stage, account, "accepted")


def answer(stage: Stage, account: Account, wanted: str, picture: str = "") -> None:
    """Open the link of the mail on a telephone, without signing in, and press the button."""
    label, given = {"accepted": ("Accept", "accepted"), "declined": ("Decline", "declined")}[wanted]
    page = stage.phone()
    page.goto(link(stage.mailbox.wait(account, "Invitation"), f"answer={wanted}"))
    expect(page.get_by_role("heading", name="Will you come?")).to_be_visible()
    if picture:
        stage.take(page, f"{picture}-before")
    page.get_by_role("button", name=label, exact=True).click()
    expect(page.get_by_role("heading", name=f"Your answer: {given}")).to_be_visible()
    if picture:
        stage.take(page, picture)
    page.context.close()
