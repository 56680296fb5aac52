"""Photographs pages in light, dark, 320 px and Arabic into var/pictures. `python -m tools.pictures [--readme]`.

The site runs on a fresh demonstration of its own; pages are found by following the links that each account sees.
With --readme only docs/this-week.png is taken, the picture in the README.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium
from tools.demonstration import AT, ROOT, Demonstration, demonstration

TARGET = ROOT / "var" / "pictures"
README = ROOT / "docs" / "this-week.png"
STARTS = {
    "": ("/sign-in", "/sign-in/link", "/demo/clock", "/design", "/not-there", "/demo/mail?to=statistics.jm" + AT),
    "statistics.jm": ("/", "/threads/23", "/profile", "/notices", "/offers/new", "/sessions/calendar"),
    "focal.jm": ("/needs", "/countries/JM"),
    "secretariat": ("/", "/people", "/audit", "/outbox", "/sessions/new", "/invitations-to-join/new"),
}
KIND = re.compile(r"/(\d+|[A-Z]{2}|[0-9a-f]{32}|[\w-]+\.[\w-]{20,})(?=/|$)")
# Files, and what leads elsewhere.
NO_PICTURE = re.compile(r"\.(csv|ics)$|/export/(md|json)$|^/files/|/join$|^/notices/|^/messages/\d+(/quote)?$")


@dataclass(frozen=True)
class View:
    """One way to look at the pages."""

    name: str
    width: int = 1280
    dark: bool = False
    language: str = "en"


VIEWS = (View("light"), View("dark", dark=True), View("phone", width=320), View("arabic", language="ar"))


def main(arguments: list[str]) -> None:
    """Take all pictures, or only that of the README, or say why not."""
    path = chromium.find()
    if not path:
        raise SystemExit("The pictures need Chromium. Install it, or set PEERHUB_TEST_CHROMIUM to its path.")
    with demonstration() as demo, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        if "--readme" in arguments:
            photograph_first_page(browser, demo)
        else:
            for view in VIEWS:
                photograph(browser, view, demo)
        browser.close()


def photograph_first_page(browser: Browser, demo: Demonstration) -> None:
    """Take the one picture that the README shows."""
    page = browser.new_page(base_url=demo.address, viewport={"width": 1120, "height": 740})
    demo.sign_in(page, "statistics.jm")
    page.screenshot(path=README)
    print(f"The picture is {README.relative_to(ROOT)}, {README.stat().st_size // 1024} KiB.")


def photograph(browser: Browser, view: View, demo: Demonstration) -> None:
    """Take every page in one view: the public ones first, then what each account sees."""
    for account, starts in STARTS.items():
        context = browser.new_context(
            base_url=demo.address,
            viewport={"width": view.width, "height": 900},
            color_scheme="dark" if view.dark else "light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        if account:
            demo.sign_in(page, account)
        page.goto(starts[0])
        page.locator(f"button[name=language][value={view.language}]").click()
        folder = TARGET / view.name / (account or "signed-out")
        if not account:
            page.goto(starts[-1])
            invitation = page.get_by_role("link", name="Invitation:").first.get_attribute("href") or "/"
            found = kinds(page, (*starts, invitation))
        else:
            found = kinds(page, starts)
        for path in found:
            take(page, path, folder)
        # The language belongs to the account: the next view chooses its own.
        context.close()
    print(f"{view.name}: {(TARGET / view.name).relative_to(ROOT)}")


def kinds(page: Page, starts: tuple[str, ...]) -> list[str]:
    """One path of each kind (numbers, codes and tokens aside), found from the starts by two steps."""
    found = {path: path for path in starts}
    for _ in range(2):
        for path in list(found.values()):
            page.goto(path)
            for link in page.eval_on_selector_all("a[href]", "links => links.map(link => link.href)"):
                address = urlsplit(link)
                here = f"{address.scheme}://{address.netloc}" == page.evaluate("location.origin")
                if here and not NO_PICTURE.search(address.path):
                    found.setdefault(KIND.sub("/_", address.path), address.path)
    return list(found.values())


def take(page: Page, path: str, folder: Path) -> None:
    """Photograph one page from top to bottom."""
    page.goto(path)
    name = re.sub(r"[^\w.]+", "-", path).strip("-")[:60] or "home"
    page.screenshot(path=folder / f"{name}.png", full_page=True)


if __name__ == "__main__":
    main(sys.argv[1:])
