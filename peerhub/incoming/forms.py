"""What the secretariat says about an email that was not understood."""

import re

from wtforms.validators import Optional

from peerhub.base.forms.form import Form, LineField, SelectChoice, SelectField, required, required_text
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.incoming.rules import INVITATION, SESSION, THREAD

PURPOSE_NAMES = {
    THREAD: _l("A reply in a thread"),
    INVITATION: _l("A note about a session, from somebody invited"),
    SESSION: _l("A calendar’s answer to an invitation"),
}
_ALONE = re.compile(r"\d{1,9}", re.ASCII)
_ADDRESS = re.compile(r"(?:https?://[^?#\s]+?)?/?(threads|sessions)/(\d{1,9})(?:[/?#].*)?", re.ASCII | re.IGNORECASE)


class HandleAsForm(Form):
    """What an email is, and what it belongs to."""

    purpose = SelectField(
        _l("This email is"),
        [required(_l("Choose what this email is."))],
        choices=[SelectChoice(*each) for each in PURPOSE_NAMES.items()],
    )
    place = LineField(
        _l("Thread or session"),
        [required_text(_l("Paste the address of the thread or session, or write its number."))],
        description=_l("Its address on this site, or its number."),
    )
    email = LineField(_l("Email address of the person’s account"), [Optional()])

    @property
    def number(self) -> int:
        """The number of the thread or session; 0 where none was written, or the address of something else."""
        place = str(self.place.data or "").strip()
        if _ALONE.fullmatch(place):
            return int(place)
        found = _ADDRESS.fullmatch(place)
        is_one = found is not None and (found[1].lower() == "threads") == (self.purpose.data == THREAD)
        return int(found[2]) if found and is_one else 0
