"""After every kind of line of the log the open page equals one that is loaded anew, in a real browser: for the author, another
member, a facilitator, the author's second device and a reader of another language."""

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect
from sqlalchemy import select

import peerhub.rooms.actions
from peerhub.base.database.engine import Database
from peerhub.people.models import Person
from peerhub.rooms import rules
from peerhub.rooms.actions import members
from peerhub.rooms.models.log import RoomEvent
from peerhub.rooms.models.messages import Message, Poll, PollOption
from peerhub.rooms.models.rooms import FACILITATOR
from tests.base.live.sites import Site
from tests.cast import Cast
from tests.faults.clients import Browser
from tests.rooms.arrange import Open
from tests.stories.waiting import until

ROOM = 1
# What a reader can see or reach of the thread, without what depends on how far they have read and on whitespace.
SHAPE = """() => {
  if (document.readyState === "loading") return null;
  const skip = new Set(["data-seq", "data-mark", "data-latest", "data-epoch", "data-mine", "style", "open", "value"]);
  const shape = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.textContent.replace(/\\s+/g, " ").trim();
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches("[data-new], .new-pill")) return "";
    const isInput = node.matches("input");
    const attributes = [...node.attributes].filter(({ name }) => !skip.has(name) || (name === "value" && isInput === false));
    const named = attributes.map(({ name, value }) => `${name}="${value}"`).sort().join(" ");
    const checked = isInput ? ` checked=${node.checked}` : "";
    return `<${node.tagName.toLowerCase()} ${named}${checked}>${[...node.childNodes].map(shape).filter(Boolean).join("")}</>`;
  };
  const shallow = (node) => shape(node.cloneNode(false));
  return [
    shape(document.querySelector(".lede")),
    ...[...document.querySelectorAll("[data-when]")].map(shallow),
    ...[...document.querySelectorAll("section[data-answered]")].map(shape),
    shallow(document.getElementById("messages")),
    ...[...document.querySelectorAll("#messages > li")].map(shape).filter(Boolean),
  ];
}"""


def look(page: Page) -> list[str] | None:
    """What stands on a page; None while it loads itself anew."""
    try:
        found: list[str] | None = page.evaluate(SHAPE)
    except Error as problem:
        if "navigation" not in str(problem):
            raise
        return None
    return found


def shape_of(page: Page) -> list[str]:
    """What stands on a page, once it is loaded."""
    return until(lambda: look(page), "a page")


@dataclass
class Act:
    """Something that somebody does over HTTP, and the kinds of lines that it writes into the room's log."""

    who: str
    path: str
    kinds: tuple[str, ...]
    fields: dict[str, Any] = field(default_factory=dict)


def act(who: str, path: str, *kinds: str, **fields: Any) -> Act:
    """`{m2}` in a path is the id of message 2, `{poll}` and `{option}` those of the poll under message 3."""
    return Act(who, path, kinds, fields)


ACTS = (
    act(
        "provider", "/threads/{thread}/messages", "message", body="Bonjour à tous, voici ce que cela a coûté.", key="a"
    ),
    act("provider", "/threads/{thread}/messages", "message", "poll", body="Which?", key="b"),
    act("outsider", "/threads/{thread}/messages", "message", body="Long. " * 500, key="c"),
    act("outsider", "/rooms/1/threads/new", "thread", title="Another", kind="discussion", body="Elsewhere.", key="d"),
    act("provider", "/messages/{m2}/edit", "edited", body="Bonsoir à tous, voici ce que cela a coûté."),
    act("provider", "/messages/{m1}/reactions", "reaction", kind="useful"),
    act("provider", "/messages/{m4}/reactions", "reaction", kind="thanks"),
    act("outsider", "/messages/{m1}/reactions", "reaction", kind="useful"),
    act("provider", "/messages/{m1}/reactions?given=0", "reaction", kind="useful"),
    act("provider", "/messages/{m2}/reactions", "reaction", kind="agree"),
    act("provider", "/messages/{m2}/language", "language", language="es"),
    act("outsider", "/polls/{poll}/vote", "poll", **{"poll-{poll}": "{option}"}),
    act("provider", "/polls/{poll}/vote", "poll", **{"poll-{poll}": "{option}"}),
    act("seeker", "/threads/{thread}/answer", "answer", number="2"),
    act("seeker", "/threads/{thread}/answer", "answer", number="4"),
    act("provider", "/messages/{m2}/remove", "removed"),
    act("provider", "/messages/{m2}/restore", "restored"),
    act("facilitator", "/messages/{m4}/remove", "removed", "answer"),
    act("facilitator", "/messages/{m4}/restore", "restored", "answer"),
    act("facilitator", "/threads/{thread}/lock", "locked", locked="1"),
    act("facilitator", "/threads/{thread}/lock", "unlocked", locked="0"),
    act("provider", "/polls/{poll}/close", "poll"),
    act("seeker", "/threads/{thread}/answer", "answer"),
)
ACTS[1].fields.update(poll_question="Which one?", poll_options="This\nThat")
VIEWERS = {"author": "provider", "second device": "provider", "other": "outsider", "facilitator": "facilitator"}
VIEWERS |= {"in Arabic": "arabic_reader"}


