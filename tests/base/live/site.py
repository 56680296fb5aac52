"""The site on gevent as `peerhub serve` runs it, with a few events more: run by `test_wire.py` in a process of its own.

`test:hear {channel}` joins a channel, `test:tell {channel, ...}` pushes the payload to it, `test:flood {count, size}` pushes
many to the caller, `test:beat` lets the heart beat,
`test:evict` and `test:end` take the person in `person` out of a channel or close its sockets.
"""

from gevent import monkey

monkey.patch_all()

from typing import Any  # noqa: E402  (after the patch)

from flask import current_app, request  # noqa: E402

from peerhub import create_app  # noqa: E402
from peerhub.base import live  # noqa: E402
from peerhub.base.live import heart  # noqa: E402
from peerhub.base.serving import Handler  # noqa: E402

Payload = dict[str, Any]


def hear(payload: Payload) -> None:
    """Join a channel."""
    live.join(payload["channel"])


def tell(payload: Payload) -> None:
    """Push the payload to its channel."""
    live.push(payload["channel"], "told", payload)


def flood(payload: Payload) -> None:
    """Push many numbered events to the one who asks."""
    for number in range(payload["count"]):
        live.push(request.sid, "flood", {"number": number, "text": "x" * payload["size"]})  # type: ignore[attr-defined]


def evict(payload: Payload) -> None:
    """Take a person out of a channel."""
    live.evict(payload["person"], payload["channel"])


def end(payload: Payload) -> None:
    """Close all sockets of a person."""
    live.disconnect(payload["person"])


def beat(_payload: Payload) -> None:
    """Let the heart beat now."""
    heart.tell(current_app._get_current_object())  # type: ignore[attr-defined]


def fail(_payload: Payload) -> None:
    """Go wrong."""
    raise ZeroDivisionError("secret detail")


def main() -> None:
    """Serve until stopped."""
    app = create_app()
    for handler in (hear, tell, flood, evict, end, beat, fail):
        live.listen(f"test:{handler.__name__}", handler)
    settings = app.extensions["peerhub.database"].settings
    live.socketio.start_background_task(print, "ready", flush=True)
    live.socketio.run(app, host=settings.host, port=settings.port, log_output=False, handler_class=Handler)


if __name__ == "__main__":
    main()
