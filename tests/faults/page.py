"""The rule by which a page follows a room, as static/js/room/log.js and messages.js have it: each line of the log once, in order;
what is missing is fetched; from another log the page is loaded anew."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Shown = dict[int, Any]  # (html, removed, reactions) by number; (answer, locked) under 0
Fetch = Callable[[int, str], dict[str, Any]]  # what GET /rooms/<id>/events?after=&epoch= answers
Load = Callable[[], tuple[int, str, Shown]]  # a fresh page: how far it is in the log, which log, what stands on it


@dataclass
class Page:
    """A page of one thread. `catches` counts the times it had to ask, `loads` how often it was loaded."""

    thread: int
    fetch: Fetch
    load: Load
    have: int = 0
    epoch: str = ""
    shown: Shown = field(default_factory=dict)
    catches: int = 0
    loads: int = 0

    def reload(self) -> None:
        """Show what the server shows now."""
        self.have, self.epoch, self.shown = self.load()
        self.loads += 1

    def take(self, event: Event) -> bool:
        """Apply a line that was pushed. False when the page must catch up instead."""
        if event["epoch"] != self.epoch:
            self.reload()
            return True
        if event["seq"] <= self.have:
            return True
        if event["seq"] != self.have + 1 or event.get("cut"):
            return False
        self.apply(event)
        return True

    def compare(self, epoch: str, last: int) -> bool:
        """Look how far the room is. False when the page must catch up."""
        if epoch != self.epoch:
            self.reload()
        return last == self.have

    def catch_up(self) -> None:
        """Ask for everything after what is here, a page of the log at a time."""
        self.catches += 1
        while True:
            caught = self.fetch(self.have, self.epoch)
            if caught.get("reset"):
                self.reload()
                return
            for event in caught["events"]:
                if event["seq"] > self.have:
                    self.apply(event)
            if not caught["more"]:
                self.have = max(self.have, caught["last_seq"])
                return
            if not caught["events"]:
                return

    def apply(self, event: Event) -> None:
        """Put one line of the log on the page."""
        self.have = event["seq"]
        if event["thread"] != self.thread:
            return
        number = event.get("number")
        if number is not None and (event["kind"] in {"message", "thread"} or number in self.shown):
            before = self.shown.get(number, (None,))[0]
            html = None if event["removed"] else event.get("html", before)
            self.shown[number] = (html, event["removed"], event["reactions"])
        self.shown[0] = (event["answer"], event["locked"])


def texts(shown: Shown) -> list[str]:
    """What the messages say, in order."""
    return [str(shown[number][0]) for number in sorted(shown) if number]
