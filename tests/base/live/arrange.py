"""What several tests of live lines wait for."""

import websocket

from tests.base.live.sites import Line


def wait_until_heard(speaker: Line, listener: Line) -> None:
    """Until the second process has subscribed to the queue, which it does with its first socket."""
    listener.wire.settimeout(0.5)
    for _attempt in range(8):
        speaker.ask("test:tell", channel="room:1", text="ready?")
        try:
            listener.event()
        except websocket.WebSocketTimeoutException:
            continue
        listener.wire.settimeout(10)
        return
    raise AssertionError("The second process hears nothing.")
