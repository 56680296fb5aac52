"""The endpoint through which those who look after a private room say whether emails quote it."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.i18n.translate import _
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me
from peerhub.rooms import access
from peerhub.rooms.actions import emails as email_actions
from peerhub.rooms.routes.blueprint import bp


@bp.route("/rooms/<int:room_id>/emails", methods=["GET", "POST"])
def emails(room_id: int) -> str | Response:
    """Whether emails show what is written in a private room, what that means, and the button that changes it."""
    if request.method == "POST":
        with transaction() as db:
            email_actions.allow(db, me(db), room_id, is_allowed=request.form.get("texts") == "shown")
        flash(_("Saved."), "good")
        return redirect(url_for("rooms.show", room_id=room_id))
    db = read_session()
    return page("rooms/emails.html", room=access.room_to_email_from(db, me(db), room_id))
