"""The main job, end to end: a session, its room, its survey, and an exchange that follows. Pictures lie in var/story."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.stories import pairing, reflecting, scheduling, talking
from tests.stories.mails import Mailbox
from tests.stories.people import arrange
from tests.stories.server import ROOT, serving
from tests.stories.stage import Stage
from tests.support.smtp import smtp_server

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def stage(chrome: Browser, tmp_path: Path) -> Iterator[Stage]:
    """A site of its own with real mail, and an empty album."""
    album = ROOT / "var" / "story"
    shutil.rmtree(album, ignore_errors=True)
    with smtp_server() as (kept, port), serving(tmp_path, port, arrange) as site:
        opened = Stage(site, Mailbox(kept), chrome, album)
        yield opened
        opened.close()


def test_countries_meet_reflect_and_find_each_other(stage: Stage) -> None:
    session = scheduling.schedule(stage)
    scheduling.read_invitations(stage, session)
    scheduling.answer_from_mails(stage, session)
    talking.come(stage, session)
    talking.talk(stage, session)
    reflecting.end(stage, session)
    reflecting.reflect(stage)
    reflecting.see_commitment(stage)
    pairing.state_need(stage)
    pairing.invite_best(stage)
    pairing.accept(stage)
    pairing.meet(stage)
