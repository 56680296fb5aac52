"""Input shapes about accounts."""

from wtforms import EmailField, PasswordField

from peerhub.base.forms import Form, needed
from peerhub.base.i18n import lazy_gettext as _l


class SignInForm(Form):
    """Address and password."""

    email = EmailField(
        _l("Mail address"),
        [needed(_l("Write the mail address of your account."))],
        render_kw={"autocomplete": "username"},
    )
    password = PasswordField(
        _l("Password"),
        [needed(_l("Write your password, or ask for a link by mail instead."))],
        render_kw={"autocomplete": "current-password"},
    )
