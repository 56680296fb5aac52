"""Doors of single messages: find, edit, see what it said before, remove, bring back, react."""

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.editing import attempt_edit
from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.i18n import _
from peerhub.base.web import form_status, limiter, page, reading, transaction, wants_json, whole
from peerhub.people.login import me
from peerhub.rooms import access, actions, queries
from peerhub.rooms.forms import RewriteForm
from peerhub.rooms.models import Message
from peerhub.rooms.routes.ahead import look_ahead
from peerhub.rooms.routes.blueprint import bp, person_key
from peerhub.rooms.rules import page_of
from peerhub.rooms.views import changes, menu_view


def _place(message: Message) -> str:
    anchor = f"message-{message.number}"
    return url_for("rooms.thread", thread_id=message.thread_id, page=page_of(message.number), _anchor=anchor)


@bp.get("/messages/<int:message_id>")
def message(message_id: int) -> Response:
    """Go to the message in its thread: an address that stays."""
    return redirect(_place(access.message_for(reading(), me(reading()), message_id)))


@bp.route("/messages/<int:message_id>/edit", methods=["GET", "POST"])
@limiter.limit("60/minute", methods=["POST"], key_func=person_key)
def edit(message_id: int) -> str | Response | tuple[str, int]:
    """Change what I wrote."""
    db = reading()
    found = access.message_for(db, me(db), message_id)
    if not access.may_edit(me(db), found):
        raise NotAllowed(_("Only the author can edit a message, while its thread is open."))
    form = RewriteForm(obj=found)
    body = str(form.body.data or "")
    if form.is_submitted():
        look_ahead(body, lambda db: access.message_for(db, me(db), message_id).thread.room)
    changed = attempt_edit(
        form,
        lambda db: actions.message_to_edit(db, me(db), message_id),
        lambda _db, message: RewriteForm(formdata=None, obj=message),
        lambda db: actions.edit_message(db, me(db), message_id, body),
    )
    if changed:
        return redirect(_place(changed))
    again = access.message_for(reading(), me(reading()), message_id)
    drawn = page("rooms/edit.html", message=again, form=form)
    return drawn, form_status()


@bp.get("/messages/<int:message_id>/menu")
@limiter.limit("240/minute", key_func=person_key)
def menu(message_id: int) -> str:
    """What I may do about a message: the menu that its page opens (`part=menu`), or a page of its own."""
    db = reading()
    found = access.message_for(db, me(db), message_id)
    if found.removed_at is not None:
        raise NotFound
    view = menu_view(found, me(db), facilitator=access.facilitates(db, me(db), found.thread.room))
    template = "rooms/_menu.html" if request.args.get("part") == "menu" else "rooms/menu.html"
    return page(template, menu=view, message=found)


@bp.get("/messages/<int:message_id>/history")
def history(message_id: int) -> str:
    """What a message said before."""
    db = reading()
    shown = queries.message_history(db, me(db), message_id, request.args.get("before", type=whole))
    return page("rooms/history.html", shown=shown, changes=changes(shown))


@bp.post("/messages/<int:message_id>/remove")
def remove(message_id: int) -> Response:
    """Take a message away."""
    with transaction() as db:
        removed = actions.remove_message(db, me(db), message_id)
    if removed.removed_by_id == me(reading()).id:
        flash(_("The message was removed. You can undo this for one minute."), "good")
    return redirect(_place(removed))


@bp.post("/messages/<int:message_id>/restore")
def restore(message_id: int) -> Response:
    """Bring back what I removed a moment ago."""
    with transaction() as db:
        restored = actions.restore_message(db, me(db), message_id)
    return redirect(_place(restored))


@bp.post("/messages/<int:message_id>/reactions")
@limiter.limit("120/minute", key_func=person_key)
def react(message_id: int) -> Response:
    """Give one of the four small answers, or take it back (`given=0`). Sent again, it changes nothing."""
    given = request.values.get("given", "1") != "0"
    with transaction() as db:
        reacted = actions.react(db, me(db), message_id, request.form.get("kind", ""), given=given)
    if wants_json():
        return jsonify(message=reacted.id)
    return redirect(_place(reacted))


@bp.post("/reactions")
@limiter.limit("120/minute", key_func=person_key)
def react_here() -> Response:
    """The same for the buttons of a thread's page, which name the message and the answer: give or take `12 useful`."""
    given = "give" in request.form
    number, _blank, kind = request.form.get("give" if given else "take", "").partition(" ")
    if not number.isdecimal() or len(number) > 9:
        raise NotFound
    with transaction() as db:
        reacted = actions.react(db, me(db), int(number), kind, given=given)
    return redirect(_place(reacted))
