"""The page of a reply by email that waits for its writer, without signing in: the link is theirs alone."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import token_limit_key, with_token
from peerhub.rooms import access
from peerhub.rooms.actions import mailed
from peerhub.rooms.forms import MailedReplyForm
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.routes.preview import preview


@bp.route("/replies/<token>", methods=["GET", "POST"])
@with_token(access.person_of_mailed_reply)
@limiter.limit("60/minute", key_func=token_limit_key)
def mailed_reply(token: str) -> str | Response | tuple[str, int]:
    """Look at a reply that waits, change it, and post it. Looking changes nothing."""
    db = read_session()
    reply = mailed.to_post(db, token)
    form = MailedReplyForm(data={"body": reply.body})
    body = str(form.body.data or "")
    if form.is_submitted():
        preview(body, lambda db: mailed.to_post(db, token).thread.room)
        if submit(form, lambda db: mailed.post(db, token, body)):
            flash(_("Your reply was posted."), "good")
            return redirect(url_for("rooms.mailed_reply", token=token))
    shown = page("rooms/mailed_reply.html", reply=mailed.to_post(read_session(), token), form=form, token=token)
    return shown, form_status()


@bp.post("/replies/<token>/discard")
@with_token(access.person_of_mailed_reply)
@limiter.limit("60/minute", key_func=token_limit_key)
def discard_mailed_reply(token: str) -> Response:
    """Throw it away."""
    with transaction() as db:
        mailed.discard(db, token)
    return redirect(url_for("rooms.mailed_reply", token=token))
