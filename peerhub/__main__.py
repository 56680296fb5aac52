"""The start of the `peerhub` command: gevent patches the standard library before anything else is imported."""

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

# What python-socketio takes where it is installed: of no use to a server without a queue, and a tenth of what it would hold.
CLIENTS, QUEUES = ("requests", "websocket"), ("redis", "valkey")


def main() -> None:
    """Run the command line."""
    if "serve" in sys.argv[1:]:
        from gevent import config, monkey  # noqa: PLC0415  (only the server runs on gevent)

        config.track_greenlet_tree = False  # who started whom, for debuggers
        monkey.patch_all()
    with importing():
        from peerhub.cli import cli  # noqa: PLC0415  (after the patch)

    cli(prog_name="peerhub")


@contextmanager
def importing() -> Iterator[None]:
    """Import quickly, and small. What is imported stays, so that no search for garbage need look at it, neither meanwhile nor later."""
    has_queue = any(os.environ.get(name) for name in ("PEERHUB_QUEUE_URL", "PEERHUB_QUEUE_URL_FILE"))
    hidden = dict.fromkeys({*CLIENTS, *(() if has_queue else QUEUES)} - set(sys.modules))
    sys.modules.update(hidden)  # None says that there is none
    gc.disable()
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
        gc.freeze()
        gc.enable()


if __name__ == "__main__":
    main()
