"""What forms say when a field cannot be read: our own sentences in place of those that WTForms brings."""

from peerhub.base.i18n.marks import N_
from peerhub.base.i18n.translate import gettext

OTHERWISE = N_("We could not read this. Write it in another way.")
_CHOOSE = N_("Choose from the list.")
_NUMBER = N_("Write a number, for example 7.")
# WTForms fills the places of these after they were translated.
OURS = {
    "This field is required.": N_("Fill this in."),
    "Not a valid choice.": _CHOOSE,
    "Invalid Choice: could not coerce.": _CHOOSE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOOSE,
    "'%(value)s' is not a valid choice for this field.": _CHOOSE,
    "Not a valid date value.": N_("Write a day as year, month and day, for example 2027-03-31."),
    "Not a valid time value.": N_("Write a time as hours and minutes, for example 14:30."),
    "Not a valid integer value.": N_("Write a whole number."),
    "Not a valid decimal value.": _NUMBER,
    "Not a valid float value.": _NUMBER,
    "Number must be at least %(min)s.": N_("Write a number that is %(min)s or more."),
    "Number must be at most %(max)s.": N_("Write a number that is %(max)s or less."),
    "Number must be between %(min)s and %(max)s.": N_("Write a number from %(min)s to %(max)s."),
    "Field must be at least %(min)d character long.": N_("This is too short. Minimum number of characters: %(min)s."),
    "Field cannot be longer than %(max)d character.": N_("This is too long. Maximum number of characters: %(max)s."),
    "Field must be between %(min)d and %(max)d characters long.": N_(
        "Change the length. Number of characters allowed: %(min)s to %(max)s."
    ),
}


class Sentences:
    """The translations that a form's `Meta` gives to WTForms: every sentence becomes one of ours, in the reader's language."""

    def gettext(self, sentence: str) -> str:
        """Our sentence for one of WTForms'. Words that are no sentence, as labels made of a field's name, stay."""
        if sentence in OURS:
            return gettext(OURS[sentence])
        return gettext(OTHERWISE) if sentence.endswith(".") else sentence

    def ngettext(self, one: str, _several: str, _num: int) -> str:
        """The same for sentences with a number: ours are right for any."""
        return self.gettext(one)
