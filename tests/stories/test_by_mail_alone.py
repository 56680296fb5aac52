"""The main job for an official who never signs in: she reads her mail, answers from her calendar, replies, and follows links."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from peerhub.base import clock
from peerhub.commitments.rules import USUAL
from tests.stories import reflecting, scheduling
from tests.stories.clocks import move_to, moved
from tests.stories.mails import Mailbox, link
from tests.stories.people import ARTS, COPYRIGHT, FACILITATOR, OFFICIALS, STATISTICS, Account, arrange
from tests.stories.receiving import Receiver, calendars_answer, receiving, reply
from tests.stories.reflecting import PLAN
from tests.stories.scheduling import TITLE, Scheduled
from tests.stories.server import ROOT, serving
from tests.stories.stage import Stage
from tests.stories.waiting import until
from tests.support.imap import PASSWORD, USER, Imap, imap_server
from tests.support.smtp import smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]
OFFICIAL = STATISTICS
QUESTION, ASKING = "Which figures come first?", "which figures would you ask for first?"
REPLIED = "The titles that services show first, and how often."
NEW_PURPOSE = "Bring one catalogue that a platform could not read."
RESULT = "A ministry helped us to find the right office."


@dataclass(frozen=True)
class Ways:
    """How emails get to the site: handed in, or left in a mailbox that it reads."""

    receiver: Receiver
    imap: Imap


@pytest.fixture
def stage(chrome: Browser, tmp_path: Path) -> Iterator[tuple[Stage, Ways]]:
    """A site with real mail both ways, and an empty album."""
    album = ROOT / "var" / "story-by-mail"
    shutil.rmtree(album, ignore_errors=True)
    with imap_server() as imap, smtp_server() as (kept, port):
        more = {
            "PEERHUB_MAIL_REPLIES": "replies@site.example",
            "PEERHUB_MAIL_PER_MINUTE": "0",
            "PEERHUB_IMAP_HOST": "127.0.0.1",
            "PEERHUB_IMAP_PORT": str(imap.port),
            "PEERHUB_IMAP_USER": USER,
            "PEERHUB_IMAP_PASSWORD": PASSWORD,
            "PEERHUB_IMAP_TLS": "false",
        }
        with serving(tmp_path, port, arrange, more, "tests.stories.site") as site, receiving(site) as receiver:
            opened = Stage(site, Mailbox(kept), chrome, album)
            yield opened, Ways(receiver, imap)
            opened.close()


def test_an_official_who_never_signs_in_takes_part(stage: tuple[Stage, Ways]) -> None:
    scene, ways = stage
    session = scheduling.schedule(scene)
    answer_from_calendars(scene, ways.receiver, session)
    read_agenda(scene, session)
    reply_to_thread(scene, ways.imap, session)
    reflecting.end(scene, session)
    reflecting.answer(scene, OFFICIAL, picture="survey", plan=PLAN)
    say_what_came_of_it(scene)
    assert OFFICIAL not in scene.windows, "she has never signed in"


def answer_from_calendars(stage: Stage, receiver: Receiver, session: Scheduled) -> None:
    """Each presses the button of a calendar; the facilitator sees what they said."""
    for account in OFFICIALS:
        invitation = stage.mailbox.wait(account, "Invitation")
        partstat = "DECLINED" if account == ARTS else "ACCEPTED"
        receiver.hand_in(calendars_answer(invitation, account, partstat))
    page = stage.window(FACILITATOR)
    until(lambda: has_answered(page, session, OFFICIAL, "accepted"), "her answer")
    until(lambda: has_answered(page, session, ARTS, "declined"), "the answer of the last")
    stage.take(page, "answers-of-calendars")


def has_answered(page: Page, session: Scheduled, account: Account, given: str) -> bool | None:
    """Whether the session's page shows that answer."""
    page.goto(session.path)
    line = page.get_by_role("listitem").filter(has_text=account.office)
    return bool(line.get_by_text(given, exact=True).count()) or None


def read_agenda(stage: Stage, session: Scheduled) -> None:
    """The facilitator changes the session; the mail that tells of it brings the agenda, and the answer stands."""
    page = stage.window(FACILITATOR)
    page.goto(f"{session.path}/edit")
    page.get_by_label("Purpose").fill(NEW_PURPOSE)
    page.get_by_role("button", name="Save the change").click()
    plain = stage.mailbox.wait(OFFICIAL, f"Changed: {TITLE}").get_body(("plain",))
    assert plain
    text = plain.get_content()
    assert NEW_PURPOSE in text
    assert "Agenda, in your time zone" in text
    assert "Your answer is unchanged: accepted." in text


def reply_to_thread(stage: Stage, imap: Imap, session: Scheduled) -> None:
    """Somebody asks her in the session's room, whose facilitator lets emails show it; she answers the mail, which her server leaves in
    the site's mailbox."""
    page = stage.window(FACILITATOR)
    page.goto(session.path)
    page.get_by_role("link", name="Room", exact=True).click()
    room = page.url
    page.goto(f"{room}/emails")
    page.get_by_role("button", name="Show messages in emails").click()
    page.goto(room)
    page.get_by_role("link", name="Start a thread").first.click()
    page.get_by_label("Title").fill(QUESTION)
    page.get_by_label("First message").fill(f"@{OFFICIAL.office}, {ASKING}")
    page.get_by_role("button", name="Start the thread").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(QUESTION)
    move_to(stage.site, session.starts_at - timedelta(minutes=10))
    asked = until(lambda: mentioned(stage), "a mail that says she was asked")
    imap.put(reply(asked, OFFICIAL, REPLIED).as_bytes())
    until(lambda: is_on_page(page, REPLIED), "her reply")
    expect(page.get_by_text("PeerHub <")).to_have_count(0)
    stage.take(page, "reply-by-mail")


def mentioned(stage: Stage) -> EmailMessage | None:
    """The mail to her in which the question stands."""
    for mail in stage.mailbox.kept.to(OFFICIAL.email):
        plain = mail.get_body(("plain",))
        if plain and ASKING in " ".join(plain.get_content().split()):
            return mail
    return None


def is_on_page(page: Page, text: str) -> bool | None:
    """Whether the thread shows it after it is loaded again."""
    page.reload()
    return bool(page.locator("#messages").get_by_text(text).count()) or None


def say_what_came_of_it(stage: Stage) -> None:
    """When the day of the commitment has passed, she is asked by mail and answers there; her team reads it."""
    over = clock.now() + moved(stage.site) + USUAL + timedelta(days=2)
    move_to(stage.site, over.replace(hour=15))  # in the morning, where she is
    page = stage.phone()
    page.goto(link(stage.mailbox.wait(OFFICIAL, "What happened with your plan?"), "/commitments/by-email/"))
    expect(page.get_by_text(PLAN)).to_be_visible()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_label("What helped?").fill(RESULT)
    stage.take(page, "what-came-of-it")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("Thank you. Your answer is saved.")).to_be_visible()
    stage.take(page, "saved")
    page.context.close()
    team = stage.window(COPYRIGHT)
    team.goto("/commitments?of=team")
    team.get_by_role("link", name=PLAN).click()
    expect(team.get_by_text("Done", exact=False).first).to_be_visible()
    expect(team.get_by_text(RESULT)).to_be_visible()
