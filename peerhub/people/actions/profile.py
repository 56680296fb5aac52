"""What people say about themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from peerhub.base import clock
from peerhub.base.database.engine import Db
from peerhub.base.errors import Invalid
from peerhub.base.i18n.translate import _
from peerhub.people import access
from peerhub.people.models import ADMINISTRATOR, SECRETARIAT, Person
from peerhub.people.rules import is_reserved, mixes_alphabets


@dataclass(frozen=True)
class Details:
    """What a person says about themselves: name as shown, working and interface language, IANA zone."""

    name: str
    language: str
    working_languages: Sequence[str]
    zone: str
    low_data: bool = False

    def write_on(self, person: Person) -> None:
        """Put the details on an account."""
        person.name = self.name
        person.language = self.language
        person.working_languages = list(self.working_languages)
        person.zone = self.zone
        person.low_data = self.low_data


def edit(db: Db, actor: Person, details: Details) -> Person:
    """Change what the actor says about themselves. Raises Invalid for names that could be taken for somebody else's."""
    if details.name != actor.name:
        check_name(db, actor, details.name)
    details.write_on(actor)
    actor.profile_saved_at = clock.now()
    return actor


def hide_steps(db: Db, actor: Person) -> None:
    """Show the first steps no more."""
    actor.steps_hidden_at = clock.now()


def change_language(db: Db, actor: Person, language: str) -> None:
    """Read the site in another language from now on."""
    actor.language = language


def check_name(db: Db, actor: Person | None, name: str, role: str | None = None) -> None:
    """Raise Invalid for a name made to look like another's; `actor` is None for somebody who joins, with the `role` they will hold."""
    if mixes_alphabets(name):
        raise Invalid({"name": _("This name mixes letters of different alphabets. Write each word in one alphabet.")})
    runs = role in {SECRETARIAT, ADMINISTRATOR} or access.is_secretariat(db, actor)
    if is_reserved(name) and not runs:
        raise Invalid({"name": _("This name is reserved for those who run the programme. Add your office or country.")})
