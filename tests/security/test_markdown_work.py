"""Attack 25: text that costs the server far more than it cost to send. What counts is how long everybody else waits."""

import http.client
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask

from peerhub.base.text import markdown
from peerhub.rooms.models.messages import Message
from tests.faults.arrange import ground_on
from tests.faults.clients import Browser
from tests.faults.served import serving
from tests.support.databases import Databases

pytestmark = pytest.mark.one_database

EVERY = 0.05  # seconds between two questions
LONGEST_WAIT = 1.0  # seconds; a quiet machine stays far below 0.3, a loaded one holds up both ends
_SHORT = {
    "links in links": "[a](", "links without end": "[a](b", "lines of dashes": "a\n-\n", "lines of equals signs": "a\n=\n",
    "names": "@a ", "stars": "*a", "underscores": "_", "brackets": "[", "quotes": "> ", "backticks": "`", "entities": "&#x",
    "autolinks": "<http://", "backslashes": "\\", "blank lines": "\n", "emphasis": "***", "short names": "@x ",
    "bullets": "+ ", "numbers": "1. ", "quoted bullets": "> - ", "bare addresses": "https://a.b/_(", "mails": "a.b@c.",
    "struck": "~~a ", "fences": "```\n", "quoted fences": "> ```\n", "items and text": "- a\n\nb\n\n", "items": "- a\n  - b\n",
    "closing": "](a) ", "references": "[a][", "tags": "<a b='", "comments": "<!-- ", "rules": "- - - ", "cells": "|",
    "rows": "|a|b\n", "marked": "**_~~", "headings": "# #", "code": "`a ``", "indented": "     a\n", "ands": "&amp;",
}  # fmt: skip
_LONG = {
    "quotes below each other": "".join(f"{'>' * depth} x\n" for depth in range(1, 135)),
    "lists below each other": "".join(f"{'  ' * depth}- x\n" for depth in range(85)),
    "a wide table": "|" * 5000 + "\n" + "|-" * 2490,
    "a table of nothing": "|a" * 1000 + "\n" + "|-" * 1000 + "\n" + "|\n" * 2900,
    "definitions": "".join(f"[{number}]: /x\n" for number in range(850)),
    "one long address many times": f"[1]: https://a.test/{'x' * 4000}\n\n" + "[1] " * 1480,
}
NASTY = {name: (text * markdown.LONGEST)[: markdown.LONGEST] for name, text in _SHORT.items()} | _LONG


class Watch(threading.Thread):
    """Somebody else, who asks again and again whether the site is there."""

    def __init__(self, port: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._is_over = threading.Event()
        self.waits: list[float] = []

    def run(self) -> None:
        """Ask until it is over."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._is_over.wait(EVERY):
            begun = time.perf_counter()
            line.request("GET", "/healthz")
            assert line.getresponse().read()
            self.waits.append(time.perf_counter() - begun)
        line.close()

    @contextmanager
    def meanwhile(self) -> Iterator[None]:
        """Ask while the block runs."""
        self.start()
        yield
        self._is_over.set()
        self.join()


@pytest.mark.slow
def test_markdown_freezes(
    site: Flask,
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    record_property: Callable[[str, object], None],
) -> None:
    url = databases.fresh()
    with (
        ground_on(site, url, tmp_path_factory.mktemp("work")) as ground,
        serving(ground.settings) as served,
    ):
        writer = Browser.of(site, ground.cast.seeker, served.origin)
        thread = ground.place.thread
        writer.open_form(f"/threads/{thread}")
        watch, took = Watch(served.port), {}
        with watch.meanwhile():
            for number, (name, text) in enumerate(NASTY.items()):
                begun = time.perf_counter()
                sent = writer.post(f"/threads/{thread}/messages", body=text, key=f"n{number}")
                took[name] = time.perf_counter() - begun
                assert sent.status in {201, 422}, (name, sent.status)
                after = writer.post(f"/threads/{thread}/messages", body="after **bold**", key=f"a{number}")
                assert after.status == 201
        with ground.database.session() as db:
            rendered = db.get_one(Message, after.json["id"]).html
    databases.drop(url)
    record_property("slowest answer to others, in seconds", round(max(watch.waits), 3))
    assert rendered == '<p dir="auto">after <strong>bold</strong></p>'
    assert max(watch.waits) < LONGEST_WAIT
    assert max(took.values()) < 5, took
