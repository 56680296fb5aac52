"""Input shapes of exchanges."""

from wtforms.validators import ValidationError

from peerhub.base.forms.edit import EditForm
from peerhub.base.forms.form import BlockField, Form, SelectField, at_most, required_text
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.times import local_datetime
from peerhub.base.i18n.translate import _
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.people.models import Person
from peerhub.sessions.models import Session


class GoalForm(EditForm):
    """What an exchange is about, and what should come of it."""

    subject = BlockField(
        _l("What is this exchange about?"), [required_text(_l("Describe it in one sentence.")), at_most(600)]
    )
    goal = BlockField(
        _l("What should the seeking team be able to do afterwards?"),
        [at_most(1500)],
        description=_l("At most three concrete things. It should be clear afterwards whether each one happened."),
    )


class LessonsForm(Form):
    """What was learned, when an exchange is closed."""

    lessons = BlockField(
        _l("What has your team learned, and what will it do with it?"),
        [required_text(_l("Write at least a sentence about what your team has learned.")), at_most(4000)],
        description=_l("Everyone who is signed in can read this, so that other countries learn from it too."),
    )


class PersonForm(Form):
    """Whom to take into an exchange."""

    person_id = SelectField(_l("Person"), coerce=int)

    def offer_people(self, people: list[Person]) -> None:
        """Fill in who can be chosen."""
        self.person_id.choices = [(0, _("Choose…")), *((person.id, named(person)) for person in people)]

    def validate_person_id(self, field: SelectField) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose a person from the list."))


class FacilitatorForm(PersonForm):
    """Whom to name as facilitator; its field has an id of its own, as both forms can stand on one page."""

    person_id = SelectField(_l("Person"), coerce=int, id="facilitator_id")


class SessionForm(Form):
    """Which session belongs to an exchange."""

    session_id = SelectField(_l("One of your sessions"), coerce=int)

    def offer_sessions(self, sessions: list[Session]) -> None:
        """Fill in what can be chosen."""
        rows = [(session.id, f"{session.title} · {local_datetime(session.starts_at)}") for session in sessions]
        self.session_id.choices = [(0, _("Choose…")), *rows]

    def validate_session_id(self, field: SelectField) -> None:
        """One must be chosen."""
        if not field.data:
            raise ValidationError(_("Choose one of the sessions you have scheduled."))


def named(person: Person) -> str:
    """A person as one line of a list: name, and the country where the name does not say it."""
    return f"{person.name} · {country_name(person.country)}" if person.country else person.name
