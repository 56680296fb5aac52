"""Keeping emails that arrive at the same moment in one transaction, as its end, which waits for the disk, is what takes long."""

import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from peerhub.base.database.engine import Database
from peerhub.incoming.actions import store


@dataclass(eq=False)
class _Arrived:
    recipient: str
    sender: str
    content: bytes
    message_id: str
    is_kept: bool = False
    problem: Exception | None = None

    @property
    def is_done(self) -> bool:
        return self.is_kept or self.problem is not None


class Keeper:
    """Keeps what several threads bring. Who comes while a transaction is written waits, and one of those then keeps all that wait."""

    def __init__(self, site: Database) -> None:
        self._site = site
        self._waiting = deque[_Arrived]()
        self._turn = threading.Lock()

    def keep(self, recipient: str, sender: str, content: bytes, message_id: str) -> None:
        """Keep an email, as `store.store` does; when this returns, it is. Raises what that raises, and the database."""
        mine = _Arrived(recipient, sender, content, message_id)
        self._waiting.append(mine)
        with self._turn:
            if not mine.is_done:
                self._keep_waiting()
        if not mine.is_kept:
            raise mine.problem or RuntimeError("The email was not kept.")

    def _keep_waiting(self) -> None:
        arrived = [self._waiting.popleft() for _number in range(len(self._waiting))]
        try:
            self._write(arrived)
        except Exception:  # of one of them: what the others bring is kept
            for each in arrived:
                try:
                    self._write([each])
                except Exception as problem:  # for whoever brought it
                    each.problem = problem

    def _write(self, arrived: Sequence[_Arrived]) -> None:
        with self._site.transaction() as db:
            for each in arrived:
                store.store(db, each.recipient, each.sender, each.content, each.message_id)
        for each in arrived:
            each.is_kept = True
