"""How far a request travels: through how many of our files, and how often it goes from one to another.

`python -m tools.request_path [--files]`. Three requests are followed on a small site made for them: posting a message,
accepting a proposal, ending a session. A move is a step that a reader of the code takes: from one file of `peerhub/` to a function
in another.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from peerhub import create_app
from peerhub.base import clock
from peerhub.base.database.engine import Database, Db
from peerhub.base.settings_loading import load
from peerhub.people.models import Person
from tests.cast import NOW, Cast, sign_in_of
from tests.matching.arrange import invited
from tests.rooms.arrange import build
from tests.sessions.arrange import scheduled
from tests.support.databases import fill
from tests.support.forms import token_of

PEERHUB = f"{Path(__file__).resolve().parent.parent / 'peerhub'}/"


@dataclass
class Travel:
    """The calls of a request that went from file to file of ours: caller, called, and its function, in their order."""

    calls: list[tuple[str, str, str]] = field(default_factory=list)

    def files(self, *, domains: bool = False) -> list[str]:
        """Each file once, in the order of its first call; those of `base` left out with `domains`."""
        return list(
            dict.fromkeys(name for _caller, name, _function in self.calls if not (domains and name.startswith("base/")))
        )

    def moves(self, *, domains: bool = False) -> int:
        """How many different functions a reader opens in another file, coming from each file; the same one again is no move."""
        return len({call for call in self.calls if not (domains and call[1].startswith("base/"))})


@contextmanager
def followed() -> Iterator[Travel]:
    """What is called meanwhile."""
    travel = Travel()
    inside = [""]

    def note(frame: FrameType, event: str, _value: Any) -> None:
        path = frame.f_code.co_filename
        if not path.startswith(PEERHUB) or frame.f_code.co_name == "<module>":
            return
        name = path.removeprefix(PEERHUB)
        if event == "call":
            if name != inside[-1]:
                travel.calls.append((inside[-1], name, frame.f_code.co_qualname))
            inside.append(name)
        elif event == "return" and len(inside) > 1:
            inside.pop()

    sys.setprofile(note)
    try:
        yield travel
    finally:
        sys.setprofile(None)


def post_message(site: "Site") -> Travel:
    """A member writes in a thread."""
    with site.transaction() as db:
        thread = build(db, Cast.find(db)).thread
    return site.follow("provider", f"/threads/{thread}", f"/threads/{thread}/messages", body="We keep a register.")


def accept_proposal(site: "Site") -> Travel:
    """A provider accepts a proposal: the exchange opens."""
    with site.transaction() as db:
        cast = Cast.find(db)
        proposal = invited(db, cast.seeker, cast.provider).id
    return site.follow("provider", f"/proposals/{proposal}", f"/proposals/{proposal}/accept")


def end_session(site: "Site") -> Travel:
    """A facilitator ends a session that has begun, and says who came."""
    with site.transaction() as db:
        session = scheduled(db, Cast.find(db))
        number, starts = session.id, session.starts_at
    with clock.fixed_at(starts + timedelta(minutes=10)):
        return site.follow("facilitator", f"/sessions/{number}", f"/sessions/{number}/end")


REQUESTS: dict[str, Callable[["Site"], Travel]] = {
    "post a message": post_message,
    "accept a proposal": accept_proposal,
    "end a session": end_session,
}


@dataclass
class Site:
    """A site with the cast of the tests."""

    app: Flask

    @contextmanager
    def transaction(self) -> Iterator[Db]:
        """A transaction in which things are arranged."""
        database: Database = self.app.extensions["peerhub.database"]
        with self.app.app_context(), database.transaction() as db:
            yield db

    def follow(self, role: str, page: str, path: str, **fields: str) -> Travel:
        """Send a form as one of the cast, the second time that its page was seen: what is read once is read by then."""
        with self.transaction() as db:
            person = getattr(Cast.find(db), role)
        browser = self.browser(person)
        token = token_of(browser, page)
        with followed() as travel:
            answer = browser.post(path, data={"csrf_token": token, **fields})
        if answer.status_code not in {200, 302}:
            raise SystemExit(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        return travel

    def browser(self, person: Person) -> FlaskClient:
        """A browser that is signed in."""
        browser = self.app.test_client()
        with self.transaction() as db:
            db.add(sign_in_of(person, f"token of {person.id}"))
        with browser.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = f"token of {person.id}", True
        return browser


@contextmanager
def small_site() -> Iterator[Site]:
    """A fresh site with the cast, gone afterwards; its clock is held."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/site.sqlite"
        fill(url)
        values = {
            "ENV": "test",
            "VAR": folder,
            "MEMORY": f"{folder}/memory",
            "SECRET_KEY": "x" * 40,
            "DATABASE_URL": url,
        }
        app = create_app(load({f"PEERHUB_{key}": value for key, value in values.items()}))
        with clock.fixed_at(NOW):
            yield Site(app)


def measure(name: str) -> Travel:
    """Follow one request on a fresh site."""
    with small_site() as site:
        return REQUESTS[name](site)


def main() -> None:
    """Print files and moves of each request."""
    parser = argparse.ArgumentParser(prog="tools.request_path", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--files", action="store_true", help="name the files, in the order of their first call")
    asked = parser.parse_args()
    print(f"{'request':20} {'files':>6} {'moves':>6}   without base: {'files':>6} {'moves':>6}")
    for name in REQUESTS:
        travel = measure(name)
        alone = len(travel.files(domains=True)), travel.moves(domains=True)
        print(f"{name:20} {len(travel.files()):6} {travel.moves():6}                 {alone[0]:6} {alone[1]:6}")
        if asked.files:
            print("".join(f"    {file}\n" for file in travel.files()), end="")


if __name__ == "__main__":
    main()
