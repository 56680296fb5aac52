"""Fields for numbers and days, each with a range that is checked while it is read, before anything computes with it."""

from datetime import date, datetime
from typing import Any, Final

from wtforms import DateField, DateTimeLocalField, IntegerField
from wtforms.widgets import HiddenInput

from peerhub.base.i18n.translate import _

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2200
LONGEST_NUMBER: Final = 20  # signs; more are no number that anybody means


class NumberField(IntegerField):
    """A whole number from `least` to `most`; `sentence` says what to write instead of one outside."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, least: int, most: int, sentence: Any = None, **options: Any
    ) -> None:
        super().__init__(label, validators, **options)
        self.least, self.most, self.sentence = least, most, sentence
        self.flags.min, self.flags.max = least, most
        self.render_kw = {"inputmode": "numeric"} | (self.render_kw or {})

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it. Raises ValueError with a sentence for what is no number or out of range."""
        self.data = None
        raw = str(valuelist[0]).strip() if valuelist else ""
        if not raw:
            return
        is_long = len(raw) > LONGEST_NUMBER and raw.removeprefix("-").isdecimal()
        try:
            number = 0 if is_long else int(raw)
        except ValueError:
            raise ValueError(_("Write a whole number.")) from None
        if is_long or not self.least <= number <= self.most:
            raise ValueError(
                str(self.sentence or "") or _("Write a number from %(min)s to %(max)s.", min=self.least, max=self.most)
            )
        self.data = number


class HiddenNumberField(NumberField):
    """A number that the page carries."""

    widget = HiddenInput()


class DayField(DateField):
    """A day in a year that somebody can mean: not 0027."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.flags.min, self.flags.max = f"{FIRST_YEAR}-01-01", f"{LAST_YEAR}-12-31"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it. Raises ValueError with a sentence for what is no day or too far away."""
        super().process_formdata([str(value).strip() for value in valuelist])
        self.data, day = None, self.data
        self.data = _near(day)


class MomentField(DateTimeLocalField):
    """A day and a time on the reader's clock, with the same range of years."""

    def __init__(self, label: Any = None, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.flags.min, self.flags.max = f"{FIRST_YEAR}-01-01T00:00", f"{LAST_YEAR}-12-31T23:59"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read it. Raises ValueError with a sentence for what is no moment or too far away."""
        super().process_formdata(valuelist)
        self.data, value = None, self.data
        self.data = _near(value)


def _near(value: Any) -> Any:
    if isinstance(value, date | datetime) and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(
            _("Write the year with four digits, from %(first)s to %(last)s.", first=FIRST_YEAR, last=LAST_YEAR)
        )
    return value
