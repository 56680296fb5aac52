"""Endpoints of polls: choose, close, see how one stands."""

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.errors import Invalid
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.numbers import whole_number
from peerhub.base.web.responses import wants_json
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.rooms import access, rules
from peerhub.rooms.actions import polls as poll_actions
from peerhub.rooms.models.messages import Message
from peerhub.rooms.queries import polls
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.views.polls import poll_view
from peerhub.rooms.views.rendering import render_poll


@bp.post("/polls/<int:poll_id>/vote")
@limiter.limit("60/minute", key_func=person_limit_key)
def vote(poll_id: int) -> Response:
    """Choose, choose something else, or take it back (`withdraw`)."""
    chosen = request.form.getlist(f"poll-{poll_id}", type=whole_number)[: rules.MOST_OPTIONS + 1]
    withdrawn = bool(request.form.get("withdraw"))
    if not chosen and not withdrawn:
        raise Invalid(_("Choose an answer first, then send it."))
    with transaction() as db:
        message = poll_actions.vote(db, me(db), poll_id, set() if withdrawn else set(chosen))
    return _done(message)


@bp.post("/polls/<int:poll_id>/close")
def close_poll(poll_id: int) -> Response:
    """Nobody chooses any more."""
    with transaction() as db:
        message = poll_actions.close(db, me(db), poll_id)
    return _done(message)


def _done(message: Message) -> Response:
    if wants_json():
        return jsonify(message=message.id)
    return redirect(url_for("rooms.message", message_id=message.id))


@bp.get("/messages/<int:message_id>/poll")
@limiter.limit("240/minute", key_func=person_limit_key)
def poll(message_id: int) -> tuple[str, int]:
    """The poll under a message as I see it now, for a page that shows the message already; 204 where there is none."""
    db = read_session()
    message, state = polls.poll_of(db, me(db), message_id)
    if state is None:
        return "", 204
    viewer, room = me(db), message.thread.room
    facilitator = access.facilitates(db, viewer, room)
    may_vote = access.may_post_in(message.thread)
    return render_poll(
        poll_view(state, may_vote=may_vote, may_close=facilitator or message.author_id == viewer.id)
    ), 200
