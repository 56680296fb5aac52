"""Choosing which emails come, and when."""

from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.form import SelectField
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.base.i18n.translate import lazy_pgettext
from peerhub.notices.queries.choices import EmailChoices
from peerhub.notices.rules import AT_ONCE, DAILY, HOURLY, NEVER, TOPICS, WEEKLY

OFTEN = [
    SelectChoice(AT_ONCE, lazy_pgettext("emails", "at once")),
    SelectChoice(HOURLY, lazy_pgettext("emails", "every hour, together")),
    SelectChoice(DAILY, lazy_pgettext("emails", "every working day at 08:00, together")),
    SelectChoice(WEEKLY, lazy_pgettext("emails", "once a week, together")),
    SelectChoice(NEVER, lazy_pgettext("emails", "never")),
]
HOURS = [SelectChoice(str(hour), f"{hour:02}:00") for hour in range(24)]


class EmailsForm(EditForm):
    """How often emails about each topic come, and the hours without any."""

    mentions = SelectField(_l("Someone mentions you"), choices=OFTEN)
    replies = SelectField(_l("Replies in threads that you follow"), choices=OFTEN)
    threads = SelectField(_l("New threads in rooms that you follow"), choices=OFTEN)
    sessions = SelectField(
        _l("Sessions"),
        choices=OFTEN,
        description=_l(
            "Invitations, changes and cancellations always come at once. Reminders come before a session, unless you choose “never”."
        ),
    )
    surveys = SelectField(
        _l("Surveys"),
        choices=OFTEN,
        description=_l("The link to your own survey comes in an email of its own, unless you choose “never”."),
    )
    commitments = SelectField(_l("Your commitments"), choices=OFTEN)
    exchanges = SelectField(_l("Exchanges and proposals"), choices=OFTEN)
    people = SelectField(_l("Your team and the programme"), choices=OFTEN)
    quiet_begins = SelectField(_l("No emails from"), choices=HOURS)
    quiet_ends = SelectField(_l("Until"), choices=HOURS, description=_l("Choose the same hour twice for none."))

    @classmethod
    def of(cls, choices: EmailChoices, **kwargs: Any) -> "EmailsForm":
        """The form filled with what is chosen; `formdata=None` leaves out what was sent."""
        begins, ends = (str(hour) for hour in choices.quiet)
        return cls(data={**choices.frequencies, "quiet_begins": begins, "quiet_ends": ends}, **kwargs)

    @property
    def frequencies(self) -> dict[str, str]:
        """How often, by topic."""
        return {topic: str(self[topic].data) for topic in TOPICS}

    @property
    def quiet(self) -> tuple[int, int]:
        """The hours without emails."""
        return int(self.quiet_begins.data or 0), int(self.quiet_ends.data or 0)
