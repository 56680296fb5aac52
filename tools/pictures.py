"""Photographs one page of each kind in light, dark, 320 px and Arabic into var/pictures. `python -m tools.pictures`.

The site runs on a fresh demonstration of its own; pages are found by following the links a signed-in person sees.
"""

import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

from tools import chromium

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "var" / "pictures"
PUBLIC = ("/", "/sign-in")


@dataclass(frozen=True)
class View:
    """One way to look at the pages."""

    name: str
    width: int = 1280
    dark: bool = False
    language: str = "en"


VIEWS = (View("light"), View("dark", dark=True), View("phone", width=320), View("arabic", language="ar"))


def main() -> None:
    """Take all pictures, or say why not."""
    path = chromium.find()
    if not path:
        raise SystemExit("The pictures need Chromium. Install it, or set PEERHUB_TEST_CHROMIUM to its path.")
    with demonstration() as (address, account), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        for view in VIEWS:
            photograph(browser, view, address, account)
        browser.close()
    print(f"The pictures lie in {TARGET.relative_to(ROOT)}.")


@contextmanager
def demonstration() -> Iterator[tuple[str, dict[str, str]]]:
    """The site with new demonstration data: its address and the account of a facilitator, else the first one."""
    with tempfile.TemporaryDirectory(prefix="peerhub-pictures-") as folder:
        environment = {**os.environ, "PEERHUB_VAR": folder}
        for words in (("db", "upgrade"), ("demo", "load")):
            subprocess.run(command(*words), cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        listed = subprocess.run(
            command("demo", "accounts", "--json"), cwd=ROOT, env=environment, check=True, capture_output=True
        )
        accounts = json.loads(listed.stdout)
        account = next((one for one in accounts if one["role"] == "facilitator"), accounts[0])
        port = free_port()
        with subprocess.Popen(command("serve", "--port", str(port)), cwd=ROOT, env=environment) as server:
            try:
                wait_for(port)
                yield f"http://127.0.0.1:{port}", account
            finally:
                server.terminate()


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def wait_for(port: int) -> None:
    """Wait until the site answers; gives up after twenty seconds."""
    for _ in range(200):
        with socket.socket() as line:
            if line.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The site did not start within twenty seconds.")


def command(*words: str) -> list[str]:
    """A `peerhub` command of this checkout."""
    return [sys.executable, "-m", "peerhub", *words]


def photograph(browser: Browser, view: View, address: str, account: dict[str, str]) -> None:
    """Take every page in one view: the public ones first, then what the account sees."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": view.width, "height": 900},
        color_scheme="dark" if view.dark else "light",
        locale=view.language,
    )
    context.add_cookies([{"name": "language", "value": view.language, "url": address}])
    page = context.new_page()
    for path in PUBLIC:
        take(page, path, TARGET / view.name / "public")
    page.goto("/sign-in")
    page.fill("[name=email]", account["email"])
    page.fill("[name=password]", account["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: urlsplit(url).path != "/sign-in")
    for path in kinds(page):
        take(page, path, TARGET / view.name)
    context.close()


def kinds(page: Page) -> list[str]:
    """One path of each kind (numbers and codes aside), found from the first page by two steps."""
    found: dict[str, str] = {"/": "/"}
    for _ in range(2):
        for path in list(found.values()):
            page.goto(path)
            for link in page.eval_on_selector_all("a[href^='/']", "links => links.map(link => link.pathname)"):
                found.setdefault(re.sub(r"/(\d+|[A-Z]{2})(?=/|$)", "/_", link), link)
    return [path for path in found.values() if not re.search(r"\.\w+$|sign-out", path)]


def take(page: Page, path: str, folder: Path) -> None:
    """Photograph one page from top to bottom."""
    page.goto(path)
    page.screenshot(path=folder / f"{path.strip('/').replace('/', '-') or 'home'}.png", full_page=True)


if __name__ == "__main__":
    main()
