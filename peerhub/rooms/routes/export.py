"""Endpoints that export a thread or a room: Markdown, JSON, a page to print. Written into the audit log; streamed."""

import time
from collections.abc import Callable, Iterable, Iterator

from flask import Response, current_app, stream_with_context

from peerhub.base import clock
from peerhub.base.database.current import database
from peerhub.base.errors import NotFound
from peerhub.base.pauses import PAUSE
from peerhub.base.web.extensions import limiter
from peerhub.base.web.transactions import end_read_session, read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.people.models import Person
from peerhub.rooms.actions import exports
from peerhub.rooms.queries import export
from peerhub.rooms.queries.export import ExportScope, Part
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views.export_formats import as_json, as_markdown, file_name, removed

PIECE = 16_384
TYPES = {"md": "text/markdown", "json": "application/json", "print": "text/html"}
limited = limiter.shared_limit("30/hour", "exports", key_func=person_limit_key)


@bp.get("/threads/<int:thread_id>/export/<form>")
@limited
def export_thread(thread_id: int, form: str) -> Response:
    """Export a thread."""
    viewer = me(read_session())
    return _export(viewer, export.thread(read_session(), viewer, thread_id), form)


@bp.get("/rooms/<int:room_id>/export/<form>")
@limited
def export_room(room_id: int, form: str) -> Response:
    """Export a room."""
    viewer = me(read_session())
    return _export(viewer, export.room(read_session(), viewer, room_id), form)


def _export(viewer: Person, scope: ExportScope, form: str) -> Response:
    if form not in WRITERS:
        raise NotFound
    with transaction() as db:
        exports.record(db, me(db), scope.room_id, scope.thread_id, form)
    parts = _until_closed(export.parts(database(), viewer.id, scope))
    end_read_session()
    answer = Response(stream_with_context(_gathered(WRITERS[form](scope, parts))), mimetype=TYPES[form])
    if form != "print":
        answer.headers["Content-Disposition"] = f'attachment; filename="{file_name(scope, form)}"'
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _until_closed(parts: Iterator[Part]) -> Iterator[Part]:
    """End where the viewer loses the right meanwhile: they keep what they have got until then."""
    try:
        yield from parts
    except NotFound:
        return


def _gathered(pieces: Iterable[str]) -> Iterator[str]:
    """Small pieces together, since each that leaves costs a packet. Others get their turn between any two, also where the reader's
    line takes all at once."""
    buffer, size = [], 0
    for piece in pieces:
        buffer.append(piece)
        size += len(piece)
        if size > PIECE:
            yield "".join(buffer)
            buffer, size = [], 0
            time.sleep(PAUSE)
    yield "".join(buffer)


def _printed(scope: ExportScope, parts: Iterator[Part]) -> Iterator[str]:
    template = current_app.jinja_env.get_template("rooms/print.html")
    shown = {"taken": scope, "parts": parts, "now": clock.now(), "removed": removed()}
    current_app.update_template_context(shown)
    return template.generate(shown)


WRITERS: dict[str, Callable[[ExportScope, Iterator[Part]], Iterator[str]]] = {
    "md": lambda scope, parts: as_markdown(scope, parts, clock.now()),
    "json": lambda scope, parts: as_json(scope, parts, clock.now()),
    "print": _printed,
}
