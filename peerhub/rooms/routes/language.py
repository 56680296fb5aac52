"""The endpoint where a person says in which language a message is written."""

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from peerhub.base.database.engine import settings_of
from peerhub.base.errors import NotAllowed
from peerhub.base.forms.submit import form_status, submit
from peerhub.base.i18n.translate import _
from peerhub.base.web.responses import page
from peerhub.base.web.transactions import read_session
from peerhub.people.login import me
from peerhub.reference.queries import countries as country_queries
from peerhub.rooms import access
from peerhub.rooms.actions import messages
from peerhub.rooms.forms import LanguageForm, language_choices
from peerhub.rooms.routes.blueprint import bp


@bp.route("/messages/<int:message_id>/language", methods=["GET", "POST"])
def language(message_id: int) -> str | Response | tuple[str, int]:
    """Say in which language a message is written."""
    db = read_session()
    message = access.message_for(db, me(db), message_id)
    if not access.may_set_language(db, me(db), message):
        raise NotAllowed(_("Only the author and the facilitators can set the language of a message."))
    form = LanguageForm(formdata=request.form or None, data={"language": message.language})
    known = dict.fromkeys([message.language, *settings_of(db).languages, *country_queries.language_codes(db)])
    form.language.choices = language_choices(me(db), known)
    chosen = str(form.language.data or "")
    if submit(form, lambda db: messages.set_language(db, me(db), message_id, chosen)):
        return redirect(url_for("rooms.message", message_id=message_id))
    again = access.message_for(read_session(), me(read_session()), message_id)
    return page("rooms/language.html", message=again, form=form), form_status()
