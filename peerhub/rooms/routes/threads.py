"""Endpoints of threads: read, reply, mark as read, lock, choose the answer."""

from functools import lru_cache
from typing import NamedTuple

from flask import get_template_attribute, jsonify, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from peerhub.base.database.engine import settings_of
from peerhub.base.errors import Invalid
from peerhub.base.forms.submit import submit
from peerhub.base.i18n.reader import language_tag
from peerhub.base.i18n.translate import _
from peerhub.base.web.extensions import limiter
from peerhub.base.web.responses import Page, page, wants_json
from peerhub.base.web.submitted import new_key
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me, person_limit_key
from peerhub.rooms import access
from peerhub.rooms.actions import answers, following, messages, reading
from peerhub.rooms.actions import threads as thread_actions
from peerhub.rooms.forms import AnswerForm, MessageForm, new_poll, writing_choices
from peerhub.rooms.queries import quotes, threads
from peerhub.rooms.routes.blueprint import bp, posting
from peerhub.rooms.routes.preview import preview
from peerhub.rooms.rules import page_of
from peerhub.rooms.views.messages import first_new, message_views, own_languages
from peerhub.rooms.views.rendering import message_renderer


@bp.get("/threads/<int:thread_id>")
def thread(thread_id: int) -> str:
    """One page of a thread; it opens where I stopped reading."""
    form, quote = None, _number("quote")
    if quote is not None:
        form = _message_form()
        form.body.data = quotes.quotation(read_session(), me(read_session()), thread_id, quote)
    return _draw(thread_id, form)


def _draw(thread_id: int, form: MessageForm | None, problem: str = "") -> str:
    """The page, with what was typed; without a form with an empty one."""
    db = read_session()
    viewer = me(db)
    page_number = None if problem or (form and form.errors) else _number("page")
    shown = threads.page(db, viewer, thread_id, page_number, _number("number"))
    seen = shown.messages[-1].number if shown.messages else 0
    choices = writing_choices(viewer, settings_of(db).languages)
    if form:
        form.language.choices, form.seen.data = choices, seen
    views = message_views(shown, viewer)
    return page(
        "rooms/thread.html",
        shown=shown,
        views=views,
        first_new=first_new(shown, viewer),
        own_languages=own_languages(viewer),
        rendered=message_renderer(),
        form=form,
        blank=None if form else Blank(new_key(), seen, _blank_fields(tuple(choices), language_tag())),
        problem=problem,
    )


class Blank(NamedTuple):
    """A form in which nothing is typed yet."""

    key: str
    seen: int
    fields: Markup


@lru_cache(maxsize=256)
def _blank_fields(choices: tuple[tuple[str, str], ...], _language: str) -> Markup:
    """The visible fields: the same for everybody who may choose among these languages, and reads in this one."""
    form = MessageForm(formdata=None)
    form.language.choices = list(choices)
    return Markup(get_template_attribute("rooms/_composer.html", "fields")(form))  # noqa: S704  (rendered by an escaping template)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _message_form() -> MessageForm:
    return MessageForm(formdata=request.form or None, data={"key": new_key()})


@bp.post("/threads/<int:thread_id>/messages")
@posting
def post(thread_id: int) -> Page:
    """Write a message. Programs get 201 with id, number and seq, and the same answer when they send it again."""
    form = _message_form()
    form.language.choices = []
    seen = form.seen.data or 0
    language, key = str(form.language.data or ""), request.form.get("key", "")
    draft = messages.Draft(str(form.body.data or ""), key, language, seen, new_poll(form))
    preview(draft.body, lambda db: access.thread_for(db, me(db), thread_id).room)
    posted = submit(form, lambda db: messages.post(db, me(db), thread_id, draft))
    if posted is None:
        return _refused(thread_id, form)
    if wants_json():
        return jsonify(id=posted.id, number=posted.number, seq=posted.seq), 201
    return redirect(message_url(posted.thread_id, posted.number))


def _refused(thread_id: int, form: MessageForm) -> Page:
    if wants_json():
        raise Invalid({name or "": str(sentences[0]) for name, sentences in form.errors.items()})
    return _draw(thread_id, form), 422


def message_url(thread_id: int, number: int) -> str:
    """Where a message stands."""
    return url_for("rooms.thread", thread_id=thread_id, page=page_of(number), _anchor=f"message-{number}")


@bp.post("/threads/<int:thread_id>/read")
@limiter.limit("600/minute", key_func=person_limit_key)
def mark(thread_id: int) -> Response:
    """I have read the thread up to a number."""
    number = request.form.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Invalid({"number": _("Give the number of the last message that you have read.")})
    with transaction() as db:
        reached = reading.mark_read(db, me(db), thread_id, int(number))
        room_id = access.thread_for(db, me(db), thread_id).room_id
    return jsonify(number=reached) if wants_json() else redirect(url_for("rooms.show", room_id=room_id))


@bp.post("/threads/<int:thread_id>/follow")
def follow_thread(thread_id: int) -> Response:
    """Follow the thread, mute it, or neither."""
    with transaction() as db:
        following.follow_thread(db, me(db), thread_id, request.form.get("state", ""))
    return redirect(url_for("rooms.thread", thread_id=thread_id))


@bp.post("/threads/<int:thread_id>/lock")
def lock(thread_id: int) -> Response:
    """Lock the thread (locked=1), or open it again."""
    with transaction() as db:
        thread_actions.lock(db, me(db), thread_id, locked=request.form.get("locked") == "1")
    return redirect(url_for("rooms.thread", thread_id=thread_id))


@bp.post("/threads/<int:thread_id>/answer")
def answer(thread_id: int) -> Response:
    """Say which message is the answer, or that none is."""
    form = AnswerForm(formdata=request.form)
    if not form.validate():
        raise Invalid(_("Give the number of the message that answers."))
    number = form.number.data
    with transaction() as db:
        answers.choose(db, me(db), thread_id, number)
    return redirect(message_url(thread_id, number) if number else url_for("rooms.thread", thread_id=thread_id))
