"""Who delivers in a process that serves: greenlets, woken by each transaction that puts a mail into the outbox, and by the tick.

One carries everything, at a pace at which nobody who reads a page notices it. The others carry only what somebody sits and waits for.
They never stand behind a mail server that takes half a minute for another mail, nor behind a mass.
"""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from flask import Flask

from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.mail import delivery
from peerhub.base.mail.models import AWAITED

log = logging.getLogger(__name__)
PACE = 0.15  # seconds between two mails; each takes about 0.02 of the loop
FOR_AWAITED = 4  # couriers: many ask for a link when a session begins, and a mail server may take a second for each
AT_ONCE = 10  # in one round: what is queued meanwhile waits for the next one

_couriers: list["Courier"] = []


class Courier:
    """Delivers whenever it is woken, until nothing leaves any more. `round_` delivers some mails and returns how many."""

    def __init__(self, round_: Callable[[], int]) -> None:
        self._round = round_
        self._awake = threading.Event()

    def wake(self) -> None:
        """There may be something to deliver. Woken while it delivers, it looks once more."""
        self._awake.set()

    def go_on(self) -> None:
        """Wait to be woken, for ever."""
        while True:
            self._awake.wait()
            self.deliver()

    def deliver(self) -> None:
        """Deliver until nothing leaves. A failure is logged: the next tick wakes it again."""
        self._awake.clear()
        try:
            while self._round():
                pass
        except Exception:
            log.exception("Emails could not be delivered; tried again at the next tick.")


def start(app: Flask, start_greenlet: Callable[[Callable[[], None]], object]) -> None:
    """Let this process deliver."""
    quick = [Courier(partial(_carry_awaited, app)) for _ in range(FOR_AWAITED)]
    _couriers[:] = [Courier(partial(_carry_all, app)), *quick]
    for courier in _couriers:
        start_greenlet(courier.go_on)


def wake(awaited: bool = True) -> bool:
    """Have the couriers of this process look into the outbox, also those for what is `awaited`; False where there are none."""
    for courier in _couriers if awaited else _couriers[:1]:
        courier.wake()
    return bool(_couriers)


def _carry_awaited(app: Flask) -> int:
    with app.app_context():
        return delivery.send_due(database(), clock.now(), least=AWAITED)


def _carry_all(app: Flask) -> int:
    with app.app_context():
        return delivery.deliver(database(), clock.now(), AT_ONCE, partial(time.sleep, PACE))
