"""Lists of choices are rendered as the library renders them."""

import pytest
from wtforms import Form
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older
from wtforms.widgets import Select

from peerhub.base.forms.form import SelectField

CHOICES = [
    SelectChoice("", "none"),
    SelectChoice("a", "Côte d’Ivoire"),
    SelectChoice('"><script>', "<b>'\"&"),
    SelectChoice(7, "seven"),
    SelectChoice("b", "closed", render_kw={"disabled": True}),
]


class Asking(Form):
    """One list."""

    one = SelectField(choices=CHOICES, validate_choice=False)


@pytest.mark.parametrize("chosen", ["", "a", '"><script>', "7", "b", "unknown"])
def test_a_list_is_rendered_as_by_the_library(chosen: str) -> None:
    field = Asking(one=chosen).one
    ours = str(field(class_="wide", required=True))
    assert ours == str(Select()(field, class_="wide", required=True))
    assert "<script>" not in ours
    assert ours.count(" selected") == (chosen != "unknown")
