"""Input shapes about accounts."""

from wtforms import EmailField, PasswordField
from wtforms.validators import Length

from peerhub.base.forms import Form, needed, needed_text
from peerhub.base.i18n import lazy_gettext as _l
from peerhub.base.passwords import LONGEST

LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("Mail address"),
        [needed_text(_l("Write the mail address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [needed(_l("Write your password, or ask for a link by mail instead.")), Length(max=LONGEST)],
        render_kw={"autocomplete": "current-password"},
    )


class LinkForm(Form):
    """Where to send a link."""

    email = EmailField(
        _l("Mail address"),
        [needed_text(_l("Write the mail address of your account.")), Length(max=LONGEST_ADDRESS)],
        render_kw={"autocomplete": "username"},
    )
