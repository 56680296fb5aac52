"""Work that goes on beside the request that began it. It may never begin, or be cut off: what is left is found by a job."""

import logging
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from gevent import monkey, spawn

log = logging.getLogger(__name__)


def start(work: Callable[..., object], *values: Any) -> bool:
    """Do `work(*values)` soon, in a greenlet of this process. Only where the server runs on gevent and runs jobs: elsewhere a tick
    will do. Returns whether it begins."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if not (monkey.is_module_patched("socket") and app.extensions["peerhub.database"].settings.run_jobs):
        return False
    spawn(_run, app, work, values)
    return True


def _run(app: Flask, work: Callable[..., object], values: tuple[Any, ...]) -> None:
    with app.app_context():
        try:
            work(*values)
        except Exception:
            log.exception("%s failed in the background; a job goes on with it.", getattr(work, "__name__", work))
