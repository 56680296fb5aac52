"""Made-up values for the page that shows every part of the site."""

from typing import Any

from sqlalchemy import select
from wtforms import BooleanField, EmailField, RadioField
from wtforms.validators import InputRequired

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.forms.fields import DayField
from peerhub.base.forms.form import BlockField, ChoicesField, Form, LineField, SelectField
from peerhub.reference.models import Country, Theme

SHOWN = 8


def _words(*choices: str) -> Any:
    """Choices that are their own labels; the stubs of WTForms know pairs only."""
    return list(choices)


class GalleryForm(Form):
    """One field of each kind; it goes nowhere."""

    title = LineField("Title", [InputRequired()])
    mail = EmailField("Email address")
    body = BlockField("Text", description="Markdown works here.")
    theme = SelectField("Theme", choices=_words("data", "discoverability"))
    day = DayField("Day")
    languages = ChoicesField("Languages", choices=_words("en", "fr"))
    kind = RadioField("Kind", choices=_words("question", "experience"))
    agree = BooleanField("I agree")
    useful = RadioField("How useful was it?", choices=_words("1", "2", "3", "4", "5"))


def gallery(db: Db) -> dict[str, Any]:
    """What the page is rendered from."""
    return {
        "form": GalleryForm(),
        "countries": db.scalars(select(Country).order_by(Country.name).limit(SHOWN)).all(),
        "themes": db.scalars(select(Theme).order_by(Theme.position)).all(),
        "now": clock.now(),
    }
