"""Opens Socket.IO for the site."""

from collections.abc import Callable, Mapping

from flask import Flask
from gevent import monkey

from peerhub.base.live.channels import LARGEST_PACKET, deliver_here, disconnect_here, evict_here, server, socketio
from peerhub.base.live.connection_check import ConnectionCheck
from peerhub.base.live.events import open_events
from peerhub.base.live.frames import with_bounded_frames
from peerhub.base.live.heartbeat import send_presence
from peerhub.base.live.presence import remember_others
from peerhub.base.live.valkey import ValkeyQueue
from peerhub.base.settings import Settings


def init_app(
    app: Flask, settings: Settings, *, who: Callable[[], int | None], orders: Mapping[str, Callable[..., object]]
) -> None:
    """Open Socket.IO on its default path behind the check of connections. `who()` gives the id of the person signed in to the request.
    `orders` are carried out when another process gives them, beside our own.

    Events of one client are handled in order; packets are small; that check alone judges origins.
    """
    _open(app, settings, orders)
    server().eio._async = with_bounded_frames(server().eio._async)
    open_events(app, who)
    app.wsgi_app = ConnectionCheck(app, settings, who)  # type: ignore[method-assign]


def _queue(app: Flask, url: str, orders: Mapping[str, Callable[..., object]]) -> ValkeyQueue:
    """The other processes. When they can be reached again, the heart beats at once, so that pages fetch what they missed."""

    def returned() -> None:
        socketio.start_background_task(send_presence, app)

    own: dict[str, Callable[..., object]] = {
        "push": deliver_here,
        "evict": evict_here,
        "disconnect": disconnect_here,
        "present": remember_others,
    }
    return ValkeyQueue(url, returned, **own, **orders)


def _open(app: Flask, settings: Settings, orders: Mapping[str, Callable[..., object]]) -> None:
    socketio.init_app(
        app,
        async_mode="gevent" if monkey.is_module_patched("socket") else "threading",
        async_handlers=False,
        client_manager=_queue(app, settings.queue_url, orders) if settings.queue_url else None,
        cors_allowed_origins=[],
        max_http_buffer_size=LARGEST_PACKET,
        ping_interval=25,
        ping_timeout=60,
        manage_session=False,
    )
