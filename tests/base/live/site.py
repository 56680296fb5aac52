"""The site on gevent as `peerhub serve` runs it, with a few events more, in as many processes as tests ask for.

Run by `sites.py`, which writes a line for each site that is wanted: its environment and the file for its complaints, in JSON.
A copy of this process serves it and answers "ready" with its process id. All modules are imported before, once for all of them:
that is a second and a half of processor time for each test that talks to a served site.

`test:hear {channel}` joins a channel, `test:tell {channel, ...}` pushes the payload to it, `test:flood {count, size}` pushes
many to the caller, `test:beat` lets the heart beat,
`test:evict` and `test:end` take the person in `person` out of a channel or close its sockets.
"""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402  (after the patch)
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
from typing import Any  # noqa: E402

from flask import current_app, request  # noqa: E402

from peerhub import create_app, wiring  # noqa: E402
from peerhub.base.live import channels, events, heartbeat  # noqa: E402
from peerhub.base.web.server import Handler  # noqa: E402

Payload = dict[str, Any]


def hear(payload: Payload) -> None:
    """Join a channel."""
    channels.join(payload["channel"])


def tell(payload: Payload) -> None:
    """Push the payload to its channel."""
    channels.push(payload["channel"], "told", payload)


def flood(payload: Payload) -> None:
    """Push many numbered events to the one who asks."""
    for number in range(payload["count"]):
        channels.push(request.sid, "flood", {"number": number, "text": "x" * payload["size"]})  # type: ignore[attr-defined]


def evict(payload: Payload) -> None:
    """Take a person out of a channel."""
    channels.remove_from_channel(payload["person"], payload["channel"])


def end(payload: Payload) -> None:
    """Close all sockets of a person."""
    channels.disconnect(payload["person"])


def beat(_payload: Payload) -> None:
    """Let the heart beat now."""
    heartbeat.send_presence(current_app._get_current_object())  # type: ignore[attr-defined]


def fail(_payload: Payload) -> None:
    """Go wrong."""
    raise ZeroDivisionError("secret detail")


def main() -> None:
    """Serve what is asked for until nobody asks any more."""
    assert wiring  # imported for the copies
    # Gevent's own would wait for the copies: the kernel takes away those that have ended.
    fork, handle = monkey.get_original("os", "fork"), monkey.get_original("signal", "signal")
    handle(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        environment, complaints = json.loads(line)
        if fork() == 0:
            handle(signal.SIGCHLD, signal.SIG_DFL)
            os.close(sys.stdin.fileno())
            if complaints:
                os.dup2(os.open(complaints, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), sys.stderr.fileno())
            os.environ.clear()
            os.environ.update(environment)
            serve()
            return


def serve() -> None:
    """Serve one site until stopped."""
    app = create_app()
    for handler in (hear, tell, flood, evict, end, beat, fail):
        events.listen(f"test:{handler.__name__}", handler)
    settings = app.extensions["peerhub.database"].settings
    channels.socketio.start_background_task(print, "ready", os.getpid(), flush=True)
    channels.socketio.run(app, host=settings.host, port=settings.port, log_output=False, handler_class=Handler)


if __name__ == "__main__":
    main()
