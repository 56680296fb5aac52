"""What the composer asks for: a message to quote, people to mention."""

from flask import jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import wants_json
from peerhub.base.web.transactions import read_session
from peerhub.people.login import me, person_limit_key
from peerhub.rooms.queries import mentions as mention_queries
from peerhub.rooms.queries import quotes
from peerhub.rooms.routes.blueprint import bp


@bp.get("/messages/<int:message_id>/quote")
def quote(message_id: int) -> Response:
    """Begin a reply with what the message says: scripts get the text, others the thread with the text in its form."""
    db = read_session()
    message, text = quotes.quotable(db, me(db), message_id)
    if wants_json():
        return jsonify(text=text)
    number, thread_id = message.number, message.thread_id
    return redirect(url_for("rooms.thread", thread_id=thread_id, number=number, quote=message.id, _anchor="reply-form"))


@bp.get("/rooms/<int:room_id>/people")
@limiter.limit("240/minute", key_func=person_limit_key)
def people(room_id: int) -> Response:
    """Whom one can mention in the room, by the beginning of a name."""
    db = read_session()
    suggestions = mention_queries.people_to_mention(db, me(db), room_id, request.args.get("q", ""))
    return jsonify(people=[suggestion._asdict() for suggestion in suggestions])
