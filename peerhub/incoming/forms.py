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
_NUMBER = re.compile(r"(?:.*/)?(?:threads|sessions)?/?(\d{1,9})(?:[/?#].*)?", re.DOTALL)


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
        """The number of the thread or session; 0 where none was written."""
        found = _NUMBER.fullmatch(str(self.place.data or ""))
        return int(found[1]) if found else 0
