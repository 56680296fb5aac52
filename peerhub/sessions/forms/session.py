"""The form of a session."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any, Literal, cast

from wtforms import FieldList, FormField, HiddenField, RadioField, TimeField, URLField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types
from wtforms.validators import Optional

from peerhub.base.forms.create import CreateForm
from peerhub.base.forms.edit import EditForm, Values
from peerhub.base.forms.fields import DayField, NumberField
from peerhub.base.forms.form import (
    BlockField,
    ChoicesField,
    LineField,
    Rows,
    SelectField,
    at_most,
    known_zone,
    required,
    required_text,
)
from peerhub.base.i18n.countries import country_name
from peerhub.base.i18n.reader import zone_info
from peerhub.base.i18n.translate import _, ngettext
from peerhub.base.i18n.translate import lazy_gettext as _l
from peerhub.reference.models import Country
from peerhub.sessions.actions.plans import LONGEST_SESSION, SHORTEST_SESSION, AgendaLine, Plan
from peerhub.sessions.models import PROVIDES, SEEKS, TAKES_PART
from peerhub.sessions.queries.choices import Choices, Official
from peerhub.sessions.rules.agenda import USUAL_AGENDA

MORE_ROWS = 3
MOST_ROWS = 40
MOST_COUNTRIES = 200


class AgendaRow(Rows):
    """One line of the agenda; an empty one is left out."""

    minutes = NumberField(_l("Length in minutes"), [Optional()], least=1, most=LONGEST_SESSION)
    title = LineField(_l("What"), [at_most(200)])
    owner = LineField(_l("Who leads it"), [at_most(120)])


class CountryRow(Rows):
    """One invited country; an empty one is left out."""

    code = SelectField(_l("Country"), default="")
    part = SelectField(
        _l("Its part"),
        choices=[
            SelectChoice(SEEKS, _l("seeks")),
            SelectChoice(PROVIDES, _l("provides")),
            SelectChoice(TAKES_PART, _l("takes part")),
        ],
        default=SEEKS,
    )


class SessionForm(EditForm, CreateForm):
    """A session, from title to persons. Everything but the title is filled in beforehand."""

    kind = SelectField(
        _l("Kind"),
        choices=[
            SelectChoice("thematic", _l("Thematic exchange")),
            SelectChoice("informal", _l("Informal check-in")),
            SelectChoice("closing", _l("Closing session")),
        ],
    )
    instrument_code = SelectField(_l("Instrument"))
    theme_code = SelectField(_l("Theme"))
    title = LineField(
        _l("Title"), [required_text(_l("Write a title that says what the session is about.")), at_most(160)]
    )
    purpose = BlockField(
        _l("Purpose"), [at_most(2000)], description=_l("What will be better afterwards, and for whom.")
    )
    outcome_code = SelectField(
        _l("Intended outcome"), description=_l("The survey after the session asks about this one.")
    )
    date = DayField(_l("Day"), [required(_l("Choose a day."))])
    time = TimeField(_l("Time"), [required(_l("Choose a time."))])
    zone = SelectField(
        _l("Time zone"), [known_zone], validate_choice=False, description=_l("The time zone of this time.")
    )
    which = RadioField(
        _l("Which of the two?"),
        [Optional()],
        validate_choice=False,
        choices=[
            SelectChoice("first", _l("The first one")),
            SelectChoice("second", _l("The second one, an hour later")),
        ],
    )
    minutes = NumberField(
        _l("Length in minutes"),
        [required(_l("Write how many minutes it takes."))],
        least=SHORTEST_SESSION,
        most=LONGEST_SESSION,
        sentence=_l("A session takes from 5 to %(most)s minutes.", most=LONGEST_SESSION),
    )
    join_link = URLField(
        _l("Link to the meeting"),
        [at_most(500)],
        description=_l("Begins with https://. Shown to those invited from 15 minutes before the start."),
    )
    agenda = FieldList(FormField(AgendaRow), _l("Agenda"), min_entries=6, max_entries=MOST_ROWS)
    facilitators = ChoicesField(_l("Facilitators"), coerce=int)
    countries = FieldList(FormField(CountryRow), _l("Countries"), min_entries=4, max_entries=MOST_COUNTRIES)
    people = ChoicesField(_l("People"), coerce=int)
    offered = HiddenField()
    told = HiddenField(_l("Invitations"))  # whether they were out: a change of a draft tells nobody
    apart = frozenset({"which"})

    def written(self) -> Values:
        """The fields, with rows that hold something, and everybody once."""
        leading = self.facilitators.data or []
        return super().written() | {
            "agenda": [[line.minutes or "", line.title, line.owner] for line in _agenda_rows(self.agenda)],
            "countries": self.codes(),
            "people": sorted({*(self.people.data or [])} - {*leading}, key=str),
            "told": self.told.data or "",
        }

    def sent(self, values: Values) -> list[tuple[str, str]]:
        """The same as fields of rows."""
        plain = {name: value for name, value in values.items() if name not in {"agenda", "countries"}}
        lines = [dict(zip(("minutes", "title", "owner"), line, strict=True)) for line in values["agenda"]]
        parts = [{"code": code, "part": part} for code, part in values["countries"].items()]
        rows = [("agenda", lines), ("countries", parts)]
        return super().sent(plain) + [
            (f"{name}-{number}-{key}", str(value))
            for name, entries in rows
            for number, row in enumerate(entries)
            for key, value in row.items()
        ]

    def shown(self, name: str, value: Any) -> str:
        """Rows as lines."""
        if name == "told":
            return (
                _("Sent. Everyone affected by a change gets an email.") if value else _("No one has been notified yet.")
            )
        if name == "agenda":
            return "\n".join(" · ".join(str(part) for part in line if part) for line in value)
        if name == "countries":
            names = {choice.value: choice.label for choice in self.country_choices}
            parts = {choice[0]: choice[1] for choice in self.countries[0].form.part.iter_choices()}
            return "\n".join(f"{names.get(code, code)} · {parts.get(part, part)}" for code, part in value.items())
        return super().shown(name, value)

    def offer(self, choices: Choices) -> None:
        """Fill the lists."""
        self.instrument_code.choices = _list(choices.instruments, _("Not one of these"))
        self.theme_code.choices = [
            SelectChoice("", _("No theme")),
            *(SelectChoice(theme.code, _(theme.short)) for theme in choices.themes),
        ]
        self.outcome_code.choices = _list(choices.outcomes)
        self.facilitators.choices = [
            SelectChoice(person.id, f"{person.name} ({person.country_code})" if person.country_code else person.name)
            for person in choices.facilitators
        ]
        self.country_choices = [SelectChoice("", _("Choose a country")), *_countries(choices)]
        for row in self.countries:
            row.form.code.choices = self.country_choices

    def codes(self) -> dict[str, str]:
        """The chosen countries and their parts."""
        return {row.form.code.data: row.form.part.data for row in self.countries if row.form.code.data}

    def seat(self, teams: Sequence[Official], without_country: Sequence[Official]) -> None:
        """Offer these persons. Everybody of a country that was not offered before is chosen: the whole team is the default."""
        seen = set((self.offered.data or "").split(","))
        new = [person.id for person in teams if str(person.id) not in seen]
        everybody = [*teams, *without_country]
        self.people.choices = [SelectChoice(person.id, person.name) for person in everybody]
        allowed = {person.id for person in everybody}
        self.people.data = sorted({*(self.people.data or []), *new} & allowed)
        self.offered.data = ",".join(str(person.id) for person in everybody)

    def grow(self, part: str) -> None:
        """Add empty rows to a list."""
        rows: Any = {"agenda": self.agenda, "countries": self.countries}.get(part)
        for _row in range(MORE_ROWS if rows else 0):
            if len(rows) < rows.max_entries:
                rows.append_entry()
        for row in self.countries:
            row.form.code.choices = self.country_choices

    def propose(self, starts_at: datetime | None, ends_at: datetime | None) -> None:
        """Fill in a new time, as the clocks of the form's zone show it, and its length where that is a session's."""
        if starts_at is not None:
            wall = starts_at.astimezone(zone_info(self.zone.data or "UTC"))
            self.date.data, self.time.data = wall.date(), wall.time()
        length = int((ends_at - starts_at).total_seconds() // 60) if starts_at and ends_at else 0
        if SHORTEST_SESSION <= length <= LONGEST_SESSION:
            self.minutes.data = length

    @property
    def asks_which(self) -> bool:
        """Whether the time comes twice on that day, so that one of two must be chosen."""
        return bool(self.which.errors or self.which.data)

    def plan(self) -> Plan:
        """The valid form as the verbs take it."""
        day, hour = cast("date", self.date.data), cast("time", self.time.data)
        which = self.which.data if self.which.data in {"first", "second"} else None
        return Plan(
            title=self.title.data or "",
            purpose=self.purpose.data or "",
            outcome_code=self.outcome_code.data,
            wall_start=datetime.combine(day, hour),
            zone=self.zone.data or "",
            minutes=self.minutes.data or 0,
            kind=self.kind.data,
            instrument_code=self.instrument_code.data or None,
            theme_code=self.theme_code.data or None,
            which=cast("Literal['first', 'second'] | None", which),
            join_link=(self.join_link.data or "").strip(),
            agenda=tuple(_agenda_lines(self.agenda)),
            facilitators=frozenset(self.facilitators.data or ()),
            countries=self.codes(),
            people=frozenset(self.people.data or ()),
        )


def _list(items: Iterable[Any], empty: str = "") -> list[SelectChoice]:
    """The programme's things as choices, in the reader's language, after an empty one that says what it means."""
    first = [SelectChoice("", empty)] if empty else []
    return first + [SelectChoice(item.code, _(item.name)) for item in items]


def _countries(choices: Choices) -> list[SelectChoice]:
    """Every country, first those where somebody would be invited, each with how many offices are here."""
    with_offices = [country for country in choices.countries if country.code in choices.offices]
    others = [country for country in choices.countries if country.code not in choices.offices]
    return [
        SelectChoice(country.code, _seated(country, choices.offices[country.code]), optgroup=_("Offices here"))
        for country in with_offices
    ] + [SelectChoice(country.code, country_name(country), optgroup=_("No one here yet")) for country in others]


def _seated(country: Country, number: int) -> str:
    name = country_name(country)
    return ngettext("%(country)s: %(num)s office", "%(country)s: %(num)s offices", number, country=name)


def _agenda_lines(rows: "FieldList[FormField[AgendaRow]]") -> Iterable[AgendaLine]:
    usual = {_(title): title for _minutes, title in USUAL_AGENDA}
    return (AgendaLine(row.minutes, usual.get(row.title, row.title), row.owner) for row in _agenda_rows(rows))


def _agenda_rows(rows: "FieldList[FormField[AgendaRow]]") -> Iterable[AgendaLine]:
    """The rows that hold something, as they are shown."""
    for row in rows:
        minutes, title, owner = row.form.minutes.data, row.form.title.data or "", row.form.owner.data or ""
        if minutes or title:
            yield AgendaLine(minutes or 0, LineField.clean(title), LineField.clean(owner))
