"""Every field for a number or a day has a range, which is checked while it is read."""

from collections.abc import Iterator
from typing import Any

import wtforms
from flask import Flask
from werkzeug.datastructures import MultiDict

from peerhub.base.forms.fields import DayField, MomentField, NumberField
from peerhub.base.forms.form import Form
from tests.base.forms.arrange import all_forms

LOOSE = (
    wtforms.IntegerField,
    wtforms.DecimalField,
    wtforms.FloatField,
    wtforms.IntegerRangeField,
    wtforms.DateTimeField,  # and what is made of it: days, months, weeks
)
WITH_A_RANGE = (NumberField, DayField, MomentField)
WITHOUT_DAY = (wtforms.TimeField,)
TOO_MUCH = ("9" * 80, "-" + "9" * 80, "9" * 5000, "99999999999", "1e400", "nan", "٩" * 30)
TOO_FAR = ("0027-03-31", "0001-01-01", "9999-12-31", "27-03-31", "12027-03-31")


def unbounded(made: list[type[wtforms.Form]]) -> list[str]:
    """The fields of these forms that take any number or any day."""
    return [
        f"{form.__name__}.{name}"
        for form in made
        for name, kind in fields(form)
        if issubclass(kind, LOOSE) and not issubclass(kind, (*WITH_A_RANGE, *WITHOUT_DAY))
    ]


def fields(form: type[wtforms.Form]) -> Iterator[tuple[str, Any]]:
    """The name and the class of each field."""
    for name in dir(form):
        kind = getattr(getattr(form, name, None), "field_class", None)
        if kind is not None:
            yield name, kind


def test_every_number_and_every_day_has_a_range() -> None:
    assert unbounded(all_forms()) == []


def test_the_law_sees_a_field_without_one() -> None:
    class Loose(Form):
        many = wtforms.IntegerField()
        some = NumberField(least=0, most=9)
        day = wtforms.DateField()

    assert unbounded([Loose]) == ["Loose.day", "Loose.many"]


def test_no_number_and_no_day_is_computed_with_before_its_range_is_known(app: Flask) -> None:
    """Each such field of each form, with numbers and days that break whatever computes with them."""
    with app.test_request_context(method="POST"):
        for form in all_forms():
            for name, kind in fields(form):
                if issubclass(kind, NumberField):
                    wrong(form, name, TOO_MUCH)
                elif issubclass(kind, DayField):
                    wrong(form, name, TOO_FAR)
                elif issubclass(kind, MomentField):
                    wrong(form, name, [f"{day}T10:00" for day in TOO_FAR])


def wrong(form: type[wtforms.Form], name: str, values: Any) -> None:
    """Each value gets a sentence at the field and becomes nothing."""
    for value in values:
        options: dict[str, Any] = {"meta": {"csrf": False}} if issubclass(form, Form) else {}
        made = form(formdata=MultiDict({name: value}), **options)
        field = made[name]
        assert not field.validate(made), (form, name, value)
        assert field.data is None
        assert any(str(error).endswith(".") for error in field.errors)
