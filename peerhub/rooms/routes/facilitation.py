"""Endpoints through which the secretariat looks after the rooms of the themes."""

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from peerhub.base.database.engine import settings_of
from peerhub.base.forms.edit import submit_edit
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.languages import LANGUAGE_NAMES
from peerhub.base.i18n.translate import _
from peerhub.base.web.responses import Page, page
from peerhub.base.web.transactions import read_session, transaction
from peerhub.people.login import me
from peerhub.rooms.actions import facilitation
from peerhub.rooms.forms import DescribeForm, FacilitatorForm, describe_form
from peerhub.rooms.models.rooms import Room
from peerhub.rooms.queries import rooms
from peerhub.rooms.routes.blueprint import bp
from peerhub.rooms.rules import FIRST_LANGUAGE


@bp.route("/rooms/<int:room_id>/description", methods=["GET", "POST"])
def describe(room_id: int) -> Page:
    """What the room is for and how people talk there, in each language of the site."""
    db = read_session()
    form = describe_form(_languages(), _present(rooms.facilitation_page(db, me(db), room_id).room))
    saved = submit_edit(
        form,
        lambda db: rooms.facilitation_page(db, me(db), room_id).room,
        lambda _db, room: describe_form(_languages(), _present(room), sent=False),
        lambda db: facilitation.describe(db, me(db), room_id, _words(form)),
    )
    if saved:
        flash(_("Saved."), "good")
        return redirect(url_for("rooms.show", room_id=room_id))
    return _page(room_id, form, FacilitatorForm(formdata=None)), form_status()


@bp.post("/rooms/<int:room_id>/facilitators")
def add_facilitator(room_id: int) -> Page:
    """Add a facilitator to the room."""
    db = read_session()
    present = _present(rooms.facilitation_page(db, me(db), room_id).room)
    form = FacilitatorForm()
    person = submit(form, lambda db: facilitation.add_facilitator(db, me(db), room_id, str(form.who.data)))
    if person is None:
        return _page(room_id, describe_form(_languages(), present, sent=False), form), 422
    flash(_("New facilitator of this room: %(name)s. They can now schedule sessions.", name=person.name), "good")
    return redirect(url_for("rooms.describe", room_id=room_id))


@bp.post("/rooms/<int:room_id>/facilitators/<int:person_id>/remove")
def remove_facilitator(room_id: int, person_id: int) -> Response:
    """Remove a facilitator from the room."""
    with transaction() as db:
        facilitation.remove_facilitator(db, me(db), room_id, person_id)
    flash(_("The person is no longer a facilitator of this room."), "good")
    return redirect(url_for("rooms.describe", room_id=room_id))


def _words(form: DescribeForm) -> dict[str, facilitation.RoomDescription]:
    return {code: facilitation.RoomDescription(*form.said(code)) for code in _languages()}


def _languages() -> list[str]:
    """English first: it is read where nothing is written in the reader's language."""
    return list(dict.fromkeys([FIRST_LANGUAGE, *settings_of(read_session()).languages]))


def _present(room: Room) -> dict[str, str]:
    """What the form begins with."""
    first = {f"purpose_{FIRST_LANGUAGE}": room.purpose, f"ground_rules_{FIRST_LANGUAGE}": room.ground_rules}
    return first | {f"{field}_{code}": text for code, texts in room.words.items() for field, text in texts.items()}


def _page(room_id: int, form: DescribeForm, named: FacilitatorForm) -> str:
    db = read_session()
    details = rooms.facilitation_page(db, me(db), room_id)
    languages = [(code, LANGUAGE_NAMES.get(code, code)) for code in _languages()]
    return page(
        "rooms/facilitation.html", details=details, room=details.room, form=form, named=named, in_languages=languages
    )
