"""Endpoints of rooms: the list, one room, its log."""

from datetime import UTC, datetime

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.database.engine import settings_of
from peerhub.base.errors import Invalid
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _, pgettext
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page
from peerhub.base.web.submitted import new_key
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.reference.queries import lists
from peerhub.rooms import access
from peerhub.rooms.actions import following, messages, reading, threads
from peerhub.rooms.forms import KIND_NAMES, ThreadForm, new_poll, writing_choices
from peerhub.rooms.queries import events as event_queries
from peerhub.rooms.queries import rooms
from peerhub.rooms.queries.rooms import Position, RoomPage
from peerhub.rooms.routes.blueprint import bp, posting
from peerhub.rooms.routes.preview import preview
from peerhub.rooms.views.events import events_json

FILTERS = ("", "unread", "unanswered")


@bp.get("/rooms")
def index() -> str:
    """All rooms that I see, and what is new in them."""
    return page("rooms/index.html", rooms=rooms.list_page(read_session(), me(read_session())))


@bp.post("/rooms/read")
def read_all() -> Response:
    """I have read everything."""
    with transaction() as db:
        reading.mark_all_read(db, me(db))
    return redirect(url_for("rooms.index"))


@bp.get("/rooms/<int:room_id>")
def show(room_id: int) -> str:
    """The threads of a room, last activity first; with part=threads only their list, for the page that follows the room."""
    only = request.args.get("only", "")
    kind = request.args.get("kind", "")
    only, kind = only if only in FILTERS else "", kind if kind in KIND_NAMES else ""
    before = _position(request.args.get("before", ""))
    db = read_session()
    shown = rooms.page(db, me(db), room_id, only=only, kind=kind, before=before)
    older = _position_text(shown.older) if shown.older else ""
    template = "rooms/_threads.html" if request.args.get("part") == "threads" else "rooms/show.html"
    return page(template, shown=shown, only=only, kind=kind, kinds=KIND_NAMES, older=older, begun=before is None)


def _position(text: str) -> Position | None:
    at, _dot, number = text.partition("~")
    try:
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return (moment, int(number)) if number.isdecimal() and len(number) < 10 else None


def _position_text(position: Position) -> str:
    return f"{position[0].isoformat()}~{position[1]}"


@bp.post("/rooms/<int:room_id>/follow")
def follow_room(room_id: int) -> Response:
    """Follow the room, mute it, or neither."""
    with transaction() as db:
        following.follow_room(db, me(db), room_id, request.form.get("state", ""))
    return redirect(url_for("rooms.show", room_id=room_id))


@bp.post("/rooms/<int:room_id>/read")
def read(room_id: int) -> Response:
    """I have read everything in this room."""
    with transaction() as db:
        reading.mark_all_read(db, me(db), room_id)
    return redirect(url_for("rooms.show", room_id=room_id))


@bp.route("/rooms/<int:room_id>/threads/new", methods=["GET", "POST"])
@posting
def start(room_id: int) -> str | Response | tuple[str, int]:
    """Start a thread."""
    form = _thread_form(room_id)
    new = threads.NewThread(
        title=str(form.title.data or ""),
        kind=str(form.kind.data),
        activity_code=str(form.activity.data or ""),
        draft=messages.Draft(
            str(form.body.data or ""), str(form.key.data or ""), str(form.language.data or ""), poll=new_poll(form)
        ),
    )
    preview(new.draft.body, lambda db: access.room_for(db, me(db), room_id))
    posted = submit(form, lambda db: threads.start(db, me(db), room_id, new))
    if posted:
        return redirect(url_for("rooms.thread", thread_id=posted.thread_id))
    shown = rooms.page(read_session(), me(read_session()), room_id)
    html = page("rooms/new_thread.html", shown=shown, form=form)
    return html, form_status()


def _thread_form(room_id: int) -> ThreadForm:
    form = ThreadForm(formdata=request.form or None, data={"kind": "discussion", "key": new_key()})
    db = read_session()
    shown: RoomPage = rooms.page(db, me(db), room_id)
    form.kind.choices = [
        (kind, name) for kind, name in KIND_NAMES.items() if kind != "announcement" or shown.facilitator
    ]
    activities = [(activity.code, f"{activity.code} {_(activity.text)}") for activity in lists.activities(db)]
    form.activity.choices = [("", pgettext("activity", "None")), *activities]
    form.language.choices = writing_choices(me(db), settings_of(db).languages)
    return form


@bp.get("/rooms/<int:room_id>/events")
@limiter.limit("240/minute", key_func=person_limit_key)
def events(room_id: int) -> Response:
    """What happened in the room after a number: how every page catches up, with and without sockets."""
    after = request.args.get("after", "0")
    if not after.isdecimal() or len(after) > 15:
        raise Invalid({"after": _("Give the last number that you have, for example after=0.")})
    db = read_session()
    caught = event_queries.after(db, me(db), room_id, int(after), request.args.get("epoch", ""))
    answer = jsonify(events_json(caught, request.args.get("thread", type=whole_number)))
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.add_etag()
    return answer.make_conditional(request)
