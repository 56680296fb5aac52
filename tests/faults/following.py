"""The rule by which a page follows a room, as static/js/room/log.js has it: each line of the log once, in order; what is missing
is fetched; from another log the page is loaded anew. What messages look like is not told here: the server renders them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Event = dict[str, Any]
Fetch = Callable[[int, str], dict[str, Any]]  # what GET /rooms/<id>/events?after=&epoch= answers
Load = Callable[[], tuple[int, str, list[int]]]  # a fresh page: how far it is in the log, which log, its messages


@dataclass
class Following:
    """How far one page of a thread is. `messages`: the ids it has, by number; `lines`: the numbers of the lines it took.

    `catches` counts the times it had to ask, `loads` how often it was loaded.
    """

    thread: int
    fetch: Fetch
    load: Load
    have: int = 0
    epoch: str = ""
    messages: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    catches: int = 0
    loads: int = 0

    def reload(self) -> None:
        """Begin with what the server shows now."""
        self.have, self.epoch, self.messages = self.load()
        self.lines = []
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
        """Take one line of the log."""
        self.have = event["seq"]
        self.lines.append(event["seq"])
        if event["thread"] == self.thread and event["kind"] in {"message", "thread"}:
            self.messages.append(event["message"])
