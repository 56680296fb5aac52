"""Follows one request through the code: somebody replies in a thread that a colleague has open. `python -m tools.journey`.

The site is made for it, with the cast of the tests. Every call of PeerHub's code and every statement that
writes is noted while the request runs; of these the stops of STOPS are kept, each of which must come after the one before it.
"""

import json
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parent.parent
CODE = f"{ROOT / 'peerhub'}/"
WRITES = re.compile(r"(INSERT INTO|UPDATE) (\w+)")


class Call(NamedTuple):
    """Something that the request did, and the file below `peerhub/` of it: a function, or what was written in a model's table."""

    place: str
    name: str


COMMIT = Call("base/database/engine", "COMMIT")


@dataclass(frozen=True)
class Stop:
    """A call worth telling: a pattern of where it is, its name ("" for whichever comes first), and a sentence."""

    place: str
    name: str
    sentence: str


STOPS = (
    Stop("accounts/login", "_load", "Who is asking: the person behind the token in the cookie."),
    Stop("rooms/routes/threads", "post", "The endpoint reads the request."),
    Stop("rooms/forms", "MessageForm", "The form takes what was typed, and cleans it."),
    Stop("rooms/routes/preview", "preview", "Work that depends on what somebody typed is done before the transaction."),
    Stop("base/forms/submit", "submit", "The form is checked. What is refused from here on is shown on it."),
    Stop("base/database/engine", "Database.transaction", "The one transaction of the endpoint begins."),
    Stop("rooms/actions/messages", "post", "The action: what it means to post a message."),
    Stop("rooms/access", "thread_for", "The thread is fetched through the person. Who may not see it gets “not found”."),
    Stop("rooms/access", "must_post_in", "Who sees the thread but may not write gets a reason."),
    Stop("rooms/models/messages", "INSERT messages", "The message is a row. Its number and its author stand in it."),
    Stop("rooms/models/log", "INSERT room_events", "The next line in the room's log, by which pages catch up."),
    Stop("base/facts", "announce MessagePosted", "The fact is announced."),
    Stop("rooms/reactions", "", "A reaction inside the transaction decides who is notified."),
    Stop("notices/actions/notices", "notify", "The one way to notify: the bell and, if requested, the outbox."),
    Stop("notices/models", "INSERT notices", "A notice is kind and data; its words are made when it is read."),
    Stop(*COMMIT, "Everything above is kept, or nothing is."),
    Stop("base/facts", "run_after_reactions", "The reactions after the commit run, now that the fact is true."),
    Stop("rooms/sockets", "push_change", "A reaction after the commit renders the message, once for each language."),
    Stop("base/live/channels", "push", "Open pages get it. A page that missed it fetches it by HTTP."),
    Stop("rooms/routes/threads", "message_url", "The answer: the browser goes to the message."),
)  # fmt: skip


@cache
def followed() -> list[Call]:
    """The calls of the stops, in order. In a process of its own: a second site in this one would disturb it."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.journey"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    return [Call(*each) for each in json.loads(done.stdout)]


def chosen(calls: list[Call]) -> list[Call]:
    """Of all calls those of the stops. Raises ValueError for a stop that does not come after the one before it."""
    rest = iter(calls)
    return [_next(rest, stop) for stop in STOPS]


def _next(calls: Iterator[Call], stop: Stop) -> Call:
    for call in calls:
        if call.place == stop.place and stop.name in {"", call.name}:
            return call
    raise ValueError(f"The request no longer comes by {stop.place} {stop.name}. Correct STOPS in tools/journey.py.")


@contextmanager
def noted(engine: Any) -> Iterator[list[Call]]:
    """Every call of PeerHub's code, every statement that writes, and every commit, as they happen in this thread."""
    from sqlalchemy import event  # noqa: PLC0415  (only the process that follows needs these)

    from peerhub.base.database.model import Model, table_of  # noqa: PLC0415

    models = {table_of(each.class_).name: _place(each.class_) for each in Model.registry.mappers}
    calls: list[Call] = []

    def call(frame: FrameType, what: str, _argument: object) -> None:
        if what == "call" and frame.f_code.co_filename.startswith(CODE):
            calls.append(_told(frame))

    def statement(_connection: object, _cursor: object, text: str, *_rest: object) -> None:
        if (found := WRITES.match(text)) and found[2] in models:
            calls.append(Call(models[found[2]], f"{found[1].split()[0]} {found[2]}"))

    event.listen(engine, "before_cursor_execute", statement)
    event.listen(engine, "commit", lambda _connection: calls.append(COMMIT))
    sys.setprofile(call)
    try:
        yield calls
    finally:
        sys.setprofile(None)


def _told(frame: FrameType) -> Call:
    """A call by its file and function; the making of an object by its class, and an announcement with its fact."""
    code, given = frame.f_code, frame.f_locals
    place = code.co_filename.removeprefix(CODE).removesuffix(".py")
    if code.co_name == "__init__":
        made = type(given["self"])
        return Call(_place(made), made.__name__)
    if code.co_name == "announce":
        return Call(place, f"announce {type(given['fact']).__name__}")
    return Call(place, code.co_qualname)


def _place(kind: type) -> str:
    """The file of a class."""
    return kind.__module__.removeprefix("peerhub.").replace(".", "/")


def follow() -> list[Call]:
    """Make the site, send the request, and return the calls of the stops."""
    from peerhub.base.live import channels  # noqa: PLC0415  (as above)
    from tests.cast import Cast  # noqa: PLC0415
    from tests.rooms.arrange import build  # noqa: PLC0415
    from tools.request_path import small_site  # noqa: PLC0415

    with small_site() as site:
        with site.transaction() as db:
            cast = Cast.find(db)
            place = build(db, cast)
        site.app.config["WTF_CSRF_ENABLED"] = False
        reader: Any = channels.socketio.test_client(site.app, flask_test_client=site.browser(cast.seeker))
        reader.emit("room:open", {"room": place.room, "language": "en"}, callback=True)
        writer = site.browser(cast.provider)
        with noted(site.app.extensions["peerhub.database"].engine) as calls:
            answer = writer.post(f"/threads/{place.thread}/messages", data={"body": "We keep a register."})
        reader.disconnect()
    if answer.status_code != 302:
        raise ValueError(f"The request was answered with {answer.status}.")
    return chosen(calls)


if __name__ == "__main__":
    logging.disable()
    print(json.dumps(follow()))
