"""Moving the site's clock while it runs."""

from datetime import datetime, timedelta
from pathlib import Path

from playwright.sync_api import Page, expect

from peerhub.base import clock
from tests.stories.server import Site


def move_to(site: Site, moment: datetime) -> None:
    """Put the site's clock on to `moment`, or less than a minute before, with the demonstration's command."""
    minutes = (moment - clock.now() - moved(site)) // timedelta(minutes=1)
    site.command("demo", "clock", f"+{minutes % 60}m")
    site.command("demo", "clock", f"+{minutes // 60}h")


def moved(site: Site) -> timedelta:
    """How far the site's clock stands from the true one."""
    kept = Path(site.settings["PEERHUB_VAR"]) / "clock"
    return timedelta(seconds=float(kept.read_text(encoding="ascii")) if kept.exists() else 0)


def one_hour_on(page: Page) -> None:
    """Move the clock with the button of its page."""
    page.goto("/demo/clock")
    page.get_by_role("button", name="Forward one hour").click()
    expect(page.get_by_text("clock was moved")).to_be_visible()
