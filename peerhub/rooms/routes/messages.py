"""Endpoints of single messages: find, edit, see what it said before, remove, bring back, react."""

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import NotAllowed, NotFound
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import page, wants_json
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.rooms import access
from peerhub.rooms.actions import messages
from peerhub.rooms.forms import RewriteForm
from peerhub.rooms.models.messages import Message
from peerhub.rooms.queries import threads
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.routes.preview import preview
from peerhub.rooms.rules import page_of
from peerhub.rooms.views.messages import menu_view
from peerhub.rooms.views.room_texts import changes


def _place(message: Message) -> str:
    anchor = f"message-{message.number}"
    return url_for("rooms.thread", thread_id=message.thread_id, page=page_of(message.number), _anchor=anchor)


@bp.get("/messages/<int:message_id>")
def message(message_id: int) -> Response:
    """Go to the message in its thread: an address that stays."""
    return redirect(_place(access.message_for(read_session(), me(read_session()), message_id)))


@bp.route("/messages/<int:message_id>/edit", methods=["GET", "POST"])
@limiter.limit("60/minute", methods=["POST"], key_func=person_limit_key)
def edit(message_id: int) -> str | Response | tuple[str, int]:
    """Change what I wrote."""
    db = read_session()
    stored = access.message_for(db, me(db), message_id)
    if not access.may_edit(me(db), stored):
        raise NotAllowed(_("Only the author can edit a message, while its thread is open."))
    form = RewriteForm(obj=stored)
    body = str(form.body.data or "")
    if form.is_submitted():
        preview(body, lambda db: access.message_for(db, me(db), message_id).thread.room)
    changed = submit_edit(
        form,
        lambda db: messages.to_edit(db, me(db), message_id),
        lambda _db, message: RewriteForm(formdata=None, obj=message),
        lambda db: messages.edit(db, me(db), message_id, body),
    )
    if changed:
        return redirect(_place(changed))
    again = access.message_for(read_session(), me(read_session()), message_id)
    html = page("rooms/edit.html", message=again, form=form)
    return html, form_status()


@bp.get("/messages/<int:message_id>/menu")
@limiter.limit("240/minute", key_func=person_limit_key)
def menu(message_id: int) -> str:
    """What I may do about a message: the menu that its page opens (`part=menu`), or a page of its own."""
    db = read_session()
    stored = access.message_for(db, me(db), message_id)
    if stored.removed_at is not None:
        raise NotFound
    view = menu_view(stored, me(db), facilitator=access.facilitates(db, me(db), stored.thread.room))
    template = "rooms/_menu.html" if request.args.get("part") == "menu" else "rooms/menu.html"
    return page(template, menu=view, message=stored)


@bp.get("/messages/<int:message_id>/history")
def history(message_id: int) -> str:
    """What a message said before."""
    db = read_session()
    shown = threads.history(db, me(db), message_id, request.args.get("before", type=whole_number))
    return page("rooms/history.html", shown=shown, changes=changes(shown))


@bp.post("/messages/<int:message_id>/remove")
def remove(message_id: int) -> Response:
    """Take a message away."""
    with transaction() as db:
        removed = messages.remove(db, me(db), message_id)
    if removed.removed_by_id == me(read_session()).id:
        flash(_("The message was removed. You can undo this for one minute."), "good")
    return redirect(_place(removed))


@bp.post("/messages/<int:message_id>/restore")
def restore(message_id: int) -> Response:
    """Bring back what I removed a moment ago."""
    with transaction() as db:
        restored = messages.restore(db, me(db), message_id)
    return redirect(_place(restored))


@bp.post("/messages/<int:message_id>/reactions")
@limiter.limit("120/minute", key_func=person_limit_key)
def react(message_id: int) -> Response:
    """Add one of the four reactions, or remove it (`given=0`). Sent again, it changes nothing."""
    add = request.values.get("given", "1") != "0"
    with transaction() as db:
        reacted = messages.react(db, me(db), message_id, request.form.get("kind", ""), add=add)
    if wants_json():
        return jsonify(message=reacted.id)
    return redirect(_place(reacted))


@bp.post("/reactions")
@limiter.limit("120/minute", key_func=person_limit_key)
def react_here() -> Response:
    """The same for the buttons of a thread's page, which name the message and the reaction: give or take `12 useful`."""
    add = "give" in request.form
    number, _blank, kind = request.form.get("give" if add else "take", "").partition(" ")
    if not number.isdecimal() or len(number) > 9:
        raise NotFound
    with transaction() as db:
        reacted = messages.react(db, me(db), int(number), kind, add=add)
    return redirect(_place(reacted))