def logged_kinds() -> set[str]:
    """The kinds of lines that the code writes into a room's log."""
    found = set()
    for path in Path(peerhub.rooms.actions.__path__[0]).glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in {
                "log",
                "log_ids",
            }:
                texts = (each.value for each in ast.walk(node.args[2]) if isinstance(each, ast.Constant))
                found |= {text for text in texts if isinstance(text, str)}
    return found


def test_every_kind_of_line_is_tried() -> None:
    assert logged_kinds() == set(rules.KINDS)
    assert {kind for each in ACTS for kind in each.kinds} == set(rules.KINDS)


@dataclass
class World:
    """The thread in the browsers of everybody, beside a fresh page of each person."""

    app: Flask
    database: Database
    cast: Cast
    thread: int
    origin: str
    live: dict[str, Page]
    fresh: dict[str, Page]

    def do(self, what: Act) -> None:
        """Carry out, and see that it wrote into the log what it says."""
        before = self.kinds()
        names = self.names()
        fields = {key.format_map(names): str(value).format_map(names) for key, value in what.fields.items()}
        browser = Browser.of(self.app, getattr(self.cast, what.who), self.origin)
        browser.open_form("/profile")
        answer = browser.post(what.path.format_map(names), accept="text/html", **fields)
        assert answer.status == 302, answer.text[:2000]
        assert tuple(self.kinds()[len(before) :]) == what.kinds

    def kinds(self) -> list[str]:
        """The kinds of all lines of the room's log."""
        with self.database.session() as db:
            lines = select(RoomEvent.kind).where(RoomEvent.room_id == ROOM).order_by(RoomEvent.seq)
            return list(db.scalars(lines))

    def names(self) -> dict[str, Any]:
        """What the paths name."""
        with self.database.session() as db:
            messages = db.execute(select(Message.number, Message.id).where(Message.thread_id == self.thread))
            found: dict[str, Any] = {f"m{number}": message_id for number, message_id in messages}
            poll = db.scalar(select(Poll.id))
            found |= {"thread": self.thread, "poll": poll, "option": db.scalar(select(PollOption.id))}
            return found

    def differences(self, viewer: str) -> list[tuple[str, str]]:
        """Where the open page and the fresh one are not the same; all of it while one of them loads itself anew."""
        live, fresh = look(self.live[viewer]), look(self.fresh[VIEWERS[viewer]])
        if live is None or fresh is None:
            return [("", "")]
        pairs = [pair for pair in zip(live, fresh, strict=False) if pair[0] != pair[1]]
        return pairs or ([] if len(live) == len(fresh) else [(str(len(live)), str(len(fresh)))])


@pytest.fixture
def world(open_thread: Open, app: Flask, database: Database, served: Site, cast: Cast, thread_id: int) -> World:
    """The thread, open everywhere."""
    with database.transaction() as db:
        members.add(db, ROOM, cast.facilitator.id, FACILITATOR)
    people: dict[str, Person] = {viewer: getattr(cast, who) for viewer, who in VIEWERS.items()}
    live = {viewer: open_thread(person) for viewer, person in people.items()}
    fresh = {VIEWERS[viewer]: page.context.new_page() for viewer, page in live.items()}
    return World(app, database, cast, thread_id, served.origin, live, fresh)


@pytest.mark.browser
def test_unlocked_live(world: World) -> None:
    """Live pages equal fresh ones after each step, and each step is seen by somebody."""
    for number, what in enumerate(ACTS):
        before = {viewer: shape_of(page) for viewer, page in world.live.items()}
        world.do(what)
        is_seen = False
        for page in world.fresh.values():
            _open(page, world.live["author"].url.partition("#")[0])
        for viewer in VIEWERS:
            equal = _patiently(lambda viewer=viewer: not world.differences(viewer))  # type: ignore[misc]
            assert equal, (number, what, viewer, world.differences(viewer))
            is_seen = is_seen or shape_of(world.fresh[VIEWERS[viewer]]) != before[viewer]
        assert is_seen or what.kinds == ("thread",), what


def _open(page: Page, url: str) -> None:
    """Load a page anew, also when it is just about to do so by itself."""
    try:
        page.goto(url)
    except Error as problem:
        if "ERR_ABORTED" not in str(problem):
            raise
        page.goto(url)


def _patiently(holds: Callable[[], bool]) -> bool:
    try:
        until(lambda: holds() or None, "the same page", 10)
    except TimeoutError:
        return False
    return True


@pytest.mark.browser
def test_unlocked_live_can_be_written_in(world: World) -> None:
    page, desk = world.live["other"], world.live["facilitator"]
    page.fill("#reply-form #body", "Begun")
    for name, is_open in (("Lock", False), ("Unlock", True)):
        desk.click(f"button:has-text('{name}'):visible")
        expect(page.locator("#reply-form")).to_be_visible(visible=is_open)
    page.click("#reply-form .buttons button")
    expect(page.locator("#message-2 [data-body]")).to_have_text("Begun")
    desk.click("#message-2 summary")
    desk.click("#message-2 [formaction$='/remove']")  # it arrived live, and is not theirs
    expect(page.locator("#message-2 [data-body]")).to_have_text("This message was removed by a facilitator.")
    expect(desk.locator("#message-2 [data-undo]")).to_be_visible()
    desk.click("#message-2 [data-undo]")
    expect(page.locator("#message-2 summary")).to_be_visible()
