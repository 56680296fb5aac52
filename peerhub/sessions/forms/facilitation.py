"""What those who run a session fill in on its page."""

from wtforms import BooleanField

from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.form import BlockField, Form, at_most, required_text
from peerhub.base.i18n.translate import lazy_gettext as _l


class CancelForm(Form):
    """Why a session is cancelled."""

    reason = BlockField(_l("Why"), [required_text(_l("Write the reason in one sentence.")), at_most(500)])


class MinutesForm(EditForm):
    """What came of a session."""

    apart = frozenset({"publish"})

    notes = BlockField(_l("Minutes"), [at_most(10_000)], description=_l("Markdown: **bold**, lists, links."))
    publish = BooleanField(_l("Publish: everyone invited can read them and is notified"))
