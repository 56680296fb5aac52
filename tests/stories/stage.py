"""Where the story plays: the site, its mails, the browser, and an album of pictures."""

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from tests.cast import PASSWORD
from tests.stories.mails import Mailbox
from tests.stories.people import Account
from tests.stories.server import Site

DESK, PHONE = ViewportSize(width=1280, height=800), ViewportSize(width=390, height=800)
ELSEWHERE = "Pacific/Auckland"  # the machines stand in nobody's zone: pages must follow the profile and the mail
PATIENCE = 30_000  # milliseconds: the machine may be busy


expect.set_options(timeout=PATIENCE)


@dataclass
class Stage:
    """One story."""

    site: Site
    mailbox: Mailbox
    chrome: Browser
    album: Path
    pictures: int = 0
    windows: dict[Account, Page] = field(default_factory=dict)

    def window(self, account: Account) -> Page:
        """The account's browser window; signed in the first time."""
        if account not in self.windows:
            self.windows[account] = self._sign_in(account)
        return self.windows[account]

    def phone(self) -> Page:
        """A telephone on which nobody has signed in."""
        return self._context(PHONE).new_page()

    def take(self, page: Page, name: str) -> None:
        """Put a picture of the whole page into the album."""
        self.pictures += 1
        page.screenshot(path=self.album / f"{self.pictures:02}-{name}.png", full_page=True, animations="disabled")

    def close(self) -> None:
        """Close every window."""
        for context in self.chrome.contexts:
            context.close()

    def _sign_in(self, account: Account) -> Page:
        page = self._context(DESK).new_page()
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(account.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("This week")
        return page

    def _context(self, size: ViewportSize) -> BrowserContext:
        context = self.chrome.new_context(
            base_url=self.site.address, viewport=size, timezone_id=ELSEWHERE, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        return context
